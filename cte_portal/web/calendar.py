"""The windows of every year, as this installation keeps them."""

from __future__ import annotations

from flask import current_app

from ..settings import Settings
from ..windows import Calendar


def calendar() -> Calendar:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.calendar

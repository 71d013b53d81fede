"""The editions of the form that this installation knows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from flask import current_app

from ..catalogue import loader
from ..catalogue.schema import Edition
from ..settings import Settings


def folder_of_the_portal(settings: Settings) -> Path:
    """Where the editions lie that were not uploaded."""
    return Path(settings.editions_dir) if settings.editions_dir else loader.EDITIONS


class Filed(Protocol):
    edition: str


def editions() -> Mapping[str, Edition]:
    """All of them by key, oldest first."""
    found: Mapping[str, Edition] = current_app.extensions["editions"]
    return found


def edition_of(application: Filed) -> Edition:
    """The edition the application began under."""
    return editions()[application.edition]


def edition_for_year(year: int) -> Edition:
    return loader.edition_for(dict(editions()), year)

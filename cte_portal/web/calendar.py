"""The windows of every year, as this installation keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app

from .. import clock
from ..settings import Settings
from ..windows import Calendar, Window


def calendar() -> Calendar:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.calendar


@dataclass(frozen=True)
class ShownWindow:
    """A window as the public reads it."""

    label: str
    opens: date
    closes: date
    extended: bool
    state_label: str
    days_left: int | None
    tone: str


def _shown(window: Window, extended: bool, now: datetime) -> ShownWindow:
    if now < window.opens_at:
        state, days, tone = "尚未开始", (window.opens - now.date()).days, "neutral"
    elif window.is_open(now):
        days = (window.closes - now.date()).days
        state, tone = "正在进行", "red" if days <= 7 else "green"
    else:
        state, days, tone = "已结束", None, "neutral"
    return ShownWindow(f"{window.year} 年{window.purpose.label}", window.opens, window.closes, extended, state, days, tone)


def shown_windows(found: Calendar) -> list[ShownWindow]:
    """This year's, as those are told of them whom the calendar is shown to."""
    now = clock.now()
    without = calendar()
    pairs = [(found.filing(now.year), without.filing(now.year)), (found.collection(now.year), without.collection(now.year))]
    return [_shown(window, window != usual, now) for window, usual in pairs]

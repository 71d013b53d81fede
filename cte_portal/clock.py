"""One clock for the whole portal, in Asia/Shanghai; it can be fixed or shifted for rehearsals and tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}

_shift: timedelta | datetime | None = None
_held: ContextVar[datetime | None] = ContextVar("held", default=None)


class ClockError(ValueError):
    """CTE_CLOCK holds something that is neither a time nor a shift."""


def configure(text: str) -> None:
    """Set the portal's time for the whole process: a fixed time, a shift such as +30d or -2h, or the real one for ""."""
    global _shift
    _shift = _parse(text) if text else None


def _parse(text: str) -> timedelta | datetime:
    try:
        if found := re.fullmatch(r"([+-]\d+)([dhms])", text):
            shift = timedelta(**{_UNITS[found[2]]: int(found[1])})
            (datetime.now(UTC) + shift).astimezone(SHANGHAI)  # beyond the calendar it is no time
            return shift
        fixed = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise ClockError(f"CTE_CLOCK 应为时间（2026-10-31T23:59:59）或偏移（+30d、-2h、+15m），现在是“{text}”") from None
    return fixed if fixed.tzinfo else fixed.replace(tzinfo=SHANGHAI)


def now() -> datetime:
    """The portal's time, aware, in Asia/Shanghai, to the microsecond."""
    if held := _held.get():
        return held.astimezone(SHANGHAI)
    if isinstance(_shift, datetime):
        return _shift.astimezone(SHANGHAI)
    return (datetime.now(UTC) + (_shift or timedelta())).astimezone(SHANGHAI)


def today() -> date:
    return now().date()


def banner() -> str | None:
    """What every page says when the portal's time is not the real one."""
    if _shift is None:
        return None
    return f"演练模式：平台时间为 {now():%Y-%m-%d %H:%M}，不是真实时间"


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment inside a `with` block."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)

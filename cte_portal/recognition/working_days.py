"""Which days a public notice counts: working days after the day it starts; weekends and public holidays left out. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from ..clock import SHANGHAI

ONE_DAY = timedelta(days=1)
MOST_DAYS = 60
WEEKDAYS = "一二三四五六日"


class HolidaysWrong(ValueError):
    """The file of holidays cannot be read; the message says where and why."""


@dataclass(frozen=True)
class Holidays:
    """`off`: day → holiday; `work`: weekend days that are worked; `years`: those that the file knows."""

    off: Mapping[date, str]
    work: frozenset[date]
    years: frozenset[int]


@dataclass(frozen=True)
class Skipped:
    """A day that is not counted, and why."""

    day: date
    why: str


@dataclass(frozen=True)
class Period:
    """A notice from the moment it starts to the end of its last counted day, Asia/Shanghai."""

    started_on: date
    counted: tuple[date, ...]
    skipped: tuple[Skipped, ...]
    unknown_years: tuple[int, ...]  # of which no holidays are known

    @property
    def last(self) -> date:
        return self.counted[-1]


def closes_at(last: date) -> datetime:
    """The first moment that is too late for an objection."""
    return datetime.combine(last + ONE_DAY, time(), SHANGHAI)


def notice_period(started_on: date, count: int, holidays: Holidays) -> Period:
    """`count` working days (1 to MOST_DAYS), the starting day not counted."""
    counted: list[date] = []
    skipped: list[Skipped] = []
    day = started_on
    while len(counted) < count:
        day += ONE_DAY
        if why := _why_not(day, holidays):
            skipped.append(Skipped(day, why))
        else:
            counted.append(day)
    unknown = sorted({day.year for day in (*counted, *(one.day for one in skipped))} - holidays.years)
    return Period(started_on, tuple(counted), tuple(skipped), tuple(unknown))


def _why_not(day: date, holidays: Holidays) -> str | None:
    if day in holidays.off:
        return holidays.off[day]
    if day.weekday() >= 5 and day not in holidays.work:
        return f"星期{WEEKDAYS[day.weekday()]}"
    return None


def read_holidays(text: str) -> Holidays:
    """From TOML as in `holidays.toml`.

    Raises:
        HolidaysWrong: it is no TOML, or a day is none or of another year.
    """
    off: dict[date, str] = {}
    work: set[date] = set()
    years: set[int] = set()
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise HolidaysWrong(f"节假日文件不是正确的 TOML：{problem}") from None
    for key, table in tables.items():
        if not (key.isascii() and key.isdigit() and isinstance(table, dict)):
            raise HolidaysWrong(f"节假日文件的每一段应以年份为名，现在是“{key}”")
        year = int(key)
        years.add(year)
        work |= {_day(day, year) for day in table.get("work", [])}
        for name, span in table.get("off", {}).items():
            off |= dict.fromkeys(_span(span, year, name), name)
    return Holidays(off, frozenset(work), frozenset(years))


def _span(span: Any, year: int, name: str) -> list[date]:
    if not isinstance(span, list) or len(span) != 2:
        raise HolidaysWrong(f"{year} 年“{name}”应写首日和末日两个日期")
    first, last = (_day(day, year) for day in span)
    if last < first:
        raise HolidaysWrong(f"{year} 年“{name}”的末日早于首日")
    return [first + ONE_DAY * number for number in range((last - first).days + 1)]


def _day(day: Any, year: int) -> date:
    if type(day) is not date or abs(day.year - year) > 1:
        raise HolidaysWrong(f"{year} 年的节假日中“{day}”不是这一年的日期，应写成 {year}-01-01 的样子")
    return day


def load_holidays(file: str) -> Holidays:
    """The operator's file, or the one that comes with the portal for "".

    Raises:
        HolidaysWrong: it cannot be read.
    """
    path = Path(file) if file else Path(__file__).parent / "holidays.toml"
    try:
        return read_holidays(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise HolidaysWrong(f"节假日文件 {path} 读不出来：{problem}") from None

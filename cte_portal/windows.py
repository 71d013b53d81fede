"""When something may be submitted: filing windows, collection windows and due dates. Pure.

Source: 建设指南 五; both days inclusive, to 23:59:59 Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from .clock import SHANGHAI


class Purpose(StrEnum):
    FILING = "filing"
    FIRST_QUARTER = "first_quarter"
    ANNUAL_SUMMARY = "annual_summary"
    COLLECTION = "collection"

    @property
    def label(self) -> str:
        return {
            "filing": "注册填报",
            "first_quarter": "第一季度年度任务",
            "annual_summary": "年度总结报告",
            "collection": "绩效数据采集",
        }[self.value]


@dataclass(frozen=True)
class Window:
    """From the start of `opens` to the end of `closes`, Asia/Shanghai."""

    purpose: Purpose
    year: int
    opens: date
    closes: date

    @property
    def opens_at(self) -> datetime:
        return datetime.combine(self.opens, time(), SHANGHAI)

    @property
    def closes_at(self) -> datetime:
        """The first moment that is too late."""
        return datetime.combine(self.closes + timedelta(days=1), time(), SHANGHAI)

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at


@dataclass(frozen=True)
class Extended:
    """An extension (延期) as far as the rules care: until the end of `until`, for whom it names (None: everybody)."""

    purpose: Purpose
    year: int
    until: date
    province: str | None = None
    organisation_id: int | None = None


def filing(year: int) -> Window:
    """注册填报: 2023-07-30 – 10-31, from 2024 on 01-01 – 10-31."""
    opens = date(2023, 7, 30) if year == 2023 else date(year, 1, 1)
    return Window(Purpose.FILING, year, opens, date(year, 10, 31))


def collection(year: int) -> Window:
    """绩效数据采集: 11-01 – 12-15, from 2023 on."""
    return Window(Purpose.COLLECTION, year, date(year, 11, 1), date(year, 12, 15))


def with_extensions(window: Window, extensions: Iterable[Extended], province: str | None, organisation_id: int) -> Window:
    """The window as it stands for one organisation: open until the latest day granted to it."""
    granted = [
        extension.until
        for extension in extensions
        if (extension.purpose, extension.year) == (window.purpose, window.year)
        and extension.province in (None, province)
        and extension.organisation_id in (None, organisation_id)
    ]
    return Window(window.purpose, window.year, window.opens, max([window.closes, *granted]))


def time_left(window: Window, now: datetime) -> timedelta:
    """Until the window closes; zero when it has."""
    return max(window.closes_at - now, timedelta())

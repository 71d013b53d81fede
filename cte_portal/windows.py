"""When something may be submitted: filing windows, collection windows and due dates. Pure.

Source: 建设指南 五; both days inclusive, to 23:59:59 Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from .clock import SHANGHAI
from .named import Named


class Purpose(Named):
    FILING = "filing", "注册填报"
    FIRST_QUARTER = "first_quarter", "第一季度年度任务"
    ANNUAL_SUMMARY = "annual_summary", "年度总结报告"
    COLLECTION = "collection", "绩效数据采集"


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
        return end_of(self.closes)

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at


def end_of(day: date) -> datetime:
    """The first moment after the day."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def lets_finish(begun: datetime, end: datetime, now: datetime, minutes: int) -> bool:
    """Whether what was begun in time may still be finished: `minutes` after the end, to the second."""
    return begun < end <= now < end + timedelta(minutes=minutes)


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


class UnfitDays(ValueError):
    """The days of a window make no sense; the message says why."""


@dataclass(frozen=True)
class Calendar:
    """The windows of all years: as the guide and the catalogue say, unless an authority set other days for one, or more time."""

    set_days: frozenset[Window] = frozenset()
    granted: tuple[Extended, ...] = ()  # extensions that hold for everybody whom this calendar is shown to
    _by_place: dict[tuple[Purpose, int], Window] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_place", {(one.purpose, one.year): one for one in self.set_days})

    def as_set(self, window: Window) -> Window:
        """The window with the days that were set for it."""
        return self._by_place.get((window.purpose, window.year), window)

    def as_it_stands(self, window: Window) -> Window:
        """As set, and as long as was granted."""
        return with_extensions(self.as_set(window), self.granted, None)

    def filing(self, year: int) -> Window:
        return self.as_it_stands(filing(year))

    def collection(self, year: int) -> Window:
        return self.as_it_stands(collection(year))

    def with_window(self, window: Window) -> Calendar:
        """
        Raises:
            UnfitDays: it closes before it opens, or a day is not of its year.
        """
        return replace(self, set_days=self.without(window.purpose, window.year).set_days | {_fit(window)})

    def without(self, purpose: Purpose, year: int) -> Calendar:
        """With the days of the guide or the catalogue for this one."""
        return replace(self, set_days=frozenset(one for one in self.set_days if (one.purpose, one.year) != (purpose, year)))

    def granting(self, extensions: Iterable[Extended]) -> Calendar:
        """As those see it for whom these hold; what they name besides purpose and year does not count."""
        return replace(self, granted=tuple(replace(one, province=None, organisation_id=None) for one in extensions))

    @property
    def in_words(self) -> str:
        """Every window whose days were set; 按建设指南 where there is none."""
        ordered = sorted(self.set_days, key=lambda one: (one.year, one.opens, one.purpose))
        return "；".join(f"{one.year} 年{one.purpose.label}：{one.opens} 至 {one.closes}" for one in ordered) or "全部按建设指南"

    def written(self) -> str:
        """As `calendar_from` reads it."""
        ordered = sorted(self.set_days, key=lambda one: (one.year, one.opens, one.purpose))
        return "; ".join(f"{one.purpose.value} {one.opens} {one.closes}" for one in ordered)


@cache
def calendar_from(text: str) -> Calendar:
    """Read `filing 2027-02-01 2027-10-15; collection 2027-11-08 2027-12-20`; the empty text is the guide's calendar.

    Raises:
        UnfitDays: it cannot be read so.
    """
    found = Calendar()
    for part in filter(None, (one.strip() for one in text.split(";"))):
        try:
            purpose, opens, closes = part.split()
            first, last = date.fromisoformat(opens), date.fromisoformat(closes)
            window = Window(Purpose(purpose), first.year, first, last)
        except ValueError:
            raise UnfitDays(f"“{part}”应写成：时间段 开始日期 截止日期，如 filing 2027-02-01 2027-10-15") from None
        if found.as_set(window) != window and any((one.purpose, one.year) == (window.purpose, window.year) for one in found.set_days):
            raise UnfitDays(f"{window.year} 年{window.purpose.label}写了两次")
        found = found.with_window(window)
    return found


def _fit(window: Window) -> Window:
    if window.opens > window.closes:
        raise UnfitDays(f"截止日期 {window.closes} 早于开始日期 {window.opens}")
    if {window.opens.year, window.closes.year} != {window.year}:
        raise UnfitDays(f"开始日期和截止日期都应在 {window.year} 年内")
    return window


def with_extensions(window: Window, extensions: Iterable[Extended], province: str | None, organisation_id: int | None = None) -> Window:
    """The window as it stands for one organisation, or a whole province: open until the latest day granted to it."""
    granted = [
        extension.until
        for extension in extensions
        if (extension.purpose, extension.year) == (window.purpose, window.year)
        and extension.province in (None, province)
        and extension.organisation_id in (None, organisation_id)
    ]
    return Window(window.purpose, window.year, window.opens, max([window.closes, *granted]))


def with_correction(window: Window, due: date | None) -> Window:
    """The window as it stands for one application: what was returned may be submitted until its own day, where that is later."""
    return Window(window.purpose, window.year, window.opens, max(window.closes, due or window.closes))


def time_left(window: Window, now: datetime) -> timedelta:
    """Until the window closes; zero when it has."""
    return max(window.closes_at - now, timedelta())

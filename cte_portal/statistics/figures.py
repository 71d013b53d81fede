"""Charts and table of one round beside the round before it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from markupsafe import Markup

from ..charts import Series, bars, lines, tiles
from ..named import Named
from .rules import Kind, Period, days_of, months_of, summed, weeks_of


class Grain(Named):
    TOTAL = "total", "累计"
    WEEK = "week", "按周"
    DAY = "day", "按日"


@dataclass(frozen=True)
class Line:
    """One row of the table; None: the days have not come yet."""

    label: str
    counts: Mapping[Kind, int] | None
    total: int | None  # of the chosen kind, up to the period's end
    last: int  # of the chosen kind, the year before
    last_total: int


@dataclass(frozen=True)
class Counted:
    """A round as far as it is drawn: for each kind a number for each day of the year."""

    year: int
    first: Mapping[Kind, Sequence[int]]


def passed(year: int, today: date) -> int:
    """How many days of the year have begun."""
    return min(max((today - date(year, 1, 1)).days + 1, 0), len(days_of(year)))


def until(counts: Sequence[int], days: int) -> list[float | None]:
    """The counts of the days that have begun; the others have no value."""
    return [*counts[:days], *[None] * (len(counts) - days)]


def beside(this: Counted, last: Counted, kind: Kind, grain: Grain, closes: date, today: date) -> Markup:
    """The chosen kind, this year's round beside the last one's."""
    title = f"{kind.label}的申报（{grain.label}）：{this.year} 年与 {last.year} 年"
    days, begun = days_of(this.year), passed(this.year, today)
    now, before = list(this.first[kind]), _as_long(list(last.first[kind]), len(days))
    names = f"{this.year} 年", f"{last.year} 年"
    end = (closes - days[0]).days
    if grain is Grain.WEEK:
        weeks = weeks_of(this.year)
        begun_weeks = sum(week.first < begun for week in weeks)
        series = [Series(names[0], until(summed(now, weeks), begun_weeks)), Series(names[1], [float(n) for n in summed(before, weeks)])]
        ticks = {number: _month(days[week.last]) for number, week in enumerate(weeks) if days[week.last].day <= 7}
        marks = {end // 7: f"{closes:%m-%d} 截止"} if 0 <= end < len(days) else {}
        return bars("beside", title, [week.label for week in weeks], series, ticks=ticks, marks=marks, unit="份")
    if grain is Grain.TOTAL:
        now, before = list(accumulate(now)), list(accumulate(before))
    series = [Series(names[0], until(now, begun)), Series(names[1], [float(n) for n in before])]
    return lines("beside", title, _names(days), series, ticks=_month_ticks(days), marks=_deadline(end, closes, len(days)), unit="份")


def together(this: Counted, closes: date, today: date) -> Markup:
    """All kinds of the round, added up to each day."""
    days, begun = days_of(this.year), passed(this.year, today)
    series = [Series(kind.label, until(list(accumulate(this.first[kind])), begun)) for kind in Kind]
    marks = _deadline((closes - days[0]).days, closes, len(days))
    return lines("together", f"{this.year} 年各环节累计", _names(days), series, ticks=_month_ticks(days), marks=marks, unit="份")


def country(counts: Mapping[str, int], kind: Kind, year: int, links: Mapping[str, str]) -> Markup:
    """One kind by province, up to now. `counts`: those that may recommend."""
    return tiles("country", f"{year} 年各省{kind.label}的申报", counts, "份", links)


def table(this: Counted, last: Counted, kind: Kind, grain: Grain, today: date) -> list[Line]:
    """By month, by week, or of the days on which anything happened."""
    periods = _periods(this.year, grain)
    begun = passed(this.year, today)
    by_kind = {one: summed(this.first[one], periods) for one in Kind}
    before = summed(_as_long(list(last.first[kind]), len(days_of(this.year))), periods)
    totals, last_totals = list(accumulate(by_kind[kind])), list(accumulate(before))
    found = []
    for number, period in enumerate(periods):
        come = period.first < begun
        counts = {one: by_kind[one][number] for one in Kind} if come else None
        if grain is Grain.TOTAL or before[number] or (counts and any(counts.values())):
            found.append(Line(period.label, counts, totals[number] if come else None, before[number], last_totals[number]))
    return found


def _periods(year: int, grain: Grain) -> list[Period]:
    match grain:
        case Grain.TOTAL:
            return months_of(year)
        case Grain.WEEK:
            return weeks_of(year)
        case Grain.DAY:
            return [Period(f"{day:%m-%d}", number, number) for number, day in enumerate(days_of(year))]


def _as_long(counts: list[int], days: int) -> list[int]:
    """Of a year with another number of days: its last day is counted with the one before, or is a day without anything."""
    if len(counts) > days:
        return [*counts[: days - 1], sum(counts[days - 1 :])]
    return [*counts, *[0] * (days - len(counts))]


def _names(days: Sequence[date]) -> list[str]:
    return [f"{day:%m-%d}" for day in days]


def _month(day: date) -> str:
    return f"{day.month} 月"


def _month_ticks(days: Sequence[date]) -> dict[int, str]:
    return {number: _month(day) for number, day in enumerate(days) if day.day == 1}


def _deadline(end: int, closes: date, days: int) -> dict[int, str]:
    return {end: f"{closes:%m-%d} 截止"} if 0 <= end < days else {}

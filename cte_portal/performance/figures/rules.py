"""Decisions about figures that are compared and drawn: scopes, changes, distributions, places, and what is said of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median

from ...catalogue.indicators import Indicator, Measure
from ...catalogue.schema import FormDefinition, Section
from ..rules import Number, said

NATION = "nation"
FEWEST = 3  # communities, below which a sum or a place would tell one community's own figures
BINS = 8
MOST_SENTENCES = 12
NOTABLE = 10  # percent of change that is worth a sentence


def scopes(province: str | None, industry: str | None) -> list[str]:
    """What a community's figures are added up in: the nation, its province, its industry."""
    return [NATION, *([of_province(province)] if province else []), *([of_industry(industry)] if industry else [])]


def of_province(code: str) -> str:
    return f"p{code}"


def of_industry(code: str) -> str:
    return f"i{code}"


@dataclass(frozen=True)
class Total:
    """The sum of one figure over the communities that have it."""

    communities: int
    value: Number


@dataclass(frozen=True)
class Change:
    """A figure beside that of the year before; `before` None: there was none."""

    measure: Measure
    now: Number
    before: Number | None

    @property
    def percent(self) -> Decimal | None:
        if not self.before:
            return None
        return (Decimal(self.now) - Decimal(self.before)) / Decimal(self.before) * 100

    @property
    def words(self) -> str:
        """In a few words: 比上年增加 12.5%."""
        if self.before is None:
            return "上年没有数据"
        if self.percent is None:
            return "上年为 0" if self.now else "与上年同为 0"
        if self.percent == 0:
            return "与上年持平"
        return f"比上年{'增加' if self.percent > 0 else '减少'} {abs(self.percent):.1f}%"

    @property
    def tone(self) -> str:
        return "neutral" if not self.percent else "green" if self.percent > 0 else "amber"


def headlines(definition: FormDefinition) -> list[tuple[Section, Indicator, Measure]]:
    """The figures that stand for their groups, in order."""
    return [place for place in definition.measures.values() if place[2].headline]


def changes(definition: FormDefinition, now: Mapping[str, Number], before: Mapping[str, Number]) -> dict[str, Change]:
    """Every counted figure that there is, by its key."""
    counted = ((key, measure) for key, (_, _, measure) in definition.measures.items() if measure.counted)
    return {key: Change(measure, now[key], before.get(key)) for key, measure in counted if key in now}


def group_index(definition: FormDefinition, found: Mapping[str, Change]) -> list[tuple[str, float | None]]:
    """(group, this year's figures with the year before's as 100): the mean over its headline figures that can be compared."""
    lines: list[tuple[str, float | None]] = []
    for section in definition.sections:
        percents: list[Decimal] = [
            change.percent
            for one in section.indicators
            for measure in one.measures
            if measure.headline and (change := found.get(measure.key)) and change.percent is not None
        ]
        lines.append((section.title, float(round(100 + sum(percents, Decimal(0)) / len(percents), 1)) if percents else None))
    return lines


@dataclass(frozen=True)
class Bin:
    """From `low` to below `high` (the last one: to `high`)."""

    low: Number
    high: Number
    count: int

    def words(self) -> str:
        return f"{_short(self.low)}–{_short(self.high)}" if self.low != self.high else _short(self.low)


def _short(value: Number) -> str:
    number = float(value)
    return f"{number / 10000:,.4g} 万" if number >= 10000 else f"{number:,.6g}"


def distribution(values: Iterable[Number]) -> list[Bin]:
    """How many values lie where, in bins of one width between the least and the most; whole numbers keep whole bounds."""
    found = sorted(values)
    if not found:
        return []
    least, most = found[0], found[-1]
    if least == most:
        return [Bin(least, most, len(found))]
    whole = all(value == int(value) for value in found)
    span = Decimal(most) - Decimal(least)
    count = min(BINS, int(span)) if whole and span < BINS else BINS
    edges = [Decimal(least) + span * number / max(count, 1) for number in range(count + 1)]
    if whole:
        edges = sorted({Decimal(int(edge)) for edge in edges[:-1]} | {Decimal(most)})
    bins = []
    for number, (low, high) in enumerate(pairwise(edges)):
        last = number == len(edges) - 2
        bins.append(Bin(_plain(low), _plain(high), sum(low <= value < high or (last and value == high) for value in found)))
    return bins


def _plain(value: Decimal) -> Number:
    return int(value) if value == int(value) else value.quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Place:
    """Where one community stands among those of its industry, itself among them; nobody else is named."""

    place: int  # 1: the most
    of: int
    median: Number


def place_of(own: Number, every: Sequence[Number]) -> Place | None:
    """None where so few have the figure that the others' would be known."""
    if len(every) < FEWEST:
        return None
    middle = median(Decimal(value) for value in every)
    return Place(1 + sum(value > own for value in every), len(every), _plain(Decimal(middle)))


def sentences(definition: FormDefinition, name: str, year: int, communities: int, found: Mapping[str, Change]) -> list[str]:
    """The main changes in words: what it is about, the headline figures group by group, then what changed most."""
    compared = any(change.before is not None for change in found.values())
    said_first = [f"{year} 年{name}有 {communities} 个共同体报送了绩效数据。" if communities != 1 else f"{year} 年{name}绩效数据的主要情况如下。"]
    for section in definition.sections:
        parts = [
            f"{measure.label} {said(measure, change.now)}" + (f"，{change.words}" if compared else "")
            for one in section.indicators
            for measure in one.measures
            if measure.headline and (change := found.get(measure.key))
        ]
        if parts:
            said_first.append(f"{section.title}：{'；'.join(parts)}。")
    return [*said_first, *(_most_changed(found) if compared else ["没有上年的数据可以比较。"])]


def _most_changed(found: Mapping[str, Change]) -> list[str]:
    others = [change for change in found.values() if not change.measure.headline and change.percent is not None and abs(change.percent) >= NOTABLE]
    ranked = sorted(others, key=lambda change: abs(change.percent or Decimal(0)), reverse=True)[:MOST_SENTENCES]
    rising = [_moved(change) for change in ranked if (change.percent or 0) > 0]
    falling = [_moved(change) for change in ranked if (change.percent or 0) < 0]
    return [f"{word}：{'；'.join(parts)}。" for word, parts in (("增加较多的", rising), ("减少较多的", falling)) if parts]


def _moved(change: Change) -> str:
    assert change.before is not None
    return f"{change.measure.label}由 {said(change.measure, change.before)}变为 {said(change.measure, change.now)}，{change.words}"

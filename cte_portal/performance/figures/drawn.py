"""Dashboards as they are drawn: cards, charts and the tables beside them. Pure but for the queries it is given the answers of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ...catalogue.indicators import Measure
from ...catalogue.places import industries, industry_name, province_name, provinces
from ...catalogue.schema import FormDefinition
from ...charts import Series, bars, level_bars, lines, tiles
from ..rules import Number, said
from .rules import Bin, Change, Total, distribution, group_index, headlines

YEARS_DRAWN = 10


@dataclass(frozen=True)
class Card:
    """A group's headline figure with its change."""

    group: str
    measure: Measure
    change: Change

    @property
    def said(self) -> str:
        return said(self.measure, self.change.now)


def cards(definition: FormDefinition, found: Mapping[str, Change]) -> list[Card]:
    return [Card(section.title, measure, found[measure.key]) for section, _, measure in headlines(definition) if measure.key in found]


@dataclass(frozen=True)
class Drawn:
    """A chart and the table of what it shows."""

    chart: Markup
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def trend(measure: Measure, by_year: Mapping[int, Number], name: str, median: Mapping[int, Number] | None = None) -> Drawn | None:
    """The figure over the years; `median`: of the industry, beside it."""
    years = sorted(by_year)[-YEARS_DRAWN:]
    if not years:
        return None
    first, last = years[0], years[-1]
    every = list(range(first, last + 1))
    series = [Series(name, [_drawable(by_year.get(year)) for year in every])]
    heads = ["年度", f"{name}（{measure.unit}）"]
    if median:
        series.append(Series("同行业中位数", [_drawable(median.get(year)) for year in every]))
        heads.append("同行业中位数")
    labels = [str(year) for year in every]
    chart = lines("trend", f"{measure.label}历年变化", labels, series, unit=measure.unit, whole=measure.type.value == "integer")
    table = [
        (f"{year} 年", *(said(measure, values.get(year)) if year in values else "—" for values in (by_year, *([median] if median else []))))
        for year in every
    ]
    return Drawn(chart, tuple(heads), [tuple(row) for row in table])


def _drawable(value: Number | None) -> float | None:
    return None if value is None else float(value)


def spread(measure: Measure, values: Sequence[Number], year: int) -> Drawn | None:
    """How many communities have how much."""
    bins: list[Bin] = distribution(values)
    if not bins:
        return None
    labels = [one.words() for one in bins]
    chart = bars("spread", f"{year} 年{measure.label}的分布", labels, [Series("共同体数", [one.count for one in bins])], unit="个")
    return Drawn(chart, (f"{measure.label}（{measure.unit}）", "共同体数"), [(one.words(), str(one.count)) for one in bins])


def country(measure: Measure, found: Mapping[str, Total], year: int, links: Mapping[str, str]) -> Drawn:
    chart = tiles("country", f"{year} 年各省{measure.label}", {code: float(one.value) for code, one in found.items()}, measure.unit, links)
    ranked = sorted((code for code in found if code in provinces()), key=lambda code: (-found[code].value, code))
    rows = [(province_name(code), said(measure, found[code].value), str(found[code].communities)) for code in ranked]
    return Drawn(chart, ("省份", measure.label, "共同体数"), rows)


MOST_INDUSTRIES = 12


def by_industry(measure: Measure, found: Mapping[str, Total], year: int) -> Drawn | None:
    """Those of the most first; the others are in the table."""
    ranked = sorted((code for code in found if code in industries()), key=lambda code: (-found[code].value, code))
    if not ranked:
        return None
    shown = ranked[:MOST_INDUSTRIES]
    series = [Series(measure.label, [float(found[code].value) for code in shown])]
    chart = level_bars(
        "industries",
        f"{year} 年各行业{measure.label}",
        [industry_name(code) for code in shown],
        series,
        unit=measure.unit,
        whole=measure.type.value == "integer",
    )
    rows = [(industry_name(code), said(measure, found[code].value), str(found[code].communities)) for code in ranked]
    return Drawn(chart, ("行业", measure.label, "共同体数"), rows)


def groups(definition: FormDefinition, found: Mapping[str, Change], year: int) -> Drawn | None:
    """This year's headline figures with the year before's as 100, by group."""
    index = group_index(definition, found)
    if all(value is None for _, value in index):
        return None
    series = [
        Series(f"{year - 1} 年", [100 if value is not None else None for _, value in index]),
        Series(f"{year} 年", [value for _, value in index]),
    ]
    chart = level_bars("groups", f"{year} 年六方面与上年相比（上年为 100）", [name for name, _ in index], series, whole=False)
    return Drawn(chart, ("方面", f"{year} 年（上年为 100）"), [(name, "—" if value is None else f"{value:g}") for name, value in index])


def table(
    definition: FormDefinition, found: Mapping[str, Change], totals: Mapping[str, Total] | None = None
) -> list[tuple[str, str, str, str, str, str]]:
    """Every figure: (code, figure, this year, the year before, change, how many communities)."""
    lines_ = []
    for _, one in definition.indicators.values():
        for measure in one.measures:
            if change := found.get(measure.key):
                count = str(totals[measure.key].communities) if totals else ""
                before = "—" if change.before is None else said(measure, change.before)
                lines_.append((one.code, measure.label, said(measure, change.now), before, change.words, count))
    return lines_

"""Decisions about a year's figures: what of them is computed, and what is worth a second look. Pure.

Source: 建设指南 三 (监测指标), 五 (time of collection); what parts, totals and years must hold: the catalogue's relations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..catalogue.address import EVIDENCE, Address
from ..catalogue.content import Content, Values
from ..catalogue.fields import FieldType, Level
from ..catalogue.indicators import Indicator, Measure, Relation
from ..catalogue.kinds import Value, show
from ..catalogue.schema import FormDefinition, Section
from ..catalogue.words import chinese_date
from ..community.opening.rules import Opening
from ..community.readiness import Finding

Number = int | Decimal
WRONG_UNIT = 1000  # times last year's amount: perhaps 元 were typed for 万元
FEW = 10  # a change between figures below it is no matter of percent


class Collecting(Opening):
    """Everything is open but what the portal computes."""

    def fields(self, section: Section, row: str | None = None) -> frozenset[str]:
        computed = {measure.key for one in section.indicators for measure in one.measures if not measure.typed}
        return super().fields(section, row) - computed


@dataclass(frozen=True)
class Known:
    """A figure that the portal knows by itself. `how`: where it comes from, in words; `url`: the rows behind it."""

    value: Value
    how: str
    url: str = ""


def number(value: Value) -> Number | None:
    """The value as a number; None for everything else, booleans too."""
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def completed(section: Section, values: Values, known: Mapping[str, Known]) -> dict[str, Value]:
    """The section's values with what is computed: known figures as they are now, and sums of what was typed.

    A sum of which a part is missing or wrong is not there.
    """
    found = dict(values)
    for one in section.indicators:
        for measure in one.measures:
            if measure.computed:
                found[measure.key] = known[measure.computed].value if measure.computed in known else None
            elif measure.sum_of:
                found[measure.key] = total(measure.sum_of, found)
    return found


def prefilled(section: Section, known: Mapping[str, Known]) -> dict[str, Value]:
    """What the portal knows of what is typed in the section; a nought may only mean that nothing was noted."""
    found = {measure.key: known.get(measure.beside) for one in section.indicators for measure in one.measures if measure.beside}
    return {key: one.value for key, one in found.items() if one and one.value}


def total(keys: Iterable[str], values: Values) -> Number | None:
    """The sum of the figures; None where one of them is not there."""
    parts = [number(values.get(key)) for key in keys]
    return None if any(part is None for part in parts) else sum((part for part in parts if part is not None), 0)


def figures_of(content: Content) -> dict[str, Value]:
    """Every figure by its key, whatever section it stands in."""
    return {key: content.value(section.key, key) for key, (section, _, _) in content.definition.measures.items()}


def corrected(content: Content, corrections: Mapping[str, Value]) -> dict[str, Value]:
    """Every figure with these in the place of what was handed in, and the sums of which they are parts."""
    found = {**figures_of(content), **corrections}
    for key, (_, _, measure) in content.definition.measures.items():
        if measure.sum_of:
            found[key] = total(measure.sum_of, found)
    return found


def last_years(definition: FormDefinition, before: Mapping[str, Number]) -> dict[str, Number]:
    """The year before's figures by this edition's keys."""
    keys = {key: measure.was or key for key, (_, _, measure) in definition.measures.items()}
    return {key: before[was] for key, was in keys.items() if was in before}


def findings(content: Content, known: Mapping[str, Known], before: Mapping[str, Number]) -> list[Finding]:
    """What does not go together: among the figures, with the rows in the portal, with the year before.

    `before`: by the keys of this edition. What asks for a note blocks until the note is there, and is worth a look afterwards.
    """
    return [Finding(level, address, text) for level, address, text in _answered(content, _found(content, known, before))]


def by_place(found: Iterable[Finding], section: str) -> dict[str, list[Finding]]:
    """Field → what is said of it, of one section."""
    places: dict[str, list[Finding]] = {}
    for one in found:
        if one.address.section == section and one.address.field:
            places.setdefault(one.address.field, []).append(one)
    return places


def unproven(content: Content) -> list[Finding]:
    """Indicators with a figure that somebody typed, more than nought, and no proof."""
    proved = {item.category for item in content.evidence}
    return [
        Finding(Level.WARNING, Address(EVIDENCE, field=one.key), f"{one.code} {one.name} 还没有证明材料，应有{one.evidence}")
        for section, one in content.definition.indicators.values()
        if one.key not in proved and any(measure.typed and number(content.value(section.key, measure.key)) for measure in one.measures)
    ]


Found = Iterator[tuple[Level, str, str]]  # level, key of the figure, sentence


def _found(content: Content, known: Mapping[str, Known], before: Mapping[str, Number]) -> Found:
    figures = figures_of(content)
    for section in content.definition.sections:
        for relation in section.relations:
            yield from _relation(content.definition, relation, figures)
        for one in section.indicators:
            for measure in one.measures:
                value = figures[measure.key]
                if value is None:
                    continue
                yield from _day(measure, value, content.year)
                yield from _beside(measure, value, known.get(measure.beside))
                if measure.key in before:
                    yield from _change(one, measure, value, before[measure.key])
                if value is False:
                    yield Level.EXPLAIN, measure.key, f"“{measure.label}”填的是“否”"


def _answered(content: Content, found: Found) -> Iterator[tuple[Level, Address, str]]:
    """Where a note is asked for, the note decides."""
    for level, key, text in found:
        section, one, _ = content.definition.measures[key]
        if level is not Level.EXPLAIN:
            yield level, Address(section.key, field=key), text
        elif content.value(section.key, one.note.key):
            yield Level.WARNING, Address(section.key, field=one.note.key), f"{text}（已写说明）"
        else:
            yield Level.BLOCKING, Address(section.key, field=one.note.key), f"{text}，请核对；没有错的，在“{one.note.label}”中写明原因"


def _relation(definition: FormDefinition, relation: Relation, figures: Values) -> Found:
    left, right = total(relation.left, figures), total(relation.right, figures)
    if left is None or right is None:
        return
    broken = {"at_most": left > right, "equal": left != right, "unlike": left == right and left != 0}[relation.is_]
    if broken:
        word = {"at_most": "大于", "equal": "不等于", "unlike": "等于"}[relation.is_]
        yield (
            relation.level,
            relation.left[0],
            f"{_said(definition, relation.left, left)}{word}{_said(definition, relation.right, right)}；{relation.why}",
        )


def _said(definition: FormDefinition, keys: tuple[str, ...], value: Number) -> str:
    """The figures with their sum: “A”与“B”之和 120 人."""
    measures = [definition.measures[key][2] for key in keys]
    names = "、".join(f"“{measure.label}”" for measure in measures)
    return f"{names}{'之和' if len(measures) > 1 else ''} {said(measures[0], value)}"


def said(measure: Measure, value: Value) -> str:
    """With its unit, as people read it; amounts with two decimals, counts with commas."""
    number_ = number(value)
    text = f"{number_:,}" if number_ is not None and measure.type is FieldType.INTEGER else show(measure, value, {})
    return f"{text} {measure.unit}".rstrip() if measure.counted else text


def _day(measure: Measure, value: Value, year: int) -> Found:
    if not isinstance(value, date):
        return
    if value.year != year:
        yield Level.BLOCKING, measure.key, f"“{measure.label}”应是 {year} 年的日期，现在填的是{chinese_date(value)}"
    elif measure.last_day and not measure.first_day <= f"{value:%m-%d}" <= measure.last_day:
        month, day = (int(part) for part in measure.last_day.split("-"))
        yield Level.EXPLAIN, measure.key, f"“{measure.label}”{chinese_date(value)}，晚于 {month} 月 {day} 日，不是按时发布"


def _beside(measure: Measure, value: Value, known: Known | None) -> Found:
    """Against the rows in the portal. Contracts and agreements that were never noted on it may exist: more is no contradiction to nothing."""
    if known is None or known.value is None or known.value == value or known.value == 0:
        return
    yield Level.EXPLAIN, measure.key, f"“{measure.label}”填了 {said(measure, value)}，{known.how}是 {said(measure, known.value)}"


def _change(one: Indicator, measure: Measure, value: Value, before: Number) -> Found:
    now = number(value)
    if now is None or not one.most_change or max(now, before) < FEW:
        return
    words = f"“{measure.label}”今年 {said(measure, value)}，上年 {said(measure, before)}"
    if before == 0:
        yield Level.EXPLAIN, measure.key, f"{words}，上年没有"
        return
    percent = (Decimal(now) - Decimal(before)) / Decimal(before) * 100
    if measure.type is FieldType.MONEY and now >= WRONG_UNIT * before:
        yield Level.EXPLAIN, measure.key, f"{words}，是否把元当成了万元？按万元填写应为 {Decimal(now) / 10000:,.2f}"
    elif abs(percent) > one.most_change:
        yield Level.EXPLAIN, measure.key, f"{words}，{'增加' if percent > 0 else '减少'} {abs(percent):.0f}%"

"""What a yearly form begins with, and what of it may be changed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ...catalogue.carrying_over import carried_over
from ...catalogue.content import Content, Row
from ...catalogue.fields import FieldType
from ...catalogue.kinds import Value
from ...catalogue.schema import FormDefinition, Section
from ...community.opening.rules import Opening
from ..rules import Done, State

INDICATORS = "indicators"
NO_TARGET = "—"
Columns = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class BesidePlan(Opening):
    """A summary: everything is open, but of the rows that came from the plan only what is told of them."""

    planned: frozenset[str] = frozenset()
    columns: Columns = field(default_factory=dict)  # list → its columns that the plan has too

    def fields(self, section: Section, row: str | None = None) -> frozenset[str]:
        found = super().fields(section, row)
        return found - self.columns.get(section.key, frozenset()) if row in self.planned else found

    def removable(self, section: Section, row: str) -> bool:
        return row not in self.planned and super().removable(section, row)


def columns_of_plan(plan: FormDefinition, summary: FormDefinition) -> Columns:
    """The columns that a list of the plan and the list of the same key in the summary have in common."""
    pairs = ((section, plan.by_key.get(section.key)) for section in summary.sections if section.rows)
    return {section.key: frozenset(section.by_key.keys() & before.by_key.keys()) for section, before in pairs if before is not None and before.rows}


def why_closed(done: Done, recognised_on: date | None) -> str | None:
    """Why nothing of the form may be changed, in words that follow its title."""
    if recognised_on is None:
        return "所属共同体已撤销认定"
    if done.excused:
        return "已由主管部门免除"
    if done.state in (State.SUBMITTED, State.PASSED):
        return done.state.label
    return None


def next_plan(before: Content, definition: FormDefinition, year: int) -> Content:
    """A plan that begins with an earlier year's: the same arrangements, their months moved by as many years."""
    content = carried_over(before, definition, year)
    moved = {
        key: tuple(
            Row(row.id, {name: _moved(definition.by_key[key], name, value, year - before.year) for name, value in row.values.items()}) for row in rows
        )
        for key, rows in content.lists.items()
    }
    return replace(content, lists=moved)


def _moved(section: Section, name: str, value: Value, years: int) -> Value:
    if section.by_key[name].type is not FieldType.MONTH or not isinstance(value, str):
        return value
    year, month = value.split("-")
    return f"{int(year) + years:04d}-{month}"


@dataclass(frozen=True)
class KnownFigure:
    """A line of the 指标表 as the portal knows it; `actual` empty: it knows the target only."""

    indicator: str
    unit: str
    planned: str
    actual: str
    basis: str


def put_together(targets: Sequence[KnownFigure], known: Iterable[KnownFigure]) -> list[KnownFigure]:
    """The targets, each indicator once; what the portal knows of one of them stands beside it, and what else it knows below."""
    found = {one.indicator: one for one in reversed(targets)}
    lines = {one.indicator: found[one.indicator] for one in targets}
    for one in known:
        target = lines.get(one.indicator)
        lines[one.indicator] = replace(target, actual=one.actual, basis=f"目标：{target.basis}；完成值：{one.basis}") if target else one
    return list(lines.values())


def indicator_rows(definition: FormDefinition, lines: Iterable[KnownFigure]) -> tuple[Row, ...]:
    """As rows of the 指标表; texts that are longer than their column are cut. None where the form has no such list."""
    section = definition.by_key.get(INDICATORS)
    if section is None:
        return ()
    rows = []
    for number, one in enumerate(lines, start=1):
        texts = {
            "indicator": one.indicator,
            "unit": one.unit or NO_TARGET,
            "planned": one.planned or NO_TARGET,
            "actual": one.actual,
            "basis": one.basis,
        }
        rows.append(Row(f"known-{number}", {key: text[: section.by_key[key].max] for key, text in texts.items() if text and key in section.by_key}))
    return tuple(rows[: section.max_rows])


def next_summary(plan: Content | None, definition: FormDefinition, year: int, lines: Iterable[KnownFigure]) -> Content:
    """A summary that begins with the year's plan, whose rows keep their ids, and with the figures that the portal knows."""
    content = carried_over(plan, definition, year) if plan else Content(definition, year)
    return replace(content, lists={**content.lists, INDICATORS: indicator_rows(definition, lines)})

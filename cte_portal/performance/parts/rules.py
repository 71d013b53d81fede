"""What a unit is asked, how the parts are put together, and where they differ from what was typed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from ...catalogue.content import Values
from ...catalogue.fields import Field
from ...catalogue.indicators import Indicator, Measure
from ...catalogue.kinds import Value
from ...catalogue.schema import NO_EVIDENCE, FormDefinition, Section
from ...named import Named
from ..rules import Collecting as UnitOpening
from ..rules import Number, number

__all__ = ["UnitOpening"]
VALID_FOR = timedelta(days=45)


class PartState(Named):
    GIVEN_OUT = "given_out", "已发出", "blue"
    HANDED_BACK = "handed_back", "已交回", "green"
    OVER = "over", "链接已到期", "amber"
    WITHDRAWN = "withdrawn", "链接已停用", "neutral"


def state_of(withdrawn: bool, handed_back: bool, until: date, today: date) -> PartState:
    if handed_back:
        return PartState.HANDED_BACK
    if withdrawn:
        return PartState.WITHDRAWN
    return PartState.GIVEN_OUT if today <= until else PartState.OVER


@lru_cache(maxsize=8)
def _reduced(section: Section) -> Section | None:
    indicators = tuple(one for one in map(_asked_of_units, section.indicators) if one.measures)
    if not indicators:
        return None
    keys = {measure.key for one in indicators for measure in one.measures}
    fields: list[Field] = [field for one in indicators for field in (*one.measures, one.note)]
    relations = tuple(one for one in section.relations if {*one.left, *one.right} <= keys)
    return msgspec.structs.replace(
        section, indicators=indicators, fields=tuple(fields), relations=relations, hint="只填本单位的数；与本单位无关的不填。"
    )


def _asked_of_units(one: Indicator) -> Indicator:
    """A unit need not give everything: what does not concern it stays empty."""
    asked = {measure.key for measure in one.measures if measure.by_unit}
    sums = {measure.key for measure in one.measures if measure.sum_of and set(measure.sum_of) <= asked}
    kept: tuple[Measure, ...] = tuple(
        msgspec.structs.replace(measure, required=False, beside="") for measure in one.measures if measure.key in asked | sums
    )
    return msgspec.structs.replace(one, measures=kept)


def part_of(definition: FormDefinition) -> FormDefinition:
    """What of the collection member units can be asked for."""
    sections = tuple(section for one in definition.sections if (section := _reduced(one)))
    return msgspec.structs.replace(definition, kind="performance_part", sections=sections, evidence=NO_EVIDENCE)


def asked(definition: FormDefinition) -> dict[str, tuple[Section, Indicator, Measure]]:
    """The figures that units type, by key."""
    return {key: place for key, place in definition.measures.items() if place[2].by_unit and place[2].typed}


@dataclass(frozen=True)
class Line:
    """One figure: what the units gave, put together, beside what the lead enterprise typed."""

    measure: Measure
    indicator: Indicator
    section: Section
    total: Number | None  # None: no unit gave it
    units: tuple[tuple[str, Number], ...]  # name of each unit that gave it, and how much
    typed: Value

    @property
    def differs(self) -> bool:
        return self.total is not None and self.total != self.typed


def compared(definition: FormDefinition, parts: Iterable[tuple[str, Values]], typed: Mapping[str, Value]) -> list[Line]:
    """Every figure that units are asked for, in order. `parts`: name of the unit, its figures by key."""
    held = list(parts)
    lines = []
    for key, (section, indicator, measure) in asked(definition).items():
        units = tuple((name, figure) for name, values in held if (figure := number(values.get(key))) is not None)
        total = sum((figure for _, figure in units), 0) if units else None
        lines.append(Line(measure, indicator, section, total, units, typed.get(key)))
    return lines


@dataclass(frozen=True)
class SheetLine:
    """One line of a filled-in workbook: what it says, and what the part holds now. `problem`: why it cannot be read."""

    measure: Measure
    indicator: Indicator
    text: str
    value: Value
    now: Value
    problem: str

    @property
    def changes(self) -> bool:
        return not self.problem and self.value is not None and self.value != self.now

    @property
    def conflicts(self) -> bool:
        """It would take the place of another figure."""
        return self.changes and self.now is not None

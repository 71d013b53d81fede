"""What keeps a list from being published: by row and column, in words. Pure.

The catalogue's own reading comes first (what is missing, codes, numbers, dates), then its checks, then personal data in what
everybody would read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..catalogue.content import Content, Row
from ..catalogue.fields import Field, FieldType, Level
from ..catalogue.kinds import Labels
from ..catalogue.reading import missing_or_wrong
from ..catalogue.schema import FormDefinition, Section
from ..community.rules import CHECKS
from . import personal_data

FREE_TEXT = (FieldType.TEXT, FieldType.LONG_TEXT)


@dataclass(frozen=True)
class Problem:
    """`number`: where the row stands in the list, from 1; `row`: its id; `field` None: the row as a whole."""

    number: int
    row: str
    field: Field | None
    sentence: str

    @property
    def words(self) -> str:
        return f"第 {self.number} 条" + (f"“{self.field.label}”" if self.field else "") + f"：{self.sentence}"


def problems(definition: FormDefinition, section: Section, rows: Sequence[Row], units: Labels, year: int) -> list[Problem]:
    """All of them, in the order of the rows; none: it may be published."""
    found = [one for number, row in enumerate(rows, start=1) for one in _of_row(section, number, row, units)]
    found += _of_checks(definition, section, rows, year)
    order = {field.key: place for place, field in enumerate(section.fields)}
    return sorted(found, key=lambda one: (one.number, order[one.field.key] if one.field else -1))


def personal_problems(section: Section, number: int, row: Row) -> Iterator[Problem]:
    """Personal data in the columns that everybody would read."""
    for field in section.fields:
        text = row.values.get(field.key)
        if field.personal or field.type not in FREE_TEXT or not isinstance(text, str):
            continue
        for one in personal_data.find(text):
            yield Problem(number, row.id, field, f"含有{one.kind}“{one.text}”，这一栏公开，请删去；联系方式只填在联系人各栏")


def _of_row(section: Section, number: int, row: Row, units: Labels) -> Iterator[Problem]:
    for field, sentence in missing_or_wrong(section, row.values, _labels(units)):
        yield Problem(number, row.id, field, sentence)
    yield from personal_problems(section, number, row)


def _labels(units: Labels) -> Callable[[Field], Labels]:
    return lambda field: units if field.type in (FieldType.MEMBER, FieldType.MEMBERS) else {}


def _of_checks(definition: FormDefinition, section: Section, rows: Sequence[Row], year: int) -> Iterator[Problem]:
    content = Content(definition, year, lists={section.key: tuple(rows)})
    numbers: Mapping[str | None, int] = {row.id: number for number, row in enumerate(rows, start=1)}
    for check in section.checks:
        if check.level is not Level.BLOCKING:
            continue
        for place, sentence in CHECKS[check.rule](content):
            yield Problem(numbers.get(place.row, 0), place.row or "", section.by_key.get(place.field or ""), sentence)

"""Which row of the list each row of a file stands for, and what would stand there twice. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...catalogue.content import Row, Values
from ...catalogue.fields import Field, FieldType
from ...catalogue.kinds import AsTyped, Labels, Value
from ...catalogue.schema import Section
from .cells import cell_text, same
from .likeness import Names
from .sheets import Sheet

LabelsOf = Callable[[Field], Labels]


def matched(section: Section, sheet: Sheet, values: Sequence[Values], existing: Sequence[Row], labels: LabelsOf) -> list[Row | None]:
    """For each row of the file (with the values that may not repeat) the row it goes into; None where it is a new one.

    By its id, else by its credit code, else by the other columns that may not repeat. A list without such columns is
    searched for a row that says just the same, so that a file that comes twice is not added twice.
    """
    found: list[Row | None] = [None] * len(sheet.rows)
    free = {row.id: row for row in existing}
    for at, one in enumerate(sheet.rows):
        found[at] = free.pop(one.row, None)
    for key in sorted(section.unique, key=lambda key: section.by_key[key].type is not FieldType.USCC):
        known = {row.values[key]: row for row in reversed(free.values()) if _tells(row.values.get(key))}
        for at, own in enumerate(values):
            row = known.get(own[key]) if found[at] is None and _tells(own.get(key)) else None
            if row and row.id in free:
                found[at] = free.pop(row.id)
    if not section.unique and not sheet.missing:
        _match_whole(section, sheet, found, free, labels)
    return found


def _tells(value: Value) -> bool:
    """Whether the value tells rows apart: what could not be understood, such as “无” for a code, does not."""
    return value is not None and not isinstance(value, AsTyped)


def _match_whole(section: Section, sheet: Sheet, found: list[Row | None], free: dict[str, Row], labels: LabelsOf) -> None:
    for at, one in enumerate(sheet.rows):
        if found[at] is None:
            equal = (row for row in free.values() if all(_says(row, field, one.texts.get(field.key, ""), labels) for field in section.fields))
            if row := next(equal, None):
                found[at] = free.pop(row.id)


def _says(row: Row, field: Field, text: str, labels: LabelsOf) -> bool:
    return same(cell_text(field, row.values.get(field.key), labels(field)), text)


@dataclass(frozen=True)
class Placed:
    """A row of the file as it would stand in the list; `fresh`: the columns that it changes (all, for a new row)."""

    number: int
    row: Row | None
    values: Values
    fresh: frozenset[str]


class Doubles:
    """What would stand in the list twice if all the rows of the file went in."""

    def __init__(self, section: Section, placed: Sequence[Placed], existing: Sequence[Row], others: Mapping[str, str]):
        """`others`: credit code by name, of the units that stand outside the list."""
        self.section = section
        self.others = {code: name for name, code in others.items() if code}
        self.held: dict[tuple[str, object], list[tuple[Placed | None, str]]] = defaultdict(list)
        self.names = Names()
        taken = {one.row.id for one in placed if one.row}
        for number, row in enumerate(existing, start=1):
            if row.id not in taken:
                self._hold(row.values, None, f"现有第 {number} 条")
        for name in others:
            self.names.add(name, f"牵头单位“{name}”")
        for one in placed:
            self._hold(one.values, one, f"本文件第 {one.number} 行")

    def _hold(self, values: Values, one: Placed | None, place: str) -> None:
        for key in self.section.unique:
            if _tells(values.get(key)):
                self.held[key, values[key]].append((one, place))
        if name := values.get(self.section.member_name or ""):
            self.names.add(str(name), place)

    def repeated(self, one: Placed) -> Iterator[tuple[str, str]]:
        """(column, sentence) of each value that stands in another row too: there already, or further up in the file."""
        for key in self.section.unique:
            if key not in one.fresh or not _tells(one.values.get(key)):
                continue
            for other, place in self.held[key, one.values[key]]:
                if other is not one and (other is None or key not in other.fresh or other.number < one.number):
                    yield key, f"与{place}的“{self.section.by_key[key].label}”重复，请删去一行或更正"
                    break

    def notes(self, one: Placed) -> Iterator[str]:
        """What a person should look at: a name nearly the same as another, a code that a lead has."""
        for field in self.section.fields:
            code = one.values.get(field.key)
            if field.type is FieldType.USCC and field.key in one.fresh and code in self.others:
                yield f"统一社会信用代码与牵头单位“{self.others[str(code)]}”相同，一家单位只填一次，请核对"
        name = one.values.get(self.section.member_name or "")
        if name and self.section.member_name in one.fresh and (place := self.names.like(str(name))):
            yield f"名称与{place}相近，请核对是否同一家单位"

"""What an import would do, row by row, before anything is done. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...catalogue.content import Row, Values
from ...catalogue.fields import Field
from ...catalogue.kinds import AsTyped, Value
from ...catalogue.reading import asked
from ...catalogue.schema import Section
from ...catalogue.words import shortened
from ...named import Named
from .cells import cell_text, read_cell, same
from .matching import Doubles, LabelsOf, Placed, matched
from .sheets import Sheet, SheetRow

OpenOf = Callable[[str], frozenset[str]]  # id of a row → its fields that may be changed


class RowKind(Named):
    NEW = "new", "新增", "green"
    CHANGED = "changed", "有改动", "blue"
    UNCHANGED = "unchanged", "无变化", "neutral"
    WRONG = "wrong", "有错误", "red"


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One cell: what stands there now, what will, whether that changes it, and what is wrong with it.

    `left_out`: what came in is something else, but the field is closed in this row and keeps what it holds.
    """

    field: Field
    before: str
    after: str
    changed: bool
    problem: str = ""
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """`row`: the id of the row it goes into, None for a new one. `values`: the whole row as it will be."""

    number: int
    kind: RowKind
    row: str | None
    name: str
    cells: tuple[PlannedCell, ...]
    values: Values
    notes: tuple[str, ...]  # worth a look, no reason to refuse

    @property
    def wrong(self) -> list[PlannedCell]:
        return [cell for cell in self.cells if cell.problem]


@dataclass(frozen=True)
class Plan:
    rows: tuple[PlannedRow, ...]
    too_many: str = ""  # the list would become longer than it may; in words

    def of(self, kind: RowKind) -> list[PlannedRow]:
        return [row for row in self.rows if row.kind is kind]

    @property
    def wrong_cells(self) -> int:
        return sum(len(row.wrong) for row in self.rows)

    @property
    def to_do(self) -> list[PlannedRow]:
        """The rows that are right and change something."""
        return [row for row in self.rows if row.kind in (RowKind.NEW, RowKind.CHANGED)]

    @property
    def noted(self) -> list[PlannedRow]:
        """The rows that are right, but with something that a person should look at."""
        return [row for row in self.to_do if row.notes]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The columns that are closed in some rows and where the file says something else."""
        return tuple(dict.fromkeys(cell.field.label for row in self.rows for cell in row.cells if cell.left_out))

    @property
    def mark(self) -> str:
        """A short digest of what would be done: another one means that the list has changed since."""
        digest = hashlib.sha256()
        for row in self.rows:
            cells = [(cell.field.key, cell.before, cell.after) for cell in row.cells if cell.changed]
            digest.update(repr((row.number, row.kind.value, row.row, cells)).encode())
        return digest.hexdigest()[:16]


def plan(
    section: Section, sheet: Sheet, existing: Sequence[Row], labels: LabelsOf, others: Mapping[str, str] | None = None, open_of: OpenOf | None = None
) -> Plan:
    """Each row read as a typed one is, matched with what is there, and compared with it.

    `others`: credit code by name, of the units that stand outside the list. `open_of` None: every field is open.
    """
    ids = {row.id for row in existing}
    sheet = replace(sheet, rows=tuple(one for one in sheet.rows if one.row in ids or any(text.strip() for text in one.texts.values())))
    once = [key for key in section.unique if key in sheet.columns]
    read = [{key: _read(section.by_key[key], one, labels) for key in once} for one in sheet.rows]
    rows = matched(section, sheet, [{key: value for key, (value, _) in own.items()} for own in read], existing, labels)
    every = frozenset(section.by_key)
    fields = [open_of(row.id) if open_of and row else every for row in rows]
    read_from = zip(sheet.rows, rows, read, fields, strict=True)
    cells = [_cells(section, one, sheet.columns, row, labels, own, open_fields) for one, row, own, open_fields in read_from]
    placed = [_placed(section, one, row, own) for one, row, own in zip(sheet.rows, rows, cells, strict=True)]
    doubles = Doubles(section, placed, existing, others or {})
    copied = _copied(sheet)
    planned = tuple(
        _planned(section, one, [cell for cell, _ in own], doubles, labels, copied.get(one.number)) for one, own in zip(placed, cells, strict=True)
    )
    count = len(existing) + sum(row.kind is RowKind.NEW for row in planned)
    too_many = f"“{section.title}”最多 {section.max_rows} 条，导入后将有 {count} 条，放不下。" if count > section.max_rows else ""
    return Plan(planned, too_many)


def _copied(sheet: Sheet) -> dict[int, int]:
    """The rows with the id of a row further up, and that row: somebody copied a row to begin a new one with."""
    first: dict[str, int] = {}
    return {one.number: first[one.row] for one in sheet.rows if one.row and first.setdefault(one.row, one.number) != one.number}


def _read(field: Field, one: SheetRow, labels: LabelsOf) -> tuple[Value, str | None]:
    text = one.texts.get(field.key, "")
    if field.key in one.bad:
        return AsTyped(text), f"“{field.label}”{one.bad[field.key]}"
    return read_cell(field, text, labels(field))


def _cells(
    section: Section,
    one: SheetRow,
    columns: Sequence[str],
    row: Row | None,
    labels: LabelsOf,
    known: Mapping[str, tuple[Value, str | None]],
    open_fields: frozenset[str],
) -> list[tuple[PlannedCell, Value]]:
    """Each cell with its value; `known`: those that were read already. A cell that says what stands there already is left alone, right or wrong."""
    found: list[tuple[PlannedCell, Value]] = []
    for field in (section.by_key[key] for key in columns):
        stored, text = row.values.get(field.key) if row else None, one.texts.get(field.key, "")
        before = cell_text(field, stored, labels(field))
        if (same(text, before) and field.key not in one.bad) or field.key not in open_fields:
            found.append((PlannedCell(field, before, before, False, left_out=not same(text, before)), stored))
            continue
        value, problem = known.get(field.key) or _read(field, one, labels)
        after = text.strip() if problem else cell_text(field, value, labels(field))
        found.append((PlannedCell(field, before, after, value != stored, _sentence(problem, text)), value))
    return found


def _sentence(problem: str | None, text: str) -> str:
    """What is wrong, and what stood there."""
    if not problem or shortened(text) in problem:
        return problem or ""
    return f"{problem}；现在填的是“{shortened(text)}”"


def _placed(section: Section, one: SheetRow, row: Row | None, cells: Sequence[tuple[PlannedCell, Value]]) -> Placed:
    values = {**(row.values if row else {}), **{cell.field.key: value for cell, value in cells}}
    fresh = {cell.field.key for cell, _ in cells if cell.changed} if row else {field.key for field in section.fields}
    return Placed(one.number, row, values, frozenset(fresh))


def _planned(section: Section, one: Placed, cells: Sequence[PlannedCell], doubles: Doubles, labels: LabelsOf, copy_of: int | None) -> PlannedRow:
    twice = dict(doubles.repeated(one))
    name = section.member_name
    if name and not one.values.get(name) and (one.row is None or name in one.fresh):
        twice[name] = f"“{section.by_key[name].label}”没有填"
    judged = tuple(_judged(cell, one.values, twice.pop(cell.field.key, "")) for cell in cells)
    judged += tuple(PlannedCell(section.by_key[key], "", "", False, text) for key, text in twice.items())  # of a column that is not in the file
    kind = _kind(one, judged)
    missing = [f.label for f in section.fields if f.required and one.values.get(f.key) is None and asked(f, one.values)]
    notes = [*doubles.notes(one)] if one.fresh else []
    if missing and kind in (RowKind.NEW, RowKind.CHANGED):
        notes.append(f"还要补填：{'、'.join(missing)}")
    if copy_of is not None and one.row is None:
        notes.append(f"行标识与本文件第 {copy_of} 行相同，这一行按新增处理")
    title = cell_text(section.fields[0], one.values.get(section.fields[0].key), labels(section.fields[0]))
    return PlannedRow(one.number, kind, one.row.id if one.row else None, title, judged, one.values, tuple(notes))


def _judged(cell: PlannedCell, whole: Values, repeated: str) -> PlannedCell:
    """What is not asked, and what is explained, is not wrong."""
    if not cell.problem and not repeated:
        return cell
    excused = not asked(cell.field, whole) or (cell.field.excused_by and whole.get(cell.field.excused_by))
    return replace(cell, problem=("" if excused else cell.problem) or _sentence(repeated, cell.after))


def _kind(one: Placed, cells: Sequence[PlannedCell]) -> RowKind:
    if any(cell.problem for cell in cells):
        return RowKind.WRONG
    if one.row is None:
        return RowKind.NEW
    return RowKind.CHANGED if one.fresh else RowKind.UNCHANGED

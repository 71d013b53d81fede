"""What an import would do, row by row, before anything is done. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ...catalogue.content import Row
from ...catalogue.kinds import Labels, Value
from ...catalogue.reading import asked
from ...catalogue.schema import Field, Section
from .cells import cell_text, read_cell
from .sheets import Sheet, SheetRow

LabelsOf = Callable[[Field], Labels]
COMMON = re.compile(r"有限责任公司|股份有限公司|有限公司|集团|总公司|公司|[\s（）()·]")


class RowKind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        return {"new": "新增", "changed": "有改动", "unchanged": "无变化", "wrong": "有错误"}[self.value]

    @property
    def tone(self) -> str:
        return {"new": "green", "changed": "blue", "unchanged": "neutral", "wrong": "red"}[self.value]


@dataclass(frozen=True)
class PlannedCell:
    """One cell: what stands there now, what came in, and what is wrong with it."""

    field: Field
    before: str
    after: str
    problem: str = ""

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class PlannedRow:
    """`row`: the id of the row it goes into, None for a new one. `values`: the whole row as it will be."""

    number: int
    kind: RowKind
    row: str | None
    cells: tuple[PlannedCell, ...]
    values: Mapping[str, Value]
    notes: tuple[str, ...]  # worth a look, no reason to refuse

    @property
    def name(self) -> str:
        return next((cell.after for cell in self.cells if cell.after), "")


@dataclass(frozen=True)
class Plan:
    rows: tuple[PlannedRow, ...]
    too_many: str = ""  # the list would become longer than it may; in words

    def of(self, kind: RowKind) -> list[PlannedRow]:
        return [row for row in self.rows if row.kind is kind]

    @property
    def wrong_cells(self) -> int:
        return sum(bool(cell.problem) for row in self.rows for cell in row.cells)

    @property
    def to_do(self) -> list[PlannedRow]:
        """The rows that are right and change something."""
        return [row for row in self.rows if row.kind in (RowKind.NEW, RowKind.CHANGED)]


def plan(section: Section, sheet: Sheet, existing: Sequence[Row], labels: LabelsOf) -> Plan:
    """Each row read as a typed one is, matched with what is there, and compared with it."""
    match = _Matching(section, existing)
    rows = tuple(_planned(section, one, sheet.columns, match, labels) for one in sheet.rows)
    count = len(existing) + sum(row.kind is RowKind.NEW for row in rows)
    too_many = f"“{section.title}”最多 {section.max_rows} 条，导入后将有 {count} 条，放不下。" if count > section.max_rows else ""
    return Plan(rows, too_many)


class _Matching:
    """Finds the row that one from the file stands for: by its id, by a column that may not repeat; each row once."""

    def __init__(self, section: Section, existing: Sequence[Row]):
        self.section = section
        self.by_id = {row.id: row for row in existing}
        self.by_value = {(key, row.values[key]): row for key in section.unique for row in existing if row.values.get(key) is not None}
        self.names = {_core(str(row.values.get(section.member_name or "", ""))): number for number, row in enumerate(existing, start=1)}
        self.taken: dict[str, int] = {}  # row id → number in the file
        self.seen: dict[tuple[str, Value], int] = {}
        self.cores: dict[str, int] = {}

    def find(self, one: SheetRow, values: Mapping[str, Value]) -> Row | None:
        keyed = (self.by_value.get((key, values[key])) for key in self.section.unique if values.get(key) is not None)
        for row in (self.by_id.get(one.row), *keyed):
            if row and row.id not in self.taken:
                self.taken[row.id] = one.number
                return row
        return None

    def repeated(self, one: SheetRow, values: Mapping[str, Value], row: Row | None) -> Iterator[tuple[str, str]]:
        """(column, sentence) of each value that stands in another row already."""
        for key in self.section.unique:
            value = values.get(key)
            if value is None:
                continue
            field = self.section.by_key[key]
            if (key, value) in self.seen:
                yield key, f"与本文件第 {self.seen[key, value]} 行的“{field.label}”重复，请删去一行或更正"
            else:
                self.seen[key, value] = one.number
                other = self.by_value.get((key, value))
                if other and (row is None or other.id != row.id) and other.id not in self.taken:
                    yield key, f"已有另一条的“{field.label}”与此相同，请核对"

    def alike(self, one: SheetRow, values: Mapping[str, Value], row: Row | None) -> Iterator[str]:
        """Another row with nearly the same name."""
        core = _core(str(values.get(self.section.member_name or "", "")))
        if not core:
            return
        if core in self.cores:
            yield f"名称与本文件第 {self.cores[core]} 行相近，请核对是否同一家单位"
        self.cores.setdefault(core, one.number)
        if row is None and core in self.names:
            yield f"名称与现有第 {self.names[core]} 条相近，请核对是否同一家单位"


def _core(name: str) -> str:
    return COMMON.sub("", name)


def _planned(section: Section, one: SheetRow, columns: Sequence[str], match: _Matching, labels: LabelsOf) -> PlannedRow:
    read = {key: read_cell(section.by_key[key], one.texts.get(key, ""), labels(section.by_key[key])) for key in columns}
    values = {key: value for key, (value, _) in read.items()}
    problems = {key: problem for key, (_, problem) in read.items() if problem}
    row = match.find(one, values)
    stored = row.values if row else {}
    whole = {**stored, **values}
    problems = {key: text for key, text in problems.items() if asked(section.by_key[key], whole) and not _excused(section.by_key[key], whole)}
    for key, text in match.repeated(one, values, row):
        problems.setdefault(key, text)
    if section.member_name and not whole.get(section.member_name):
        problems[section.member_name] = f"“{section.by_key[section.member_name].label}”没有填"
    cells = tuple(_cell(section.by_key[key], stored.get(key), one.texts.get(key, ""), values[key], problems.get(key, ""), labels) for key in columns)
    missing = [f.label for f in section.fields if f.required and whole.get(f.key) is None and asked(f, whole) and f.key not in problems]
    notes = [*match.alike(one, values, row), *([f"还要补填：{'、'.join(missing)}"] if missing else [])]
    return PlannedRow(one.number, _kind(row, cells), row.id if row else None, cells, whole, tuple(notes))


def _excused(field: Field, whole: Mapping[str, Value]) -> bool:
    return bool(field.excused_by and whole.get(field.excused_by))


def _cell(field: Field, before: Value, text: str, after: Value, problem: str, labels: LabelsOf) -> PlannedCell:
    shown = text.strip() if problem else cell_text(field, after, labels(field))
    return PlannedCell(field, cell_text(field, before, labels(field)), shown, problem)


def _kind(row: Row | None, cells: Sequence[PlannedCell]) -> RowKind:
    if any(cell.problem and (row is None or cell.changed) for cell in cells):
        return RowKind.WRONG
    if row is None:
        return RowKind.NEW
    return RowKind.CHANGED if any(cell.changed for cell in cells) else RowKind.UNCHANGED

"""The workbook of a list: the empty template, the export, and an import handed back with its bad cells marked.

All three are one form, so that what was exported can be changed and imported again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ...catalogue.content import Row
from ...catalogue.fields import Field, FieldType
from ...catalogue.kinds import KINDS, Choices, Labels
from ...catalogue.schema import Section
from ...web.workbooks import drop_down, saved
from .cells import SEPARATOR, cell_text, heading, options
from .plan import PlannedRow
from .sheets import ROW_ID

LabelsOf = Callable[[Field], Labels]
NUMBERS = (FieldType.INTEGER, FieldType.MONEY)
SPARE_ROWS = 200  # rows after the last one that have drop-downs, too
NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")  # and what would be taken for one of these
WHOLE, AMOUNT = re.compile(r"0|-?[1-9][0-9]{0,14}"), re.compile(r"-?(0|[1-9][0-9]{0,11})\.[0-9]{2}")
HEAD = PatternFill("solid", fgColor="E8F1FB")
WRONG = PatternFill("solid", fgColor="F8C9C4")
QUIET = Font(color="808080", size=9)


@dataclass(frozen=True)
class BookRow:
    """A row as texts; `row` is its id, empty for a new one; `marks`: column → what is wrong; `number`: where it is to stand."""

    row: str
    texts: Mapping[str, str]
    marks: Mapping[str, str] = field(default_factory=dict)
    number: int = 0


def export(section: Section, rows: Iterable[Row], labels: LabelsOf) -> bytes:
    """The rows as they stand; without rows, the template to fill in."""
    texts = (BookRow(row.id, {f.key: cell_text(f, row.values.get(f.key), labels(f)) for f in section.fields}) for row in rows)
    return write(section, list(texts), labels)


def marked(section: Section, rows: Sequence[PlannedRow], labels: LabelsOf) -> bytes:
    """The rows of an import as they came in, at the numbers they had, the bad cells red and explained."""
    shift = 1 if any(row.number < 2 for row in rows) else 0  # the head stands in the first row
    written = []
    for row in rows:
        texts = {f.key: cell_text(f, row.values.get(f.key), labels(f)) for f in section.fields}
        texts |= {cell.field.key: cell.after for cell in row.cells}
        written.append(BookRow(row.row or "", texts, {cell.field.key: cell.problem for cell in row.wrong}, row.number + shift))
    return write(section, written, labels)


def write(section: Section, rows: Sequence[BookRow], labels: LabelsOf) -> bytes:
    """The .xlsx file: the list, how to fill it in, and the options of its drop-downs."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", section.title)[:31]
    _head(sheet, section)
    for number, row in enumerate(rows, start=2):
        _row(sheet, row.number or number, section, row)
    _drop_downs(book, sheet, section, labels, max(sheet.max_row + SPARE_ROWS, section.max_rows + 1))
    _instructions(book, section, labels)
    return saved(book)


def _head(sheet: Worksheet, section: Section) -> None:
    for column, one in enumerate(section.fields, start=1):
        cell = sheet.cell(1, column, heading(one) + ("（必填）" if one.required and not one.only_if else ""))
        cell.font, cell.fill, cell.alignment = Font(bold=True), HEAD, Alignment(wrap_text=True, vertical="center")
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = min(40, max(12, one.share * 2))
        if one.type not in NUMBERS:
            sheet.column_dimensions[letter].number_format = "@"
    last = sheet.cell(1, len(section.fields) + 1, ROW_ID)
    last.font, last.alignment = QUIET, Alignment(wrap_text=True)
    sheet.column_dimensions[get_column_letter(len(section.fields) + 1)].width = 14
    sheet.freeze_panes = "B2"


def _row(sheet: Worksheet, number: int, section: Section, row: BookRow) -> None:
    for column, one in enumerate(section.fields, start=1):
        cell = sheet.cell(number, column)
        _put(cell, one, row.texts.get(one.key, ""))
        if one.key in row.marks:
            cell.fill = WRONG
            cell.comment = Comment(row.marks[one.key], "平台", width=320, height=90)
    last = sheet.cell(number, len(section.fields) + 1)
    _put(last, None, row.row)
    last.font = QUIET


def _put(cell: Any, one: Field | None, text: str) -> None:
    """A number where the column holds numbers; all else as text, never as a formula."""
    if not text:
        return
    number = _number(one, text) if one and one.type in NUMBERS else None
    if one and number is not None:
        cell.value = number
        cell.number_format = "0" if one.type is FieldType.INTEGER else "#,##0.00"
        return
    cell.value = NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = text[0] in "=+-@"  # it stays a text when somebody edits it


def _number(one: Field, text: str) -> int | float | None:
    """The number that is read again as just this text; None for all other texts."""
    if one.type is FieldType.INTEGER:
        return int(text) if WHOLE.fullmatch(text) else None
    return float(text) if AMOUNT.fullmatch(text) else None


def _drop_downs(book: Workbook, sheet: Worksheet, section: Section, labels: LabelsOf, last_row: int) -> None:
    """One hidden sheet holds the options, a column a field; several answers in one cell cannot be dropped down."""
    hidden = None
    for column, one in enumerate(section.fields, start=1):
        offered = options(one, labels(one))
        if not offered or isinstance(KINDS[one.type], Choices):
            continue
        if hidden is None:
            hidden = book.create_sheet("选项")
            hidden.sheet_state = "hidden"
        place = hidden.max_column + 1 if hidden["A1"].value else 1
        for number, text in enumerate(offered, start=1):
            _put(hidden.cell(number, place), None, text)
        letter = get_column_letter(place)
        at = get_column_letter(column)
        drop_down(sheet, f"{at}2:{at}{last_row}", f"'选项'!${letter}$1:${letter}${len(offered)}", one.label)


def _instructions(book: Workbook, section: Section, labels: LabelsOf) -> None:
    sheet = book.create_sheet("填写说明")
    sheet.append([f"“{section.title}”填写说明"])
    sheet["A1"].font = Font(bold=True, size=14)
    for line in (
        "1. 在第一张工作表中填写，一行一条；表头不要改动，列的顺序可以调整，不用的列可以删去。",
        "2. 有下拉列表的格请从列表中选择；可填多项的，各项之间用“；”隔开。",
        f"3. 最后一列“{ROW_ID}”由平台填写：带有标识的行导入时更新原来那一条，新增的行留空。",
        "4. 导入前平台会逐格核对并列出全部问题，确认后才会保存。",
    ):
        sheet.append([line])
    sheet.append([])
    sheet.append(["列", "是否必填", "怎么填", "举例"])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = Font(bold=True), HEAD
    for one in section.fields:
        sheet.append([heading(one), "必填" if one.required and not one.only_if else "", _how(section, one, labels), ""])
        _put(sheet.cell(sheet.max_row, 4), None, one.example)
    for letter, width in zip("ABCD", (24, 10, 80, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    for cells in sheet.iter_rows(min_row=8):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _how(section: Section, one: Field, labels: LabelsOf) -> str:
    """In words: when it is asked, what it holds, how much, and from which list."""
    parts = [section.asked_when(one), one.hint]
    if one.type in (FieldType.TEXT, FieldType.LONG_TEXT) and one.max:
        parts.append(f"不超过 {one.max} 字。")
    if one.type is FieldType.DATE:
        parts.append("日期，如 2026-03-01。")
    if one.type is FieldType.MONTH:
        parts.append("年月，如 2026-03。")
    offered = options(one, labels(one))
    if offered:
        several = f"可填多项，用“{SEPARATOR}”隔开。" if isinstance(KINDS[one.type], Choices) else ""
        parts.append(several + "可选：" + "、".join(offered[:12]) + ("等，见下拉列表。" if len(offered) > 12 else "。"))
    return " ".join(part for part in parts if part)

"""Tables to take away as .xlsx, written row by row: text stays text, never a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell = str | int | float | None
Columns = Sequence[tuple[str, int]]  # heading, width


def table(title: str, columns: Columns, freeze: str = "A2") -> tuple[Workbook, Any]:
    """A workbook and its only sheet, which has its heads and waits for `append`."""
    book = Workbook(write_only=True)
    return book, further(book, title, columns, freeze)


def further(book: Workbook, title: str, columns: Columns, freeze: str = "A2") -> Any:
    """One more sheet of the workbook, likewise."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = freeze
    for number, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_head(sheet, heading) for heading, _ in columns])
    return sheet


def append(sheet: Any, values: Iterable[Cell]) -> None:
    sheet.append([_cell(sheet, value) for value in values])


def _cell(sheet: Any, value: Cell) -> Any:
    if not isinstance(value, str):
        return value
    clean = ILLEGAL_CHARACTERS_RE.sub("", value)
    if not clean.startswith("="):
        return clean
    cell = WriteOnlyCell(sheet, value=clean)
    cell.data_type = "s"
    return cell


def _head(sheet: Any, title: str) -> Any:
    cell = WriteOnlyCell(sheet, value=title)
    cell.font = Font(bold=True)
    return cell

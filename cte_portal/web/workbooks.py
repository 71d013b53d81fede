"""Tables to take away as .xlsx, written row by row: text stays text, never a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

Cell = str | int | float | None
Columns = Sequence[tuple[str, float]]  # heading, width in characters
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # in the XML that a sheet is


def whole(title: str, columns: Columns, rows: Iterable[Iterable[Cell]]) -> bytes:
    """The .xlsx file with just this table."""
    book, sheet = table(title, columns)
    for row in rows:
        append(sheet, row)
    return saved(book)


def table(title: str, columns: Columns, freeze: str = "A2", form: str = "General") -> tuple[Any, Any]:
    """A workbook and its only sheet, which has its heads and waits for `append`. `form`: of its cells; @ keeps what is typed as typed."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    return book, further(book, title, columns, freeze, form)


def further(book: Any, title: str, columns: Columns, freeze: str = "A2", form: str = "General") -> Any:
    """One more sheet of the workbook, likewise."""
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = freeze
    for number, (_, width) in enumerate(columns, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.number_format = width, form
    sheet.append([_head(sheet, heading) for heading, _ in columns])
    return sheet


def append(sheet: Any, values: Iterable[Cell]) -> None:
    sheet.append([_cell(sheet, value) for value in values])


def drop_down(sheet: Any, cells: str, options: str, heading: str) -> None:
    """Cells such as C2:C9 offer the options and take nothing else. `options`: a list in quotes, or the cells that hold them."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation("list", formula1=options, allow_blank=True, showErrorMessage=True)
    rule.errorTitle, rule.error = "请从下拉列表选择", f"“{heading}”请从下拉列表中选择。"
    rule.add(cells)
    sheet.data_validations.append(rule)


def saved(book: Any) -> bytes:
    """The .xlsx file."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def legal(value: Cell) -> Cell:
    """Without what no sheet can hold."""
    return ILLEGAL.sub("", value) if isinstance(value, str) else value


def _cell(sheet: Any, value: Cell) -> Any:
    clean = legal(value)
    if not isinstance(clean, str) or not clean.startswith("="):
        return clean
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=clean)
    cell.data_type = "s"
    return cell


def _head(sheet: Any, title: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=title)
    cell.font = Font(bold=True)
    return cell

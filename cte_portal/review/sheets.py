"""Tables of the officers as workbooks, in the form of an official table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

Value = str | int | float | None
HEAD_ROW = 3  # a title, a line that says what of, the heads


def table_workbook(title: str, subtitle: str, columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[Value]]) -> bytes:
    """The .xlsx file. `columns`: head and width in characters. Text stays text, never a formula; numbers are numbers."""
    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    last = get_column_letter(len(columns))
    sheet.append([title])
    sheet.append([subtitle])
    sheet.append([head for head, _ in columns])
    for row in rows:
        sheet.append(list(row))
    for number in (1, 2):
        sheet.merge_cells(f"A{number}:{last}{number}")
    sheet["A1"].font, sheet["A1"].alignment = Font(name="黑体", size=16), Alignment(horizontal="center")
    side = Side(style="thin")
    frame = Border(left=side, right=side, top=side, bottom=side)
    for cells in sheet.iter_rows(min_row=HEAD_ROW, max_col=len(columns)):
        for cell in cells:
            _dress(cell, frame)
    for index, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = f"B{HEAD_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _dress(cell: Cell, frame: Border) -> None:
    head = cell.row == HEAD_ROW
    cell.border = frame
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if head else None)
    if head:
        cell.font = Font(name="黑体", size=11)
    if isinstance(cell.value, str):
        cell.data_type = "s"

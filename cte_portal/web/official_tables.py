"""Official tables as .xlsx: a title, a line that says what of, ruled rows; ready to be printed on A4."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from .workbooks import Cell, Columns, legal, saved

HEAD_ROW = 3  # below the title and the line


@dataclass(frozen=True)
class OfficialTable:
    """One sheet. Text stays text, never a formula; numbers are numbers."""

    title: str
    under: str  # what it is of, who made it, when
    columns: Columns
    rows: Iterable[Iterable[Cell]]
    sheet: str = ""  # its name; the title where none is given
    middle: Collection[int] = ()  # columns, from 1, that are set in the middle: short codes and numbers


def official_workbook(*tables: OfficialTable) -> bytes:
    """The .xlsx file, a sheet a table."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for table in tables:
        _fill(book.create_sheet((table.sheet or table.title)[:31]), table)
    return saved(book)


def _fill(sheet: Any, table: OfficialTable) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for row in ([table.title], [table.under], [head for head, _ in table.columns], *table.rows):
        sheet.append([legal(value) for value in row])
    for number in range(1, HEAD_ROW):
        sheet.merge_cells(f"A{number}:{get_column_letter(len(table.columns))}{number}")
    sheet["A1"].font, sheet["A1"].alignment = Font(name="黑体", size=16), Alignment(horizontal="center")
    _dress(sheet, table)
    for number, (_, width) in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"B{HEAD_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"


def _dress(sheet: Any, table: OfficialTable) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    side = Side(style="thin")
    frame = Border(left=side, right=side, top=side, bottom=side)
    head, text = Font(name="黑体", size=11), Font(name="宋体", size=11)
    middle, usual = (Alignment(wrap_text=True, vertical="center", horizontal=where) for where in ("center", None))
    for cells in sheet.iter_rows(max_col=len(table.columns)):
        for column, cell in enumerate(cells, start=1):
            if isinstance(cell.value, str):
                cell.data_type = "s"
            if cell.row >= HEAD_ROW:
                is_head = cell.row == HEAD_ROW
                cell.border, cell.font = frame, head if is_head else text
                cell.alignment = middle if is_head or column in table.middle else usual

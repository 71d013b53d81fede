"""The summary table as a workbook: one sheet with the list, one with the totals by industry."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from . import summary_table
from .contents import Contents
from .summary_table import COLUMNS, TOTAL_COLUMNS, Column

CHARACTERS = 2.5  # of a sheet's column, for one share
HEAD = 3  # the row of the columns' titles


def summary_workbook(contents: Contents) -> bytes:
    """The .xlsx file."""
    book = Workbook()
    rows = [*(summary_table.cells(line) for line in contents.lines), summary_table.sum_cells(contents)]
    _fill(book.active, "汇总表", contents, summary_table.title(contents), COLUMNS, rows)
    totals = book.create_sheet()
    _fill(totals, summary_table.TOTALS, contents, summary_table.TOTALS, TOTAL_COLUMNS, summary_table.total_rows(contents))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: Worksheet, name: str, contents: Contents, title: str, columns: Sequence[Column], rows: Sequence[Sequence[str | int]]) -> None:
    sheet.title = name
    sheet.append([title])
    sheet.append(["　　".join(summary_table.under_title(contents))])
    sheet.append([column.title for column in columns])
    for row in rows:
        sheet.append(list(row))
    for number in (1, 2):
        sheet.merge_cells(f"A{number}:{get_column_letter(len(columns))}{number}")
    sheet["A1"].font = Font(name="黑体", size=16)
    sheet["A1"].alignment = Alignment(horizontal="center")
    side = Side(style="thin")
    for cells in sheet.iter_rows(min_row=HEAD, max_col=len(columns)):
        for cell, column in zip(cells, columns, strict=True):
            head = cell.row == HEAD
            cell.border = Border(left=side, right=side, top=side, bottom=side)
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if head or column.middle else None)
            cell.data_type = "n" if isinstance(cell.value, int) else "s"  # text stays text, never a formula
            cell.font = Font(name="黑体" if head else "宋体", size=11)
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.share * CHARACTERS
    sheet.freeze_panes = f"A{HEAD + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"

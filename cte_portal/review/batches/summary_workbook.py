"""The summary table as a workbook: one sheet with the list, one with the totals by industry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...web.official_tables import OfficialTable, official_workbook
from . import summary_table
from .contents import Contents
from .summary_table import COLUMNS, TOTAL_COLUMNS, TOTALS, Column

CHARACTERS = 2.5  # of a sheet's column, for one share


def summary_workbook(contents: Contents) -> bytes:
    """The .xlsx file."""
    rows = [*(summary_table.cells(line) for line in contents.lines), summary_table.sum_cells(contents)]
    return official_workbook(
        _table("汇总表", contents, summary_table.title(contents), COLUMNS, rows),
        _table(TOTALS, contents, TOTALS, TOTAL_COLUMNS, summary_table.total_rows(contents)),
    )


def _table(name: str, contents: Contents, title: str, columns: Sequence[Column], rows: Iterable[Sequence[str | int]]) -> OfficialTable:
    widths = [(column.title, column.share * CHARACTERS) for column in columns]
    middle = [number for number, column in enumerate(columns, start=1) if column.middle]
    return OfficialTable(title, "　　".join(summary_table.under_title(contents)), widths, rows, sheet=name, middle=middle)

"""The figures as a workbook: every day of both rounds, and the provinces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from ..web.official_tables import OfficialTable, official_workbook
from ..web.workbooks import Cell
from .queries import Standing, Year
from .rules import Kind, days_of


def workbook(where: str, this: Year, last: Year, provinces: Mapping[str, Standing], until: int) -> bytes:
    """The .xlsx file. `provinces`: name → how it stands, none for one province's own file; `until`: how many days of the year have begun."""
    heads = ["日期", *(f"{kind.label}（{year.year}）" for year in (this, last) for kind in Kind)]
    sheets = {
        "逐日（份）": _days(this.first, last.first, this.year, until),
        "累计（份）": _days(_added_up(this.first), _added_up(last.first), this.year, until),
        "逐日（次）": _days(this.steps, last.steps, this.year, until),
    }
    of = f"{where}申报进度，{this.year} 年与 {last.year} 年"
    tables = [OfficialTable(of, title, _columns(heads), rows, sheet=title) for title, rows in sheets.items()]
    if provinces:
        heads = ["省份", *(kind.label for kind in Kind), "待省级审核", "首次审核用时中位数（天）", "退回比例（%）"]
        rows = [
            [
                name,
                *(one.counts[kind] for kind in Kind),
                one.waiting,
                one.median,
                None if one.returned_share is None else round(one.returned_share, 1),
            ]
            for name, one in provinces.items()
        ]
        tables.append(OfficialTable(f"{this.year} 年各省申报进度（份）", "", _columns(heads), rows, sheet="各省"))
    return official_workbook(*tables)


def _columns(heads: Sequence[str]) -> list[tuple[str, float]]:
    return [(head, 14 if number == 0 else 11) for number, head in enumerate(heads)]


def _added_up(counts: Mapping[Kind, Sequence[int]]) -> dict[Kind, list[int]]:
    return {kind: list(accumulate(numbers)) for kind, numbers in counts.items()}


def _days(this: Mapping[Kind, Sequence[int]], last: Mapping[Kind, Sequence[int]], year: int, until: int) -> list[list[Cell]]:
    """A row a day: this round's six numbers, empty for days to come, and last round's."""
    rows: list[list[Cell]] = []
    for number, day in enumerate(days_of(year)):
        now: list[Cell] = [this[kind][number] if number < until else None for kind in Kind]
        before: list[Cell] = [last[kind][number] if number < len(last[kind]) else None for kind in Kind]
        rows.append([f"{day:%m-%d}", *now, *before])
    return rows

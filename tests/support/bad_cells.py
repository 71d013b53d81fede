"""A workbook of member units in which some cells are wrong, each known; and the wrong cells that a preview names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

from openpyxl import load_workbook

from tests.support.people import Visitor

WRONG = {"手机": "12345", "类别": "工厂", "省份": "火星", "统一社会信用代码": "123"}  # head → what no such cell may say


def spoilt(data: bytes, count: int, *, without: Sequence[str] = (), contact: str = "") -> tuple[bytes, list[tuple[int, str]]]:
    """An exported list with so many wrong cells, spread over it, and where they are: (row, head).

    `without`: columns that are left out. `contact`: who stands in every row's 联系人 now.
    """
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    heads = {str(cell.value).removesuffix("（必填）"): cell.column for cell in sheet[1]}
    places = []
    step = (sheet.max_row - 1) // count
    for number in range(count):
        head = list(WRONG)[number % len(WRONG)]
        row = 2 + number * step
        sheet.cell(row, heads[head]).value = WRONG[head]
        places.append((row, head))
    for row in range(2, sheet.max_row + 1) if contact else ():
        sheet.cell(row, heads["联系人"]).value = contact
    for column in sorted((heads[head] for head in without), reverse=True):
        sheet.delete_cols(column)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue(), places


def named_cells(clerk: Visitor) -> set[tuple[int, str]]:
    """(row, head) of every bad cell that the preview names, all its pages read."""
    address, found, page = clerk.address.partition("?")[0], set(), 1
    while True:
        clerk.open(f"{address}?show=wrong&page={page}")
        for row in clerk.soup.select("tr.wrong"):
            number = int(row.select_one("td.number").get_text())  # type: ignore[union-attr]
            found |= {(number, said.get_text().partition("：")[0]) for said in row.select("p.error")}
        pages = re.search(r"共 (\d+) 页", clerk.text)
        if page >= (int(pages[1]) if pages else 1):
            return found
        page += 1

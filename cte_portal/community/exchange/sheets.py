"""From the rows of a workbook, or from pasted text, to the rows of a list. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...catalogue.schema import Section
from .cells import heading

ROW_ID = "行标识（请勿修改）"
HEAD_WITHIN = 10  # lines
Cell = str | list[str]  # as `sheet_parser` gives it
NumberedRows = Sequence[tuple[int, Sequence[Cell]]]


class NotThisList(Exception):
    """Nothing in the file looks like this list; the message says what was looked for."""


@dataclass(frozen=True)
class SheetRow:
    """One row as it came in: its number in the file, the row it says it is, the texts by column.

    `bad`: why a cell cannot be read at all, by column.
    """

    number: int
    row: str
    texts: dict[str, str]
    bad: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """`unknown`: heads that are no column of the list; `missing`: columns that the file does not have."""

    rows: tuple[SheetRow, ...]
    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def read_sheets(section: Section, sheets: Sequence[NumberedRows]) -> Sheet:
    """The sheet whose heads fit the list best.

    Raises:
        NotThisList: none has the list's heads.
    """
    found = [sheet for rows in sheets if (sheet := _with_head(section, rows))]
    if not found:
        heads = "、".join(heading(one) for one in section.fields[:5])
        raise NotThisList(f"没有找到“{section.title}”的表头（{heads}……）。请使用本页下载的模板，表头一行不要改动。")
    return max(found, key=lambda sheet: (len(sheet.columns), len(sheet.rows)))


def read_pasted(section: Section, text: str) -> Sheet:
    """Cells copied from a workbook, with or without their heads; without, the columns stand as in the template.

    Raises:
        NotThisList: there are no heads, and more columns than the list has.
    """
    rows = [(number, cells) for number, cells in enumerate(_tabbed(text), start=1) if any(cells)]
    if found := _with_head(section, rows):
        return found
    columns = [*(one.key for one in section.fields), ROW_ID]
    widest = max((len(cells) for _, cells in rows), default=0)
    if widest > len(columns):
        raise NotThisList(f"粘贴的内容有 {widest} 列，“{section.title}”只有 {len(section.fields)} 列。请连同表头一起复制，或只复制需要的列。")
    return _rows(section, rows, columns, ())


def _tabbed(text: str) -> list[list[str]]:
    """The cells; one with a line break comes in quotes, and quotes that are part of a text stay."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))
    except csv.Error:
        return [line.split("\t") for line in re.split(r"\r\n|\r|\n", text)]


def _with_head(section: Section, rows: NumberedRows) -> Sheet | None:
    for at, (_, cells) in enumerate(rows[:HEAD_WITHIN]):
        heads = [_text(cell) for cell in cells]
        columns = _columns(section, heads)
        unknown = tuple(head for head, column in zip(heads, columns, strict=True) if head.strip() and not column)
        found = len({column for column in columns if column and column != ROW_ID})
        if found >= 2 or (found and not unknown):
            return _rows(section, rows[at + 1 :], columns, unknown)
    return None


def _columns(section: Section, heads: Sequence[str]) -> list[str | None]:
    """The column that each head names; a column is named once, a second time its head is unknown."""
    named = [(_plain(text), one.key) for one in section.fields for text in (heading(one), one.label)]
    named.append((_plain(ROW_ID), ROW_ID))
    found: list[str | None] = []
    for head in heads:
        found.append(next((key for text, key in named if text == _plain(head) and key not in found), None))
    return found


def _plain(head: str) -> str:
    """A head without what people add to it: stars, spaces, a remark that it must be filled in."""
    return re.sub(r"[\s*＊]|（必填）|\(必填\)", "", head).replace("(", "（").replace(")", "）")


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[0]


def _rows(section: Section, rows: NumberedRows, columns: Sequence[str | None], unknown: tuple[str, ...]) -> Sheet:
    found = []
    for number, cells in rows:
        named = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
        row = _text(named.pop(ROW_ID, "")).strip()
        texts = {column: _text(cell) for column, cell in named.items()}
        if row or any(text.strip() for text in texts.values()):
            found.append(SheetRow(number, row, texts, {column: cell[1] for column, cell in named.items() if not isinstance(cell, str)}))
    present = tuple(one.key for one in section.fields if one.key in columns)
    return Sheet(tuple(found), present, unknown, tuple(one.label for one in section.fields if one.key not in present))

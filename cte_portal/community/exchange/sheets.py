"""From the rows of a workbook, or from pasted text, to the rows of a list. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...catalogue.schema import Field, Section
from .cells import heading

ROW_ID = "行标识（请勿修改）"
HEAD_WITHIN = 10  # lines
NumberedRows = Sequence[tuple[int, Sequence[str]]]


class NotThisList(Exception):
    """Nothing in the file looks like this list; the message says what was looked for."""


@dataclass(frozen=True)
class SheetRow:
    """One row as it came in: its number in the file, the row it says it is, the texts by column."""

    number: int
    row: str
    texts: dict[str, str]


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
        heads = "、".join(heading(field) for field in section.fields[:5])
        raise NotThisList(f"没有找到“{section.title}”的表头（{heads}……）。请使用本页下载的模板，表头一行不要改动。")
    return max(found, key=lambda sheet: (len(sheet.columns), len(sheet.rows)))


def read_pasted(section: Section, text: str) -> Sheet:
    """Cells copied from a workbook, with or without their heads; without, the columns stand as in the template."""
    rows = [(number, cells) for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter="\t"), start=1) if any(cells)]
    found = _with_head(section, rows)
    return found or _rows(section, rows, [field.key for field in section.fields], ())


def _with_head(section: Section, rows: NumberedRows) -> Sheet | None:
    keys = {_plain(heading(field)): field.key for field in section.fields} | {_plain(field.label): field.key for field in section.fields}
    keys[_plain(ROW_ID)] = ROW_ID
    for at, (_, cells) in enumerate(rows[:HEAD_WITHIN]):
        columns = [keys.get(_plain(cell)) for cell in cells]
        if len({column for column in columns if column and column != ROW_ID}) >= min(2, len(section.fields)):
            unknown = tuple(cell for cell, column in zip(cells, columns, strict=True) if cell.strip() and not column)
            return _rows(section, rows[at + 1 :], columns, unknown)
    return None


def _plain(head: str) -> str:
    """A head without what people add to it: stars, spaces, a remark that it must be filled in."""
    return re.sub(r"[\s*＊]|（必填）|\(必填\)", "", head).replace("(", "（").replace(")", "）")


def _rows(section: Section, rows: NumberedRows, columns: Sequence[str | None], unknown: tuple[str, ...]) -> Sheet:
    found = []
    for number, cells in rows:
        texts = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
        row = texts.pop(ROW_ID, "").strip()
        if any(text.strip() for text in texts.values()):
            found.append(SheetRow(number, row, texts))
    present = tuple(field.key for field in section.fields if field.key in columns)
    return Sheet(tuple(found), present, unknown, tuple(_label(field) for field in section.fields if field.key not in present))


def _label(field: Field) -> str:
    return field.label

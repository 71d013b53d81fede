"""The workbook of one unit: a line for each figure; written to be filled in, and read again. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...catalogue.kinds import Value, read, typed
from ...catalogue.schema import FormDefinition
from . import rules
from .rules import SheetLine

HEADS = (("代码", 26), ("编号", 8), ("指标", 34), ("分项", 40), ("单位", 8), ("数值", 14), ("口径", 60))
KEY, NUMBER = "代码", "数值"
HEAD_WITHIN = 10  # rows


class NotThisSheet(Exception):
    """The workbook has no table of figures; the message says what was looked for."""


def lines_to_fill(definition: FormDefinition, values: Mapping[str, Value]) -> list[tuple[str | int | float | None, ...]]:
    """The rows under `HEADS`, with what is known filled in."""
    return [
        (key, one.code, one.name, measure.label, measure.unit, "".join(typed(measure, values.get(key))), one.definition)
        for key, (_, one, measure) in rules.asked(definition).items()
    ]


def read_lines(definition: FormDefinition, sheets: Sequence[Sequence[tuple[int, Sequence[Any]]]], now: Mapping[str, Value]) -> list[SheetLine]:
    """What a filled-in workbook says of each figure that it names.

    Raises:
        NotThisSheet: no sheet has the columns 代码 and 数值.
    """
    asked = rules.asked(definition)
    for rows in sheets:
        for at, (_, cells) in enumerate(rows[:HEAD_WITHIN]):
            heads = [_text(cell).strip() for cell in cells]
            if KEY in heads and NUMBER in heads:
                return [line for _, row in rows[at + 1 :] if (line := _line(asked, row, heads.index(KEY), heads.index(NUMBER), now))]
    raise NotThisSheet("没有找到“代码”和“数值”两列。请用本页下载的表填写，不要改动表头")


def _line(asked: Mapping[str, Any], row: Sequence[Any], key_at: int, number_at: int, now: Mapping[str, Value]) -> SheetLine | None:
    key = _text(row[key_at]).strip() if len(row) > key_at else ""
    if key not in asked:
        return None
    _, one, measure = asked[key]
    cell = row[number_at] if len(row) > number_at else ""
    text = _text(cell).strip()
    bad = "" if isinstance(cell, str) else f"“{measure.label}”一格{cell[1]}"
    value, problem = (None, "") if bad or not text else read(measure, [text], {})
    return SheetLine(measure, one, text, None if problem else value, now.get(key), bad or problem or "")


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else str(cell[0])

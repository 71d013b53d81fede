"""A workbook of results: which column is which, what each row says, and whether it can be recorded. Pure.

The rows come from `community.exchange.workbook_reader`, as for every other workbook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .rules import Outcome

HEADS = {"number": "共同体编号", "name": "共同体名称", "outcome": "结果", "remark": "备注"}
HEAD_WITHIN = 10  # rows
WORDS = {
    Outcome.RECOGNISED: ("认定", "已认定", "予以认定", "同意认定", "通过"),
    Outcome.NOT_RECOGNISED: ("不予认定", "未认定", "不认定", "不通过", "未通过"),
}
LONGEST_REMARK = 200


class NotResults(Exception):
    """The workbook has no table of results; the message says what was looked for."""


@dataclass(frozen=True)
class ResultRow:
    """One row as it came in; `bad`: why one of its cells cannot be read."""

    line: int
    number: str
    name: str
    outcome: str
    remark: str
    bad: str = ""


@dataclass(frozen=True)
class Known:
    """What the portal knows of an application that a row may mean. `waits`: it is reported and has no result yet."""

    id: int
    number: str
    name: str
    year: int
    waits: bool
    state: str


@dataclass(frozen=True)
class Judged:
    """A row, and what follows from it: an application and an outcome, or a problem in words."""

    row: ResultRow
    known: Known | None
    outcome: Outcome | None
    problem: str


def read_rows(sheets: Sequence[Sequence[tuple[int, Sequence[Any]]]]) -> list[ResultRow]:
    """The rows under the first head that names the outcome and a number or a name.

    Raises:
        NotResults: there is none.
    """
    for rows in sheets:
        for at, (_, cells) in enumerate(rows[:HEAD_WITHIN]):
            columns = _columns([_text(cell) for cell in cells])
            if "outcome" in columns and ("number" in columns or "name" in columns):
                return [row for line, one in rows[at + 1 :] if (row := _row(line, one, columns))]
    raise NotResults(f"没有找到表头（{'、'.join(HEADS.values())}）。请使用本页下载的模板，表头一行不要改动。")


def _columns(heads: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        plain = re.sub(r"[\s*＊]|（必填）|\(必填\)", "", head)
        key = next((key for key, text in HEADS.items() if text == plain), None)
        if key and key not in found:
            found[key] = place
    return found


def _row(line: int, cells: Sequence[Any], columns: Mapping[str, int]) -> ResultRow | None:
    texts, bad = {}, ""
    for key, place in columns.items():
        cell = cells[place] if place < len(cells) else ""
        texts[key] = _text(cell).strip()
        if not isinstance(cell, str):
            bad = f"“{HEADS[key]}”一格读不出来：{cell[1]}"
    if not any(texts.values()) and not bad:
        return None
    return ResultRow(line, texts.get("number", ""), texts.get("name", ""), texts.get("outcome", ""), texts.get("remark", ""), bad)


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else str(cell[0])


def outcome_of(text: str) -> Outcome | None:
    plain = re.sub(r"\s", "", text)
    return next((outcome for outcome, words in WORDS.items() if plain in words), None)


def judge(rows: Sequence[ResultRow], known: Sequence[Known]) -> list[Judged]:
    """What each row means. Of a community with several applications the one that waits is meant, or the newest."""
    by_number, by_name = _index(known, "number"), _index(known, "name")
    judged: list[Judged] = []
    first: dict[int, int] = {}  # application id → the row that named it first
    for row in rows:
        meant, problem = _meant(row, by_number, by_name)
        outcome = outcome_of(row.outcome)
        if not problem and outcome is None:
            problem = f"结果应为“认定”或“不予认定”，现在是“{row.outcome[:30] or '（空）'}”"
        if not problem and len(row.remark) > LONGEST_REMARK:
            problem = f"备注最多 {LONGEST_REMARK} 字，现在有 {len(row.remark)} 字"
        if meant and not problem and meant.id in first:
            problem = f"与第 {first[meant.id]} 行重复，请只保留一行"
        if meant:
            first.setdefault(meant.id, row.line)
        judged.append(Judged(row, meant, outcome, problem))
    return judged


def _index(known: Sequence[Known], by: str) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    for one in sorted(known, key=lambda one: (not one.waits, -one.year, one.id)):
        found.setdefault(getattr(one, by), []).append(one)
    return found


def _meant(row: ResultRow, by_number: Mapping[str, list[Known]], by_name: Mapping[str, list[Known]]) -> tuple[Known | None, str]:
    """The application, and what is wrong with it."""
    if row.bad:
        return None, row.bad
    if not row.number and not row.name:
        return None, "没有填写共同体编号和名称"
    found = by_number.get(row.number, []) if row.number else by_name.get(row.name, [])
    if not found:
        what = f"编号“{row.number[:30]}”" if row.number else f"名称“{row.name[:60]}”"
        return None, f"本平台没有{what}的共同体，请核对"
    if not row.number and len({one.number for one in found}) > 1:
        return None, f"有 {len({one.number for one in found})} 个共同体叫“{row.name[:60]}”，请填写编号"
    meant = found[0]
    if row.name and row.name != meant.name:
        return meant, f"编号 {meant.number} 的共同体是“{meant.name}”，与表中的名称不一致，请核对"
    if not meant.waits:
        return meant, f"“{meant.name}”现在是“{meant.state}”，没有待记录的结果"
    return meant, ""

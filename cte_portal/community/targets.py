"""Planned figures beside results: what a row of a summary lacks of its plan, and what it must say then. Pure.

A list that does so has the columns `planned`, `actual` and `reason`. Figures are kept as text, since some are days.
More is better, unless the column `aim` says at_most, or, where it says nothing, the planned figure itself does: ≤ 5%.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from ..catalogue.address import Address
from ..catalogue.content import Content, Row, Values
from ..catalogue.schema import Section

Found = Iterator[tuple[Address, str]]
BESIDE = {"planned", "actual", "reason"}
AT_MOST = "at_most"
LIMIT = r"[≤<]=?|不[高多]于|不超过"
NUMBER = re.compile(rf"(?:{LIMIT}|不[低少]于|[≥>=约]*)\s*(-?\d+(?:,\d{{3}})*(?:\.\d+)?)\s*(%?)[^\d年月日号]*")
UNDONE = ("partly", "not_done")


def _plainly(text: object) -> str:
    return unicodedata.normalize("NFKC", text).strip() if isinstance(text, str) else ""


def figure_in(text: object) -> tuple[Decimal, str] | None:
    """The number and its sign (% or nothing); None for days, words and nothing."""
    found = NUMBER.fullmatch(_plainly(text))
    return (Decimal(found[1].replace(",", "")), found[2]) if found else None


def _over(values: Values) -> tuple[Decimal, str] | None:
    """By how much the result is over the plan, below 0 where it is under it; None where the two cannot be compared."""
    planned, actual = figure_in(values.get("planned")), figure_in(values.get("actual"))
    if planned is None or actual is None or planned[1] != actual[1]:
        return None
    return actual[0] - planned[0], planned[1]


def difference(values: Values) -> str:
    """The result less the plan, with its sign; nothing where there is nothing to compare."""
    over = _over(values)
    if over is None:
        return ""
    sign = "+" if over[0] > 0 else "−" if over[0] < 0 else ""
    return f"{sign}{_plain(abs(over[0]))}{over[1]}"


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def less_is_better(values: Values) -> bool:
    if aim := values.get("aim"):
        return aim == AT_MOST
    return re.match(LIMIT, _plainly(values.get("planned"))) is not None


def missed_by(values: Values) -> str:
    """By how much the plan was missed, in words; nothing where it was met or cannot be compared."""
    over = _over(values)
    if over is None or not over[0] or (over[0] > 0) is not less_is_better(values):
        return ""
    return f"{'超出' if over[0] > 0 else '差'} {_plain(abs(over[0]))}{over[1]}"


def _rows(content: Content) -> Iterator[tuple[Section, Row, str]]:
    """(list, row, what the row is about) of every list that has results beside its plan."""
    for section in content.definition.sections:
        if section.rows and section.by_key.keys() >= BESIDE:
            for row in content.rows(section.key):
                called = (row.values.get(key) for key in ("indicator", "content"))
                yield section, row, next((text for text in called if isinstance(text, str)), section.row_name)


def shortfalls_are_explained(content: Content) -> Found:
    """What missed its plan, by its figures or by its own word, gives the reason."""
    for section, row, called in _rows(content):
        if row.values.get("reason"):
            continue
        label = section.by_key["reason"].label
        if missed := missed_by(row.values):
            told = f"“{called}”计划 {row.values['planned']}，完成 {row.values['actual']}，{missed}"
        elif row.values.get("state") in UNDONE:
            told = f"“{called}”没有全部完成"
        else:
            continue
        yield Address(section.key, row.id, "reason"), f"{told}，请填写“{label}”"


def done_means_reached(content: Content) -> Found:
    for section, row, called in _rows(content):
        if row.values.get("state") == "done" and (missed := missed_by(row.values)):
            label = section.by_key["state"].label
            yield Address(section.key, row.id, "state"), f"“{called}”的完成值与计划值相比{missed}，“{label}”却是“已完成”，请核对"


def months_in_its_year(content: Content) -> Found:
    """A yearly plan's months lie in its year."""
    for section in content.definition.sections:
        for row in content.rows(section.key) if {"start_month", "end_month"} <= section.by_key.keys() else ():
            for key in ("start_month", "end_month"):
                month = row.values.get(key)
                if isinstance(month, str) and not month.startswith(f"{content.year}-"):
                    yield Address(section.key, row.id, key), f"“{section.by_key[key].label}”{month} 不在 {content.year} 年，请核对"

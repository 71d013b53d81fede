"""Decisions of an expert round: who may judge what, how the work is shared out, what scores say. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ...catalogue.reviewing import Criterion

HIGHEST = 100
LONGEST_OPINION = 2000


@dataclass(frozen=True)
class Body:
    """An organisation, as far as it is known."""

    name: str
    uscc: str = ""


@dataclass(frozen=True)
class Share:
    """What was shared out: (application, expert), and how many each application still lacks."""

    pairs: tuple[tuple[int, int], ...]
    lacking: Mapping[int, int]


def plain(name: str) -> str:
    """A name for comparing: without spaces, brackets of either width alike."""
    return "".join(name.split()).replace("(", "（").replace(")", "）").casefold()


def conflicts(expert: Body, units: Collection[Body]) -> bool:
    """Whether the expert's organisation is one of the application's units, by credit code or by name."""
    code, name = expert.uscc.strip().upper(), plain(expert.name)
    return any((code and code == unit.uscc.strip().upper()) or name == plain(unit.name) for unit in units)


def share_out(
    applications: Sequence[int], experts: Sequence[int], barred: Collection[tuple[int, int]], given: Collection[tuple[int, int]], each: int
) -> Share:
    """Give every application `each` experts, evenly; those with the fewest to choose from come first.

    `barred`: pairs that may not be, for a conflict of interest or because the expert gave it up. `given`: pairs that are already.
    """
    load = Counter(dict.fromkeys(experts, 0))
    load.update(expert for _, expert in given if expert in load)
    missing = {one: max(0, each - sum(application == one for application, _ in given)) for one in applications}
    choice = {one: [e for e in experts if (one, e) not in barred and (one, e) not in given] for one in applications}
    pairs: list[tuple[int, int]] = []
    for one in sorted(applications, key=lambda one: (len(choice[one]), one)):
        chosen = sorted(choice[one], key=lambda expert: (load[expert], expert))[: missing[one]]
        pairs += [(one, expert) for expert in chosen]
        load.update(chosen)
        missing[one] -= len(chosen)
    return Share(tuple(pairs), {one: count for one, count in missing.items() if count})


def read_score(text: str) -> int | None:
    """A whole number from 0 to 100; None where nothing was written.

    Raises:
        ValueError: it is none; the message says what would be right.
    """
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= HIGHEST):
        raise ValueError(f"“{text[:20]}”不是 0–{HIGHEST} 的整数")
    return int(text)


def weighted(criteria: Sequence[Criterion], scores: Mapping[str, int]) -> Decimal:
    """The total of one sheet, 0–100 to one decimal: each criterion counts by its share of all weights."""
    whole = sum(one.weight for one in criteria)
    return _tenth(Decimal(sum(one.weight * scores[one.key] for one in criteria)) / whole)


def mean(values: Sequence[Decimal | int]) -> Decimal:
    return _tenth(Decimal(sum(values)) / len(values))


def spread(values: Sequence[Decimal | int]) -> Decimal:
    """Between the highest and the lowest."""
    return Decimal(max(values)) - Decimal(min(values))


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def why_not_open(deadline: date, today: date, submitted: bool, given_up: bool) -> str | None:
    """Why a sheet cannot be written any more, in words."""
    if given_up:
        return "您已对这份申报声明回避，不再评审。"
    if submitted:
        return "这份评审表已经提交，不能修改。确需修改的，请联系组织评审的主管部门退回。"
    if today > deadline:
        return f"评审已于 {deadline} 23:59:59 截止。填写的内容没有保存；确需补交的，请联系组织评审的主管部门延长截止日期。"
    return None

"""What may be done with a batch, and how its numbers and its order are made. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from .contents import Line

TAKE_BACK = timedelta(minutes=10)
ADDRESSEE = "教育部职业教育与成人教育司"
_YEAR_IN_BRACKETS = re.compile(r"\s*[\[［【〔（(﹝]\s*(\d{4})\s*[\]］】〕）)﹞]\s*")
_WE = {"厅": "我厅", "委员会": "我委", "局": "我局"}


def batch_number(year: int, province: str, before: int) -> str:
    """The number of the province's next batch of the year, when it has had `before`; drafts that were given up count too."""
    return f"{year}-{province}-{before + 1:02d}"


def letter_number(typed: str) -> str:
    """A document number with its year in six-cornered brackets, as GB/T 9704-2012 (7.2.5) wants: 苏教职函〔2026〕1号."""
    text = _YEAR_IN_BRACKETS.sub(r"〔\1〕", " ".join(typed.split()))
    return re.sub(r"〕第?\s*0*(\d+)\s*号", r"〕\1号", text)


def you(addressee: str) -> str:
    """How a letter calls whom it is written to."""
    return f"贵{addressee[-1]}" if addressee.endswith(("部", "司", "厅", "局", "委")) else "贵单位"


def we(authority: str) -> str:
    """How the authority calls itself in a letter."""
    return next((own for ending, own in _WE.items() if authority.endswith(ending)), "我单位")


def may_take_back(reported_at: datetime, now: datetime) -> bool:
    """A sent batch may be taken back within ten minutes."""
    return now - reported_at <= TAKE_BACK


def rearranged(order: Sequence[int], wanted: Mapping[int, int]) -> list[int]:
    """The order with some of its members at the places (from 1) wanted for them; the others keep theirs among each other.

    A place beyond the end is the end; of two that want one place, the one that stood first comes first.
    """
    moved = sorted((item for item in order if item in wanted), key=lambda item: wanted[item])
    rest = [item for item in order if item not in wanted]
    for item in moved:
        rest.insert(max(0, wanted[item] - 1), item)
    return rest


def alphabet(text: str) -> bytes:
    """Sorts Chinese as people expect it: GB 18030 has the 3,755 commonest characters by their pinyin, the others after them."""
    return text.encode("gb18030")


ORDERS = {
    "name": lambda line: alphabet(line.name),
    "industry": lambda line: (line.industry, alphabet(line.name)),
    "number": lambda line: line.number,
}


def ordered(lines: Sequence[Line], by: str) -> list[int]:
    """The places (from 0) of the lines in the order wanted: a key of ORDERS."""
    return sorted(range(len(lines)), key=lambda at: ORDERS[by](lines[at]))


def missing(letter_number: str, letter_dated: bool, letter_stamped: bool, lines: int) -> list[str]:
    """What a draft still lacks before it can be sent, in words."""
    found = []
    if not lines:
        found.append("还没有选择申报。")
    if not letter_number.strip():
        found.append("还没有填写报送函文号。")
    if not letter_dated:
        found.append("还没有填写报送函日期。")
    if not letter_stamped:
        found.append("还没有上传盖章的报送函。")
    return found

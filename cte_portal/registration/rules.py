"""What tells a reviewer that an organisation may be registered already, and what its papers may be; pure."""

from __future__ import annotations

from itertools import pairwise

SCAN_KINDS, SCAN_MB = ("pdf", "jpeg", "png"), 10  # of a licence, of a stamped letter
COMMON = ("有限责任公司", "股份有限公司", "有限公司", "总公司", "集团", "公司", "（", "）", "(", ")", " ")
ALIKE = 0.6  # more than this share of the shorter name's pairs of neighbouring characters: two of one trade have just as many in common


def pairs(name: str) -> frozenset[str]:
    """The name's pairs of neighbouring characters, without the words that nearly every company's name has."""
    core = name
    for word in COMMON:
        core = core.replace(word, "")
    core = core or name
    return frozenset(map("".join, pairwise(core))) or frozenset({core})


def similar(name: str, other: str) -> bool:
    """Whether two organisations' names say nearly the same."""
    mine, theirs = pairs(name), pairs(other)
    return len(mine & theirs) > ALIKE * min(len(mine), len(theirs))

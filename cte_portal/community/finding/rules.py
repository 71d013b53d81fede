"""What makes up the text and the scope of an application, and the order of names; pure. How text is found: `cte_portal/finding`."""

from __future__ import annotations

from collections.abc import Iterable

ORDERED_BY = 40  # characters of a name that decide its place in an ordered list


def scope_tokens(provinces: Iterable[str | None], year: int, reported: bool) -> list[str]:
    """Whose queue it belongs to; none of these can be mistaken for a character's code."""
    return [*(f"p{province}" for province in provinces if province), f"y{year}", *(["reported"] if reported else [])]


def name_order(name: str) -> str:
    """A key that sorts names as Chinese readers expect.

    GB 18030 keeps the order of GB 2312, whose first level, the 3,755 characters in common use, is sorted by pinyin.
    """
    return name[:ORDERED_BY].encode("gb18030", "replace").hex()

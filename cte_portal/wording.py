"""Texts that people may word themselves, with places for what the portal knows: 〔填报时间〕, 〔正文〕. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

PLACE = re.compile(r"〔([^〔〕]*)〕")


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with what is known in its places.

    Raises:
        KeyError: it has a place for something that is not known.
    """
    return PLACE.sub(lambda found: known[found[1].strip()], text)


def places(text: str) -> set[str]:
    return {found.strip() for found in PLACE.findall(text)}


def problem(text: str, known: Collection[str], needed: Collection[str] = ()) -> str:
    """Why the text cannot be used, in words; empty when it can."""
    if unknown := sorted(places(text) - set(known)):
        return f"平台不知道{_named(unknown)}应填什么。可以用的有：{_named(known)}。"
    if missing := [name for name in needed if name not in places(text)]:
        return f"要写上{_named(missing)}，它的位置由您定。"
    return ""


def _named(names: Collection[str]) -> str:
    return "、".join(f"〔{name}〕" for name in names)

"""Texts that people may word themselves, with places for what the portal knows: 〔填报时间〕, 〔正文〕. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

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


# letters: an installation words them around what the portal says, which stays as it is

FRAME = "letter"  # what stands around every mail
TEXT = "正文"
LONGEST = 2000  # characters


@dataclass(frozen=True)
class Frame:
    """What the frame of a mail has places for."""

    name: str
    text: str
    address: str
    site_name: str

    @property
    def places(self) -> dict[str, str]:
        return {"姓名": self.name, TEXT: self.text, "网址": self.address, "网站名称": self.site_name}


FRAME_PLACES = tuple(Frame("", "", "", "").places)


def places_of(template: str) -> tuple[str, ...]:
    return FRAME_PLACES if template == FRAME else (TEXT,)


def problem_of(template: str, text: str) -> str:
    """Why a letter cannot be worded so, in words; empty when it can, and for the empty text."""
    if len(text) > LONGEST:
        return f"最多 {LONGEST} 字，现在有 {len(text)} 字。"
    return problem(text, places_of(template), (TEXT, "网址") if template == FRAME else (TEXT,)) if text.strip() else ""


def worded(template: str, text: str, letters: Mapping[str, str]) -> str:
    """What the portal says, in the installation's words around it."""
    return filled(letters.get(template, f"〔{TEXT}〕"), {TEXT: text}).strip()


def framed(frame: str, known: Frame) -> str:
    return filled(frame, known.places)

"""How an installation words its letters: around what the portal says, which stays as it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..wording import filled, problem

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

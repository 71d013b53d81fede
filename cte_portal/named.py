"""Closed sets of the domain, each value with its word. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Named(StrEnum):
    """`WAITING = "waiting", "排队中", "amber"`: the value that is stored, the word on screen, and the tone it is shown in."""

    label: str
    tone: str

    def __new__(cls, value: str, label: str = "", tone: str = "neutral") -> Self:
        member = str.__new__(cls, value)
        member._value_, member.label, member.tone = value, label, tone
        return member

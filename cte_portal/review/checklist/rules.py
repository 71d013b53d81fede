"""What becomes of answers that two officers give at once. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ...community.comments import mark_of
from ...community.workflow import TABLES, Status
from ...roles import Role
from ...settings import Profile

LONGEST_NOTE = 500  # characters


def asked_now(profile: Profile, role: Role, status: Status) -> bool:
    """Whether the application waits for the step that the role's checklist is for: approval; with the ministry, its own decision."""
    steps = TABLES[profile]
    step = steps["approve"] if role in steps["approve"].who else steps["ministry_return"]
    return role in step.who and status in step.sources


@dataclass(frozen=True)
class Said:
    """An answer as it is typed or kept; `outcome` empty: none yet."""

    outcome: str = ""
    note: str = ""

    @property
    def mark(self) -> str:
        """A short digest, by which a form says which answer it showed."""
        return mark_of(f"{self.outcome}\n{self.note}")


class Fate(StrEnum):
    KEEP = "keep"  # write it
    SAME = "same"  # nothing to write
    CONFLICT = "conflict"  # somebody else answered otherwise meanwhile


def fate(typed: Said, shown: str, stands: Said) -> Fate:
    """`shown`: the mark of the answer that the form began with. What nobody touched in the form is never written over."""
    if typed == stands or typed.mark == shown:
        return Fate.SAME
    return Fate.KEEP if stands.mark == shown else Fate.CONFLICT

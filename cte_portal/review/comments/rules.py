"""Whether an authority may write comments now, and whether a colleague wrote meanwhile. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum

from ...community.comments import mark_of
from ...community.workflow import TABLES, Status
from ...roles import Role
from ...settings import Profile

LONGEST = 1000  # characters of one comment
SENDING = ("return", "ministry_return", "pre_review", "city_review")  # the steps that comments go out with


class Hand(StrEnum):
    """Whose turn it is."""

    OURS = "ours"
    APPLICANT = "applicant"  # taken back, or returned: what is written now waits for the next submission
    OVER = "over"  # decided


def hand_of(profile: Profile, role: Role, status: Status, pre_review_asked: bool, city_asked: bool = False) -> Hand:
    """Whether somebody of this role can send comments on an application in this state."""
    only_if = {"pre_review": pre_review_asked, "city_review": city_asked}
    steps = TABLES[profile]
    for action in SENDING:
        if role in steps[action].who and status in steps[action].sources and only_if.get(action, True):
            return Hand.OURS
    return Hand.APPLICANT if status in (Status.DRAFT, Status.FINALISED, Status.RETURNED) else Hand.OVER


def mark_of_all(texts: Iterable[tuple[str, str]]) -> str:
    """A short digest of (place, text) of all drafts, by which a form says which ones it showed."""
    return mark_of("\n".join(f"{place} {hashlib.sha256(text.encode()).hexdigest()}" for place, text in sorted(texts)))

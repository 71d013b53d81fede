"""Decisions about co-editors: in what state an invitation is, and whether a unit's confirmation still holds. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import rfc8785

from ...catalogue.address import EVIDENCE
from ...catalogue.content import Content, encode_values
from ...catalogue.schema import FormDefinition, Section
from ...named import Named

VALID_FOR = timedelta(days=14)
UNITS = ("lead_university", "lead_school")  # whose people may be invited


class State(Named):
    """Of a co-editor."""

    INVITED = "invited", "待接受", "amber"
    ACCEPTED = "accepted", "已接受", "green"
    WITHDRAWN = "withdrawn", "已撤回", "neutral"
    EXPIRED = "expired", "已过期", "neutral"


def state_of(accepted_at: datetime | None, withdrawn_at: datetime | None, expires_at: datetime, now: datetime) -> State:
    if withdrawn_at is not None:
        return State.WITHDRAWN
    if accepted_at is not None:
        return State.ACCEPTED
    return State.INVITED if now < expires_at else State.EXPIRED


class Confirmed(Named):
    """确认本单位信息: whether a co-editor stands by what its sections hold."""

    NOT_YET = "not_yet", "待确认", "amber"
    HOLDS = "holds", "已确认", "green"
    CHANGED = "changed", "确认后有改动", "red"


def confirmed(then: str, now: str) -> Confirmed:
    """From the fingerprint kept when it was confirmed (empty: never), and the one of today."""
    if not then:
        return Confirmed.NOT_YET
    return Confirmed.HOLDS if then == now else Confirmed.CHANGED


def own_sections(definition: FormDefinition, parts: Iterable[str]) -> list[Section]:
    """What a co-editor confirms: its sections and their lists. Evidence comes from everybody and is not confirmed."""
    wanted = set(parts)
    return [section for section in definition.sections if definition.page_of(section).key in wanted]


def fingerprint(content: Content, parts: Iterable[str]) -> str:
    """SHA-256 of everything the sections hold; another whenever a value or a row was changed, added or taken away."""
    held: dict[str, Any] = {}
    for section in own_sections(content.definition, parts):
        held[section.key] = [[identity, encode_values(section, values)] for identity, values in content.holders(section)]
    return hashlib.sha256(rfc8785.dumps(held)).hexdigest()


def warning(name: str, unit: str, state: State, part: Confirmed | None) -> str | None:
    """What the readiness check says of a co-editor; None when there is nothing to say.

    `part`: None when it has no section of its own to confirm.
    """
    if part is None or state in (State.WITHDRAWN, State.EXPIRED):
        return None
    if state is State.INVITED:
        return f"“{unit}”的{name}还没有接受协作邀请，本单位信息尚未确认"
    if part is Confirmed.NOT_YET:
        return f"“{unit}”的{name}还没有确认本单位信息"
    return f"“{unit}”的{name}确认本单位信息之后又有改动，需要重新确认" if part is Confirmed.CHANGED else None


def offered_parts(definition: FormDefinition) -> list[tuple[str, str]]:
    """(key, heading) of everything a co-editor can be given, in the order of the form."""
    return [(page.key, page.heading) for page in definition.pages] + [(EVIDENCE, f"{definition.evidence.number} {definition.evidence.title}")]


def part_words(definition: FormDefinition, parts: Iterable[str]) -> list[str]:
    """The headings of the parts, in the order of the form."""
    wanted = set(parts)
    return [heading for key, heading in offered_parts(definition) if key in wanted]

"""Decisions about the confirmation of participating units. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ...catalogue.content import Content, Values
from ...catalogue.kinds import typed
from ...catalogue.schema import FormDefinition, Section
from ...named import Named
from ..workflow import COOLING_OFF


class Answer(StrEnum):
    TAKES_PART = "takes_part"
    DOES_NOT = "does_not"


class State(Named):
    """Of one participating unit."""

    NOT_SENT = "not_sent", "未发送", "neutral"
    WAITING = "waiting", "待确认", "amber"
    CONFIRMED = "confirmed", "已确认", "green"
    CHANGED = "changed", "需重新确认", "amber"
    DENIED = "denied", "未参加", "red"

    @property
    def answered(self) -> bool:
        return self in (State.CONFIRMED, State.CHANGED, State.DENIED)


@dataclass(frozen=True)
class Unit:
    """A participating unit as it is filled in now."""

    row: str
    number: int  # its place in the list, from 1
    name: str
    uscc: str
    contact: str
    phone: str


def section_of(definition: FormDefinition) -> Section | None:
    """The list whose rows are units."""
    return next((section for section in definition.sections if section.rows and section.member_name), None)


def units_of(content: Content) -> Iterator[Unit]:
    if section := section_of(content.definition):
        for number, row in enumerate(content.rows(section.key), start=1):
            yield unit_of(section, row.id, number, row.values)


def unit_of(section: Section, row: str, number: int, values: Values) -> Unit:
    """What people typed, right or wrong."""

    def text(key: str) -> str:
        field = section.by_key.get(key)
        return " ".join(typed(field, values.get(key))) if field else ""

    return Unit(row, number, text(section.member_name or ""), text("uscc"), text("contact_name"), text("contact_phone"))


def state_of(link_works: bool, answer: Answer | None, same: bool) -> State:
    """`same`: name and code are still those the unit answered for. A denial stands whatever is changed."""
    if answer is Answer.DOES_NOT:
        return State.DENIED
    if answer is Answer.TAKES_PART:
        return State.CONFIRMED if same else State.CHANGED
    return State.WAITING if link_works else State.NOT_SENT


def may_answer(answer: Answer | None, same: bool) -> bool:
    """Once; and again when name or code were changed since."""
    return answer is None or not same


def may_take_back(answered_at: datetime | None, now: datetime) -> bool:
    return answered_at is not None and now - answered_at <= COOLING_OFF


def warning(name: str, state: State, reason: str) -> str | None:
    """What the readiness check says of a unit; None when there is nothing to say."""
    if state is State.DENIED:
        return f"“{name}”表示没有参加本共同体：{reason}。请与该单位核实，或将其移出参与单位"
    if state is State.CHANGED:
        return f"“{name}”确认之后，单位名称或统一社会信用代码有改动，需要该单位重新确认"
    return None

"""Who is told of a step of the workflow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import mail
from ...accounts.models import Account
from ...notices import queries as notices
from ...notices import service as inboxes
from ..models import Application, Transition
from ..workflow import COOLING_OFF, DECISIONS, TAKE_BACK, Status

TO_OFFICERS = ("submit", "withdraw", "ask_pre_review")
TO_APPLICANT = (
    "return",
    "pre_review",
    "ministry_return",
    "return_to_province",
    "approve",
    "decline",
    "report",
    "take_back_report",
    "recognise",
    "not_recognise",
    "revoke",
    TAKE_BACK,
)

TO_PROVINCE = {
    "ministry_return": "ministry_return_province",
    "return_to_province": "return_to_province_province",
    TAKE_BACK: TAKE_BACK,
}  # of what the ministry did: action → template


def announce(application: Application, transition: Transition, by: Account) -> None:
    """Tell those who must act now, or who wait for it, inside the caller's transaction."""
    action, officers_path = transition.action, f"/review/{application.id}"
    if action in TO_OFFICERS:
        direct = Status.REPORTED in (transition.source, transition.target)
        officers = notices.officers_of(None if direct else application.province_code)
        inboxes.tell(officers, action, officers_path, key_of(transition.id), **_facts(application, transition, by))
    if action in TO_APPLICANT:
        people = notices.people_of(application.organisation_id)
        _deliver(people, to_applicant(application, transition, by), f"/applications/{application.id}", transition)
    if action in TO_PROVINCE and by.province_code is None and not application.direct:
        officers = notices.officers_of(application.province_code)
        _deliver(officers, to_province(application, transition, by), officers_path, transition)


def to_applicant(application: Application, transition: Transition, by: Account) -> mail.Message:
    """What the applicant is told of the step, word for word."""
    return mail.worded(transition.action, **_facts(application, transition, by))


def to_province(application: Application, transition: Transition, by: Account) -> mail.Message:
    """What the province is told of a step of the ministry's, word for word."""
    return mail.worded(TO_PROVINCE[transition.action], **_facts(application, transition, by))


def _facts(application: Application, transition: Transition, by: Account) -> dict[str, Any]:
    return {"application": application, "transition": transition, "by": by.authority.name if by.authority else by.name}


def _deliver(people: Sequence[Account], message: mail.Message, path: str, transition: Transition) -> None:
    """A decision's letters wait until it cannot be taken back any more; that it was taken back needs no letter then."""
    held = transition.at + COOLING_OFF if transition.action in DECISIONS else None
    inboxes.deliver(people, message, path, key_of(transition.id), by_mail=transition.action != TAKE_BACK, not_before=held)


def key_of(transition_id: int) -> str:
    """What notices about this step are found by."""
    return f"transition:{transition_id}"

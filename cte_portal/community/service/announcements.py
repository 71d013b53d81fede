"""Who is told of a step of the workflow."""

from __future__ import annotations

from typing import Any

from ...accounts.models import Account
from ...notices import queries as notices
from ...notices import service as inboxes
from ..models import Application, Transition
from ..workflow import Status

TO_OFFICERS = ("submit", "withdraw", "ask_pre_review")
TO_APPLICANT = ("return", "pre_review", "ministry_return", "approve", "decline", "report", "take_back_report", "recognise", "not_recognise")


def announce(application: Application, transition: Transition, by: Account) -> None:
    """Tell those who must act now, or who wait for it, inside the caller's transaction."""
    facts: dict[str, Any] = {"application": application, "transition": transition, "by": by.authority.name if by.authority else by.name}
    if transition.action in TO_OFFICERS:
        direct = Status.REPORTED in (transition.source, transition.target)
        inboxes.tell(notices.officers_of(None if direct else application.province_code), transition.action, f"/review/{application.id}", **facts)
    if transition.action in TO_APPLICANT:
        inboxes.tell(notices.people_of(application.organisation_id), transition.action, f"/applications/{application.id}", **facts)
    if transition.action == "ministry_return" and by.province_code is None and not application.direct:
        officers = notices.officers_of(application.province_code)
        inboxes.tell(officers, "ministry_return_province", f"/review/{application.id}", **facts)

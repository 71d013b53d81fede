"""Asking for more places to be opened after a return, and opening them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import audit, clock
from ...accounts.models import Account
from ...catalogue.address import Address
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...transactions import transaction
from ...web.editions import edition_of
from ...web.errors import Refused
from ..models import Application
from ..workflow import UNSUBMITTED
from . import queries, rules
from .models import OpeningRequest

LONGEST = 1000  # characters of a reason or an answer


class OpeningRefused(Refused):
    """Nothing was asked for or opened; the message says why."""


def ask(application: Application, places: Sequence[str], reason: str, by: Account) -> OpeningRequest:
    """Ask the authority that returned the application to open more places.

    Raises:
        OpeningRefused: everything is open or nothing may be changed, or no reason is given.
    """
    with transaction():
        _must_be_in_correction(application)
        places, reason = _known(application, places), _checked(reason, "请写明需要修改其他内容的理由。")
        request = OpeningRequest(application_id=application.id, places=places, reason=reason, asked_at=clock.now(), asked_by_id=by.id)
        db.session.add(request)
        db.session.flush()
        audit.record("places.asked_for", application, by=by, places=places)
        returned = queries.latest_return(application)
        province = returned.account.province_code if returned else application.province_code
        facts: dict[str, Any] = {"application": application, "reason": reason, "words": rules.words_of(edition_of(application), places)}
        inboxes.tell(notices.officers_of(province), "places_asked_for", f"/review/{application.id}/opening", **facts)
    return request


def open_more(application: Application, places: Sequence[str], everything: bool, answer: str, by: Account) -> None:
    """Open places after a return, or everything, and answer what was asked for; what is open stays open.

    Raises:
        OpeningRefused: everything is open or the application is submitted; another authority returned it; or nothing is
            chosen and no reason given.
    """
    with transaction():
        _must_be_in_correction(application)
        if not may_open(application, by):
            raise OpeningRefused("只有作出退回的单位可以开放更多栏目。")
        chosen = _known(application, places)
        answer = answer.strip() if everything or chosen else _checked(answer, "请勾选要开放的栏目；不开放的，请在“说明”中写明理由。")
        if len(answer) > LONGEST:
            raise OpeningRefused(f"说明最多 {LONGEST} 字，现在 {len(answer)} 字，请删减。")
        if everything or chosen:
            application.open_places = None if everything else rules.widened(application.open_places or [], chosen)
        for request in queries.requests(application):
            if request.answered_at is None:
                request.answered_at, request.answer = clock.now(), answer
        audit.record("places.opened", application, by=by, places=chosen, everything=everything)
        facts: dict[str, Any] = {
            "application": application,
            "everything": everything,
            "words": rules.words_of(edition_of(application), chosen),
            "answer": answer,
        }
        facts["by"] = by.authority.name if by.authority else by.name
        inboxes.tell(notices.people_of(application.organisation_id), "places_opened", f"/applications/{application.id}", **facts)


def may_open(application: Application, by: Account) -> bool:
    """The authority that returned it."""
    returned = queries.latest_return(application)
    return returned is not None and by.authority_id is not None and returned.account.authority_id == by.authority_id


def _must_be_in_correction(application: Application) -> None:
    if application.status not in UNSUBMITTED:
        raise OpeningRefused(f"申报当前状态是“{application.status.label}”，不在修改中。")
    if application.open_places is None:
        raise OpeningRefused("全部栏目都已开放修改。")


def _known(application: Application, places: Sequence[str]) -> list[str]:
    edition = edition_of(application)
    unknown = [place for place in places if Address.parse(edition, place) is None]
    if unknown:
        raise OpeningRefused(f"申报书里没有这个位置：{unknown[0][:60]}。")
    return list(dict.fromkeys(places))


def _checked(text: str, missing: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise OpeningRefused(missing)
    if len(text) > LONGEST:
        raise OpeningRefused(f"最多 {LONGEST} 字，现在 {len(text)} 字，请删去 {len(text) - LONGEST} 字。")
    return text

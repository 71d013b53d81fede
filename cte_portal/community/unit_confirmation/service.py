"""What can be done with units' confirmations: the applicant gives out and withdraws links, a unit answers."""

from __future__ import annotations

from dataclasses import dataclass

from ... import audit, clock, links
from ...accounts.models import Account
from ...extensions import db
from ...transactions import transaction
from ...web.errors import Refused
from .. import queries as community
from ..models import Application
from . import queries, rules
from .models import UnitConfirmation
from .rules import Answer, State

LINK = "unit_confirmation"


class ConfirmationRefused(Refused):
    """The link does not work any more, or the answer was given already; the message says what to do."""


@dataclass(frozen=True)
class Said:
    """Who answers for the unit, and what."""

    answer: Answer
    person: str
    position: str
    reason: str = ""


def code_of(confirmation: UnitConfirmation) -> str:
    return links.issue(LINK, confirmation.id)


def link_of(confirmation: UnitConfirmation) -> str:
    return links.address(f"/confirm/{code_of(confirmation)}")


def give_out_all(application: Application, by: Account) -> int:
    """生成全部链接: a link for every unit that has none and has not confirmed; how many these were."""
    with transaction():
        found = queries.standings(application, community.content_of(application))
        rows = [one.unit.row for one in found if one.link is None and one.state in (State.NOT_SENT, State.CHANGED)]
        _give_out(application, rows, by)
    return len(rows)


def give_out(application: Application, row: str, by: Account) -> None:
    """A new link for one unit; one given out before stops working."""
    with transaction():
        _withdraw(application, row)
        _give_out(application, [row], by)


def _give_out(application: Application, rows: list[str], by: Account) -> None:
    if not rows:
        return
    now = clock.now()
    db.session.add_all(UnitConfirmation(application_id=application.id, row=row, issued_at=now, issued_by_id=by.id) for row in rows)
    audit.record("confirmation.given_out", application, by=by, rows=rows)


def withdraw(application: Application, row: str, by: Account) -> None:
    """The unit's link stops working; an answer that was given stands."""
    with transaction():
        if _withdraw(application, row):
            audit.record("confirmation.withdrawn", application, by=by, row=row)


def _withdraw(application: Application, row: str) -> bool:
    working = db.session.scalars(db.select(UnitConfirmation).filter_by(application_id=application.id, row=row, withdrawn_at=None)).all()
    for confirmation in working:
        confirmation.withdrawn_at = clock.now()
    return bool(working)


def open_confirmation(text: str) -> UnitConfirmation | None:
    """The confirmation whose code was typed; None when it is no code of ours."""
    identity = links.redeem(LINK, text)
    return queries.confirmation(identity) if identity is not None else None


def why_not(confirmation: UnitConfirmation) -> str | None:
    """Why the link does not work any more, in words; None when it does. Nothing of the application is told."""
    ask = "如有疑问，请联系给您链接的单位。"
    if confirmation.withdrawn_at is not None:
        return f"这个链接已停用。{ask}"
    if queries.unit_now(confirmation) is None:
        return f"这个链接对应的单位已不在参与单位名单中，不需要确认。{ask}"
    return None


def answer(confirmation: UnitConfirmation, said: Said) -> None:
    """确认参加, or 没有参加 with the reason.

    Raises:
        ConfirmationRefused: the link does not work, or was answered for this name and code.
    """
    with transaction():
        db.session.refresh(confirmation)
        if problem := why_not(confirmation):
            raise ConfirmationRefused(problem)
        unit = queries.unit_now(confirmation)
        assert unit is not None
        if not rules.may_answer(confirmation.answer, queries.same(confirmation, unit)):
            raise ConfirmationRefused("本单位已经答复过，不需要再次答复。")
        confirmation.answer, confirmation.answered_at = said.answer, clock.now()
        confirmation.person, confirmation.position, confirmation.reason = said.person, said.position, said.reason
        confirmation.name, confirmation.uscc = unit.name, unit.uscc
        audit.record("confirmation.answered", confirmation, by=None, application=confirmation.application_id, answer=said.answer.value)


def take_back(confirmation: UnitConfirmation) -> None:
    """The unit takes its answer back, within ten minutes.

    Raises:
        ConfirmationRefused: the ten minutes are over, or the link does not work.
    """
    with transaction():
        db.session.refresh(confirmation)
        if problem := why_not(confirmation):
            raise ConfirmationRefused(problem)
        if not rules.may_take_back(confirmation.answered_at, clock.now()):
            raise ConfirmationRefused("答复已超过 10 分钟，不能撤回。如需更改，请联系给您链接的单位重新发送链接。")
        confirmation.answer = confirmation.answered_at = None
        confirmation.person = confirmation.position = confirmation.reason = confirmation.name = confirmation.uscc = ""
        audit.record("confirmation.taken_back", confirmation, by=None, application=confirmation.application_id)

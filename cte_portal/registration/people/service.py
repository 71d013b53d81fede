"""An organisation's own people: colleagues who get accounts, those who leave, and accounts found again by a stamped letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from sqlalchemy import select

from ... import audit, clock
from ...accounts import service as accounts
from ...accounts.invitations import queries as invited
from ...accounts.invitations import service as invitations
from ...accounts.invitations.models import AccountInvitation
from ...accounts.models import Account, Organisation, RegistrationState
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...roles import Role
from ...transactions import transaction
from ...uploads import rules as file_rules
from ...uploads import service as uploads
from ...web.errors import Refused
from .. import queries, rules
from ..models import Takeover, TakeoverState

MOST_PEOPLE = 10  # accounts of one organisation that can be signed in with, and links to more
LEFT, REPLACED = "由本单位停用", "账号已移交"  # why; what the organisation itself may undo


class PersonRefused(Refused):
    """It cannot be done; the message says why."""


def invite(organisation: Organisation, name: str, email: str, by: Account) -> AccountInvitation:
    """A link for a colleague, who sets a password of their own and then does what every clerk of the organisation may.

    Raises:
        PersonRefused: the registration is not approved, or there are enough accounts.
        InvitationRefused: the address has an account already.
    """
    with transaction():
        if organisation.state is not RegistrationState.APPROVED:
            raise PersonRefused("注册审核通过后才能邀请同事。")
        active = sum(not one.switched_off for one in queries.people(organisation))
        if active + len(invited.waiting_of(organisation, clock.now())) >= MOST_PEOPLE:
            raise PersonRefused(f"一个单位最多 {MOST_PEOPLE} 个账号。请先停用不再使用的账号，或作废未用的邀请。")
        return invitations.invite(name, email, Role.APPLICANT, organisation, by)


def switch_off(person: Account, by: Account) -> None:
    """A colleague who left signs in no more.

    Raises:
        PersonRefused: it is one's own account.
    """
    with transaction():
        if person.id == by.id:
            raise PersonRefused("不能停用自己的账号。离职前请先邀请接手的同事，由接手人停用。")
        accounts.switch_off(person, LEFT, by)


def switch_on(person: Account, by: Account) -> None:
    """Undo `switch_off`.

    Raises:
        PersonRefused: it was switched off by somebody else than the organisation.
    """
    with transaction():
        if person.disabled_at is not None and person.disabled_reason not in (LEFT, REPLACED):
            raise PersonRefused("这个账号由平台管理员停用，请联系平台管理员。")
        accounts.switch_on(person, by)


@dataclass(frozen=True)
class Asked:
    """Who asks for an account, of which organisation."""

    uscc: str
    name: str
    phone: str
    email: str
    replaces: bool


def ask(asked: Asked, letter: IO[bytes], filename: str) -> Takeover:
    """File a request with its letter; the authority that reviewed the registration decides.

    Raises:
        PersonRefused: no organisation is registered under the USCC, or a request of the same person waits already.
        FileRefused: the letter is not what it says, or too large.
    """
    organisation = queries.registered_under(asked.uscc)
    if organisation is None:
        raise PersonRefused("没有以这个统一社会信用代码注册的单位。请核对代码；还没有注册的，请先注册。")
    if db.session.scalar(select(Takeover.id).filter_by(organisation_id=organisation.id, email=asked.email, state=TakeoverState.PENDING)):
        raise PersonRefused("您的申请已收到，正在等待审核，不需要重复提交。")
    name = file_rules.clean_name(filename)
    received = uploads.receive(letter, name, rules.SCAN_KINDS, rules.SCAN_MB)
    with transaction():
        uploads.register(received)
        made = Takeover(
            organisation_id=organisation.id,
            name=asked.name,
            phone=asked.phone,
            email=asked.email.lower(),
            replaces=asked.replaces,
            letter_name=file_rules.named(name, received.kind),
            letter_sha256=received.sha256,
            filed_at=clock.now(),
        )
        db.session.add(made)
        db.session.flush()
        audit.record("takeover.filed", made, by=None, organisation=organisation.id, sha256=received.sha256)
        officers = notices.officers_of(organisation.registered_with)
        inboxes.tell(officers, "takeover_filed", f"/takeovers/{made.id}", organisation=organisation, asked=made)
    return made


def agree(found: Takeover, by: Account) -> AccountInvitation:
    """Make the link: to set a new password where the address is one of the organisation's accounts, else to a new account.

    Raises:
        PersonRefused: it is decided already, or the organisation or the person's account may not be used.
        InvitationRefused: the address belongs to an account of somebody else.
    """
    with transaction():
        _must_wait(found)
        if found.organisation.disabled_at is not None:
            raise PersonRefused("这个单位已被平台管理员停用，请先联系平台管理员恢复。")
        people = queries.people(found.organisation)
        own = next((one for one in people if one.email == found.email), None)
        if own is not None:
            made = invitations.reset(own, by)
        else:
            made = invitations.invite(found.name, found.email, Role.APPLICANT, found.organisation, by)
        if found.replaces:
            for other in (one for one in people if one is not own):
                accounts.switch_off(other, REPLACED, by)
        found.invitation_id = made.id
        _decide(found, TakeoverState.APPROVED, "", by)
        audit.record("takeover.approved", found, by=by, replaces=found.replaces)
        inboxes.tell([one for one in people if not one.switched_off], "takeover_approved", "/registration", asked=found)
    return made


def decline(found: Takeover, remark: str, by: Account) -> None:
    """Say no, and why: the person has no inbox, so the officer tells them by telephone.

    Raises:
        PersonRefused: it is decided already.
    """
    with transaction():
        _must_wait(found)
        _decide(found, TakeoverState.DECLINED, remark, by)
        audit.record("takeover.declined", found, by=by, reason=found.remark)


def _must_wait(found: Takeover) -> None:
    if found.state is not TakeoverState.PENDING:
        raise PersonRefused(f"这份申请已经处理：{found.state.label}。")


def _decide(found: Takeover, state: TakeoverState, remark: str, by: Account) -> None:
    found.state, found.remark, found.decided_at, found.decided_by_id = state, remark, clock.now(), by.id

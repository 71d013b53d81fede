"""What can be done with co-editors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from ... import audit, clock, links, mail
from ...accounts import service as accounts
from ...accounts.models import Account
from ...catalogue.words import chinese_date
from ...extensions import db
from ...jobs import jobs
from ...roles import Role
from ...transactions import transaction
from ...web.editions import edition_of
from ...web.errors import Refused
from .. import queries as community
from ..models import Application
from . import queries, rules
from .models import CoEditor, Invitation
from .rules import State

LINK = "invitation"


class InvitationRefused(Refused):
    """The invitation cannot be used, or the co-editor is not in the state for this; the message says what to do."""


class PartNotReady(Refused):
    """The own sections cannot be confirmed yet."""


class EmailTaken(Exception):
    """There is an account with this address already."""


@dataclass(frozen=True)
class Given:
    """Who is invited, and to what."""

    name: str
    unit: str
    email: str
    parts: Sequence[str]
    reads_rest: bool


def code_of(invitation: Invitation) -> str:
    """To be shown to whoever may hand it over, and to nobody else."""
    return links.issue(LINK, invitation.id)


def link_of(invitation: Invitation) -> str:
    return links.address(f"/invitations/{code_of(invitation)}")


def invite(application: Application, given: Given, by: Account) -> CoEditor:
    """Add a co-editor and give out the first link; it goes out by mail where there is an address and a mail server."""
    edition = edition_of(application)
    with transaction():
        co_editor = CoEditor(
            application_id=application.id,
            name=given.name,
            unit=given.unit,
            email=given.email,
            parts=[key for key, _ in rules.offered_parts(edition) if key in given.parts],
            reads_rest=given.reads_rest,
        )
        db.session.add(co_editor)
        db.session.flush()
        invitation = _issue(co_editor, by)
        audit.record("co_editor.invited", co_editor, by=by, application=application.id, parts=co_editor.parts, reads_rest=given.reads_rest)
    _post(invitation)
    return co_editor


def _issue(co_editor: CoEditor, by: Account) -> Invitation:
    now = clock.now()
    invitation = Invitation(co_editor_id=co_editor.id, issued_at=now, issued_by_id=by.id, expires_at=now + rules.VALID_FOR)
    db.session.add(invitation)
    db.session.flush()
    return invitation


def _post(invitation: Invitation) -> None:
    if mail.configured() and invitation.co_editor.email:
        jobs().add("mail_invitation", invitation.id)


def invite_again(co_editor: CoEditor, by: Account) -> None:
    """A new link for somebody who has no access now; links given out before stop working.

    Raises:
        InvitationRefused: it has access.
    """
    with transaction():
        _lock(co_editor)
        if queries.state(co_editor) is State.ACCEPTED:
            raise InvitationRefused(f"“{co_editor.name}”已经接受邀请，不需要再次邀请。如要换人，请先撤回。")
        co_editor.withdrawn_at = co_editor.accepted_at = co_editor.account_id = None
        invitation = _issue(co_editor, by)
        audit.record("co_editor.invited_again", co_editor, by=by, application=co_editor.application_id)
    _post(invitation)


def withdraw(co_editor: CoEditor, by: Account) -> None:
    """End the invitation, and the access if it was accepted; at once. What was filled in stays."""
    with transaction():
        _lock(co_editor)
        if co_editor.withdrawn_at is None:
            co_editor.withdrawn_at = clock.now()
            audit.record("co_editor.withdrawn", co_editor, by=by, application=co_editor.application_id)


def _lock(co_editor: CoEditor) -> None:
    db.session.refresh(co_editor)


def open_invitation(text: str) -> Invitation | None:
    """The invitation whose code was typed; None when it is no code of ours."""
    identity = links.redeem(LINK, text)
    return queries.invitation(identity) if identity is not None else None


def why_not(invitation: Invitation) -> str | None:
    """Why the invitation cannot be accepted any more, in words; None when it can."""
    inviter = invitation.co_editor.application.organisation.name
    ask = f"如仍需参加，请联系{inviter}重新邀请。"
    match queries.state(invitation.co_editor):
        case _ if invitation.id != invitation.co_editor.invitation.id:
            return f"这个链接已被新的链接替换，请使用最近收到的链接。{ask}"
        case State.WITHDRAWN:
            return f"这次邀请已被撤回。{ask}"
        case State.EXPIRED:
            return f"这个链接已于 {invitation.expires_at:%Y-%m-%d %H:%M} 过期。{ask}"
        case State.ACCEPTED:
            return "这个链接已经使用过，每个链接只能使用一次。如果是您本人接受的，请直接登录。"
    return None


def accept(invitation: Invitation, by: Account) -> CoEditor:
    """Give the account what the invitation says.

    Raises:
        InvitationRefused: it was used, withdrawn or is over.
    """
    with transaction():
        co_editor = invitation.co_editor
        _lock(co_editor)
        if problem := why_not(invitation):
            raise InvitationRefused(problem)
        co_editor.account_id, co_editor.accepted_at = by.id, clock.now()
        audit.record("co_editor.accepted", co_editor, by=by, application=co_editor.application_id)
    return co_editor


def accept_with_new_account(invitation: Invitation, name: str, email: str, password: str) -> CoEditor:
    """Make an account for the one invited, and accept with it; both or neither.

    Raises:
        InvitationRefused: as for `accept`.
        EmailTaken: the address has an account already.
    """
    with transaction():
        if db.session.scalar(select(Account.id).filter_by(email=email.lower())):
            raise EmailTaken
        account = accounts.create_account(email, name, Role.CO_EDITOR, password)
        return accept(invitation, account)


def confirm_part(application: Application, by: Account) -> None:
    """确认本单位信息: the account stands by what its sections hold now.

    Raises:
        PartNotReady: something blocking is found in them, or there is nothing to confirm.
    """
    with transaction():
        content = community.content_of(application)
        own = [one for one in queries.given_to(by) if one.application_id == application.id]
        sections = {s.key for one in own for s in rules.own_sections(content.definition, one.parts)}
        if not sections:
            raise PartNotReady("您没有需要确认的栏目；佐证材料由各方共同上传，不需要确认。")
        blocking = [f for f in community.findings_of(application) if f.blocking and f.address.section in sections]
        if blocking:
            raise PartNotReady(f"您负责的栏目还有 {len(blocking)} 项必须处理的问题，处理后才能确认。第一项：{blocking[0].text}。")
        for one in own:
            one.confirmed_at, one.confirmed_sha256 = clock.now(), rules.fingerprint(content, one.parts)
            audit.record("part.confirmed", one, by=by, application=application.id, sha256=one.confirmed_sha256)


def mail_invitation(invitation_id: int) -> None:
    """Job: send the link, if it still works."""
    invitation = queries.invitation(invitation_id)
    if invitation is None or invitation.mailed_at is not None or why_not(invitation):
        return
    mail.send(_letter(invitation))
    with transaction():
        invitation.mailed_at = clock.now()
        audit.record("co_editor.mailed", invitation.co_editor, by=None)


def _letter(invitation: Invitation) -> mail.Letter:
    co_editor, application = invitation.co_editor, invitation.co_editor.application
    edition = edition_of(application)
    said = mail.worded(
        "co_editor_invited",
        name=co_editor.name,
        application=application,
        inviter=application.organisation.name,
        unit=edition.by_key[co_editor.unit].title,
        site_name=current_app.config["SETTINGS"].site_name,
        parts=rules.part_words(edition, co_editor.parts),
        until=chinese_date(invitation.expires_at.date()),
        link=link_of(invitation),
        address=links.address("/invitations"),
        code=code_of(invitation),
    )
    return mail.Letter(co_editor.email, co_editor.name, said.subject, said.text)

"""Inviting, and accepting an invitation."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, select, update

from ... import audit, clock, links, mail
from ...catalogue.words import chinese_date
from ...extensions import db
from ...jobs import jobs
from ...roles import Role
from ...transactions import afterwards, transaction
from ...web.errors import Refused
from .. import service as accounts
from ..models import Account, Authority, Organisation
from . import queries
from .models import AccountInvitation

KIND = "account_invitation"
VALID = timedelta(days=14)
VALID_BY_MAIL = timedelta(hours=1)  # asked for by whoever forgot the password
NOT_SOONER = timedelta(minutes=5)  # than another one to the same mailbox


class InvitationRefused(Refused):
    """It cannot be done; the message says why."""


def invite(name: str, email: str, role: Role, body: Authority | Organisation | None, by: Account) -> AccountInvitation:
    """A link for somebody who has no account, in place of an earlier one of the same body. `body`: whom the account will belong to.

    Raises:
        InvitationRefused: the address has an account already.
    """
    email = email.strip().lower()
    with transaction():
        if db.session.scalar(select(Account.id).where(Account.email == email)):
            raise InvitationRefused("这个邮箱已有账号，请换一个邮箱；忘记密码的，可重设密码。")
        made = AccountInvitation(name=name.strip(), email=email, role=role)
        if isinstance(body, Organisation):
            made.organisation_id = body.id
        elif body is not None:
            made.authority_id = body.id
        _withdraw_earlier(AccountInvitation.email == email, AccountInvitation.organisation_id == made.organisation_id)
        return _made(made, by)


def reset(account: Account, by: Account) -> AccountInvitation:
    """A link by which somebody who has an account sets a new password; until then the old one holds.

    Raises:
        InvitationRefused: the account is switched off.
    """
    with transaction():
        if account.switched_off:
            raise InvitationRefused("账号已停用，请先恢复。")
        _withdraw_earlier(AccountInvitation.account_id == account.id)
        made = AccountInvitation(name=account.name, email=account.email, role=account.role, account_id=account.id)
        made.authority_id, made.organisation_id = account.authority_id, account.organisation_id
        return _made(made, by)


def ask_for_link(email: str, address: str) -> None:
    """Somebody at this network address has forgotten the password."""
    jobs().add("forgotten", email.strip().lower(), address)


def forgotten(email: str, address: str) -> None:
    """Job: a link by mail for whoever has this account; nothing happens for anybody else.

    A job, so that the answer to the one who asks takes as long whether there is such an account or not. `address`: of
    whoever asked.
    """
    account = db.session.scalar(select(Account).where(Account.email == email))
    if account is None or not mail.configured():
        return
    with transaction():
        last = queries.own_of(account, clock.now())
        if account.switched_off or (last and clock.now() - last.invited_at < NOT_SOONER):
            return
        _withdraw_earlier(queries.OWN, AccountInvitation.account_id == account.id)
        made = AccountInvitation(name=account.name, email=account.email, role=account.role, account_id=account.id)
        made.authority_id, made.organisation_id = account.authority_id, account.organisation_id
        _made(made, account, asked_from=address)


def _withdraw_earlier(*conditions: ColumnElement[bool]) -> None:
    earlier = update(AccountInvitation).where(*conditions, AccountInvitation.accepted_at.is_(None))
    db.session.execute(earlier.values(withdrawn_at=clock.now()).execution_options(synchronize_session="fetch"))


def _made(made: AccountInvitation, by: Account, **details: str) -> AccountInvitation:
    made.invited_at, made.invited_by_id = clock.now(), by.id
    made.expires_at = clock.now() + (VALID_BY_MAIL if made.own else VALID)
    db.session.add(made)
    db.session.flush()
    audit.record("account_invitation.made", made, by=None if made.own else by, role=made.role.value, account=made.account_id, **details)
    if mail.configured():
        identity = made.id
        afterwards(lambda: jobs().add("mail_account_invitation", identity))
    return made


def withdraw(found: AccountInvitation, by: Account) -> None:
    with transaction():
        if found.accepted_at is None and found.withdrawn_at is None:
            found.withdrawn_at = clock.now()
            audit.record("account_invitation.withdrawn", found, by=by)


def code_of(found: AccountInvitation) -> str:
    return links.issue(KIND, found.id)


def link_of(found: AccountInvitation) -> str:
    return links.address(f"/staff/{code_of(found)}")


def opened(code: str) -> AccountInvitation | None:
    identity = links.redeem(KIND, code)
    return queries.invitation(identity) if identity else None


def why_not(found: AccountInvitation) -> str:
    """Why the link opens nothing any more; empty when it does."""
    if found.accepted_at:
        return "这个链接已经用过。请直接登录；忘记密码的，请按登录页的“找回账号”办理。"
    if found.own and (found.withdrawn_at or found.expires_at < clock.now()):
        return "这个链接已失效。请用最新收到的链接，或在登录页的“忘记密码”重新申请。"
    if found.withdrawn_at:
        return f"这个链接已作废，可能已重新发送过。请用最新收到的链接，或联系{found.inviter}。"
    if found.expires_at < clock.now():
        return f"这个链接已过有效期，请联系{found.inviter}重新发送。"
    closed = found.organisation is not None and found.organisation.disabled_at is not None
    if closed or (found.account is not None and found.account.switched_off):
        return accounts.SWITCHED_OFF
    return ""


def accept(found: AccountInvitation, password: str) -> Account:
    """Set the password; where there is no account yet, make it.

    Raises:
        InvitationRefused: the link is over, or the address has got an account by now.
    """
    with transaction():
        if problem := why_not(found):
            raise InvitationRefused(problem)
        if found.account is not None:
            account = found.account
            accounts.set_password(account, password)
            _withdraw_earlier(AccountInvitation.account_id == account.id, AccountInvitation.id != found.id)
            audit.record("account.password_set", account, by=account)
        else:
            if db.session.scalar(select(Account.id).where(Account.email == found.email)):
                raise InvitationRefused("这个邮箱已经有账号，请直接登录。")
            account = accounts.create_account(
                found.email, found.name, found.role, password, authority=found.authority, organisation=found.organisation, by=found.invited_by
            )
        found.accepted_at, found.account_id = clock.now(), account.id
        audit.record("account_invitation.accepted", found, by=account)
    return account


def mail_invitation(identity: int) -> None:
    """Job: send the link, if it still works."""
    found = queries.invitation(identity)
    if found is None or found.mailed_at or why_not(found):
        return
    site = current_app.config["SETTINGS"].site_name
    what = "重新设置密码" if found.account_id else f"设置密码，启用{found.role.label}账号"
    until = chinese_date(found.expires_at.date()) + (f"{found.expires_at:%H:%M}" if found.own else "")
    facts = {"name": found.name, "until": until, "what": what, "inviter": found.inviter}
    said = mail.worded("password_forgotten" if found.own else "account_invited", site_name=site, link=link_of(found), **facts)
    mail.send(mail.Letter(found.email, found.name, said.subject, said.text))
    with transaction():
        found.mailed_at = clock.now()
        audit.record("account_invitation.mailed", found, by=None)

"""Inviting, switching off and on."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update

from ... import audit, clock, links, mail
from ...accounts import service as accounts
from ...accounts.models import Account, Authority, AuthorityLevel, Organisation
from ...catalogue.words import chinese_date
from ...extensions import db
from ...jobs import jobs
from ...roles import Role
from ...transactions import afterwards, transaction
from ...web.errors import Refused
from . import queries
from .models import StaffInvitation

KIND = "staff_invitation"
VALID = timedelta(days=14)


class PeopleRefused(Refused):
    """It cannot be done; the message says why."""


def authority_for(role: Role, province: str, city: str, bureau: str) -> Authority | None:
    """The authority of an officer, made when there is none yet; inside the caller's transaction. None for the operator's people.

    Raises:
        PeopleRefused: a city's bureau is new, and has no name.
    """
    if role is Role.PROVINCE_OFFICER:
        return accounts.authority(AuthorityLevel.PROVINCE, province)
    if role is Role.MINISTRY_OFFICER:
        return accounts.authority(AuthorityLevel.MINISTRY)
    if role is Role.CITY_OFFICER:
        try:
            return accounts.city_bureau(city, bureau)
        except ValueError:
            raise PeopleRefused("这是该市的第一个账号，请填写市教育局的名称。") from None
    return None


def invite(name: str, email: str, role: Role, by: Account, *, province: str = "", city: str = "", bureau: str = "") -> StaffInvitation:
    """A link for somebody who has no account.

    Raises:
        PeopleRefused: the address has an account already, or the bureau has no name.
    """
    email = email.strip().lower()
    with transaction():
        if db.session.scalar(select(Account.id).where(Account.email == email)):
            raise PeopleRefused("这个邮箱已有账号。要重设密码，请在人员列表中找到他，点“重设密码”。")
        authority = authority_for(role, province, city, bureau)
        _withdraw_earlier(StaffInvitation.email == email)
        return _made(StaffInvitation(name=name.strip(), email=email, role=role, authority_id=authority.id if authority else None), by)


def reset(account: Account, by: Account) -> StaffInvitation:
    """A link by which somebody who has an account sets a new password; until then the old one holds.

    Raises:
        PeopleRefused: the account is switched off.
    """
    with transaction():
        if account.switched_off:
            raise PeopleRefused("账号已停用，请先恢复。")
        _withdraw_earlier(StaffInvitation.account_id == account.id)
        made = StaffInvitation(name=account.name, email=account.email, role=account.role, authority_id=account.authority_id, account_id=account.id)
        return _made(made, by)


def _withdraw_earlier(condition: object) -> None:
    earlier = update(StaffInvitation).where(condition, StaffInvitation.accepted_at.is_(None))  # type: ignore[arg-type]
    db.session.execute(earlier.values(withdrawn_at=clock.now()).execution_options(synchronize_session="fetch"))


def _made(made: StaffInvitation, by: Account) -> StaffInvitation:
    made.invited_at, made.invited_by_id, made.expires_at = clock.now(), by.id, clock.now() + VALID
    db.session.add(made)
    db.session.flush()
    audit.record("staff_invitation.made", made, by=by, role=made.role.value, account=made.account_id)
    if mail.configured():
        identity = made.id
        afterwards(lambda: jobs().add("mail_staff_invitation", identity))
    return made


def withdraw(found: StaffInvitation, by: Account) -> None:
    with transaction():
        if found.accepted_at is None and found.withdrawn_at is None:
            found.withdrawn_at = clock.now()
            audit.record("staff_invitation.withdrawn", found, by=by)


def code_of(found: StaffInvitation) -> str:
    return links.issue(KIND, found.id)


def link_of(found: StaffInvitation) -> str:
    return links.address(f"/staff/{code_of(found)}")


def opened(code: str) -> StaffInvitation | None:
    identity = links.redeem(KIND, code)
    return queries.invitation(identity) if identity else None


def why_not(found: StaffInvitation) -> str:
    """Why the link opens nothing any more; empty when it does."""
    if found.accepted_at:
        return "这个链接已经用过。请直接登录；忘记密码的，请联系平台管理员重新发送。"
    if found.withdrawn_at:
        return "这个链接已作废，可能已重新发送过。请用最新收到的链接，或联系平台管理员。"
    if found.expires_at < clock.now():
        return "这个链接已过有效期，请联系平台管理员重新发送。"
    if found.account is not None and found.account.switched_off:
        return accounts.SWITCHED_OFF
    return ""


def accept(found: StaffInvitation, password: str) -> Account:
    """Set the password; where there is no account yet, make it.

    Raises:
        PeopleRefused: the link is over, or the address has got an account by now.
    """
    with transaction():
        if problem := why_not(found):
            raise PeopleRefused(problem)
        if found.account is not None:
            account = found.account
            accounts.set_password(account, password)
            audit.record("account.password_set", account, by=account)
        else:
            if db.session.scalar(select(Account.id).where(Account.email == found.email)):
                raise PeopleRefused("这个邮箱已经有账号，请直接登录。")
            account = accounts.create_account(found.email, found.name, found.role, password, authority=found.authority, by=found.invited_by)
        found.accepted_at, found.account_id = clock.now(), account.id
        audit.record("staff_invitation.accepted", found, by=account)
    return account


def mail_invitation(identity: int) -> None:
    """Job: send the link, if it still works."""
    found = queries.invitation(identity)
    if found is None or found.mailed_at or why_not(found):
        return
    site = current_app.config["SETTINGS"].site_name
    what = "重新设置密码" if found.account_id else f"设置密码，启用{found.role.label}账号"
    lines = [
        f"{found.name}：",
        "",
        f"请在 {chinese_date(found.expires_at.date())}前打开下面的链接，{what}（{site}）：",
        f"  {link_of(found)}",
        "",
        "链接只能使用一次，请不要转发。如果您不了解这件事，请不要打开链接，并向平台管理员核实。",
        "",
    ]
    mail.send(mail.Letter(found.email, found.name, f"{site}：请设置密码", "\n".join(lines)))
    with transaction():
        found.mailed_at = clock.now()
        audit.record("staff_invitation.mailed", found, by=None)


def switch_off(found: Account, reason: str, by: Account) -> None:
    """Nobody signs in with it any more, and whoever is signed in is not.

    Raises:
        PeopleRefused: it is one's own, the last of administrators or auditors, or no reason is given.
    """
    with transaction():
        if found.id == by.id:
            raise PeopleRefused("不能停用自己的账号。")
        if not reason.strip():
            raise PeopleRefused("请写明停用的原因。")
        if found.role in (Role.ADMINISTRATOR, Role.AUDITOR) and found.disabled_at is None and queries.active(found.role) < 2:
            raise PeopleRefused(f"这是最后一个{found.role.label}账号，不能停用。")
        if found.disabled_at is None:
            found.disabled_at, found.disabled_reason = clock.now(), reason.strip()[:300]
            accounts.end_sessions([found.id])
            audit.record("account.switched_off", found, by=by, reason=found.disabled_reason)


def switch_on(found: Account, by: Account) -> None:
    """Undo `switch_off`."""
    with transaction():
        if found.disabled_at is not None:
            found.disabled_at, found.disabled_reason = None, ""
            audit.record("account.switched_on", found, by=by)


def close(found: Organisation, reason: str, by: Account) -> None:
    """None of the organisation's people can use the portal; what it handed in stays where it is.

    Raises:
        PeopleRefused: no reason is given.
    """
    with transaction():
        if not reason.strip():
            raise PeopleRefused("请写明停用的原因。")
        if found.disabled_at is None:
            found.disabled_at, found.disabled_reason = clock.now(), reason.strip()[:300]
            accounts.end_sessions([one.id for one in found.accounts])
            audit.record("organisation.switched_off", found, by=by, reason=found.disabled_reason)


def open_again(found: Organisation, by: Account) -> None:
    """Undo `close`."""
    with transaction():
        if found.disabled_at is not None:
            found.disabled_at, found.disabled_reason = None, ""
            audit.record("organisation.switched_on", found, by=by)

"""Inviting, switching off and on."""

from __future__ import annotations

from ... import audit, clock
from ...accounts import service as accounts
from ...accounts.invitations import service as invitations
from ...accounts.invitations.models import AccountInvitation
from ...accounts.models import Account, Authority, AuthorityLevel, Organisation
from ...roles import Role
from ...transactions import transaction
from ...web.errors import Refused
from . import queries


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


def invite(name: str, email: str, role: Role, by: Account, *, province: str = "", city: str = "", bureau: str = "") -> AccountInvitation:
    """A link for an officer, or one of the operator's people, who has no account.

    Raises:
        InvitationRefused: the address has an account already.
        PeopleRefused: the bureau is new, and has no name.
    """
    with transaction():  # no authority is left behind where the invitation is refused
        return invitations.invite(name, email, role, authority_for(role, province, city, bureau), by)


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
        accounts.switch_off(found, reason.strip()[:300], by)


def erase(found: Account, by: Account) -> None:
    """Somebody who is switched off asks for the deletion of what is kept (PIPL article 47).

    Raises:
        PeopleRefused: the account can still be used.
    """
    with transaction():
        if found.disabled_at is None:
            raise PeopleRefused("请先停用账号，再删除个人信息。")
        if found.erased_at is None:
            accounts.erase(found, by)


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

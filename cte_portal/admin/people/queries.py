"""What the administrator can ask about people and organisations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from ...accounts.models import Account, Authority, AuthorityLevel, Organisation, RegistrationState
from ...extensions import db
from ...roles import Role
from ...web.paging import Page, paged

STAFF = (Role.PROVINCE_OFFICER, Role.CITY_OFFICER, Role.MINISTRY_OFFICER, Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR)


@dataclass(frozen=True)
class SoughtPerson:
    """`disabled`: only those who are switched off."""

    role: Role | None = None
    text: str = ""
    disabled: bool = False


def people(sought: SoughtPerson, number: int) -> Page[Account]:
    """Accounts of everybody, by name."""
    query = select(Account)
    if sought.role:
        query = query.where(Account.role == sought.role)
    if sought.disabled:
        query = query.where(Account.disabled_at.is_not(None))
    if sought.text:
        query = query.outerjoin(Organisation, Organisation.id == Account.organisation_id).outerjoin(Authority, Authority.id == Account.authority_id)
        columns = (Account.name, Account.email, Organisation.name, Authority.name)
        query = query.where(or_(*(one.contains(sought.text, autoescape=True) for one in columns)))
    return paged(query.order_by(Account.name, Account.id), number)


def account(identity: int) -> Account | None:
    return db.session.get(Account, identity)


def active(role: Role) -> int:
    """How many people of the role can sign in."""
    return db.session.scalar(select(func.count()).select_from(Account).where(Account.role == role, Account.disabled_at.is_(None))) or 0


def bureaus() -> Sequence[Authority]:
    """Cities' bureaus that there are."""
    return db.session.scalars(select(Authority).where(Authority.level == AuthorityLevel.CITY).order_by(Authority.city_code)).all()


@dataclass(frozen=True)
class SoughtOrganisation:
    text: str = ""
    province: str | None = None
    state: RegistrationState | None = None
    disabled: bool = False


def organisations(sought: SoughtOrganisation, number: int) -> Page[Organisation]:
    """By name, with their people."""
    query = select(Organisation).options(selectinload(Organisation.accounts))
    if sought.text:
        query = query.where(
            or_(Organisation.name.contains(sought.text, autoescape=True), Organisation.uscc.contains(sought.text.upper(), autoescape=True))
        )
    if sought.province:
        query = query.where(Organisation.province_code == sought.province)
    if sought.state:
        query = query.where(Organisation.state == sought.state)
    if sought.disabled:
        query = query.where(Organisation.disabled_at.is_not(None))
    return paged(query.order_by(Organisation.name, Organisation.id), number)


def organisation(identity: int) -> Organisation | None:
    return db.session.get(Organisation, identity)

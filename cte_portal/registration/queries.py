"""What can be asked of registrations."""

from __future__ import annotations

from sqlalchemy import func, select

from ..accounts.models import Account, Organisation, RegistrationState
from ..extensions import db
from ..web.paging import Page, paged
from .models import RegistrationDecision


def organisation(identity: int) -> Organisation | None:
    return db.session.get(Organisation, identity)


def in_province(province_code: str | None, state: RegistrationState | None, page: int) -> Page[Organisation]:
    """The province's registrations of one state (None: all), longest waiting first."""
    query = select(Organisation).where(Organisation.province_code == province_code)
    if state:
        query = query.where(Organisation.state == state)
    return paged(query.order_by(Organisation.registered_at, Organisation.id), page)


def counts(province_code: str | None) -> dict[RegistrationState, int]:
    query = select(Organisation.state, func.count()).where(Organisation.province_code == province_code).group_by(Organisation.state)
    return dict(db.session.execute(query).all())


def decisions(organisation: Organisation) -> list[RegistrationDecision]:
    """Newest first."""
    query = select(RegistrationDecision).where(RegistrationDecision.organisation_id == organisation.id)
    return list(db.session.scalars(query.order_by(RegistrationDecision.id.desc())))


def people(organisation: Organisation) -> list[Account]:
    return list(db.session.scalars(select(Account).where(Account.organisation_id == organisation.id).order_by(Account.id)))

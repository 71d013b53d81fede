"""What officers can ask: queues, counts, batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import selectinload

from ..accounts.models import Account, Organisation, OrganisationKind, RegistrationState
from ..community.models import Application, Community, DirectGrant, MemberUnit
from ..community.workflow import Status
from ..extensions import db
from ..roles import Role
from ..web.paging import Page, paged
from .first_look.queries import looked_at
from .models import ReportingBatch


def within_reach(officer: Account) -> ColumnElement[bool]:
    """The condition that the access layer applies to one object, for a whole list."""
    if officer.role is Role.PROVINCE_OFFICER:
        return and_(Application.province_code == officer.province_code, Application.submitted_at.is_not(None))
    if officer.role is Role.CITY_OFFICER:
        return or_(Application.city_asked_id == officer.authority_id, Application.id.in_(looked_at(officer)))
    return Application.reported_at.is_not(None)


def lead_names(application_ids: Iterable[int]) -> Mapping[int, dict[str, str]]:
    """Application id → lead's section key → name, for all of them in one query."""
    query = select(MemberUnit).where(MemberUnit.application_id.in_(list(application_ids)), MemberUnit.lead.is_(True))
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for unit in db.session.scalars(query):
        found[unit.application_id][unit.unit] = unit.name
    return found


def member_counts(application_ids: Iterable[int]) -> Mapping[int, int]:
    """Application id → number of member units, leads included."""
    query = select(MemberUnit.application_id, func.count()).where(MemberUnit.application_id.in_(list(application_ids)))
    return dict(db.session.execute(query.group_by(MemberUnit.application_id)).all())


def approved(officer: Account) -> list[Application]:
    """What the province can report now."""
    query = select(Application).where(Application.province_code == officer.province_code, Application.status == Status.APPROVED)
    return list(db.session.scalars(query.order_by(Application.year, Application.decided_at, Application.id)))


def reported(officer: Account) -> list[Application]:
    """What can be recognised now, within the officer's reach."""
    query = select(Application).where(Application.status == Status.REPORTED, within_reach(officer))
    return list(db.session.scalars(query.order_by(Application.year, Application.reported_at, Application.id)))


def batch(identity: int) -> ReportingBatch | None:
    return db.session.get(ReportingBatch, identity, options=[selectinload(ReportingBatch.items)])


def batches(officer: Account, page: int) -> Page[ReportingBatch]:
    """Newest first; a province its own, the ministry all."""
    query = select(ReportingBatch).options(selectinload(ReportingBatch.items))
    if officer.role is Role.PROVINCE_OFFICER:
        query = query.where(ReportingBatch.province_code == officer.province_code)
    return paged(query.order_by(ReportingBatch.id.desc()), page)


def batches_this_year(province_code: str, year: int) -> int:
    query = select(func.count()).select_from(ReportingBatch).filter_by(province_code=province_code, year=year)
    return db.session.scalar(query) or 0


def headquarters() -> list[Organisation]:
    """Organisations that may be granted direct reporting."""
    query = select(Organisation).where(Organisation.kind == OrganisationKind.CENTRAL_HQ, Organisation.state == RegistrationState.APPROVED)
    return list(db.session.scalars(query.order_by(Organisation.name)))


def direct_grants(page: int) -> Page[DirectGrant]:
    return paged(select(DirectGrant).order_by(DirectGrant.id.desc()), page)


def waiting_for_publication() -> int:
    query = select(func.count()).select_from(Community).where(Community.recognised_on.is_not(None), Community.published_at.is_(None))
    return db.session.scalar(query) or 0

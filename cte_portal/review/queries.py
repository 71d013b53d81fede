"""What officers can ask: queues, counts, batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import selectinload

from ..accounts.models import Account, Organisation, OrganisationKind, RegistrationState
from ..community.models import Application, DirectGrant, MemberUnit
from ..community.workflow import Status
from ..extensions import db
from ..roles import Role
from ..web.paging import Page, paged
from .models import ReportingBatch


def within_reach(officer: Account) -> ColumnElement[bool]:
    """The condition that the access layer applies to one object, for a whole list."""
    if officer.role is Role.PROVINCE_OFFICER:
        return and_(Application.province_code == officer.province_code, Application.submitted_at.is_not(None))
    return Application.reported_at.is_not(None)


def queue(officer: Account, status: Status | None, year: int | None, page: int) -> Page[Application]:
    """Applications within the officer's reach, longest waiting first."""
    query = select(Application).where(within_reach(officer))
    if status:
        query = query.where(Application.status == status)
    if year:
        query = query.where(Application.year == year)
    return paged(query.order_by(Application.submitted_at, Application.id), page)


def pre_reviews(officer: Account, year: int | None, page: int) -> Page[Application]:
    """Drafts that the officer's province is asked to comment on, longest waiting first."""
    query = select(Application).where(_waits_for_pre_review(officer))
    if year:
        query = query.where(Application.year == year)
    return paged(query.order_by(Application.pre_review_asked_at, Application.id), page)


def pre_review_count(officer: Account, year: int | None) -> int:
    query = select(func.count()).select_from(Application).where(_waits_for_pre_review(officer))
    if year:
        query = query.where(Application.year == year)
    return db.session.scalar(query) or 0


def _waits_for_pre_review(officer: Account) -> ColumnElement[bool]:
    """`Application.pre_review_asked` of the officer's province, for a whole list; never the ministry's."""
    province = officer.province_code if officer.role is Role.PROVINCE_OFFICER else ""
    asked = Application.pre_review_province == province
    return and_(Application.province_code == province, Application.status == Status.DRAFT, asked)


def counts(officer: Account, year: int | None) -> dict[Status, int]:
    """How many applications within the officer's reach stand in each state."""
    query = select(Application.status, func.count()).where(within_reach(officer)).group_by(Application.status)
    if year:
        query = query.where(Application.year == year)
    return dict(db.session.execute(query).all())


def years(officer: Account) -> list[int]:
    within = or_(within_reach(officer), _waits_for_pre_review(officer))
    return list(db.session.scalars(select(Application.year).where(within).distinct().order_by(Application.year.desc())))


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

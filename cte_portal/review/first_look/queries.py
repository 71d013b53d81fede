"""What can be asked of first looks, each in a fixed number of queries."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from ...accounts.models import Account, Authority, AuthorityLevel
from ...community.models import Application, MemberUnit
from ...community.workflow import Status
from ...extensions import db
from ...web.paging import Page, paged
from .models import FirstLook

LEADS = ("lead_enterprise", "lead_university", "lead_school")  # in this order


def has_looked(account: Account, application: Application) -> bool:
    """Whether the officer's bureau gave its opinion on the application, in whatever year's version."""
    return db.session.scalar(looked_at(account).where(FirstLook.application_id == application.id).limit(1)) is not None


def looked_at(account: Account) -> Select[int]:
    """Ids of the applications that the officer's bureau gave its opinion on."""
    return select(FirstLook.application_id).where(FirstLook.authority_id == account.authority_id, FirstLook.given_at.is_not(None))


def bureaus_of(province_code: str) -> list[Authority]:
    """The city bureaus that the province has in this portal, by code."""
    of_province = (Authority.level == AuthorityLevel.CITY, Authority.city_code.startswith(province_code[:2]))
    return list(db.session.scalars(select(Authority).where(*of_province).order_by(Authority.city_code)))


def bureau(province_code: str, identity: int) -> Authority | None:
    """One of the province's bureaus."""
    found = db.session.get(Authority, identity)
    return found if found and found.under_province == province_code else None


def people_of(authority_id: int) -> list[Account]:
    """The bureau's officers."""
    return list(db.session.scalars(select(Account).where(Account.authority_id == authority_id).order_by(Account.id)))


def leads_of(application: Application) -> list[tuple[str | None, str | None]]:
    """(province, USCC) of the leads, in their order."""
    query = select(MemberUnit).where(MemberUnit.application_id == application.id, MemberUnit.lead.is_(True))
    found = {unit.unit: (unit.province_code, unit.uscc) for unit in db.session.scalars(query)}
    return [found[key] for key in LEADS if key in found]


def waiting(application: Application) -> FirstLook | None:
    """The one that has been asked and has not answered."""
    asked = (FirstLook.application_id == application.id, FirstLook.authority_id.is_not(None))
    return db.session.scalar(select(FirstLook).where(*asked, FirstLook.ended_at.is_(None), FirstLook.given_at.is_(None)))


def latest(application: Application) -> FirstLook | None:
    """The last one, whatever became of it, with what was said."""
    query = select(FirstLook).where(FirstLook.application_id == application.id)
    return db.session.scalar(query.options(*_said()).order_by(FirstLook.id.desc()).limit(1))


def given(application: Application) -> list[FirstLook]:
    """All opinions, newest first."""
    query = select(FirstLook).where(FirstLook.application_id == application.id, FirstLook.given_at.is_not(None))
    return list(db.session.scalars(query.options(*_said()).order_by(FirstLook.id.desc())))


def _said() -> tuple[ExecutableOption, ...]:
    return selectinload(FirstLook.comments), joinedload(FirstLook.given_by), joinedload(FirstLook.version)


def ended_by(step_id: int | None) -> FirstLook | None:
    """The one that this step of the workflow ended."""
    return db.session.scalar(select(FirstLook).filter_by(ended_by_step=step_id)) if step_id else None


def desk(officer: Account, answered: bool, page: int) -> Page[FirstLook]:
    """The bureau's own: what waits, the nearest due day first; or what it answered, newest first."""
    query = select(FirstLook).where(FirstLook.authority_id == officer.authority_id)
    if answered:
        return paged(query.where(FirstLook.given_at.is_not(None)).order_by(FirstLook.given_at.desc(), FirstLook.id), page)
    return paged(query.where(FirstLook.given_at.is_(None), FirstLook.ended_at.is_(None)).order_by(FirstLook.due, FirstLook.id), page)


def asked_by_province(province_code: str, answered: bool, page: int) -> Page[FirstLook]:
    """What the province's bureaus were asked of submissions that still wait for the province."""
    query = select(FirstLook).join(Application, Application.id == FirstLook.application_id)
    query = query.where(Application.province_code == province_code, Application.status == Status.SUBMITTED, FirstLook.authority_id.is_not(None))
    if answered:
        query = query.where(FirstLook.given_at.is_not(None), FirstLook.version_id.is_not_distinct_from(Application.version_id))
        return paged(query.order_by(FirstLook.given_at.desc(), FirstLook.id), page)
    return paged(query.where(FirstLook.given_at.is_(None), FirstLook.ended_at.is_(None)).order_by(FirstLook.due, FirstLook.id), page)


def unassigned(province_code: str, page: int) -> Page[Application]:
    """Submitted to the province, and no bureau was ever asked about this version, longest waiting first."""
    return paged(_unassigned(province_code).order_by(Application.submitted_at, Application.id), page)


def unassigned_count(province_code: str) -> int:
    return db.session.scalar(select(func.count()).select_from(_unassigned(province_code).subquery())) or 0


def _unassigned(province_code: str) -> Select[Application]:
    asked = select(FirstLook.id).where(FirstLook.application_id == Application.id, FirstLook.version_id.is_not_distinct_from(Application.version_id))
    return select(Application).where(Application.province_code == province_code, Application.status == Status.SUBMITTED, ~asked.exists())

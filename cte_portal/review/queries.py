"""What officers can ask: queues, counts, batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from ..accounts.models import Account
from ..community.models import Application, MemberUnit
from ..community.rules import LEADS
from ..community.workflow import Status
from ..extensions import db
from ..roles import Role
from .first_look.queries import looked_at


def within_reach(officer: Account) -> ColumnElement[bool]:
    """The condition that the access layer applies to one object, for a whole list."""
    if officer.role is Role.PROVINCE_OFFICER:
        return Application.submitted_to == officer.province_code
    if officer.role is Role.CITY_OFFICER:
        return or_(Application.city_asked_id == officer.authority_id, Application.id.in_(looked_at(officer)))
    return Application.reported_at.is_not(None)


def corrections_due(officer: Account, first: date) -> dict[date, int]:
    """Day by which returned applications are to come back → how many, from the first day on."""
    due = Application.correction_due
    query = select(due, func.count()).where(within_reach(officer), Application.status == Status.RETURNED, due >= first)
    return dict(db.session.execute(query.group_by(due)).all())  # type: ignore[arg-type]


def lead_names(application_ids: Iterable[int]) -> Mapping[int, dict[str, str]]:
    """Application id → lead's section key → name, in the order of LEADS, for all of them in one query."""
    query = select(MemberUnit).where(MemberUnit.application_id.in_(list(application_ids)), MemberUnit.lead.is_(True))
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for unit in sorted(db.session.scalars(query), key=lambda unit: LEADS.index(unit.unit)):
        found[unit.application_id][unit.unit] = unit.name
    return found


def member_counts(application_ids: Iterable[int]) -> Mapping[int, int]:
    """Application id → number of member units, leads included."""
    query = select(MemberUnit.application_id, func.count()).where(MemberUnit.application_id.in_(list(application_ids)))
    return dict(db.session.execute(query.group_by(MemberUnit.application_id)).all())


def reported(officer: Account) -> list[Application]:
    """What can be recognised now, within the officer's reach."""
    query = select(Application).where(Application.status == Status.REPORTED, within_reach(officer))
    return list(db.session.scalars(query.order_by(Application.year, Application.reported_at, Application.id)))

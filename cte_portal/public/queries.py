"""What the public may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from ..community.models import Application, Community, MemberUnit
from ..community.workflow import Status
from ..extensions import db
from ..web.paging import Page, paged


@dataclass(frozen=True)
class PublishedCommunity:
    """A recognised community on the published list."""

    number: str
    name: str
    industry_code: str | None
    leads: dict[str, str]  # lead's section key → name
    province_code: str | None
    year: int
    recognised_on: date | None


def published(province: str | None, year: int | None, page: int) -> Page[PublishedCommunity]:
    """The published communities, newest first: three queries."""
    query = select(Application).join(Community).where(Community.published_at.is_not(None), Application.status == Status.RECOGNISED)
    if province:
        query = query.where(Application.province_code == province)
    if year:
        query = query.where(Application.year == year)
    found = paged(query.order_by(Community.recognised_on.desc(), Community.number), page)
    leads: dict[int, dict[str, str]] = {}
    ids = [application.id for application in found.items]
    for unit in db.session.scalars(select(MemberUnit).where(MemberUnit.application_id.in_(ids), MemberUnit.lead.is_(True))):
        leads.setdefault(unit.application_id, {})[unit.unit] = unit.name
    items = [
        PublishedCommunity(
            number=a.community.number,
            name=a.community.name,
            industry_code=a.industry_code,
            leads=leads.get(a.id, {}),
            province_code=a.province_code,
            year=a.year,
            recognised_on=a.community.recognised_on,
        )
        for a in found.items
    ]
    return Page(items, found.number, found.total, found.size)


def published_years() -> list[int]:
    query = select(Application.year).join(Community).where(Community.published_at.is_not(None), Application.status == Status.RECOGNISED)
    return list(db.session.scalars(query.distinct().order_by(Application.year.desc())))


def published_count() -> int:
    return db.session.scalar(select(func.count()).select_from(Community).where(Community.published_at.is_not(None))) or 0

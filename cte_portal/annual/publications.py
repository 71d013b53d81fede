"""What everybody may read: published reports, found by year, industry, province, kind and text."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ..community.models import Application, Community
from ..extensions import db
from ..web.paging import Page, paged
from .models import Deliverable, DeliverableVersion

SIZE = 20
LISTED = (Deliverable.published_at.is_not(None), Deliverable.withdrawn_at.is_(None), Community.recognised_on.is_not(None))


@dataclass(frozen=True)
class SoughtReport:
    """Empty: everything."""

    year: int | None = None
    key: str = ""
    industry: str = ""
    province: str = ""
    text: str = ""


def reports(sought: SoughtReport, page: int) -> Page[Deliverable]:
    """Those on the public site now, of communities that are recognised, newest first."""
    query = (
        select(Deliverable)
        .join(Community, Deliverable.community_id == Community.id)
        .join(DeliverableVersion, Deliverable.published_version_id == DeliverableVersion.id)
        .outerjoin(Application, Community.recognised_application_id == Application.id)
        .where(*LISTED)
        .options(
            contains_eager(Deliverable.community).contains_eager(Community.recognised_application),
            contains_eager(Deliverable.published_version).joinedload(DeliverableVersion.file),
        )
    )
    return paged(_narrowed(query, sought).order_by(Deliverable.published_at.desc(), Deliverable.id.desc()), page, SIZE)


def _narrowed(query: Select[Deliverable], sought: SoughtReport) -> Select[Deliverable]:
    if sought.year:
        query = query.where(Deliverable.year == sought.year)
    if sought.key:
        query = query.where(Deliverable.key == sought.key)
    if sought.industry:
        query = query.where(Application.industry_code == sought.industry)
    if sought.province:
        query = query.where(Application.province_code == sought.province)
    if sought.text:
        columns = (DeliverableVersion.title, DeliverableVersion.summary, Community.name)
        query = query.where(or_(*(column.contains(sought.text, autoescape=True) for column in columns)))
    return query


def report(identity: int) -> Deliverable | None:
    """One that is public, or was and says so."""
    query = select(Deliverable).where(Deliverable.id == identity, Deliverable.published_at.is_not(None))
    with_file = joinedload(Deliverable.published_version).joinedload(DeliverableVersion.file)
    return db.session.scalar(query.options(with_file, joinedload(Deliverable.community).joinedload(Community.recognised_application)))


def years() -> list[int]:
    """Of what is public now, newest first."""
    query = select(Deliverable.year).join(Community, Deliverable.community_id == Community.id).where(*LISTED)
    return list(db.session.scalars(query.distinct().order_by(Deliverable.year.desc())))


def count() -> int:
    query = select(func.count()).select_from(Deliverable).join(Community, Deliverable.community_id == Community.id)
    return db.session.scalar(query.where(*LISTED)) or 0

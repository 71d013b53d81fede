"""What everybody may read: published reports, found by year, industry, province, kind and text."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from ..community.models import Application, Community
from ..extensions import db
from ..web.paging import Page, T, paged, paged_at_once
from .models import Deliverable, DeliverableVersion

SIZE = 20
RECOGNISED = Deliverable.community.has(Community.recognised_on.is_not(None))
LISTED = (Deliverable.published_at.is_not(None), Deliverable.withdrawn_at.is_(None), RECOGNISED)


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
    whole = select(Deliverable).options(
        joinedload(Deliverable.community).joinedload(Community.recognised_application),
        joinedload(Deliverable.published_version).joinedload(DeliverableVersion.file),
    )
    order = (Deliverable.published_at.desc(), Deliverable.id.desc())
    if not (sought.industry or sought.province or sought.text):
        return paged(_of_kind(whole.where(*LISTED), sought).order_by(*order), page, SIZE)
    ids = _narrowed(_of_kind(select(Deliverable.id).where(*LISTED), sought), sought).order_by(*order)
    return paged_at_once(ids, whole, Deliverable.id, page, SIZE)


def _of_kind(query: Select[T], sought: SoughtReport) -> Select[T]:
    if sought.year:
        query = query.where(Deliverable.year == sought.year)
    if sought.key:
        query = query.where(Deliverable.key == sought.key)
    return query


def _narrowed(query: Select[T], sought: SoughtReport) -> Select[T]:
    """By what stands elsewhere."""
    query = query.join(Community, Deliverable.community_id == Community.id)
    query = query.join(DeliverableVersion, Deliverable.published_version_id == DeliverableVersion.id)
    query = query.outerjoin(Application, Community.recognised_application_id == Application.id)
    if sought.industry:
        query = query.where(Application.of_industry(sought.industry))
    if sought.province:
        query = query.where(Application.province_code == sought.province)
    if sought.text:
        columns = (DeliverableVersion.title, DeliverableVersion.summary, Community.name)
        query = query.where(or_(*(column.contains(sought.text, autoescape=True) for column in columns)))
    return query


def reports_of(community_id: int) -> list[Deliverable]:
    """What one community has on the public site, newest first."""
    query = select(Deliverable).where(Deliverable.community_id == community_id, *LISTED[:2])
    query = query.options(joinedload(Deliverable.published_version))
    return list(db.session.scalars(query.order_by(Deliverable.published_at.desc(), Deliverable.id.desc())))


def report(identity: int) -> Deliverable | None:
    """One that is public, or was and says so."""
    query = select(Deliverable).where(Deliverable.id == identity, Deliverable.published_at.is_not(None))
    with_file = joinedload(Deliverable.published_version).joinedload(DeliverableVersion.file)
    return db.session.scalar(query.options(with_file, joinedload(Deliverable.community).joinedload(Community.recognised_application)))


def years() -> list[int]:
    """Of what is public now, newest first."""
    return list(db.session.scalars(select(Deliverable.year).where(*LISTED).distinct().order_by(Deliverable.year.desc())))


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Deliverable).where(*LISTED)) or 0

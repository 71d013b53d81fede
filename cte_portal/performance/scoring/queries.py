"""What can be asked of schemes and scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import defer, joinedload

from ...accounts.models import Authority, AuthorityLevel, Organisation
from ...community.models import Community
from ...extensions import db
from ...web.paging import Page, paged
from ..models import IndicatorFigure
from ..queries import plain
from ..rules import Number
from .models import CommunityScore, ScoringScheme
from .rules import Band


def current(authority_id: int, year: int) -> ScoringScheme | None:
    query = select(ScoringScheme).filter_by(authority_id=authority_id, year=year).order_by(ScoringScheme.number.desc())
    return db.session.scalar(query.limit(1))


def versions(authority_id: int, year: int) -> Sequence[ScoringScheme]:
    """Newest first."""
    query = select(ScoringScheme).filter_by(authority_id=authority_id, year=year).order_by(ScoringScheme.number.desc())
    return db.session.scalars(query.options(joinedload(ScoringScheme.made_by))).all()


def of_community(community: Community, year: int) -> list[CommunityScore]:
    """What the current schemes of its authorities give it."""
    newest = select(func.max(ScoringScheme.id)).where(ScoringScheme.year == year).group_by(ScoringScheme.authority_id)
    query = select(CommunityScore).where(CommunityScore.community_id == community.id, CommunityScore.scheme_id.in_(newest))
    return list(db.session.scalars(query.options(joinedload(CommunityScore.scheme).joinedload(ScoringScheme.authority))))


def within(authority: Authority) -> ColumnElement[bool] | None:
    """Which communities an authority scores: a province those that it looks after; None: the ministry, all."""
    if authority.level is AuthorityLevel.MINISTRY:
        return None
    mine: ColumnElement[bool] = func.coalesce(Community.overseen_by, Organisation.province_code).is_not_distinct_from(authority.province_code)
    return mine


def figures(authority: Authority, year: int, measures: Sequence[str]) -> dict[int, dict[str, Number]]:
    """Community → these figures of the year, of every community of the authority that reported any; in one query."""
    query = select(IndicatorFigure.community_id, IndicatorFigure.measure, IndicatorFigure.hundredths).where(IndicatorFigure.year == year)
    condition = within(authority)
    if condition is not None:
        query = query.join(Community, Community.id == IndicatorFigure.community_id)
        query = query.join(Organisation, Organisation.id == Community.organisation_id).where(condition)
    wanted, found = set(measures), defaultdict[int, dict[str, Number]](dict)
    for community, measure, hundredths in db.session.execute(query):
        held = found[community]
        if measure in wanted:
            held[measure] = plain(hundredths)
    return dict(found)


def ranked(scheme: ScoringScheme, number: int) -> Page[CommunityScore]:
    """The highest first."""
    query = (
        select(CommunityScore).where(CommunityScore.scheme_id == scheme.id).options(joinedload(CommunityScore.community), defer(CommunityScore.lines))
    )
    return paged(query.order_by(CommunityScore.hundredths.desc(), CommunityScore.community_id), number)


def places(scheme: ScoringScheme, community_ids: Sequence[int]) -> dict[int, int]:
    """Community → its place; equal points, equal place."""
    placed = select(CommunityScore.community_id, func.rank().over(order_by=CommunityScore.hundredths.desc()).label("place"))
    found = placed.where(CommunityScore.scheme_id == scheme.id).subquery()
    query = select(found.c.community_id, found.c.place).where(found.c.community_id.in_(community_ids))
    return dict(db.session.execute(query).all())  # type: ignore[arg-type]


def everyone(scheme: ScoringScheme) -> Sequence[CommunityScore]:
    query = (
        select(CommunityScore).where(CommunityScore.scheme_id == scheme.id).options(joinedload(CommunityScore.community), defer(CommunityScore.lines))
    )
    return db.session.scalars(query.order_by(CommunityScore.hundredths.desc(), CommunityScore.community_id)).all()


def bands(scheme: ScoringScheme) -> dict[Band, int]:
    query = select(CommunityScore.band, func.count()).where(CommunityScore.scheme_id == scheme.id).group_by(CommunityScore.band)
    return dict(db.session.execute(query).all())  # type: ignore[arg-type]


def score(scheme: ScoringScheme, community_id: int) -> CommunityScore | None:
    return db.session.get(CommunityScore, (scheme.id, community_id), options=[joinedload(CommunityScore.community)])


def scores_in(scheme_id: int, community_ids: Sequence[int]) -> dict[int, CommunityScore]:
    """What another version gave these communities."""
    query = select(CommunityScore).where(CommunityScore.scheme_id == scheme_id, CommunityScore.community_id.in_(community_ids))
    return {one.community_id: one for one in db.session.scalars(query.options(defer(CommunityScore.lines)))}

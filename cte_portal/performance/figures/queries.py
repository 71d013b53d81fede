"""What can be asked of figures added up: sums from the tallies, single values from what counts; each page in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from ...accounts.models import Organisation
from ...community.models import Application, Community
from ...extensions import db
from ...web.paging import Page, paged
from ..models import IndicatorFigure
from ..queries import plain
from ..rules import Number
from .models import IndicatorTally, OpenFigures
from .rules import NATION, Total, of_province

PROVINCE: ColumnElement[Any] = func.coalesce(Community.overseen_by, Organisation.province_code)


def years(scope: str) -> list[int]:
    """Those with anything in them, newest first."""
    query = select(IndicatorTally.year).where(IndicatorTally.scope == scope, IndicatorTally.communities > 0).distinct()
    return sorted(db.session.scalars(query), reverse=True)


def totals(scope: str) -> dict[int, dict[str, Total]]:
    """Year → figure → its sum."""
    query = select(IndicatorTally.year, IndicatorTally.measure, IndicatorTally.communities, IndicatorTally.hundredths)
    found: dict[int, dict[str, Total]] = defaultdict(dict)
    for year, measure, communities, hundredths in db.session.execute(query.where(IndicatorTally.scope == scope, IndicatorTally.communities > 0)):
        found[year][measure] = Total(communities, plain(hundredths))
    return dict(found)


def _of(province: str) -> ColumnElement[bool]:
    """Communities that the province looks after, or that sit in it where nobody else does."""
    here: ColumnElement[bool] = PROVINCE.is_not_distinct_from(province)
    return here


def by_scope(measure: str, year: int, initial: str) -> dict[str, Total]:
    """Province (`initial` p) or industry (i) by code → the sum of one figure."""
    query = select(IndicatorTally.scope, IndicatorTally.communities, IndicatorTally.hundredths).filter_by(year=year, measure=measure)
    query = query.where(IndicatorTally.scope.startswith(initial, autoescape=True), IndicatorTally.scope != NATION, IndicatorTally.communities > 0)
    return {scope[1:]: Total(communities, plain(hundredths)) for scope, communities, hundredths in db.session.execute(query)}


def everything(year: int, initial: str) -> dict[str, dict[str, Total]]:
    """Province or industry by code → figure → its sum: what the open data are made of."""
    query = select(IndicatorTally.scope, IndicatorTally.measure, IndicatorTally.communities, IndicatorTally.hundredths).filter_by(year=year)
    found: dict[str, dict[str, Total]] = defaultdict(dict)
    for scope, measure, communities, hundredths in db.session.execute(
        query.where(IndicatorTally.scope.startswith(initial, autoescape=True), IndicatorTally.scope != NATION)
    ):
        if communities:
            found[scope[1:]][measure] = Total(communities, plain(hundredths))
    return dict(found)


def values(measure: str, year: int, province: str | None = None) -> list[Number]:
    """One figure of every community that has it; with `province`, of those that it looks after."""
    query = select(IndicatorFigure.hundredths).where(IndicatorFigure.year == year, IndicatorFigure.measure == measure)
    if province:
        query = query.join(Community, Community.id == IndicatorFigure.community_id).join(Organisation, Organisation.id == Community.organisation_id)
        query = query.where(_of(province))
    return [plain(hundredths) for hundredths in db.session.scalars(query)]


def own(community: Community) -> dict[int, dict[str, Number]]:
    """The community's figures by year."""
    query = select(IndicatorFigure.year, IndicatorFigure.measure, IndicatorFigure.hundredths).filter_by(community_id=community.id)
    found: dict[int, dict[str, Number]] = defaultdict(dict)
    for year, measure, hundredths in db.session.execute(query):
        found[year][measure] = plain(hundredths)
    return dict(found)


def of_its_industry(community: Community, year: int, measures: Sequence[str]) -> dict[str, list[Number]]:
    """These figures of every community of the same industry, its own among them; nothing says whose they are."""
    application = community.recognised_application
    if application is None or application.industry_code is None:
        return {}
    query = select(IndicatorFigure.measure, IndicatorFigure.hundredths).where(IndicatorFigure.year == year, IndicatorFigure.measure.in_(measures))
    query = query.join(Community, Community.id == IndicatorFigure.community_id)
    query = query.join(Application, Application.id == Community.recognised_application_id)
    found: dict[str, list[Number]] = defaultdict(list)
    for measure, hundredths in db.session.execute(query.where(Application.industry_code == application.industry_code)):
        found[measure].append(plain(hundredths))
    return dict(found)


def is_open(community: Community, year: int) -> bool:
    """Whether the community agreed that its own figures are open data."""
    return db.session.get(OpenFigures, (community.id, year)) is not None


def opened(year: int) -> list[tuple[Community, dict[str, Number]]]:
    """Communities that agreed, by name, with their figures of the year."""
    query = select(Community, IndicatorFigure.measure, IndicatorFigure.hundredths)
    query = query.join(OpenFigures, (OpenFigures.community_id == Community.id) & (OpenFigures.year == year))
    query = query.join(IndicatorFigure, (IndicatorFigure.community_id == Community.id) & (IndicatorFigure.year == year))
    found: dict[Community, dict[str, Number]] = defaultdict(dict)
    for community, measure, hundredths in db.session.execute(query.order_by(Community.name, Community.id)):
        found[community][measure] = plain(hundredths)
    return list(found.items())


@dataclass(frozen=True)
class Line:
    """One community and some of its figures."""

    community: Community
    figures: dict[str, Number]


def communities(province: str, year: int, measures: Sequence[str], number: int) -> Page[Line]:
    """Those of a province that have figures in the year, by name."""
    reported = select(IndicatorFigure.community_id).where(IndicatorFigure.year == year).distinct()
    query = select(Community).join(Organisation, Organisation.id == Community.organisation_id).where(_of(province), Community.id.in_(reported))
    found = paged(query.order_by(Community.name), number)
    kept: dict[int, dict[str, Number]] = defaultdict(dict)
    wanted = select(IndicatorFigure.community_id, IndicatorFigure.measure, IndicatorFigure.hundredths)
    wanted = wanted.where(IndicatorFigure.year == year, IndicatorFigure.measure.in_(measures))
    wanted = wanted.where(IndicatorFigure.community_id.in_([one.id for one in found.items]))
    for community, measure, hundredths in db.session.execute(wanted):
        kept[community][measure] = plain(hundredths)
    return Page([Line(one, kept[one.id]) for one in found.items], found.number, found.total)


def reported(province: str | None, year: int) -> int:
    """How many communities have figures in the year."""
    query = select(func.max(IndicatorTally.communities)).where(IndicatorTally.year == year)
    return db.session.scalar(query.where(IndicatorTally.scope == (of_province(province) if province else NATION))) or 0

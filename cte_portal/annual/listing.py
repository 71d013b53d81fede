"""The officers' list of communities and their duties: who is late with what, filtered and counted by the database.

The conditions here say in SQL what `rules.standing` says of one duty; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Subquery, and_, case, cast, false, func, not_, or_, select, true
from sqlalchemy.orm import aliased, contains_eager

from .. import clock
from ..accounts.models import Account, Organisation
from ..catalogue.duties import DeliverableKind, DutyKind
from ..community.models import Application, Community
from ..exchange.models import ListEdition
from ..extensions import db
from ..roles import Role
from ..web.paging import Page, paged
from ..windows import Extended
from . import queries, rules
from .models import Deliverable
from .rules import Standing, State

Condition = ColumnElement[bool]
SIZE = 20


@dataclass(frozen=True)
class Sought:
    """What the officer looks for; empty: everything."""

    year: int
    key: str = ""
    standing: Standing | None = None
    late: bool = False  # handed in late, or overdue
    province: str = ""  # the ministry only
    industry: str = ""
    text: str = ""


@dataclass(frozen=True)
class Figures:
    """How many communities owe, handed in (late among them), passed, are overdue, are excused."""

    owed: int = 0
    handed_in: int = 0
    late: int = 0
    passed: int = 0
    overdue: int = 0
    excused: int = 0


class Conditions:
    """How the duties of one year stand today, as conditions on a query of communities."""

    def __init__(self, year: int):
        self.year, self.today = year, clock.today()
        self.kinds = queries.catalogue(year).kinds
        self.first_year = queries.settings().first_year_duties
        self.extensions: Sequence[Extended] = queries.extensions_of(year)
        self.rows = {kind.key: _row(kind.key) for kind in self.kinds}
        self.firsts = {table: _first_published(table, year) for kind in self.kinds for table in kind.tables}
        self.province = func.coalesce(Community.overseen_by, Organisation.province_code)

    def join(self, query: Any, kinds: Sequence[DeliverableKind]) -> Select[Any]:
        """The query of communities with what is stored of these duties beside them."""
        query = query.join(Organisation, Community.organisation_id == Organisation.id)
        for kind in kinds:
            row = self.rows[kind.key]
            query = query.outerjoin(row, and_(row.community_id == Community.id, row.year == self.year, row.key == kind.key))
            for table in kind.tables:
                query = query.outerjoin(self.firsts[table], self.firsts[table].c.community_id == Community.id)
        return query  # type: ignore[no-any-return]

    def owes(self, kind: DeliverableKind) -> Condition:
        if not self.first_year:
            return Community.recognised_on < date(max(self.year, rules.FIRST_YEAR), 1, 1) if self.year >= rules.FIRST_YEAR else false()
        before = Community.recognised_on <= date(self.year, 12, 31)
        return and_(before, or_(Community.recognised_on <= rules.window(kind, self.year).closes, self._extended_to(kind, Community.recognised_on)))

    def _extended_to(self, kind: DeliverableKind, day: Any) -> Condition:
        """Whether an extension for this community reaches the day."""
        fitting = [one for one in self.extensions if one.purpose.value == kind.window]
        return or_(
            false(),
            *(
                and_(
                    day <= one.until,
                    self.province == one.province if one.province else true(),
                    Community.organisation_id == one.organisation_id if one.organisation_id else true(),
                )
                for one in fitting
            ),
        )

    def over(self, kind: DeliverableKind, day: Any) -> Condition:
        """Whether the due date lies before the day (today, or a column)."""
        base = rules.window(kind, self.year).closes
        return and_(day > base, not_(self._extended_to(kind, day)))

    def excused(self, kind: DeliverableKind) -> Condition:
        return self.rows[kind.key].excused_at.is_not(None)

    def nothing(self, kind: DeliverableKind) -> Condition:
        """Never handed in."""
        if kind.kind is DutyKind.LISTS:
            return or_(*(self.firsts[table].c.first.is_(None) for table in kind.tables))
        row = self.rows[kind.key]
        return or_(row.id.is_(None), and_(row.state == State.IN_PROGRESS, row.submitted_at.is_(None)))

    def stands(self, kind: DeliverableKind, standing: Standing) -> Condition:
        row, over = self.rows[kind.key], self.over(kind, self.today)
        begun = row.id.is_not(None)
        if standing is Standing.EXCUSED:
            return self.excused(kind)
        if standing is Standing.OVERDUE:
            found = and_(self.nothing(kind), over)
        elif standing is Standing.NOT_STARTED:
            found = and_(self.nothing(kind), not_(begun), not_(over))
        elif standing is Standing.IN_PROGRESS:
            found = and_(self.nothing(kind), begun, not_(over))
        elif kind.kind is DutyKind.LISTS:
            found = not_(self.nothing(kind)) if standing is Standing.PASSED else false()
        else:
            found = and_(not_(self.nothing(kind)), row.state == State(standing.value))
        return and_(not_(self.excused(kind)), found)

    def late(self, kind: DeliverableKind) -> Condition:
        """Handed in after the due date, or overdue."""
        return or_(self.stands(kind, Standing.OVERDUE), and_(not_(self.excused(kind)), self._came_late(kind)))

    def _came_late(self, kind: DeliverableKind) -> Condition:
        if kind.kind is DutyKind.LISTS:
            firsts = [self.firsts[table].c.first for table in kind.tables]
            return and_(not_(self.nothing(kind)), or_(*(self._after_due(kind, first) for first in firsts)))
        row = self.rows[kind.key]
        return and_(row.submitted_at.is_not(None), self._after_due(kind, row.submitted_at))

    def _after_due(self, kind: DeliverableKind, moment: Any) -> Condition:
        """Whether a moment lies after the due date as it stands for the community: moments are compared with moments."""
        base = rules.window(kind, self.year)
        fitting = [one for one in self.extensions if one.purpose.value == kind.window]
        extended = [
            and_(
                moment < replace(base, closes=one.until).closes_at,
                self.province == one.province if one.province else true(),
                Community.organisation_id == one.organisation_id if one.organisation_id else true(),
            )
            for one in fitting
        ]
        return and_(moment >= base.closes_at, not_(or_(false(), *extended)))


@cache
def _row(key: str) -> type[Deliverable]:
    """What is stored of one duty, beside its community; made once, since making it takes longer than asking."""
    return aliased(Deliverable, name=key)


@cache
def _first_published(table: str, year: int) -> Subquery:
    """When each community first published this list in the year; what was withdrawn does not count."""
    begins, ends = queries.bounds(year)
    in_year = (ListEdition.published_at >= begins, ListEdition.published_at < ends, ListEdition.withdrawn_at.is_(None))
    query = select(ListEdition.community_id, func.min(ListEdition.published_at).label("first")).where(ListEdition.table == table, *in_year)
    return query.group_by(ListEdition.community_id).subquery(f"first_{table}")


def established(sought: Sought, officer: Account, page: int) -> Page[Community]:
    """Communities in the officer's reach that owe something of what is sought, by number."""
    query = owing(sought, officer).options(contains_eager(Community.organisation))
    return paged(query.order_by(Community.number, Community.id), page, SIZE)


def owing(sought: Sought, officer: Account) -> Select[Community]:
    """The query of these communities."""
    conditions = Conditions(sought.year)
    kinds = [kind for kind in conditions.kinds if not sought.key or kind.key == sought.key]
    stored = kinds if sought.standing or sought.late else []  # else nothing is asked of it
    query = conditions.join(select(Community), stored).outerjoin(Application, Community.recognised_application_id == Application.id)
    query = query.where(*_within_reach(sought, officer), or_(false(), *(_wanted(conditions, kind, sought) for kind in kinds)))
    if sought.text:
        text = sought.text
        found = (Community.name, Community.number, Organisation.name)
        query = query.where(or_(*(column.contains(text, autoescape=True) for column in found)))
    if sought.industry:
        query = query.where(Application.of_industry(sought.industry))
    return query


def _wanted(conditions: Conditions, kind: DeliverableKind, sought: Sought) -> Condition:
    wanted = [conditions.owes(kind)]
    if sought.standing:
        wanted.append(conditions.stands(kind, sought.standing))
    if sought.late:
        wanted.append(conditions.late(kind))
    return and_(*wanted)


def _within_reach(sought: Sought, officer: Account) -> list[Condition]:
    reach: list[Condition] = [Community.recognised_on.is_not(None)]
    if officer.role is Role.PROVINCE_OFFICER:
        reach.append(Community.overseen_by == officer.province_code)
    elif sought.province:
        reach.append(func.coalesce(Community.overseen_by, "") == ("" if sought.province == DIRECT else sought.province))
    return reach


DIRECT = "direct"  # those that no province looks after


def figures(sought: Sought, officer: Account) -> dict[str, dict[str, Figures]]:
    """Deliverable → province ("" for those that the ministry looks after) → how many; one query, whatever else is sought."""
    conditions = Conditions(sought.year)
    columns = []
    for kind in conditions.kinds:
        owes = conditions.owes(kind)
        nothing, excused = conditions.nothing(kind), conditions.excused(kind)
        counted = (
            owes,
            and_(owes, not_(nothing)),
            and_(owes, not_(excused), conditions._came_late(kind)),
            and_(owes, conditions.stands(kind, Standing.PASSED)),
            and_(owes, conditions.stands(kind, Standing.OVERDUE)),
            and_(owes, excused),
        )
        columns += [func.coalesce(func.sum(cast(case((one, 1), else_=0), Integer)), 0) for one in counted]
    query: Select[Any] = conditions.join(select(Community.overseen_by).select_from(Community).add_columns(*columns), conditions.kinds)
    query = query.where(*_within_reach(sought, officer)).group_by(Community.overseen_by)
    found: dict[str, dict[str, Figures]] = {kind.key: {} for kind in conditions.kinds}
    for province, *numbers in db.session.execute(query):
        for place, kind in enumerate(conditions.kinds):
            one = Figures(*numbers[place * 6 : place * 6 + 6])
            if one.owed:
                found[kind.key][province or ""] = one
    return found


def total(counted: Sequence[Figures]) -> Figures:
    return Figures(*(sum(getattr(one, name) for one in counted) for name in Figures.__dataclass_fields__))


def chosen(identities: Sequence[int], officer: Account) -> list[Community]:
    """Those of the communities that are within the officer's reach, by number."""
    query = select(Community).where(Community.id.in_(identities), *_within_reach(Sought(clock.today().year), officer))
    return list(db.session.scalars(query.order_by(Community.number)))


def to_review(officer: Account) -> int:
    """How many deliverables wait for the officer's authority."""
    waiting = select(func.count()).select_from(Deliverable).join(Community, Deliverable.community_id == Community.id)
    overseen = Community.overseen_by == officer.province_code  # None: IS NULL
    return db.session.scalar(waiting.where(Deliverable.state == State.SUBMITTED, Community.recognised_on.is_not(None), overseen)) or 0

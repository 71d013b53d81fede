"""Which entries of the other side are worth comparing: few enough to score each of them, found by index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnClause, Select, and_, exists, func, literal, literal_column, select, union_all

from ...extensions import db
from ..models import Following, PublishedEntry
from ..rules import FollowingState, Table
from ..search import Sought, holding
from .professions import classes_like, codes_in, spellings
from .terms import stretches

ENDED = (FollowingState.COMPLETED, FollowingState.TERMINATED)  # such demands are not proposed any more
MOST_OF_A_KIND, MOST, MOST_STRETCHES = 200, 160, 8
CURRENT = PublishedEntry.current  # as the partial indexes say it on either database
NEWEST: ColumnClause[int] = literal_column("+published_entry.id DESC")  # +: or SQLite walks all entries backwards, instead of the index
COLUMNS = (
    PublishedEntry.id,
    PublishedEntry.table,
    PublishedEntry.title,
    PublishedEntry.province_code,
    PublishedEntry.industry_code,
    PublishedEntry.profession_code,
    PublishedEntry.profession,
    PublishedEntry.field,
    PublishedEntry.degree,
    PublishedEntry.people,
    PublishedEntry.due_on,
    PublishedEntry.maturity,
    PublishedEntry.values,
)


def candidates(entry: PublishedEntry) -> list[Any]:
    """Current entries of the other list that are alike in some way, those alike in most ways first: `COLUMNS` of each, in one query.

    Ways to be alike: the profession, one of its 专业类, the technical field, and short stretches of the name and of what is sought or
    offered. Of each the newest are looked at.
    """
    ways = list(_ways(entry))
    if not ways:
        return []
    found = union_all(*(select(way.subquery().c.id, literal(points).label("points")) for points, way in ways)).subquery()
    best = select(found.c.id).group_by(found.c.id).order_by(func.sum(found.c.points).desc(), found.c.id.desc()).limit(MOST).subquery()
    query = select(*COLUMNS).join(best, best.c.id == PublishedEntry.id).where(CURRENT)
    if entry.table is Table.TECHNOLOGY_SUPPLY:
        same = and_(Following.community_id == PublishedEntry.community_id, Following.row == PublishedEntry.row)
        query = query.where(~exists().where(same, Following.state.in_(ENDED)))
    return list(db.session.execute(query))


def _ways(entry: PublishedEntry) -> Iterator[tuple[int, Select[Any]]]:
    """(how much it says, ids)."""
    table = entry.table.counterpart
    for code in sorted(codes_in(f"{entry.profession_code or ''} {entry.profession or ''}")):
        same = PublishedEntry.profession_code.in_(spellings(code))
        yield 4, _newest(table, same, PublishedEntry.province_code == entry.province_code)
        yield 8, _newest(table, same)
        for first, last in classes_like(code):
            yield 3, _newest(table, PublishedEntry.profession_code.between(first, last))
    if entry.field:
        yield 4, _newest(table, PublishedEntry.field == entry.field)
    head = dict.fromkeys(stretches(entry.title, entry.field or "", entry.profession or ""))
    for stretch in list(head)[:MOST_STRETCHES]:
        yield 2, holding(Sought(text=stretch, table=table), in_head=True).limit(MOST_OF_A_KIND)
    for stretch in [one for one in head if len(one) > 2][:MOST_STRETCHES]:
        yield 1, holding(Sought(text=stretch, table=table)).limit(MOST_OF_A_KIND)


def _newest(table: Table, *conditions: Any) -> Select[Any]:
    query: Select[Any] = select(PublishedEntry.id.label("id")).where(PublishedEntry.table == table, CURRENT, *conditions)
    return query.order_by(NEWEST).limit(MOST_OF_A_KIND)

"""Which entries of the other side are worth comparing: few enough to score each of them, found by index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnClause, Select, and_, exists, literal_column, select, union

from ...extensions import db
from ..models import Following, PublishedEntry
from ..rules import FollowingState, Table
from .professions import classes_like, codes_in, spellings

ENDED = (FollowingState.COMPLETED, FollowingState.TERMINATED)  # such demands are not proposed any more
MOST_OF_A_KIND = 150
CURRENT: ColumnClause[bool] = literal_column("published_entry.current")  # as the partial indexes say it: `current = 1` would not use them
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
    """Current entries of the other list that have a profession, a field or words of their name in common: `COLUMNS` of each.

    Of each way to be alike the newest are taken; one query.
    """
    arms = list(_arms(entry))
    if not arms:
        return []
    ids = union(*(select(arm.subquery().c.id) for arm in arms)).subquery()
    return list(db.session.execute(select(*COLUMNS).join(ids, ids.c.id == PublishedEntry.id)))


def _arms(entry: PublishedEntry) -> Iterator[Select[Any]]:
    for code in sorted(codes_in(f"{entry.profession_code or ''} {entry.profession or ''}")):
        yield _newest(entry, PublishedEntry.profession_code.in_(spellings(code)), PublishedEntry.province_code == entry.province_code)
        yield _newest(entry, PublishedEntry.profession_code.in_(spellings(code)))
        for first, last in classes_like(code):
            yield _newest(entry, PublishedEntry.profession_code.between(first, last))
    if entry.field:
        yield _newest(entry, PublishedEntry.field == entry.field)


def _newest(entry: PublishedEntry, *conditions: Any) -> Select[Any]:
    query = select(PublishedEntry.id.label("id")).where(PublishedEntry.table == entry.table.counterpart, CURRENT, *conditions)
    if entry.table is Table.TECHNOLOGY_SUPPLY:
        same = and_(Following.community_id == PublishedEntry.community_id, Following.row == PublishedEntry.row)
        query = query.where(~exists().where(same, Following.state.in_(ENDED)))
    return query.order_by(PublishedEntry.id.desc()).limit(MOST_OF_A_KIND)

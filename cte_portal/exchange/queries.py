"""What can be asked of published lists, each in a fixed number of queries. Nothing here gives out whom to ask."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ..catalogue.schema import Section
from ..community.models import Application, Community, MemberUnit
from ..extensions import db
from ..web.editions import editions
from ..web.paging import Page, paged
from .entries import Publisher, Unit
from .models import ListEdition, PublishedEntry
from .rules import Table
from .search import Sought, find

PAGE_SIZE = 20


def recognised(community: Community) -> Application | None:
    """The application by which the community is established."""
    identity = community.recognised_application_id
    return db.session.get(Application, identity) if identity else None


def publisher(community: Community) -> Publisher:
    found = recognised(community)
    province = (found.submitted_to or found.province_code) if found else None
    return Publisher(community.number, community.name, found.industry_code if found else None, province or community.organisation.province_code)


def units_of(community: Community) -> dict[str, Unit]:
    """The member units of an established community, by the ids that its recognised application gave them."""
    found = recognised(community)
    if found is None:
        return {}
    query = select(MemberUnit).where(MemberUnit.application_id == found.id).order_by(MemberUnit.id)
    return {one.unit: Unit(one.name, one.uscc, one.province_code) for one in db.session.scalars(query)}


def edition(identity: int) -> ListEdition | None:
    return db.session.get(ListEdition, identity)


def section_of(edition: ListEdition) -> Section:
    """The list's columns, as they were when it was published."""
    return editions()[edition.edition].list_by_key[edition.table.value]


def latest(community: Community, table: Table) -> ListEdition | None:
    """Its last edition, withdrawn or not."""
    query = select(ListEdition).where(ListEdition.community_id == community.id, ListEdition.table == table)
    return db.session.scalar(query.order_by(ListEdition.number.desc()).limit(1))


def editions_of(community_id: int, table: Table) -> list[ListEdition]:
    """All of a community's editions of one list, newest first."""
    query = select(ListEdition).where(ListEdition.community_id == community_id, ListEdition.table == table)
    return list(db.session.scalars(query.order_by(ListEdition.number.desc())))


def content_of(edition: ListEdition) -> dict[str, Any]:
    """What the edition keeps for good, as `entries.frozen` made it."""
    found: dict[str, Any] = json.loads(edition.content)
    return found


def entry(identity: int) -> PublishedEntry | None:
    query = select(PublishedEntry).where(PublishedEntry.id == identity)
    return db.session.scalar(query.options(joinedload(PublishedEntry.edition), joinedload(PublishedEntry.community)))


def entries_page(edition: ListEdition, page: int, size: int = 50) -> Page[PublishedEntry]:
    """Its entries in the list's order, the withdrawn ones among them."""
    return paged(select(PublishedEntry).where(PublishedEntry.edition_id == edition.id).order_by(PublishedEntry.position), page, size)


def all_entries(edition: ListEdition) -> list[PublishedEntry]:
    return list(db.session.scalars(select(PublishedEntry).where(PublishedEntry.edition_id == edition.id).order_by(PublishedEntry.position)))


def current_of_row(community_id: int, row: str) -> PublishedEntry | None:
    """The row as it is published now."""
    return db.session.scalar(select(PublishedEntry).filter_by(community_id=community_id, row=row, current=True))


def search(sought: Sought, number: int, size: int = PAGE_SIZE) -> tuple[Page[PublishedEntry], bool]:
    """One page of current entries, the best first, past the end the last one; and whether there are more than are looked at."""
    found = find(sought, number, size)
    if found.total and not found.ids:
        number = ceil(found.total / size)
        found = find(sought, number, size)
    return Page(by_ids(found.ids), number, found.total, size), found.capped


def by_ids(ids: Sequence[int]) -> list[PublishedEntry]:
    """The entries in this order, with their editions and communities."""
    query = select(PublishedEntry).where(PublishedEntry.id.in_(ids)).options(joinedload(PublishedEntry.edition))
    known = {one.id: one for one in db.session.scalars(query)}
    return [known[identity] for identity in ids if identity in known]


def years() -> list[int]:
    """The years of what is published now, the newest first."""
    first = db.session.scalar(select(func.min(PublishedEntry.year)).where(PublishedEntry.current))
    last = db.session.scalar(select(func.max(PublishedEntry.year)).where(PublishedEntry.current))
    return list(range(last, first - 1, -1)) if first and last else []


def newest_entries(count: int) -> list[PublishedEntry]:
    """What was published last, with its edition and community."""
    query = select(PublishedEntry).where(PublishedEntry.current).order_by(PublishedEntry.id.desc()).limit(count)
    return list(db.session.scalars(query.options(joinedload(PublishedEntry.edition))))


def current_editions(community_id: int) -> list[ListEdition]:
    """The community's lists as they are published now, at most one of each kind."""
    query = select(ListEdition).where(ListEdition.community_id == community_id, ListEdition.current)
    return list(db.session.scalars(query.order_by(ListEdition.table)))


def newest_editions(count: int) -> list[ListEdition]:
    query = select(ListEdition).where(ListEdition.current).order_by(ListEdition.published_at.desc(), ListEdition.id.desc())
    return list(db.session.scalars(query.limit(count)))


@dataclass
class Both:
    """How many entries, and people sought and offered, in one province or of one profession."""

    entries: int = 0
    sought: int = 0
    offered: int = 0


@dataclass(frozen=True)
class Figures:
    """Of one year, as it is published now. `professions`: (code, name) → figures; the code is empty where none was given."""

    entries: Mapping[Table, int]
    people: Mapping[Table, int]
    provinces: Mapping[str, Both]
    professions: Mapping[tuple[str, str], Both]


def figures(year: int) -> Figures:
    """Counted in one query; at most so many groups as there are provinces and professions in it."""
    columns = (PublishedEntry.table, PublishedEntry.province_code, PublishedEntry.profession_code, PublishedEntry.profession)
    counted = select(*columns, func.count(), func.coalesce(func.sum(PublishedEntry.people), 0))
    rows: Sequence[Any] = db.session.execute(counted.where(PublishedEntry.current, PublishedEntry.year == year).group_by(*columns)).all()
    entries, people = dict.fromkeys(Table, 0), dict.fromkeys(Table, 0)
    provinces: dict[str, Both] = defaultdict(Both)
    professions: dict[str, Both] = defaultdict(Both)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for table, province, code, name, number, persons in rows:
        entries[table] += number
        people[table] += persons
        key = code or name or ""
        names[key][name or ""] += number
        for one in (provinces[province or ""], *([professions[key]] if table.talent else [])):
            one.entries += number
            one.sought += persons if table is Table.TALENT_DEMAND else 0
            one.offered += persons if table is Table.TALENT_SUPPLY else 0
    called = {(key if key[:6].isdecimal() else "", names[key].most_common(1)[0][0]): both for key, both in professions.items()}
    return Figures(entries, people, dict(provinces), called)

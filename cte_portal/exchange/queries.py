"""What can be asked of published lists, each in a fixed number of queries. Nothing here gives out whom to ask."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..community.models import Application, Community, MemberUnit
from ..community.workflow import Status
from ..extensions import db
from ..web.paging import Page, paged
from .entries import Publisher, Unit
from .models import ListEdition, PublishedEntry
from .rules import Table
from .search import Sought, find

PAGE_SIZE = 20


def recognised(community: Community) -> Application | None:
    """The application by which the community is established: the newest recognised one."""
    query = select(Application).where(Application.community_id == community.id, Application.status == Status.RECOGNISED)
    return db.session.scalar(query.order_by(Application.year.desc()).limit(1))


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


def search(sought: Sought, page: int, size: int = PAGE_SIZE) -> tuple[Page[PublishedEntry], bool]:
    """One page of current entries, the best first; and whether there are more than are looked at."""
    found = find(sought, page, size)
    query = select(PublishedEntry).where(PublishedEntry.id.in_(found.ids)).options(joinedload(PublishedEntry.community))
    known = {one.id: one for one in db.session.scalars(query)}
    return Page([known[identity] for identity in found.ids if identity in known], page, found.total, size), found.capped

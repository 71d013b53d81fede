"""Established communities and what they have published, put there at once: no forms, no imports."""

from __future__ import annotations

from datetime import date
from typing import Any

from cte_portal import clock
from cte_portal.accounts.models import Organisation
from cte_portal.community.models import Community
from cte_portal.exchange.models import EntryContact, Following, ListEdition, PublishedEntry
from cte_portal.exchange.rules import FollowingState, Table
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.transactions import transaction

from .people import JIANGSU, People

CONTACT = {"contact_name": "钱联系", "contact_phone": "13900000000", "contact_email": "ask@demo.example"}


def established(people: People, name: str, province: str = JIANGSU, email: str = "") -> tuple[str, int]:
    """A recognised community that this province looks after: the email of its lead enterprise's person, and its id."""
    email = email or people.account(Role.APPLICANT, organisation=people.organisation(province=province))
    with people.app.app_context(), transaction():
        organisation = people.person(email).organisation
        assert organisation is not None
        number = f"2026-{province[:2]}-{organisation.id:04d}"
        community = Community(number=number, name=name, organisation_id=organisation.id, recognised_on=date(2026, 3, 1), overseen_by=province)
        db.session.add(community)
        db.session.flush()
        return email, community.id


def published(people: People, community_id: int, table: Table, title: str, /, **columns: Any) -> int:
    """One current entry of the community in this list; `values`: its public columns, `contact`: whom to ask."""
    with people.app.app_context(), transaction():
        community = db.session.get_one(Community, community_id)
        number = db.session.query(ListEdition).filter_by(community_id=community_id, table=table).count() + 1
        edition = ListEdition(community_id=community_id, table=table, edition="2024", number=number, published_at=clock.now())
        edition.published_by_id = db.session.get_one(Organisation, community.organisation_id).accounts[0].id
        edition.content, edition.sha256, edition.entries, edition.current = "{}", "0" * 64, 1, True
        db.session.add(edition)
        db.session.flush()
        row, contact = columns.pop("row", f"{table.value[0]}{edition.id}"), columns.pop("contact", CONTACT)
        entry = PublishedEntry(edition_id=edition.id, community_id=community_id, table=table, row=row, position=1, current=True, year=2026)
        entry.unit_name, entry.title, entry.province_code, entry.values = columns.pop("unit_name", "示例单位"), title, community.overseen_by, {}
        for name, value in columns.items():
            setattr(entry, name, value)
        db.session.add(entry)
        db.session.flush()
        db.session.add(EntryContact(entry_id=entry.id, values=contact))
        if table is Table.TECHNOLOGY_DEMAND and not db.session.query(Following).filter_by(community_id=community_id, row=row).count():
            db.session.add(Following(community_id=community_id, row=row, state=FollowingState.PUBLISHED, began_at=clock.now()))
        return entry.id

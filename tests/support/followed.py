"""Communities of several provinces, and what they have published: a few columns that matter, the rest as usual."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from cte_portal import clock
from cte_portal.community.models import Application, Community
from cte_portal.community.workflow import Status
from cte_portal.exchange.entries import Unit
from cte_portal.exchange.models import PublishedEntry
from cte_portal.exchange.rules import Table
from cte_portal.exchange.service import publish
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.transactions import transaction

from .people import JIANGSU, People
from .publishing import row


def established(people: People, name: str, province: str = JIANGSU, email: str = "") -> tuple[str, int]:
    """A recognised community that this province looks after: the email of its lead enterprise's person, and its id."""
    email = email or people.account(Role.APPLICANT, organisation=people.organisation(province=province))
    with people.app.app_context(), transaction():
        organisation = people.person(email).organisation
        assert organisation is not None
        number = f"2025-{province[:2]}-{organisation.id:04d}"
        community = Community(number=number, name=name, organisation=organisation, recognised_on=date(2025, 12, 1), overseen_by=province)
        filed = Application(community=community, organisation=organisation, year=2025, edition="2024", status=Status.RECOGNISED, industry_code="34")
        filed.province_code = filed.submitted_to = province
        filed.started_at = filed.submitted_at = clock.now()
        db.session.add(filed)
        db.session.flush()
        community.recognised_application_id = filed.id
        return email, community.id


def published(people: People, community_id: int, table: Table, *rows: dict[str, Any], unit: str = "示例单位", uscc: str | None = None) -> list[int]:
    """The next edition of the list, with these rows; ids of its entries. `id` of a row: its id in the living list."""
    with people.app.app_context():
        community = db.session.get_one(Community, community_id)
        units = {"u1": Unit(unit, uscc, community.overseen_by)}
        made = [row(table, **{"identity": f"{table.value[:8]}{table.value[-6:-3]}{n}", "unit": "u1", **values}) for n, values in enumerate(rows)]
        edition = publish(community, table, made, community.organisation.accounts[0], units=units)
        return list(db.session.scalars(select(PublishedEntry.id).filter_by(edition_id=edition.id).order_by(PublishedEntry.position)))

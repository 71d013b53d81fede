"""What an established community published: an earlier edition of one list, and all four as they are now, one entry withdrawn."""

from __future__ import annotations

from sqlalchemy import select

from .. import clock
from ..accounts.models import Account
from ..community.models import Community, MemberUnit
from ..exchange import queries, service
from ..exchange.rules import Table
from ..extensions import db
from . import supplies
from .supplies import Member
from .trades import Trade

TEACHING = ("university", "secondary", "junior", "bachelor", "institute")


def publish_first(community: Community, trade: Trade, lead: Account) -> None:
    """The talent demand as it was before."""
    demand = Table.TALENT_DEMAND
    rows = supplies.rows(trade, _members(community), clock.today().year, earlier=True)[demand]
    service.publish(community, demand, rows, lead)


def publish_all(community: Community, trade: Trade, lead: Account) -> None:
    """All four lists; one entry of them is withdrawn."""
    for key, rows in supplies.rows(trade, _members(community), clock.today().year).items():
        service.publish(community, Table(key), rows, lead)
    latest = queries.latest(community, Table.TALENT_DEMAND)
    assert latest is not None
    service.withdraw_entry(queries.all_entries(latest)[4], "岗位已经招满。", lead)


def _members(community: Community) -> list[Member]:
    units = select(MemberUnit).where(MemberUnit.application_id == community.recognised_application_id).order_by(MemberUnit.id)
    schools = ("lead_university", "lead_school")
    return [Member(one.unit, one.province_code, one.unit in schools or one.category in TEACHING) for one in db.session.scalars(units)]

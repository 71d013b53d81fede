"""The recognised community's lists as it published them: an earlier edition, and the one of now with an entry withdrawn."""

from __future__ import annotations

from datetime import datetime

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


def publish_lists(community: Community, trade: Trade, lead: Account, before: datetime, now: datetime) -> None:
    """Where the community is not established yet, there is nothing to publish."""
    if community.recognised_on is None or community.recognised_application_id is None:
        return
    units = select(MemberUnit).where(MemberUnit.application_id == community.recognised_application_id).order_by(MemberUnit.id)
    schools = ("lead_university", "lead_school")
    members = [Member(one.unit, one.province_code, one.unit in schools or one.category in TEACHING) for one in db.session.scalars(units)]
    for moment, earlier in ((before, True), (now, False)):
        with clock.at(moment):
            for key, rows in supplies.rows(trade, members, moment.year, earlier=earlier).items():
                if not earlier or key == Table.TALENT_DEMAND:
                    service.publish(community, Table(key), rows, lead)
    latest = queries.latest(community, Table.TALENT_DEMAND)
    if latest:
        with clock.at(now):
            service.withdraw_entry(queries.all_entries(latest)[4], "岗位已经招满。", lead)

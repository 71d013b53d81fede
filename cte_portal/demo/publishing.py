"""An established community's lists: an earlier edition, all four as they are now, one entry withdrawn, and what was changed since."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from .. import clock
from ..accounts.models import Account
from ..catalogue.content import Row, Values
from ..catalogue.schema import Section
from ..community.filling import queries as filling
from ..community.filling import service as editing
from ..community.models import Community, MemberUnit
from ..exchange import queries, service
from ..exchange.living import service as living
from ..exchange.living.models import LivingLists
from ..exchange.rules import Table
from ..extensions import db
from . import supplies
from .supplies import Member
from .trades import Trade

TEACHING = ("university", "secondary", "junior", "bachelor", "institute")


def publish_first(community: Community, trade: Trade, lead: Account) -> None:
    """The talent demand as it was before."""
    found, demand = living.start(community, lead), Table.TALENT_DEMAND
    rows = supplies.rows(trade, _members(community), clock.today().year, earlier=True)[demand]
    _publish(found, found.definition.by_key[demand], rows, lead)


def publish_all(community: Community, trade: Trade, lead: Account) -> None:
    """All four lists; one entry of them is withdrawn, the lists go on, and a unit is asked to fill in its own rows."""
    found, members = living.start(community, lead), _members(community)
    for key, rows in supplies.rows(trade, members, clock.today().year).items():
        _publish(found, found.definition.by_key[key], rows, lead)
    latest = queries.latest(community, Table.TALENT_DEMAND)
    assert latest is not None
    service.withdraw_entry(queries.all_entries(latest)[4], "岗位已经招满。", lead)
    _go_on(found, lead)
    living.give_out(found, members[-1].unit, lead)


def _members(community: Community) -> list[Member]:
    units = select(MemberUnit).where(MemberUnit.application_id == community.recognised_application_id).order_by(MemberUnit.id)
    schools = ("lead_university", "lead_school")
    return [Member(one.unit, one.province_code, one.unit in schools or one.category in TEACHING) for one in db.session.scalars(units)]


def _publish(found: LivingLists, section: Section, rows: Sequence[Row], lead: Account) -> None:
    """The rows in the place of those that are there, and after them; then as they are."""
    known = filling.row_ids(found, section)
    places: list[str | None] = [*known, *([None] * (len(rows) - len(known)))]
    editing.put_rows(found, section, [(place, row.values) for place, row in zip(places, rows, strict=True)], lead)
    record = filling.section_record(found, section)
    assert record is not None
    living.publish(found, section, record.revision, lead)


def _go_on(found: LivingLists, lead: Account) -> None:
    """One post sought more, and one anew, since the edition."""
    section = found.definition.by_key[Table.TALENT_DEMAND]
    first, second = filling.some_rows(found, section, 1, 2)
    more: Values = {**first.values, "people": 30}
    editing.put_rows(found, section, [(first.id, more), (None, {**second.values, "position": "夜班值守技师"})], lead)

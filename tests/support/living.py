"""Living lists of an established community, and whoever works on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from cte_portal.catalogue.content import Row, Values
from cte_portal.community.filling import queries as filling
from cte_portal.community.filling import service as editing
from cte_portal.community.models import Application, Community
from cte_portal.exchange.living import queries, service
from cte_portal.exchange.living.models import LivingLists
from cte_portal.exchange.rules import Table
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.transactions import transaction

from .people import JIANGSU, ZHEJIANG, People, Visitor
from .publishing import CONTACT, USUAL, established


@dataclass(frozen=True)
class Known:
    community: int
    form: int
    lead: str  # emails
    province: str
    other_province: str
    ministry: str


def put_lists(people: People) -> Known:
    """A community that Jiangsu looks after, its lists started and empty."""
    community, lead = established(people)
    with people.app.app_context():
        with transaction():
            found = db.session.get_one(Community, community)
            found.overseen_by = JIANGSU
            found.recognised_application_id = db.session.query(Application.id).filter_by(community_id=community).scalar()
        form = service.start(db.session.get_one(Community, community), people.person(lead)).id
    province, other = (people.account(Role.PROVINCE_OFFICER, province=code) for code in (JIANGSU, ZHEJIANG))
    return Known(community, form, lead, province, other, people.account(Role.MINISTRY_OFFICER))


@dataclass
class Desk:
    """The lead enterprise's desk, with the lists open."""

    people: People
    known: Known
    lead: Visitor

    @property
    def address(self) -> str:
        return f"/exchange/lists/{self.known.form}"

    def section(self, table: Table = Table.TALENT_DEMAND) -> str:
        return f"{self.address}/sections/{table}"

    def put(self, *changed: dict[str, Any], table: Table = Table.TALENT_DEMAND) -> list[str]:
        """Rows that may be published, but for what is changed; their ids."""
        with self.people.app.app_context():
            found, section = self.lists(), self.lists().definition.by_key[table]
            rows: list[tuple[str | None, Values]] = [(None, {**USUAL[table], **CONTACT, **change}) for change in changed]
            added: list[str] = editing.put_rows(found, section, rows, self.people.person(self.known.lead))["added"]
            return added

    def lists(self) -> LivingLists:
        found = queries.lists(self.known.form)
        assert found is not None
        return found

    def rows(self, table: Table = Table.TALENT_DEMAND) -> tuple[Row, ...]:
        with self.people.app.app_context():
            return filling.rows_of(self.lists(), self.lists().definition.by_key[table])

    def publish(self, table: Table = Table.TALENT_DEMAND) -> Visitor:
        return self.lead.open(f"{self.address}/publish/{table}").send(f"/publish/{table}")

    def unit_link(self, unit: str = "r1") -> str:
        """The path of a new link for the unit."""
        with self.people.app.app_context():
            link = service.give_out(self.lists(), unit, self.people.person(self.known.lead))
            return service.link_of(link).removeprefix("http://portal.test")

    def asked_of_database(self, visitor: Visitor, address: str) -> int:
        """How many queries the page takes."""
        asked: list[str] = []

        def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
            asked.append(statement)

        with self.people.app.app_context():
            engine = db.engine
        event.listen(engine, "after_cursor_execute", count)
        try:
            visitor.open(address)
        finally:
            event.remove(engine, "after_cursor_execute", count)
        return len(asked)

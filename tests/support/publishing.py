"""Established communities, put into the database past the forms, and rows of their lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cte_portal import clock
from cte_portal.accounts.models import Account, Organisation
from cte_portal.catalogue.content import Row
from cte_portal.catalogue.schema import Section
from cte_portal.community.models import Application, Community, MemberUnit
from cte_portal.community.workflow import Status
from cte_portal.exchange.models import ListEdition
from cte_portal.exchange.rules import Table
from cte_portal.exchange.service import publish
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from cte_portal.web.editions import edition_for_year

from .people import JIANGSU, ZHEJIANG, People, uscc

UNITS = {
    "lead_enterprise": ("演示数控装备集团有限公司", JIANGSU),
    "lead_school": ("演示机电职业技术学院", ZHEJIANG),
    "r1": ("示例精密机械厂", JIANGSU),
}
CONTACT = {"contact_name": "保密人", "contact_phone": "13900001111", "contact_email": "secret@demo.example"}
USUAL: dict[Table, dict[str, Any]] = {
    Table.TALENT_DEMAND: {
        "unit": "lead_enterprise",
        "position": "数控设备维修技师",
        "duties": "负责车间数控设备的日常维护。",
        "people": 12,
        "degree": "junior",
        "profession_code": "460301",
        "profession": "机电一体化技术",
        "wage_from": 6000,
        "wage_to": 9000,
        "scarcity": "scarce",
        "province": JIANGSU,
        "due": "2026-07",
        "training": ("order", "direct"),
    },
    Table.TALENT_SUPPLY: {
        "unit": "lead_school",
        "level": "junior",
        "profession_code": "460301",
        "profession": "机电一体化技术",
        "students": 320,
        "graduation_year": 2026,
        "people": 90,
    },
    Table.TECHNOLOGY_DEMAND: {
        "unit": "lead_enterprise",
        "name": "薄壁铝合金件焊接变形控制",
        "domain": "焊接工艺",
        "kind": "process",
        "situation": "变形量大，返修多。",
        "goals": "变形量不超过 0.2 毫米。",
        "due": date(2026, 12, 31),
        "amount": Decimal("120.00"),
    },
    Table.TECHNOLOGY_SUPPLY: {
        "unit": "lead_school",
        "name": "激光焊接变形预测系统",
        "domain": "焊接工艺",
        "summary": "预测铝合金薄板的焊接变形。",
        "maturity": "pilot",
        "cooperation": ("license", "joint"),
    },
}


def established(
    people: People, name: str = "示例数控装备行业产教融合共同体", industry: str = "34", organisation: int | None = None
) -> tuple[int, str]:
    """(id of the community, email of its lead enterprise's account)."""
    organisation = organisation or people.organisation()
    email = people.account(Role.APPLICANT, organisation=organisation)
    with people.app.app_context(), transaction():
        lead = db.session.get_one(Organisation, organisation)
        community = Community(number=f"2025-32-{people.made:06d}", name=name, organisation=lead, recognised_on=date(2025, 12, 1))
        application = Application(community=community, organisation=lead, year=2025, edition="2024", status=Status.RECOGNISED)
        application.province_code = application.submitted_to = JIANGSU
        application.industry_code = industry
        application.started_at = application.submitted_at = clock.now()
        db.session.add(application)
        db.session.flush()
        community.recognised_application_id = application.id
        for number, (unit, (called, province)) in enumerate(UNITS.items()):
            member = MemberUnit(application_id=application.id, unit=unit, lead=unit != "r1", name=called, uscc=uscc(900 + number))
            member.province_code = province
            db.session.add(member)
        return community.id, email


def section_of(table: Table) -> Section:
    return edition_for_year(clock.today().year).list_by_key[table.value]


def row(table: Table, identity: str = "a1", **changed: Any) -> Row:
    """A row that may be published as it stands, but for what is changed."""
    return Row(identity, {**USUAL[table], **CONTACT, **changed})


def published(community: int, by: Account, *rows: Row, table: Table = Table.TALENT_DEMAND) -> ListEdition:
    return publish(db.session.get_one(Community, community), table, rows or [row(table)], by)

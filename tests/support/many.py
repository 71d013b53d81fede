"""Many applications that were handed in, put into the database past the forms: for lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from cte_portal import clock
from cte_portal.accounts.models import Organisation, OrganisationKind, RegistrationState
from cte_portal.catalogue.places import industries
from cte_portal.community.finding import service as finding
from cte_portal.community.models import Application, Community, MemberUnit
from cte_portal.community.rules import LEADS
from cte_portal.community.workflow import Status
from cte_portal.extensions import db
from cte_portal.transactions import transaction

from .people import uscc

STATES = (Status.SUBMITTED,) * 5 + (Status.RETURNED, Status.APPROVED, Status.REPORTED, Status.DECLINED)
RARE = {1: "江㛃", 2: "钢𬭎𫖮𬱖云", 3: "𠅤鿭", 4: "ＡＢＣ𬸚"}  # number → what stands in the name


def put_many(numbers: Iterable[int], province: str) -> None:
    """Each has its number as id, in the name and in the units' names; every 20th is direct, every 15th has a scan to look at."""
    classes = [code for code in industries() if code.isdecimal()]
    with transaction():
        for n in numbers:
            at = clock.now() - timedelta(days=40) + timedelta(hours=6 * n)
            lead = f"演示{RARE.get(n, '')}集团第{n}公司"
            organisation = Organisation(id=10_000 + n, name=lead, uscc=uscc(10_000 + n), kind=OrganisationKind.PRIVATE)
            organisation.province_code, organisation.address, organisation.registered_at = province, "示范路 1 号", at
            organisation.state = RegistrationState.APPROVED
            community = Community(
                id=n, number=f"2026-{province[:2]}-{n:06d}", name=f"{RARE.get(n, '')}第{n}行业产教融合共同体", organisation=organisation
            )
            state = STATES[n % len(STATES)]
            application = Application(id=n, community=community, organisation=organisation, year=2026, edition="2024", status=state)
            application.province_code, application.industry_code = province, classes[n % len(classes)]
            application.direct, application.manual_check = n % 20 == 0, n % 15 == 0
            application.started_at = application.submitted_at = at
            application.submitted_to = province
            application.reported_at = at + timedelta(days=1) if state is Status.REPORTED else None
            application.correction_due = (at + timedelta(days=20)).date() if state is Status.RETURNED else None
            db.session.add(application)
            db.session.flush()
            for place, unit in enumerate((*LEADS, "r1"), start=1):
                name = f"演示第{n}学院第{place}分校"
                db.session.add(MemberUnit(application_id=n, unit=unit, lead=unit in LEADS, name=name, uscc=uscc(n), province_code=province))
            db.session.flush()
            finding.note(application)

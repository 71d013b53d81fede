"""Communities that were recognised, and their yearly work, done at once."""

from __future__ import annotations

from datetime import date

from cte_portal.accounts.models import Account
from cte_portal.annual import queries
from cte_portal.annual.models import Deliverable, ReviewOutcome
from cte_portal.annual.service import judging, working
from cte_portal.annual.service.judging import Judged
from cte_portal.annual.service.working import Details
from cte_portal.community.models import Community, MemberUnit
from cte_portal.community.workflow import Status
from cte_portal.extensions import db
from cte_portal.transactions import transaction

from .files import pdf
from .people import JIANGSU
from .steps import begun

GOOD = {"timeliness": "good", "objectivity": "good", "completeness": "fair"}


def established(by: Account, name: str, recognised_on: date = date(2025, 6, 1), province: str | None = JIANGSU) -> Community:
    """A community of the account's organisation, recognised on that day; `province` None: the ministry looks after it."""
    application = begun(by, name, province or JIANGSU, recognised_on.year)
    with transaction():
        application.status, application.submitted_to, application.industry_code = Status.RECOGNISED, province, "56"
        community = application.community
        community.recognised_on, community.recognised_application_id = recognised_on, application.id
        community.overseen_by = province
    return community


def handed_in_report(community_id: int, year: int, by: Account, key: str = "industry_report") -> Deliverable:
    community = db.session.get_one(Community, community_id)
    kind = queries.catalogue(year).by_key[key]
    details = Details("演示行业发展分析报告", "行业平稳增长。", None, "问卷调查", 120)
    working.save(community, year, kind, details, (pdf(f"report {community_id} {key}"), "报告.pdf"), by)
    found = queries.deliverable(community, year, key)
    assert found is not None
    working.submit(found, kind, by)
    return found


def judged(found: Deliverable, outcome: ReviewOutcome, by: Account, comment: str = "数据详实。") -> None:
    judging.review(found, queries.catalogue(found.year).by_key[found.key], Judged(GOOD, comment, outcome), by, None)


def passed(found: Deliverable, by: Account) -> None:
    judged(found, ReviewOutcome.PASSED, by)


def published(found: Deliverable, by: Account) -> int:
    """The id of its public page."""
    working.publish(found, queries.catalogue(found.year).by_key[found.key], by)
    return found.id


def with_units(community: Community, **names: str) -> None:
    """Name by id of the units of the application that the community was recognised by."""
    with transaction():
        for unit, name in names.items():
            lead = unit.startswith("lead_")
            db.session.add(MemberUnit(application_id=community.recognised_application_id, unit=unit, name=name, lead=lead, province_code=JIANGSU))

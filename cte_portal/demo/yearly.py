"""Communities that were recognised years ago, and how far they are with this year's duties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from .. import clock
from ..accounts.models import Account
from ..annual import queries
from ..annual.models import Deliverable, ReviewOutcome
from ..annual.service import judging, reminding, working
from ..annual.service.judging import Judged
from ..annual.service.working import Details
from ..community.models import Application, Community
from ..community.service import lifecycle
from ..review import service as review
from ..review.models import Outcome
from ..uploads import service as uploads
from ..uploads.rules import Verdict
from ..web.editions import edition_of
from . import planning, recognising
from .names import DemoCommunity
from .papers import pages
from .reporting import report

COMMUNITIES = (
    DemoCommunity(0, "新能源汽车", "36", region="长三角"),
    DemoCommunity(1, "智能纺织", "17", region="东部"),
    DemoCommunity(2, "现代种业", "01", region="黄淮海"),
)
Fill = Callable[[Application, DemoCommunity, Account], None]
GOOD = {"timeliness": "good", "objectivity": "good", "completeness": "fair"}


def recognise_earlier(applicants: Sequence[Account], year: int, province: Account, ministry: Account, fill: Fill) -> list[Community]:
    """One community for each applicant, filed in May of that year and recognised by the middle of June."""
    applications = []
    with clock.at(datetime(year, 5, 6, 9, tzinfo=clock.SHANGHAI)):
        for community, applicant in zip(COMMUNITIES, applicants, strict=True):
            assert applicant.organisation is not None
            application = lifecycle.start(applicant.organisation, community.name, year, applicant)
            fill(application, community, applicant)
            applications.append(application)
    with clock.at(datetime(year, 5, 20, 10, tzinfo=clock.SHANGHAI)):
        for application, applicant in zip(applications, applicants, strict=True):
            lifecycle.finalise(application, applicant)
            scan = uploads.add_scan(application, pages(f"{application.community.number} SEALED", 1), "盖章扫描件.pdf", applicant)
            uploads.record_verdict(scan, Verdict.MATCHES, "", None)
            lifecycle.submit(application, applicant)
            items = edition_of(application).checklist.items
            review.approve(application, province, "材料齐全，同意推荐。", {item.key: (Outcome.MET, "") for item in items})
        report(applications, f"演示〔{year}〕1号", province)
    recognising.recognise_all(applications, datetime(year, 6, 1, 9, tzinfo=clock.SHANGHAI), ministry, province)
    return [application.community for application in applications]


def work(communities: Sequence[Community], applicants: Sequence[Account], until: datetime, province: Account) -> None:
    """From New Year until then: published and waiting, late and returned, excused, reminded, and not begun."""
    first, second, _ = communities
    year, begin = until.year, datetime(until.year, 1, 1, 8, tzinfo=clock.SHANGHAI)

    def day(number: int) -> datetime:
        """Of the year, as far as it has come."""
        return min(begin + timedelta(days=number), until)

    with clock.at(day(62)):
        found = _hand_in(first, year, "industry_report", "行业发展分析报告", applicants[0])
        plan = planning.plan(first, year, applicants[0])
    with clock.at(day(70)):
        _judge(found, ReviewOutcome.PASSED, "数据来源清楚，结论有依据。", province)
        _judge(plan, ReviewOutcome.PASSED, "", province)
    with clock.at(day(75)):
        working.publish(found, queries.catalogue(year).by_key["industry_report"], applicants[0])
    with clock.at(day(80)):
        _hand_in(second, year, "industry_report", "行业发展分析报告", applicants[1])
    with clock.at(day(84)):
        judging.excuse([(second, "technology_lists")], year, "演示用：本年度正在调整技术攻关方向，免除本项任务。", province)
    with clock.at(day(110)):
        late = _hand_in(first, year, "talent_forecast", "行业人才需求预测报告", applicants[0])
    with clock.at(day(115)):
        _judge(late, ReviewOutcome.RETURNED, "请补充“未来 3–5 年预测”的方法和假设，并写明样本企业的分布。", province)
        reminding.remind_chosen([(communities[2], kind.key) for kind in queries.catalogue(year).kinds], year, province)


def _hand_in(community: Community, year: int, key: str, title: str, by: Account) -> Deliverable:
    kind = queries.catalogue(year).by_key[key]
    details = Details(
        f"{year} 年{community.name.partition('行业')[0]}{title}",
        "演示内容：面向产业链上下游调研，说明行业规模、区域布局、技术趋势和人才供需情况，提出专业设置和校企合作建议。",
        None,
        "问卷调查、走访调研和政策研究" if kind.survey else "",
        320 if kind.survey else None,
    )
    working.save(community, year, kind, details, (pages(f"{community.number} {key}", 6), f"{title}.pdf"), by)
    found = queries.deliverable(community, year, key)
    assert found is not None
    working.submit(found, kind, by)
    return found


def _judge(found: Deliverable, outcome: ReviewOutcome, comment: str, by: Account) -> None:
    judging.review(found, queries.catalogue(found.year).by_key[found.key], Judged(GOOD, comment, outcome), by, None)

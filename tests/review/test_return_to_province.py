"""退回省级: the ministry hands an application back to the province, which reports it anew or returns it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import msgspec
import pytest

from cte_portal import clock
from cte_portal.community.models import Application
from cte_portal.demo.reporting import report
from cte_portal.extensions import db
from cte_portal.review import service as review
from cte_portal.review.batches.models import BatchItem
from cte_portal.review.models import Outcome
from cte_portal.roles import Role
from cte_portal.settings import Profile
from cte_portal.web.editions import edition_of
from tests.support.people import People, Visitor
from tests.support.world import full_application, hand_in

REASON = "报送函与汇总表份数不一致"


@dataclass
class Case:
    """An application that Jiangsu reported; the ministry has it open."""

    people: People

    def __post_init__(self) -> None:
        self.email = self.people.account(Role.APPLICANT, organisation=self.people.organisation())
        self.desk = self.people.account(Role.PROVINCE_OFFICER)
        self.ministry = self.people.signed_in(Role.MINISTRY_OFFICER)
        with self.people.app.app_context():
            person = self.people.person(self.email)
            application = full_application(person, units=2)
            hand_in(application, person)
            self.id = application.id
            items = edition_of(application).checklist.items
            review.approve(application, self.people.person(self.desk), "同意", {item.key: (Outcome.MET, "") for item in items})
        self.report()

    def report(self) -> None:
        with self.people.app.app_context():
            application = db.session.get_one(Application, self.id)
            report([application], "演示〔2026〕1号", self.people.person(self.desk))

    def status(self) -> str:
        with self.people.app.app_context():
            return db.session.get_one(Application, self.id).status.value

    def hands_back(self) -> Visitor:
        return self.ministry.open(f"/review/{self.id}").open(f"/review/{self.id}/return-to-province").send("-to-province", {"reason": REASON})


@pytest.fixture
def case(people: People) -> Case:
    return Case(people)


def test_the_province_reads_why_and_reports_it_again_in_another_batch(case: Case) -> None:
    case.hands_back()
    assert case.status() == "approved"
    officer = case.people.sign_in(case.desk)
    inbox = officer.open("/notices").text
    assert "教育部退回省级" in inbox and REASON in inbox
    timeline = officer.open(f"/review/{case.id}").text
    assert "退回省级" in timeline and REASON in timeline
    case.report()
    assert case.status() == "reported"
    with case.people.app.app_context():
        assert db.session.query(BatchItem.batch_id).filter_by(application_id=case.id).distinct().count() == 2


def test_the_province_may_hand_it_on_to_the_applicant(case: Case) -> None:
    case.hands_back()
    officer = case.people.sign_in(case.desk).open(f"/review/{case.id}/return")
    officer.send("/return", {"comment-foundation": "请补充近三年数据"})
    assert case.status() == "returned"
    assert "请补充近三年数据" in case.people.sign_in(case.email).open(f"/applications/{case.id}/sections/foundation").text


def test_the_ministry_reads_what_the_province_will_read_before_it_goes_out(case: Case) -> None:
    ministry = case.ministry.open(f"/review/{case.id}/return-to-province").send("-to-province", {"reason": REASON}, confirms=False)
    assert "江苏省的省级教育行政部门将收到下面的消息" in ministry.text and "请核对后在新的批次中重新报送" in ministry.text
    assert case.status() == "reported"
    ministry.send("-to-province", button="change=yes")
    assert REASON in ministry.form("-to-province").get_text()


def test_without_a_reason_nothing_goes_back(case: Case) -> None:
    case.ministry.open(f"/review/{case.id}/return-to-province").send("-to-province", {"reason": "  "})
    assert "请写明理由" in case.ministry.text and case.status() == "reported"


def test_the_applicant_is_told_that_there_is_nothing_to_do(case: Case) -> None:
    case.hands_back()
    assert "现在不需要贵单位办理" in case.people.sign_in(case.email).open("/notices").text


def test_it_can_be_taken_back_for_ten_minutes(case: Case) -> None:
    case.hands_back()
    with clock.at(clock.now() + timedelta(minutes=9)):
        case.ministry.open(f"/review/{case.id}").send("/take-back")
    assert case.status() == "reported"
    assert "恢复为“已报送教育部”" in case.people.sign_in(case.desk).open("/notices").text


def test_a_direct_report_has_no_province_to_go_back_to(case: Case) -> None:
    with case.people.app.app_context():
        db.session.get_one(Application, case.id).direct = True
        db.session.commit()
    assert "退回省级" not in [link.get_text() for link in case.ministry.open(f"/review/{case.id}").soup.select("aside a")]
    case.ministry.open(f"/review/{case.id}/return-to-province").send("-to-province", {"reason": REASON})
    assert "直报的申报不经过省级教育行政部门" in case.ministry.text and case.status() == "reported"


def test_in_a_province_s_own_installation_the_province_records_it(case: Case) -> None:
    officer = case.people.sign_in(case.desk)
    assert officer.open(f"/review/{case.id}/return-to-province").status == 403
    national = case.people.app.config["SETTINGS"]
    case.people.app.config["SETTINGS"] = msgspec.structs.replace(national, profile=Profile.PROVINCIAL)
    try:
        officer.open(f"/review/{case.id}/return-to-province").send("-to-province", {"reason": REASON})
    finally:
        case.people.app.config["SETTINGS"] = national
    assert case.status() == "approved"
    assert "教育部退回省级" not in officer.open("/notices").text, "who recorded it need not be told"

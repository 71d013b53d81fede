"""直报: leave to one headquarters for one year; the province concerned sees that it happened; subsidiaries are told why not."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from cte_portal.accounts.models import Organisation, OrganisationKind
from cte_portal.catalogue.merging import Base
from cte_portal.community import queries
from cte_portal.community.filling import service as editing
from cte_portal.community.models import Application
from cte_portal.community.service import direct, lifecycle
from cte_portal.community.workflow import Forbidden
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.settings import Profile
from cte_portal.web.editions import edition_of
from tests.support.people import JIANGSU, ZHEJIANG, People, Visitor
from tests.support.world import full_application, put_scan
from tests.web.test_pages import counted

REASON = "集团总部，跨省布局，同意直报"


class Case:
    """A headquarters in Jiangsu whose application asks for direct reporting on its cover."""

    def __init__(self, people: People):
        self.people = people
        self.organisation = people.organisation(name="示例重工集团总部", kind=OrganisationKind.CENTRAL_HQ)
        self.email = people.account(Role.APPLICANT, organisation=self.organisation)
        with people.app.app_context():
            application = full_application(people.person(self.email), units=2)
            section = edition_of(application).by_key["cover"]
            record = queries.section_record(application, section)
            assert record is not None
            typed = {k: [v] for k, v in record.values.items()} | {"route": ["direct"], "recommending_province": []}
            editing.save_section(application, section, typed, Base(record.revision), people.person(self.email))
            self.id, self.name = application.id, application.community.name
        self.ministry = people.signed_in(Role.MINISTRY_OFFICER)

    def granted(self) -> Visitor:
        return self.ministry.open("/review/direct").send("/review/direct", {"organisation": str(self.organisation), "reason": REASON})

    def finalised(self) -> None:
        with self.people.app.app_context():
            application = db.session.get_one(Application, self.id)
            lifecycle.finalise(application, self.people.person(self.email))
            put_scan(application, self.people.person(self.email))

    def submits(self) -> Visitor:
        return self.people.sign_in(self.email).open(f"/applications/{self.id}/submit").send("/submit")

    def status(self) -> str:
        with self.people.app.app_context():
            return db.session.get_one(Application, self.id).status.value


@pytest.fixture
def case(people: People) -> Case:
    return Case(people)


@pytest.fixture
def own_installation(people: People) -> Iterator[None]:
    national = people.app.config["SETTINGS"]
    people.app.config["SETTINGS"] = msgspec.structs.replace(national, profile=Profile.PROVINCIAL, province=JIANGSU)
    yield
    people.app.config["SETTINGS"] = national


def test_the_province_concerned_sees_that_it_happened_and_what_was_reported_but_not_its_content(case: Case) -> None:
    officer = case.people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU)
    case.granted()
    assert "同意直报：示例重工集团总部" in officer.open("/notices").text and REASON in officer.text
    assert f"{case.name} 尚未提交" in officer.open("/review/direct").text
    case.finalised()
    case.submits()
    assert case.status() == "reported"
    text = officer.open("/review/direct").text
    assert REASON in text and f"{case.name} 已报送教育部" in text
    assert officer.soup.select(f'a[href$="/review/{case.id}"]') == []
    assert officer.open(f"/review/{case.id}").status == 404
    other = case.people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    assert "示例重工" not in other.open("/review/direct").text and "示例重工" not in other.open("/notices").text


def test_leave_is_for_one_year_and_given_once(case: Case) -> None:
    case.granted()
    assert "2026 年度已经同意直报" in case.granted().text
    with case.people.app.app_context():
        assert not queries.direct_granted(case.organisation, 2027)


@pytest.mark.parametrize("year", ["", "２０２６", "26", "明年", "2026.0"])
def test_a_year_that_is_none_is_refused_with_the_reason_still_there(case: Case, year: str) -> None:
    ministry = case.ministry.open("/review/direct")
    ministry.send("/review/direct", {"organisation": str(case.organisation), "year": year, "reason": REASON})
    assert "年度" in ministry.soup.select_one(".error-summary").get_text()
    assert REASON in ministry.form("/review/direct").get_text()


def test_leave_is_taken_away_with_a_reason_and_the_stamped_version_has_to_be_made_anew(case: Case) -> None:
    case.granted()
    case.finalised()
    ministry = case.ministry.open("/review/direct").open(case.ministry.soup.select_one('a[href$="/revoke"]')["href"])
    assert "请写明撤销的理由" in ministry.send("/revoke", {"reason": " "}).text
    ministry.send("/revoke", {"reason": "集团已改由省级推荐"})
    assert "已撤销" in ministry.text and "集团已改由省级推荐" in ministry.text
    assert "请解除定稿，在封面改选“省级推荐”" in case.submits().soup.get_text()
    assert case.status() == "finalised"
    assert "集团已改由省级推荐" in case.people.sign_in(case.email).open("/notices").text
    assert "集团已改由省级推荐" in case.people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU).open("/review/direct").text
    case.granted()
    case.submits()
    assert case.status() == "reported", "granted anew, it can be used again"


def test_once_something_was_reported_on_it_leave_stays(case: Case) -> None:
    case.granted()
    case.finalised()
    address = case.ministry.open("/review/direct").soup.select_one('a[href$="/revoke"]')["href"]
    case.ministry.open(address)
    case.submits()
    assert "已经直报，不能撤销" in case.ministry.send("/revoke", {"reason": "改由省级推荐"}).text
    assert case.ministry.open("/review/direct").soup.select_one('a[href$="/revoke"]') is None


def test_two_at_once_grant_it_once(case: Case) -> None:
    first, second = case.ministry.open("/review/direct"), case.people.signed_in(Role.MINISTRY_OFFICER).open("/review/direct")
    for officer in (first, second):
        officer.send("/review/direct", {"organisation": str(case.organisation), "reason": REASON})
    assert "已经同意直报" in second.text and len(second.soup.select("tbody tr")) == 1


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (OrganisationKind.CENTRAL_SUBSIDIARY, "本单位注册为央企子企业，不能直报"),
        (OrganisationKind.CENTRAL_HQ, "本单位 2026 年度还没有获准直报"),
    ],
)
def test_central_enterprises_are_told_why_they_cannot_report_directly(people: People, kind: OrganisationKind, says: str) -> None:
    organisation = people.organisation(kind=kind)
    email = people.account(Role.APPLICANT, organisation=organisation)
    with people.app.app_context():
        person = people.person(email)
        assert person.organisation is not None
        number = lifecycle.start(person.organisation, "演示共同体", 2026, person).id
    clerk = people.sign_in(email)
    assert says in clerk.open("/desk").text
    assert says in clerk.open(f"/applications/{number}/sections/cover").text
    assert says not in clerk.open(f"/applications/{number}/sections/basics").text


def test_everybody_else_is_not_bothered_with_it(people: People) -> None:
    assert "直报" not in people.signed_in(Role.APPLICANT).open("/desk").text


def test_in_a_province_s_own_installation_the_province_records_it_with_the_document(case: Case, own_installation: None) -> None:
    officer = case.people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU).open("/review/direct")
    officer.send("/review/direct", {"organisation": str(case.organisation), "reason": REASON})
    assert "请填写教育部同意直报的文件名称或文号" in officer.text
    officer.send("/review/direct", {"document": "教职成司函演示〔2026〕3 号"})
    assert "依据：教职成司函演示〔2026〕3 号" in officer.text
    assert "同意直报" not in officer.open("/notices").text, "who recorded it need not be told"


def test_the_list_costs_the_same_queries_however_long(people: People) -> None:
    officer = people.signed_in(Role.MINISTRY_OFFICER)
    email = people.account(Role.MINISTRY_OFFICER)
    costs = []
    for number in (1, 5):
        with people.app.app_context():
            for _ in range(number):
                organisation = people.organisation(kind=OrganisationKind.CENTRAL_HQ)
                direct.grant(db.session.get_one(direct.Organisation, organisation), 2026, REASON, people.person(email))
        with counted(people.app) as said:
            assert officer.open("/review/direct").status == 200
        costs.append(len(said))
    assert costs[0] == costs[1] <= 10


def test_leave_is_for_headquarters_and_for_a_reason(case: Case) -> None:
    ministry = case.ministry.open("/review/direct").send("/review/direct", {"organisation": str(case.organisation), "reason": "  "})
    assert "请写明同意直报的理由。" in ministry.text
    other, email = case.people.organisation(kind=OrganisationKind.CENTRAL_SUBSIDIARY), case.people.account(Role.MINISTRY_OFFICER)
    with case.people.app.app_context():
        with pytest.raises(lifecycle.ActionRefused, match="只有中央管理企业集团总部可以直报；子企业请通过所在省份的省级教育行政部门申报。"):
            direct.grant(db.session.get_one(Organisation, other), 2026, REASON, case.people.person(email))
        assert not queries.direct_granted(other, 2026) and not queries.direct_granted(case.organisation, 2026)


def test_leave_is_taken_away_once(case: Case) -> None:
    case.granted()
    address = str(case.ministry.open("/review/direct").soup.select_one('a[href$="/revoke"]')["href"])
    other = case.people.signed_in(Role.MINISTRY_OFFICER).open(address)
    case.ministry.open(address).send("/revoke", {"reason": "集团已改由省级推荐"})
    other.send("/revoke", {"reason": "另一理由"})
    assert "这次同意已于 2026-06-01 12:00 撤销。" in other.text
    assert "另一理由" not in case.people.sign_in(case.email).open("/notices").text


def test_what_was_handed_in_to_the_province_stays_there_when_leave_is_granted(case: Case) -> None:
    with case.people.app.app_context():
        application = full_application(case.people.person(case.email), 1, units=2)
        lifecycle.finalise(application, case.people.person(case.email))
        put_scan(application, case.people.person(case.email))
        lifecycle.submit(application, case.people.person(case.email))
        identity = application.id
    case.granted()
    with case.people.app.app_context():
        handed_in = db.session.get_one(Application, identity)
        assert (handed_in.status.value, handed_in.direct) == ("submitted", False)
        assert db.session.get_one(Application, case.id).direct


def test_what_was_reported_directly_is_taken_back_within_ten_minutes(case: Case) -> None:
    case.granted()
    case.finalised()
    clerk = case.submits()
    assert case.status() == "reported" and case.ministry.open(f"/review/{case.id}").status == 200
    clerk.open(f"/applications/{case.id}").send("/withdraw")
    assert case.status() == "finalised" and case.ministry.open(f"/review/{case.id}").status == 404
    with case.people.app.app_context():
        assert db.session.get_one(Application, case.id).reported_at is None


def test_nobody_of_another_organisation_acts_for_an_application(case: Case) -> None:
    stranger = case.people.account(Role.APPLICANT, organisation=case.people.organisation())
    with case.people.app.app_context():
        application = db.session.get_one(Application, case.id)
        with pytest.raises(Forbidden):
            lifecycle.finalise(application, case.people.person(stranger))
        assert application.status.value == "draft"

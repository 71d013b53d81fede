"""工作台: an officer sees first what waits, what presses, what changed, and how the year stands."""

from __future__ import annotations

from datetime import timedelta

from cte_portal import clock
from cte_portal.accounts.models import RegistrationState
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.conftest import NOON
from tests.support.people import ZHEJIANG, People, Visitor
from tests.support.world import full_application, hand_in
from tests.web.test_pages import counted


def handed_in(people: People, number: int = 0) -> str:
    """The name of an application that was submitted to Jiangsu."""
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        person = people.person(email)
        application = full_application(person, number)
        hand_in(application, person)
        return application.community.name


def figures(visitor: Visitor) -> dict[str, str]:
    """Label → number of everything that is counted on the page."""
    return {one.span.get_text(): one.strong.get_text() for one in visitor.soup.select(".figure-row a")}


def test_whoever_has_nothing_to_do_is_told_so(people: People) -> None:
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    assert officer.address == "/work" and "现在没有等您单位办理的事" in officer.text and "申报单位提交后" in officer.text
    assert "2026 年注册填报" in officer.text and "先办这些" not in officer.text


def test_what_waits_is_counted_and_leads_to_where_it_is_done(people: People) -> None:
    name = handed_in(people)
    people.organisation("新注册有限公司", state=RegistrationState.PENDING)
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    assert figures(officer) == {"待省级审核、未分配": "1", "待省级审核": "1", "注册待审核": "1", "合计": "1"}
    for label, found in (("待省级审核、未分配", name), ("注册待审核", "新注册有限公司")):
        link = next(one for one in officer.open("/work").soup.select(".figure-row a") if one.span.get_text() == label)
        assert found in officer.open(str(link["href"])).text
    other = people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    assert figures(other) == {}


def test_what_has_waited_too_long_comes_first_and_a_message_opens_from_there(people: People) -> None:
    name = handed_in(people)
    officer = people.account(Role.PROVINCE_OFFICER)
    handed_in(people, 1)  # the officer is told of this one
    with clock.at(NOON + timedelta(days=20)):
        visitor = people.sign_in(officer)
        assert "先办这些" in visitor.text and "20 天" in visitor.text and name in visitor.text and figures(visitor)["已超期"] == "2"
        assert "未读" in visitor.text
        seen = visitor.text.count("未读")
        visitor.send(str(visitor.soup.select(".inbox form")[0]["action"]))
        assert visitor.open("/work").text.count("未读") == seen - 1


def test_the_ministry_sees_the_country(people: People) -> None:
    ministry = people.signed_in(Role.MINISTRY_OFFICER)
    assert "各省报送后" in ministry.text and ministry.soup.find("svg") is None
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    officer = people.account(Role.PROVINCE_OFFICER)
    with people.app.app_context():
        application = full_application(people.person(email))
        hand_in(application, people.person(email))
        lifecycle.decide("approve", application, people.person(officer), "")
        lifecycle.decide("report", application, people.person(officer), "", letter_number="演示〔2026〕1 号")
        number = application.id
    ministry.open("/work")
    assert figures(ministry)["已报送教育部"] == "1" and ministry.soup.find("svg") is not None
    assert "江苏" in ministry.text
    with people.app.app_context():
        db.session.get_one(Application, number).submitted_to = "810000"  # as an older list of provinces may have left it
        db.session.commit()
    table = ministry.open("/work").soup.select("details td")
    assert [cell.get_text() for cell in table] == ["810000", "1"], "the table counts all that the figures do"


def test_it_costs_the_same_queries_however_much_waits(people: People) -> None:
    handed_in(people)
    officer = people.signed_in(Role.PROVINCE_OFFICER)
    with counted(people.app) as few:
        officer.open("/work")
    for number in range(1, 8):
        handed_in(people, number)
    with counted(people.app) as many:
        officer.open("/work")
    assert len(few) == len(many) <= 22, len(many)

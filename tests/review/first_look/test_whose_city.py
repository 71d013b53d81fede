"""Which city's bureau looks first, and when nobody does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskCliRunner
from hypothesis import given
from hypothesis import strategies as st

from cte_portal import clock
from cte_portal.accounts.models import Account, Authority
from cte_portal.accounts.rules import city_code_problem
from cte_portal.catalogue.places import plan_cities
from cte_portal.catalogue.uscc import with_check_digit
from cte_portal.community.models import Application, MemberUnit, Transition
from cte_portal.extensions import db
from cte_portal.notices.models import Notice
from cte_portal.review.authority_settings import service as settings
from cte_portal.review.first_look import queries, service
from cte_portal.review.first_look.rules import bureau_for, city_of, days_left, joined
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.conftest import NOON
from tests.support.people import JIANGSU, NANJING, PASSWORD, SUZHOU, ZHEJIANG, People
from tests.support.steps import begun, took

DISTRICT = "320508"  # of Suzhou


def code_in(division: str) -> str:
    return with_check_digit(f"91{division}MA1234567")


@pytest.mark.parametrize(
    ("division", "city"),
    [("320508", SUZHOU), ("320100", NANJING), ("320000", None), ("330206", None), ("100000", None)],
    ids=["a district", "the city itself", "registered with the province", "another province", "registered with the state"],
)
def test_the_city_is_read_from_the_credit_code(division: str, city: str | None) -> None:
    assert city_of(code_in(division), JIANGSU) == city


@given(st.one_of(st.none(), st.text(max_size=20)))
def test_no_code_however_wrong_does_harm(code: str | None) -> None:
    found = city_of(code, JIANGSU)
    assert found is None or (found[:2] == "32" and city_code_problem(found) is None)


def test_only_leads_in_the_recommending_province_count_in_their_order() -> None:
    leads = [(ZHEJIANG, code_in("320508")), (JIANGSU, code_in("320106")), (JIANGSU, code_in("320508"))]
    assert bureau_for(leads, JIANGSU, {SUZHOU, NANJING}) == NANJING
    assert bureau_for(leads, JIANGSU, {SUZHOU}) == SUZHOU, "the first lead's city has no bureau here"
    assert bureau_for(leads, JIANGSU, set()) is None and bureau_for([], JIANGSU, {SUZHOU}) is None


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_a_bureau_is_late_on_the_day_after_the_last(due: date, days: int) -> None:
    assert days_left(due, due - timedelta(days=days)) == days


@given(st.text(max_size=30), st.text(min_size=1, max_size=30))
def test_taking_a_comment_over_loses_nothing_and_twice_is_once(own: str, citys: str) -> None:
    both = joined(own, citys)
    assert own.strip() in both and citys.strip() in both and joined(both, citys) == both


@pytest.mark.parametrize("code", ["", "3205", "320508", "320000", "990100", "32０500", "320500 "])
def test_a_city_code_that_is_none_is_refused_in_words(code: str) -> None:
    assert city_code_problem(code)


def test_the_operator_makes_a_bureau_s_account_and_says_what_the_bureau_is_called(people: People) -> None:
    cli: FlaskCliRunner = people.app.test_cli_runner()

    def create(email: str, *more: str) -> str:
        said = cli.invoke(args=["accounts", "create", "--email", email, "--name", "李㛃", "--role", "city_officer", "--password", PASSWORD, *more])
        return said.output

    assert "写明市教育局的名称" in create("a@demo.example", "--city", SUZHOU)
    assert "区县的代码" in create("a@demo.example", "--city", DISTRICT)
    assert "已建立" in create("a@demo.example", "--city", SUZHOU, "--authority", "演示市教育局")
    assert "已建立" in create("b@demo.example", "--city", SUZHOU), "it is there now"
    ningbo = next(city for city in plan_cities().values() if city.province_code == ZHEJIANG)
    assert "已建立" in create("c@demo.example", "--city", ningbo.code), "the five are known by name"
    with people.app.app_context():
        names = {account.email[0]: account.authority.name for account in db.session.query(Account) if account.authority}
    assert names == {"a": "演示市教育局", "b": "演示市教育局", "c": ningbo.education_authority}


class Desk:
    """A province that wants first looks, its two bureaus, and an applicant."""

    def __init__(self, people: People, days: int = 5):
        self.people = people
        emails = [
            people.account(Role.PROVINCE_OFFICER),
            people.account(Role.CITY_OFFICER, city=SUZHOU),
            people.account(Role.CITY_OFFICER, city=NANJING),
            people.account(Role.APPLICANT, organisation=people.organisation()),
        ]
        self.city_email = emails[1]
        with people.app.app_context():
            settings.change({"city_first_look": True}, people.person(emails[0]), days)
        self.emails = emails

    def __enter__(self) -> Desk:
        self.context = self.people.app.app_context()
        self.context.push()
        self.province, self.suzhou, self.nanjing, self.clerk = map(self.people.person, self.emails)
        return self

    def __exit__(self, *error: object) -> None:
        self.context.pop()

    def submitted(self, division: str = DISTRICT) -> Application:
        application = begun(self.clerk)
        with transaction():
            for key, of in (("lead_enterprise", division), ("lead_school", "330106")):
                db.session.add(
                    MemberUnit(application_id=application.id, unit=key, lead=True, name=key, uscc=code_in(of), province_code=f"{of[:2]}0000")
                )
        took(application, "submit", self.clerk)
        return application

    def told(self, account: Account) -> list[str]:
        return [notice.subject.partition("：")[0] for notice in db.session.query(Notice).filter_by(account_id=account.id).order_by(Notice.id)]


def test_a_submission_goes_to_the_bureau_of_the_lead_s_city_which_is_told(people: People) -> None:
    with Desk(people) as desk:
        application = desk.submitted()
        look = queries.waiting(application)
        assert look is not None and look.authority_id == desk.suzhou.authority_id == application.city_asked_id
        assert look.due == date(2026, 6, 6) and look.asked_by_id is None
        assert desk.told(desk.suzhou) == ["请提出市级初审意见"] and desk.told(desk.nanjing) == []


def test_where_no_city_is_found_the_province_assigns_one_or_goes_on_without(people: People) -> None:
    with Desk(people) as desk:
        first, second = desk.submitted("320000"), desk.submitted("321200")
        assert queries.unassigned_count(JIANGSU) == 2
        service.assign(first, desk.nanjing.authority, desk.province)
        service.assign(second, None, desk.province)
        assert queries.unassigned_count(JIANGSU) == 0
        assert first.city_asked_id == desk.nanjing.authority_id and second.city_asked_id is None
        service.assign(first, desk.suzhou.authority, desk.province)
        assert desk.told(desk.nanjing) == ["请提出市级初审意见", "不再需要市级初审"] and desk.told(desk.suzhou) == ["请提出市级初审意见"]
        foreign = Authority(id=10**6, city_code="330200")
        with pytest.raises(service.ActionRefused, match="本省"):
            service.assign(first, foreign, desk.province)


def test_a_province_that_does_not_want_it_is_not_given_it(people: People) -> None:
    with Desk(people) as desk:
        settings.change({"city_first_look": False}, desk.province)
        application = desk.submitted()
        assert queries.latest(application) is None and application.city_asked_id is None


@pytest.mark.parametrize("ending", ["withdraw", "return", "decline", "approve"])
def test_it_ends_when_the_applicant_takes_back_or_the_province_decides(people: People, ending: str) -> None:
    with Desk(people) as desk:
        application = desk.submitted()
        took(application, ending, desk.clerk if ending == "withdraw" else desk.province)
        assert queries.waiting(application) is None and application.city_asked_id is None
        assert desk.told(desk.suzhou)[-1] == "不再需要市级初审"
        with pytest.raises(service.ActionRefused, match=r"没有在等待市级初审|当前状态"):
            service.give(application, desk.suzhou, service.Advice.RECOMMEND, "同意", {})


def test_a_decision_taken_back_brings_the_first_look_back(people: People) -> None:
    with Desk(people) as desk:
        application = desk.submitted()
        decision = took(application, "approve", desk.province)
        assert isinstance(decision, Transition)
        with transaction():
            application.status = decision.source or application.status
        took(application, "take_back_decision", desk.province, decision)
        look = queries.waiting(application)
        assert look is not None and application.city_asked_id == look.authority_id == desk.suzhou.authority_id


def test_a_second_submission_is_looked_at_again(people: People) -> None:
    with Desk(people) as desk:
        application = desk.submitted()
        service.give(application, desk.suzhou, service.Advice.RECOMMEND, "同意推荐。", {})
        took(application, "return", desk.province)
        took(application, "submit", desk.clerk)
        look = queries.waiting(application)
        assert look is not None and look.given_at is None and len(queries.given(application)) == 1


def test_a_bureau_is_reminded_once_before_and_once_after_the_last_day(people: People) -> None:
    with Desk(people) as desk:
        desk.submitted()
        said = []
        for day in range(9):
            with clock.at(NOON + timedelta(days=day)):
                said.append((service.remind(), service.remind()))
        assert [one[0] for one in said] == [0, 0, 0, 0, 1, 0, 1, 0, 0] and not any(again for _, again in said)
        assert desk.told(desk.suzhou)[1:] == ["市级初审即将到期", "市级初审已逾期"]

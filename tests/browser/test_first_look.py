"""市级初审 at a real browser: the bureau reads, comments at a place and says what it thinks; the province takes it over."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.review.authority_settings import service as settings
from cte_portal.review.first_look import service as first_look
from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.world import full_application, hand_in

from .conftest import RunningPortal

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_city_s_opinion_reaches_the_province(running: RunningPortal, chromium: Browser, javascript: bool) -> None:
    people = running.people
    applicant = people.account(Role.APPLICANT, organisation=people.organisation())
    province, city = people.account(Role.PROVINCE_OFFICER), people.account(Role.CITY_OFFICER)
    with running.app.app_context():
        settings.change({"city_first_look": True}, people.person(province), 5)
        clerk, officer, bureau = map(people.person, (applicant, province, city))
        application = full_application(clerk, 2)
        hand_in(application, clerk)
        first_look.assign(application, bureau.authority, officer)
        number, name = application.id, application.community.name

    at = Clerk.at(chromium, running.address, javascript=javascript).sign_in(city)
    at.open(f"/review/{number}")
    at.page.locator("#basics .say, #basics a[href*='/comments/basics']").first.click()
    at.page.locator("form[action*='/comments/basics']").first.wait_for()
    at.send("/comments/basics", {"text": ["请写明秘书处人员。"]})
    expect(at.page.locator("main")).to_contain_text("请写明秘书处人员。")
    at.open(f"/review/{number}/first-look/opinion").send("/opinion", {"advice": ["return"], "opinion": ["个别内容需要补充。"]})
    expect(at.page.locator("#messages")).to_contain_text("已交省级教育行政部门")

    desk = Clerk.at(chromium, running.address, javascript=javascript).sign_in(province).open(f"/review/{number}")
    expect(desk.page.locator("aside")).to_contain_text("建议退回修改")
    desk.open(f"/review/{number}/first-look").send("/take-over")
    expect(desk.page.locator("#messages")).to_contain_text("已将 1 条意见收入")
    expect(desk.page.locator("#basics")).to_contain_text("请写明秘书处人员。")
    desk.open("/statistics/filing?kind=submitted")
    expect(desk.page.locator("svg.chart").first).to_be_visible()
    with running.app.app_context():
        assert db.session.get_one(Application, number).status.value == "submitted", name
    assert not at.complaints and not desk.complaints

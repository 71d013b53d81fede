"""An officer at a real browser: reads what goes out, goes back to it, sends it, takes it back; with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.world import full_application, hand_in

from .conftest import RunningPortal

pytestmark = pytest.mark.browser
OPINION = "总体可行，请补充后再报。"
SENT = "button[name=confirmed]"


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_return_is_read_before_it_goes_out_and_taken_back(running: RunningPortal, chromium: Browser, javascript: bool) -> None:
    people = running.people
    applicant = people.account(Role.APPLICANT, organisation=people.organisation())
    desk = people.account(Role.PROVINCE_OFFICER)
    with running.app.app_context():
        application = full_application(people.person(applicant), int(javascript), units=2)
        hand_in(application, people.person(applicant))
        number = application.id
    officer = Clerk.at(chromium, running.address, javascript=javascript).sign_in(desk).open(f"/review/{number}/return")
    officer.send("/return", {"opinion": [OPINION], "more-place": ["foundation"], "more-text": ["请补充近三年数据"]}, confirms=False)
    assert OPINION in officer.text and "建设基础：请补充近三年数据" in officer.text and "10 分钟内可以收回" in officer.text
    officer.send("/return", button="button[name=change]", confirms=False)
    assert officer.page.locator("[name=opinion]").input_value() == OPINION
    officer.send("/return")
    assert "已退回" in officer.page.locator("body").inner_text()
    clerk = Clerk.at(chromium, running.address, javascript=javascript).sign_in(applicant).open(f"/applications/{number}/sections/lead_school")
    assert "这一栏本次没有开放修改" in clerk.text and clerk.page.locator("[name=lead_school-name]").count() == 0
    assert clerk.open(f"/applications/{number}/sections/foundation").page.locator("textarea[name^=foundation-]").count()
    officer.open(f"/review/{number}").send("/take-back")
    assert "待省级审核" in officer.text
    assert officer.open(f"/review/{number}/return").page.locator("[name=opinion]").input_value() == OPINION, "what was written is still there"
    assert officer.complaints == [] and clerk.complaints == []

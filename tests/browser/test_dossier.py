"""An officer's reading of a dossier: what happens on the page where JavaScript is on, and with keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.world import full_application, hand_in

from .conftest import RunningPortal

pytestmark = pytest.mark.browser


def handed_in(running: RunningPortal) -> tuple[int, str]:
    """An application, and the email of an officer who may read it."""
    people = running.people
    applicant = people.account(Role.APPLICANT, organisation=people.organisation())
    with running.app.app_context():
        application = full_application(people.person(applicant), 0)
        hand_in(application, people.person(applicant))
        return application.id, people.account(Role.PROVINCE_OFFICER)


def test_with_javascript_all_of_it_happens_on_the_page(running: RunningPortal, chromium: Browser) -> None:
    number, email = handed_in(running)
    officer = Clerk.at(chromium, running.address, javascript=True).sign_in(email).open(f"/review/{number}")
    page = officer.page
    row = page.locator("#participants tbody tr:has(a.say)").first
    row.locator("a.say").click()
    expect(page.locator("#participants textarea")).to_be_focused()
    page.keyboard.type("请核对这一家 jkl")  # letters in a box are letters, not shortcuts
    page.locator("#participants .comment-box button").click()
    expect(page.locator("#participants .draft-comment")).to_contain_text("请核对这一家 jkl")
    expect(page.locator("#draft-count")).to_have_text("（1 条意见草稿）")
    page.locator("#evidence a.look").first.click()
    picture = page.locator(".preview img").first
    expect(picture).to_have_js_property("complete", True, timeout=15_000)
    assert picture.evaluate("image => image.naturalWidth") > 0
    page.get_by_role("link", name="收起").click()
    expect(page.locator(".preview img")).to_have_count(0)
    page.locator("#checklist input[value=not_met]").first.check()
    expect(page.locator("#checklist-status")).to_contain_text("已保存")
    expect(page.locator("#check-count")).to_contain_text("已答 1/")
    page.locator("h1").click()
    page.keyboard.press("l")
    expect(page.locator("#checklist")).to_be_focused()
    page.locator(".keys summary").click()
    page.get_by_role("button", name="关闭快捷键").click()
    page.locator("h1").click()
    page.keyboard.press("u")
    assert officer.path == f"/review/{number}"
    page.get_by_role("button", name="开启快捷键").click()
    page.locator("h1").click()
    with page.expect_navigation():
        page.keyboard.press("u")
    assert officer.path == "/review"
    assert officer.complaints == []

"""With JavaScript, what was typed survives everything else one does on the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.world import full_application

from .conftest import RunningPortal

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def section(running: RunningPortal, chromium: Browser) -> Clerk:
    email = running.people.account(Role.APPLICANT, organisation=running.people.organisation())
    with running.app.app_context():
        number = full_application(running.people.person(email), 2).id
    clerk = Clerk.at(chromium, running.address, javascript=True).sign_in(email)
    return clerk.open(f"/applications/{number}/sections/task_1")


def test_unsaved_text_stays_while_a_row_is_added(section: Clerk) -> None:
    box = section.page.locator("[name=task_1-goals]")
    box.fill("还没有保存的目标")
    section.page.get_by_role("link", name="添加").click()
    section.page.locator(".list-editor form[data-keep]").wait_for()
    assert box.input_value() == "还没有保存的目标"
    section.send("/sections/task_1_targets/rows")
    assert box.input_value() == "还没有保存的目标"
    section.send("/sections/task_1")
    assert section.open(section.path).page.locator("[name=task_1-goals]").input_value() == "还没有保存的目标"


def test_a_lost_connection_is_said_and_the_row_stays(section: Clerk) -> None:
    section.page.get_by_role("link", name="添加").click()
    row = section.page.locator(".list-editor form[data-keep]")
    row.wait_for()
    box = row.locator("input[type=text], textarea").first
    box.fill("断网时填写")
    section.page.context.set_offline(True)
    section.page.locator(".list-editor").get_by_role("button", name="保存", exact=True).click()
    section.page.get_by_text("没有连上平台").wait_for()
    section.page.context.set_offline(False)
    assert box.input_value() == "断网时填写"

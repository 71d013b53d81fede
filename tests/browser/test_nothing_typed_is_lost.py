"""With JavaScript, what was typed survives everything else one does on the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from cte_portal.community.filling import queries as filling
from cte_portal.community.filling import service as editing
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.world import full_application, hand_in

from .conftest import RunningPortal

pytestmark = pytest.mark.browser


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


@pytest.fixture
def answering(running: RunningPortal, chromium: Browser) -> Clerk:
    """At a section that was sent back with a comment on one of its boxes."""
    people = running.people
    email, officer = people.account(Role.APPLICANT, organisation=people.organisation()), people.account(Role.PROVINCE_OFFICER)
    with running.app.app_context():
        person = people.person(email)
        application = full_application(person, 2)
        hand_in(application, person)
        lifecycle.return_for_correction("return", application, people.person(officer), "", {"foundation/cooperation": "请写明年份"}, open_all=True)
        number = application.id
    clerk = Clerk.at(chromium, running.address, javascript=True).sign_in(email)
    clerk.open(f"/applications/{number}/sections/foundation")
    clerk.page.locator(".comment summary").click()
    return clerk


def test_an_answer_and_the_section_around_it_do_not_save_or_lose_each_other(answering: Clerk) -> None:
    page = answering.page
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.locator("textarea[name=answer]").fill("已写明 2023 年至 2025 年")
    page.wait_for_timeout(2500)
    assert not any(url.endswith("/sections/foundation") for url in posted), "typing an answer saves nothing of the section"
    page.locator("[name=foundation-strengths]").fill("改过的优势")
    page.get_by_role("button", name="保存答复").click()
    page.get_by_text("已记录对意见的答复").wait_for()
    assert "已写明 2023 年至 2025 年" in page.locator(".comment").inner_text()
    assert page.locator("[name=foundation-strengths]").input_value() == "改过的优势"


def test_an_answer_that_never_reached_the_portal_is_offered_at_its_comment(answering: Clerk) -> None:
    page = answering.page
    page.locator("textarea[name=answer]").fill("还没有保存的答复")
    page.wait_for_timeout(600)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator(".comment").get_by_role("button", name="放回表中").click()
    assert page.locator("textarea[name=answer]").input_value() == "还没有保存的答复"


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


def test_ticks_come_back_to_the_same_units_though_a_colleague_took_one_out(running: RunningPortal, section: Clerk) -> None:
    page, number = section.page, int(section.path.split("/")[2])
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())  # nothing reaches the portal
    ticks = page.locator("[name=task_1-responsible]")
    *_, gone, last = [str(one.get_attribute("value")) for one in ticks.all()]
    for one in ticks.all():
        one.set_checked(one.get_attribute("value") == last)
    page.locator("[name=task_1-goals]").fill("还没有保存的目标")
    page.wait_for_timeout(600)
    with running.app.app_context():
        application = db.session.get_one(Application, number)
        section_of_units = application.definition.by_key["participants"]
        row = filling.list_row(application, section_of_units, gone)
        assert row is not None
        editing.remove_row(application, section_of_units, row, None)
    page.reload()
    page.get_by_role("button", name="放回表中").click()
    assert [one.get_attribute("value") for one in ticks.all() if one.is_checked()] == [last]
    assert page.locator("[name=task_1-goals]").input_value() == "还没有保存的目标"
    page.unroute_all()

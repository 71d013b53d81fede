"""The section saves itself: through killed servers, ended sessions and colleagues, and says truly what is saved."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from cte_portal import clock
from cte_portal.accounts.models import SignIn
from cte_portal.catalogue.kinds import AsTyped
from cte_portal.community import queries
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.support.clerk import Clerk
from tests.support.people import PASSWORD
from tests.support.world import full_application

from .conftest import Mortal, RunningPortal

pytestmark = pytest.mark.browser
GOALS = "[name=task_1-goals]"


def begun(portal: RunningPortal, *names: str) -> tuple[int, list[str]]:
    """An application, and the emails of the people of its organisation."""
    organisation = portal.people.organisation()
    emails = [portal.people.account(Role.APPLICANT, organisation=organisation, name=name) for name in names]
    with portal.app.app_context():
        return full_application(portal.people.person(emails[0]), 2).id, emails


def kept(portal: RunningPortal, application: int) -> str:
    with portal.app.app_context():
        value = queries.content_of(db.session.get(Application, application)).values("task_1").get("goals")
        return value.text if isinstance(value, AsTyped) else str(value)  # what is too long is kept as typed


def at_section(portal: RunningPortal, chromium: Browser, application: int, email: str, *, javascript: bool = True) -> Clerk:
    clerk = Clerk.at(chromium, portal.address, javascript=javascript).sign_in(email)
    return clerk.open(f"/applications/{application}/sections/task_1")


def test_what_is_typed_is_saved_a_moment_later_and_leaving_asks_nothing(running: RunningPortal, chromium: Browser) -> None:
    number, emails = begun(running, "李四")
    clerk = at_section(running, chromium, number, emails[0])
    clerk.page.locator(GOALS).press_sequentially("三年内建成实体化运行机制")
    expect(clerk.page.locator("#task_1-status")).to_contain_text("已自动保存")
    assert "三年内建成实体化运行机制" in kept(running, number)
    clerk.open(clerk.path)
    assert "三年内建成实体化运行机制" in clerk.page.locator(GOALS).input_value()
    assert not clerk.page.locator(".kept-here").count() and not clerk.complaints


def test_nothing_said_to_be_saved_is_lost_when_the_server_is_killed_and_the_rest_is_offered_again(mortal: Mortal, chromium: Browser) -> None:
    number, emails = begun(mortal, "李四")
    clerk = at_section(mortal, chromium, number, emails[0])
    chance = random.Random(7)
    text = "".join(chance.choice("建立健全实体化运行机制𬭎䶮，。") for _ in range(2000))
    box, status = clerk.page.locator(GOALS), clerk.page.locator("#task_1-status")
    box.fill("")
    for start in range(0, 1200, 200):
        box.press_sequentially(text[start : start + 200])
    expect(status).to_contain_text("已自动保存")
    clerk.page.wait_for_function("() => !document.querySelector('#task_1-status.htmx-request')")
    clerk.page.wait_for_timeout(2500)
    said = kept(mortal, number)
    assert said == text[:1200]
    mortal.kill()
    box.press_sequentially(text[1200:])
    expect(status).to_contain_text("没有连上平台")
    expect(status).to_contain_text("还没有保存")
    clerk.page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())  # no retry slips in
    mortal.start()
    clerk.page.reload()
    clerk.page.unroute_all()
    assert clerk.page.locator(GOALS).input_value() == text[:1200], "what was said to be saved"
    clerk.page.locator(".kept-here").get_by_role("button", name="放回表中").click()
    assert clerk.page.locator(GOALS).input_value() == text, "what was not yet saved"
    expect(status).to_contain_text("已自动保存")
    assert kept(mortal, number) == text


def test_a_server_that_comes_back_gets_what_it_missed_by_itself(mortal: Mortal, chromium: Browser) -> None:
    number, emails = begun(mortal, "李四")
    clerk = at_section(mortal, chromium, number, emails[0])
    mortal.kill()
    clerk.page.locator(GOALS).fill("停机时填写的")
    expect(clerk.page.locator("#task_1-status")).to_contain_text("会自动再试")
    mortal.start()
    expect(clerk.page.locator("#task_1-status")).to_contain_text("已自动保存", timeout=30_000)
    assert kept(mortal, number) == "停机时填写的"


def test_the_session_ends_and_the_password_on_the_spot_goes_on(running: RunningPortal, chromium: Browser) -> None:
    number, emails = begun(running, "李四")
    clerk = at_section(running, chromium, number, emails[0])
    with running.app.app_context(), transaction():
        for session in db.session.scalars(select(SignIn)):
            session.ended_at = clock.now()
    box = clerk.page.locator(GOALS)
    box.fill("超时后填写的")
    clerk.page.get_by_text("登录已超时。").wait_for()
    expect(clerk.page.locator("#task_1-status")).to_contain_text("还没有保存")
    clerk.page.get_by_label("李四 的密码").fill(PASSWORD)
    clerk.page.locator("#session").get_by_role("button", name="登录").click()
    expect(clerk.page.locator("#task_1-status")).to_contain_text("已自动保存")
    assert box.input_value() == "超时后填写的" and kept(running, number) == "超时后填写的"


@pytest.mark.parametrize("javascript", [True, False])
def test_two_people_one_field_both_texts_side_by_side(running: RunningPortal, chromium: Browser, javascript: bool) -> None:
    number, emails = begun(running, "李四", "王五")
    one = at_section(running, chromium, number, emails[0], javascript=javascript)
    other = at_section(running, chromium, number, emails[1], javascript=javascript)
    one.send("/sections/task_1", {"task_1-goals": ["李四的目标"]})
    other.page.locator(GOALS).fill("王五的目标")
    if javascript:
        expect(other.page.locator("#task_1-status")).to_contain_text("还没有保存")
        other.page.get_by_role("button", name="查看两份内容并选择").click()
    else:
        other.send("/sections/task_1")
    other.page.get_by_text("与已保存的不同").first.wait_for()
    assert other.page.get_by_text("李四的目标").count() and other.page.locator(GOALS).input_value() == "王五的目标"
    assert kept(running, number) == "李四的目标"
    other.send("/sections/task_1", {"task_1-goals": ["李四的目标；王五的目标"]})
    other.page.get_by_text("已保存").first.wait_for()
    assert kept(running, number) == "李四的目标；王五的目标"


def test_an_open_row_saves_itself_too(running: RunningPortal, chromium: Browser) -> None:
    number, emails = begun(running, "李四")
    clerk = Clerk.at(chromium, running.address, javascript=True).sign_in(emails[0])
    clerk.open(f"/applications/{number}/sections/participants")
    clerk.page.get_by_role("link", name="修改").first.click()
    clerk.page.locator("[name=participants-duties]").fill("自动保存的任务")
    expect(clerk.page.locator("#participants-row-status")).to_contain_text("已自动保存")
    clerk.page.get_by_role("link", name="收起").click()
    clerk.page.locator("#form-participants-row").wait_for(state="detached")
    with running.app.app_context():
        rows = queries.content_of(db.session.get(Application, number)).rows("participants")
    assert rows[0].values["duties"] == "自动保存的任务"


def test_what_was_saved_is_not_offered_again(running: RunningPortal, chromium: Browser) -> None:
    number, emails = begun(running, "李四")
    clerk = Clerk.at(chromium, running.address, javascript=True).sign_in(emails[0])
    clerk.open(f"/applications/{number}/sections/participants?add=participants")
    clerk.page.locator("[name=participants-name]").fill("岑屿材料有限公司")
    clerk.page.wait_for_timeout(500)
    clerk.send("/participants/rows", button="[name=go][value=another]")
    assert clerk.page.locator("[name=participants-name]").input_value() == ""
    assert not clerk.page.locator(".kept-here").count()
    clerk.page.locator("[name=participants-name]").fill("还没有保存的单位")
    clerk.page.wait_for_timeout(500)
    clerk.page.reload()
    clerk.page.locator(".kept-here").get_by_role("button", name="放回表中").click()
    assert clerk.page.locator("[name=participants-name]").input_value() == "还没有保存的单位"


def test_after_taking_the_others_text_nothing_is_offered(running: RunningPortal, chromium: Browser) -> None:
    number, emails = begun(running, "李四", "王五")
    one = at_section(running, chromium, number, emails[0])
    other = at_section(running, chromium, number, emails[1])
    one.send("/sections/task_1", {"task_1-goals": ["李四的目标"]})
    other.page.locator(GOALS).fill("王五的目标")
    expect(other.page.locator("#task_1-status")).to_contain_text("还没有保存")
    other.page.get_by_role("button", name="查看两份内容并选择").click()
    other.page.locator("[name=choose-goals][value=theirs]").check()
    other.send("/sections/task_1")
    other.open(f"/applications/{number}/sections/task_1")
    assert other.page.locator(GOALS).input_value() == "李四的目标"
    assert not other.page.locator(".kept-here").count()


@pytest.mark.parametrize("javascript", [True, False])
def test_enter_in_a_section_that_finds_known_units_saves_it(running: RunningPortal, chromium: Browser, javascript: bool) -> None:
    number, emails = begun(running, "李四")
    clerk = Clerk.at(chromium, running.address, javascript=javascript).sign_in(emails[0])
    clerk.open(f"/applications/{number}/sections/lead_school")
    name = clerk.page.locator("[name=lead_school-contact_name]")
    name.fill("赵六")
    name.press("Enter")
    expect(clerk.page.locator("body")).to_contain_text("已保存")
    with running.app.app_context():
        assert queries.content_of(db.session.get(Application, number)).values("lead_school")["contact_name"] == "赵六"


def test_what_a_known_unit_filled_in_is_saved_a_moment_later(running: RunningPortal, chromium: Browser) -> None:
    number, emails = begun(running, "李四")
    clerk = Clerk.at(chromium, running.address, javascript=True).sign_in(emails[0])
    clerk.open(f"/applications/{number}/sections/lead_school")
    clerk.page.locator("[name=lead_school-contact_name]").fill("钱七")
    clerk.page.get_by_role("button", name="查找").click()
    expect(clerk.page.locator("#lead_school-status")).to_contain_text("已自动保存")
    with running.app.app_context():
        assert queries.content_of(db.session.get(Application, number)).values("lead_school")["contact_name"] == "钱七"

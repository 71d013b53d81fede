"""Who works with keys or a screen reader stays where they are when a part of the page changes, and hears what happened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.files import pdf
from tests.support.world import full_application, hand_in

from .conftest import RunningPortal

pytestmark = pytest.mark.browser
LISTENING = """() => {
    window.heard = [];
    const live = "[aria-live], [role=status], [role=alert]";
    new MutationObserver(changes => changes.forEach(change => {
        for (const node of [change.target, ...change.addedNodes]) {
            const place = (node.nodeType === 1 ? node : node.parentElement)?.closest(live);
            if (place && place.innerText.trim()) window.heard.push(place.innerText.trim());
        }
    })).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""
SETTLES = """() => new Promise(done => document.addEventListener("htmx:afterSettle", event => {
    if (!event.detail.requestConfig.elt.matches("[hx-get], [hx-post]")) setTimeout(done, 50);
}))"""
FOCUSED = (
    "() => document.activeElement.tagName + ' ' + (document.activeElement.name || document.activeElement.id || document.activeElement.innerText)"
)


@pytest.fixture(scope="module")
def clerk(running: RunningPortal, chromium: Browser) -> tuple[Clerk, int]:
    """Signed in, with an application of 60 units."""
    email = running.people.account(Role.APPLICANT, organisation=running.people.organisation())
    with running.app.app_context():
        number = full_application(running.people.person(email), 0, units=60).id
    return Clerk.at(chromium, running.address, javascript=True).sign_in(email), number


@pytest.fixture(scope="module")
def officer(running: RunningPortal, chromium: Browser) -> tuple[Clerk, int]:
    """Signed in, with an application that was handed in."""
    people = running.people
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with running.app.app_context():
        application = full_application(people.person(email), 1, 2)
        hand_in(application, people.person(email))
        number = application.id
    return Clerk.at(chromium, running.address, javascript=True).sign_in(people.account(Role.PROVINCE_OFFICER)), number


def focus_after(page: Page, act: Callable[[], None]) -> str:
    """Where the focus is when the part that was asked for has come."""
    page.evaluate(f"() => {{ window.come = ({SETTLES})(); }}")
    act()
    page.evaluate("window.come")
    held: str = page.evaluate(FOCUSED)
    return held


def pressed(page: Page, selector: str) -> Callable[[], None]:
    def press() -> None:
        page.locator(selector).first.focus()
        page.keyboard.press("Enter")

    return press


PARTICIPANTS = "#participants"
STEPS = {  # what is pressed on the list's page → what opens the page with it
    "another page": (".pager a[rel=next]", ""),
    "found": ("form.filters button", "&list=participants&find=1"),
    "a row to add": (".actions a.button", ""),
    "a row to change": (".row-actions a", ""),
    "a row taken out": (".row-actions button.danger", ""),
    "a row saved": (".save-bar button", "&edit=first"),
    "a row closed": (".save-bar a", "&edit=first"),
    "a row that is not right": (".save-bar button", "&add=participants"),
}


@pytest.mark.parametrize("step", STEPS)
def test_the_focus_stays_in_the_list(clerk: tuple[Clerk, int], step: str) -> None:
    person, number = clerk
    selector, asked = STEPS[step]
    address = f"/applications/{number}/sections/participants?"
    page = person.open(address).page
    if "edit=first" in asked:
        asked = "&edit=" + str(page.locator(f"{PARTICIPANTS} tbody tr").first.get_attribute("id")).removeprefix("participants-")
    person.open(address + asked)
    held = focus_after(page, pressed(page, f"{PARTICIPANTS} {selector}"))
    assert not held.startswith("BODY"), held
    assert page.evaluate("document.activeElement.closest('#section, #messages') !== null")


def test_what_happened_to_a_row_is_heard(clerk: tuple[Clerk, int]) -> None:
    person, number = clerk
    page = person.open(f"/applications/{number}/sections/participants").page
    page.evaluate(LISTENING)
    focus_after(page, pressed(page, f"{PARTICIPANTS} .row-actions button.danger"))
    assert any("已删除" in text and "撤销" in text for text in page.evaluate("window.heard"))
    focus_after(page, pressed(page, f"{PARTICIPANTS} .actions a.button"))
    focus_after(page, pressed(page, f"{PARTICIPANTS} .save-bar button"))
    assert "还没有填写任何内容，没有保存。" in page.evaluate("window.heard")
    page.fill("[name=participants-name]", "岑屿材料有限公司")
    focus_after(page, pressed(page, f"{PARTICIPANTS} .save-bar button"))
    assert "已保存。" in page.evaluate("window.heard")


def heard(page: Page, words: str) -> bool:
    """Whether a screen reader was given these words to say, now or within seconds."""
    for _ in range(50):
        if any(words in text for text in page.evaluate("window.heard")):
            return True
        page.wait_for_timeout(100)
    return False


def test_saving_is_heard_and_leaves_the_focus_in_the_box(clerk: tuple[Clerk, int]) -> None:
    person, number = clerk
    page = person.open(f"/applications/{number}/sections/task_1").page
    page.evaluate(LISTENING)
    page.locator("[name=task_1-goals]").focus()
    page.keyboard.press("End")
    page.keyboard.type("。再写一句")
    expect(page.locator("#task_1-status")).to_contain_text("自动保存", timeout=10_000)
    assert page.evaluate(FOCUSED) == "TEXTAREA task_1-goals"
    for words in ("自动保存", "还可写"):
        assert heard(page, words)


def test_what_could_not_be_saved_is_heard(clerk: tuple[Clerk, int]) -> None:
    person, number = clerk
    page = person.open(f"/applications/{number}/sections/task_1").page
    page.evaluate(LISTENING)
    page.context.set_offline(True)
    try:
        page.locator("[name=task_1-goals]").press_sequentially("断")
        expect(page.locator("#task_1-status")).to_contain_text("没有连上平台", timeout=10_000)
        assert any("没有连上平台" in text for text in page.evaluate("window.heard"))
        assert page.evaluate(FOCUSED) == "TEXTAREA task_1-goals"
    finally:
        page.context.set_offline(False)


def test_proofs_come_and_go_with_the_focus_near(clerk: tuple[Clerk, int]) -> None:
    person, number = clerk
    page = person.open(f"/applications/{number}/evidence").page
    page.evaluate(LISTENING)
    page.locator("#files-charter").set_input_files([{"name": "章程.pdf", "mimeType": "application/pdf", "buffer": pdf("新的章程").read()}])
    held = focus_after(page, pressed(page, "#evidence-charter form:has(#files-charter) button"))
    assert not held.startswith("BODY"), held
    assert page.evaluate("document.activeElement.closest('#evidence-charter, #messages') !== null"), held
    held = focus_after(page, pressed(page, "#evidence-charter .row-actions button"))
    assert not held.startswith("BODY") and page.evaluate("document.activeElement.closest('#evidence-charter, #messages') !== null"), held
    assert len(page.evaluate("window.heard")) >= 2


@pytest.mark.parametrize("selector", ["form.filters button", ".tabs a", ".chips a"])
def test_the_focus_stays_in_the_queue(officer: tuple[Clerk, int], selector: str) -> None:
    person, _ = officer
    page = person.open("/review?find=共同体").page
    held = focus_after(page, pressed(page, f"#queue {selector}"))
    assert not held.startswith("BODY"), held
    assert page.evaluate("document.activeElement.closest('#queue') !== null")


def test_the_focus_comes_back_to_what_opened_a_box_in_the_dossier(officer: tuple[Clerk, int]) -> None:
    person, number = officer
    page = person.open(f"/review/{number}").page
    opened = pressed(page, "#foundation a.say")
    assert focus_after(page, opened).startswith("TEXTAREA")
    assert focus_after(page, pressed(page, "#foundation .slot a:has-text('取消')")) == "A 写意见"
    focus_after(page, opened)
    page.keyboard.type("请补充")
    held = focus_after(page, pressed(page, "#foundation .comment-box button:has-text('保存')"))
    assert not held.startswith("BODY"), held
    assert focus_after(page, pressed(page, "#evidence a.look")) and page.evaluate("document.activeElement !== document.body")
    assert focus_after(page, pressed(page, "#evidence .preview a:has-text('收起')")) == "A 预览"


def test_the_first_key_leads_past_the_menus(clerk: tuple[Clerk, int]) -> None:
    person, number = clerk
    page = person.open(f"/applications/{number}").page
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box and box["x"] >= 0 and box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")

"""An editor's and an administrator's work in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Browser, Response, expect

from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.editions import edition_zip
from tests.support.files import png

from .conftest import RunningPortal

pytestmark = pytest.mark.browser
BODY = "[name=body]"
PASTE = """box => {
  const data = new DataTransfer();
  data.setData("text/html", '<p class="MsoNormal" style="mso-x">关于<b>做好</b>申报</p><script>alert(1)</script>');
  data.setData("text/plain", "关于做好申报");
  box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def _saved_with(text: str) -> Callable[[Response], bool]:
    """The article's own address has answered to a post that held the text."""

    def holds(answer: Response) -> bool:
        article = re.search(r"/desk/articles/\d+$", answer.url)
        return bool(article) and text in unquote_plus(answer.request.post_data or "")

    return holds


def test_an_editor_writes_with_a_live_preview_and_publishes(running: RunningPortal, chromium: Browser, tmp_path: Path) -> None:
    picture = tmp_path / "会场.png"
    picture.write_bytes(png((200, 100)).getvalue())
    editor = Clerk.at(chromium, running.address, javascript=True).sign_in(running.people.account(Role.EDITOR))
    editor.open("/desk/articles/new").send("/desk/articles/new", {"title": ["申报工作通知"], "column": ["notices"]})
    page = editor.page
    page.locator(BODY).press_sequentially("## 一、要求\n\n")
    expect(page.locator("#live-preview h2")).to_have_text("一、要求")
    with page.expect_response(_saved_with("关于**做好**申报")):
        page.locator(BODY).evaluate(PASTE)
    expect(page.locator(BODY)).to_have_value("## 一、要求\n\n关于**做好**申报")
    expect(page.locator("#article-status")).to_contain_text("已自动保存")
    editor.open(editor.path)
    assert page.locator(BODY).input_value().endswith("关于**做好**申报")  # saved of itself
    editor.send("/files", {"alternative": ["成立大会会场"]}, files={"file": picture})
    code = page.locator("#files .code").inner_text()
    here = editor.path.partition("#")[0]
    editor.send(here, {"source": ["演示教育厅"], "body": [f"## 一、要求\n\n{code}"]})
    editor.picture("desk-edit")
    editor.send("/publish")
    assert "已发布" in page.locator("#messages").inner_text()

    reader = Clerk.at(chromium, running.address, javascript=False).open("/columns/notices")
    reader.goes(reader.page.get_by_role("link", name="申报工作通知"))
    shown = reader.page.get_by_role("img", name="成立大会会场")
    assert shown.evaluate("image => image.naturalWidth") == 200
    reader.picture("article")
    editor.open(here).page.locator("summary", has_text="撤下").click()
    editor.send("/withdraw", {"words": ["日期有误，改后重发。"]})
    assert reader.page.goto(running.address + reader.path).status == 410  # type: ignore[union-attr]
    assert "日期有误" in reader.text
    assert editor.complained() == []


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_an_administrator_invites_an_officer_and_closes_the_portal_for_a_while(running: RunningPortal, chromium: Browser, javascript: bool) -> None:
    people, email = running.people, f"zhao{javascript}@demo.example".lower()
    admin = Clerk.at(chromium, running.address, javascript=javascript).sign_in(people.account(Role.ADMINISTRATOR))
    admin.follow("/admin/people").follow("/invite")
    admin.send("/invite", {"name": ["赵经办"], "email": [email], "role": ["province_officer"], "province": ["330000"]})
    admin.picture("people")
    link = admin.page.locator("td.code", has_text="/staff/").first.inner_text()
    officer = Clerk.at(chromium, running.address, javascript=javascript).open(link.removeprefix(running.address))
    officer.send(officer.path, {"password": ["a-password-of-ones-own-9"], "password_again": ["a-password-of-ones-own-9"]})
    officer.send("/sign-in", {"email": [email], "password": ["a-password-of-ones-own-9"]})
    assert officer.path == "/work"

    admin.open("/admin/settings").send("/settings", {"banner": ["今晚维护。"], "read_only": ["yes"]})
    admin.picture("settings")
    officer.open("/guide")
    assert "今晚维护。" in officer.page.locator("body").inner_text()
    admin.page.locator("[name=read_only]").uncheck()
    admin.send("/settings", {"banner": [""]})
    admin.open("/admin/health")
    admin.picture("health")
    assert "检查无误" in admin.text
    admin.open(f"/admin/people?text={email}").page.locator("summary", has_text="停用").click()
    admin.send("/switch-off", {"reason": ["调离岗位"]})
    officer.open("/review")
    assert officer.path.startswith("/sign-in")
    assert admin.complained() == []


def _wait_for_the_trial(admin: Clerk, javascript: bool) -> None:
    """The worker does it; the page asks for itself where it can."""
    for _ in range(60):
        if "没有什么要试" in admin.text or "都放得下" in admin.text:
            return
        admin.page.wait_for_timeout(1000)
        if not javascript:
            admin.open(admin.path)
    raise AssertionError(admin.text)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_an_administrator_sets_a_window_words_a_letter_and_puts_an_edition_to_use(
    running: RunningPortal, chromium: Browser, javascript: bool, tmp_path: Path
) -> None:
    admin = Clerk.at(chromium, running.address, javascript=javascript).sign_in(running.people.account(Role.ADMINISTRATOR))
    editor = Clerk.at(chromium, running.address, javascript=javascript).sign_in(running.people.account(Role.EDITOR))
    script = str(javascript).lower()
    set_days = {"purpose": ["filing"], "year": ["2027"], "opens": ["2027-02-01"], "closes": ["2027-09-30"], "reason": ["通知第 1 号"]}
    admin.follow("/admin/windows").send("/admin/windows", set_days)
    admin.picture(f"windows-{script}")
    visitor = Clerk.at(chromium, running.address, javascript=javascript).open("/guide/calendar?year=2027")
    assert "2 月 1 日" in visitor.text and "9 月 30 日" in visitor.text
    admin.send("/windows/normal")
    assert "已调整" not in admin.text

    admin.follow("/admin/letters").follow("/letters/registration_returned")
    admin.send("/registration_returned", {"text": ["〔正文〕\n联系人：演示处。"]}, button="[name=preview]")
    assert "联系人：演示处。" in admin.page.locator("#preview + .panel").inner_text()
    admin.picture(f"letter-{script}")
    admin.send("/registration_returned", button="button:not([name])").follow("/letters/registration_returned")
    admin.send("/registration_returned", {"text": [""]})

    archive = tmp_path / "edition.zip"
    archive.write_bytes(edition_zip(f"2030-{script}", 2030, {"sections/basics.toml": ("max = 100", "max = 90")}))
    admin.follow("/admin/editions").send("/admin/editions", files={"archive": archive})
    assert "上限由 100 改为 90" in admin.text
    _wait_for_the_trial(admin, javascript)
    admin.picture(f"edition-{script}")
    admin.send("/use")
    assert f"2030-{script}" in admin.text and "2030 年度起用" in admin.text
    admin.follow(f"/editions/2030-{script}").send("/withdraw")
    assert "已停用" in admin.text

    editor.follow("/desk/questions").send("/who-registers/withdraw")
    editor.picture(f"questions-{script}")
    assert visitor.open("/faq").page.locator("#who-registers").count() == 0
    editor.send("/who-registers/restore").follow("/questions/who-registers").picture(f"question-{script}")
    assert visitor.open("/faq").page.locator("#who-registers").count() == 1
    assert admin.complained() == editor.complained() == []

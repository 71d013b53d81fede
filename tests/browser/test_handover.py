"""A batch handed over in a real browser: made by the province, taken in by the ministry, with JavaScript and without.

With JavaScript it goes up in pieces: the line breaks, the page is opened anew, the session ends, and it goes on.
"""

from __future__ import annotations

import random
import re
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Request, Route, expect

from cte_portal import clock
from cte_portal.accounts.models import SignIn
from cte_portal.extensions import db
from cte_portal.handover.service import trusting
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.browser.conftest import RunningPortal
from tests.conftest import NOON
from tests.handover.two_portals import Portal, second_portal
from tests.support.clerk import Clerk
from tests.support.people import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def province(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Portal:
    return second_portal(app, tmp_path_factory.mktemp("province"))


@pytest.fixture(scope="module")
def bundle(province: Portal, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A bundle of another installation, and that one's public key."""
    with clock.at(NOON):
        file = tmp_path_factory.mktemp("bundle") / "江苏交接包.zip"
        file.write_bytes(province.exports(province.reports(1)))
    return file, province.public_key


@pytest.fixture(scope="module")
def large_bundle(province: Portal, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """One of several pieces."""
    noise = Image.frombytes("RGB", (1600, 1600), random.Random(1).randbytes(1600 * 1600 * 3))
    stream = BytesIO()
    noise.save(stream, "PNG", compress_level=0)
    with clock.at(NOON):
        file = tmp_path_factory.mktemp("large") / "大交接包.zip"
        file.write_bytes(province.exports(province.reports(1, stream.getvalue())))
    return file, province.public_key


def trust(running: RunningPortal, key: str) -> None:
    """Once for all tests of the file: they share the portal."""
    with running.app.app_context(), suppress(trusting.KeyRefused):
        trusting.trust(key, "江苏省教育厅", "320000", None)


def read_verdict(officer: Clerk) -> str:
    """What the page of the import says when all is checked."""
    for _ in range(120):
        if "检查中" not in officer.text:
            break
        officer.page.wait_for_timeout(500)
        officer.page.reload()
    return officer.text


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_the_ministry_takes_a_bundle_in(running: RunningPortal, chromium: Browser, bundle: tuple[Path, str], javascript: bool) -> None:
    file, key = bundle
    trust(running, key)
    officer = Clerk.at(chromium, running.address, javascript=javascript).sign_in(running.people.account(Role.MINISTRY_OFFICER))
    officer.open("/handover/imports")
    with officer.page.expect_navigation(url=re.compile("/handover/imports/[0-9]+$")):
        officer.page.locator("#bundle").set_input_files(file)
        officer.page.get_by_role("button", name="上传并检查").click()
    verdict = read_verdict(officer)
    assert ("以前已导入" if javascript else "共 1 份申报") in verdict, verdict
    officer.page.locator("a.button", has_text="查看批次").click()
    assert "来自 江苏省教育厅的平台" in officer.text
    assert not officer.complaints


class Line:
    """The officer's line, as the pieces of an upload see it: it breaks after some of them, and is mended."""

    def __init__(self, officer: Clerk):
        self.context = officer.page.context
        self.pieces: list[int] = []  # their offsets, as far as they were answered
        self.left = 0
        self.context.route("**/handover/uploads/*", self._pass)

    def breaks_after(self, pieces: int) -> None:
        self.left = pieces

    def mended(self) -> None:
        self.left = 10_000

    def _pass(self, route: Route, request: Request) -> None:
        if self.left <= 0:
            route.abort("connectionreset")
            return
        route.continue_()
        if request.method == "POST" and "/uploads/" in request.url:
            self.left -= 1
            self.pieces.append(int(request.headers["upload-offset"]))


def test_an_upload_goes_on_after_a_broken_line_a_reload_and_the_end_of_the_session(
    running: RunningPortal, chromium: Browser, large_bundle: tuple[Path, str]
) -> None:
    file, key = large_bundle
    trust(running, key)
    email = running.people.account(Role.MINISTRY_OFFICER)
    officer = Clerk.at(chromium, running.address, javascript=True).sign_in(email)
    page, line = officer.page, Line(officer)
    panel = page.locator("#sending")

    def choose() -> None:
        officer.open("/handover/imports")
        page.locator("#bundle").set_input_files(file)
        page.get_by_role("button", name="上传并检查").click()

    line.breaks_after(2)
    choose()
    expect(panel.locator("h3")).to_contain_text("没有连上平台，稍后自动再试")
    expect(panel.locator(".sending-words")).to_contain_text("秒后再试")
    assert line.pieces[0] == 0 and len(line.pieces) == 2
    line.breaks_after(1)
    expect(panel.locator(".sending-words")).to_contain_text("第 1 次）", timeout=10_000)
    page.wait_for_function("() => document.querySelector('#sending .sending-words').textContent.includes('第 2 次')")
    assert len(line.pieces) == 3 and line.pieces[2] > line.pieces[1], "it went on of itself, where the portal stood"
    panel.get_by_role("button", name="暂停").click()
    expect(panel.locator("h3")).to_contain_text("已暂停")
    with running.app.app_context(), transaction():
        for session in db.session.scalars(db.select(SignIn)):
            session.ended_at = clock.now()
    line.breaks_after(1)
    panel.get_by_role("button", name="继续上传").click()
    expect(panel.locator("h3")).to_contain_text("登录已超时")
    page.get_by_label("的密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(panel.locator("h3")).to_contain_text("没有连上平台")
    assert len(line.pieces) == 4, "signed in again on the page, it went on of itself"
    officer.open("/handover/imports")  # the page was opened anew: what it knew is gone
    assert "没有传完的文件" in officer.text and "大交接包.zip" in officer.text
    line.mended()
    with page.expect_navigation(url="**/handover/imports/*", timeout=60_000):
        choose()
    assert sorted(set(line.pieces)) == line.pieces and line.pieces[0] == 0, "nothing was sent twice"
    verdict = read_verdict(officer)
    assert "已导入，共 1 份申报" in verdict, verdict
    assert not [said for said in officer.complaints if "ERR_CONNECTION_RESET" not in said]

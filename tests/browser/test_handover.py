"""A batch handed over in a real browser: made by the province, taken in by the ministry, with JavaScript and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from cte_portal import clock
from cte_portal.handover.service import trusting
from cte_portal.roles import Role
from tests.browser.conftest import RunningPortal
from tests.conftest import NOON
from tests.handover.two_portals import second_portal
from tests.support.clerk import Clerk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def bundle(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A bundle of another installation, and that one's public key."""
    province = second_portal(app, tmp_path_factory.mktemp("province"))
    with clock.at(NOON):
        file = tmp_path_factory.mktemp("bundle") / "江苏交接包.zip"
        file.write_bytes(province.exports(province.reports(1)))
    return file, province.public_key


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_the_ministry_takes_a_bundle_in(running: RunningPortal, chromium: Browser, bundle: tuple[Path, str], javascript: bool) -> None:
    file, key = bundle
    with running.app.app_context():
        try:
            trusting.trust(key, "江苏省教育厅", "320000", None)
        except trusting.KeyRefused:
            assert javascript, "the portal is the same for both walks"
    officer = Clerk.at(chromium, running.address, javascript=javascript).sign_in(running.people.account(Role.MINISTRY_OFFICER))
    officer.open("/handover/imports").send("/handover/imports", files={"bundle": file})
    officer.page.wait_for_timeout(500)
    for _ in range(60):
        officer.page.reload()
        if "检查中" not in officer.text:
            break
        officer.page.wait_for_timeout(500)
    assert ("以前已导入" if javascript else "共 1 份申报") in officer.text, officer.text
    officer.page.locator("a.button", has_text="查看批次").click()
    assert "来自 江苏省教育厅的平台" in officer.text
    assert not officer.complaints

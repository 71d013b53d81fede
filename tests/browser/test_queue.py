"""An officer at the queue, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from cte_portal import clock
from cte_portal.roles import Role
from tests.browser.conftest import RunningPortal
from tests.conftest import NOON
from tests.support.clerk import Clerk
from tests.support.many import put_many

pytestmark = pytest.mark.browser

PROVINCE = {True: ("410000", 1), False: ("420000", 200)}  # with JavaScript or without → province, first number


@pytest.mark.parametrize("javascript", [True, False])
def test_an_officer_finds_shares_out_keeps_a_view_and_fetches_a_workbook(running: RunningPortal, chromium: Browser, javascript: bool) -> None:
    province, first = PROVINCE[javascript]
    with running.app.app_context(), clock.at(NOON):
        put_many(range(first, first + 120), province)
    colleague = running.people.account(Role.PROVINCE_OFFICER, province=province, name="郑㛃")
    officer = Clerk.at(chromium, running.address, javascript=javascript)
    officer.sign_in(running.people.account(Role.PROVINCE_OFFICER, province=province, name="吴䶮"))
    assert "等您单位办理" in officer.text and "全部（120）" in officer.text
    officer.send("/review", {"find": [f"第{first + 7}行业"]})
    assert "共 1 件" in officer.text and "find=" in officer.page.url
    officer.page.locator(".chips a").first.click()
    officer.page.locator("a[rel=next]").wait_for()
    officer.page.locator("a[rel=next]").click()
    officer.page.locator("a[rel=prev]").wait_for()
    assert "after=" in officer.page.url
    for box in officer.page.locator("input[name=application]").all()[:2]:
        box.check()
    officer.send("/queue/assign")
    officer.send("/queue/assign", {"officer": [officer.page.locator("option", has_text="郑㛃").get_attribute("value") or ""]})
    assert "2 份申报已分给郑㛃办理" in officer.page.inner_text("#messages") and "after=" in officer.page.url
    officer.open("/review?year=2026&status=submitted").page.get_by_text("保存当前筛选为视图").click()
    officer.page.locator("#name").wait_for()
    officer.send("/queue/views", {"name": ["待审"]})
    officer.send("/queue/export")
    officer.page.get_by_text("已完成").wait_for(timeout=60_000)
    assert officer.fetch(officer.path.partition("?")[0] + "/file").startswith(b"PK")
    told = Clerk.at(chromium, running.address, javascript=javascript).sign_in(colleague)
    assert "待省级审核、分给我的" in told.text or "1" in told.page.locator(".unread").inner_text()
    assert not [said for said in officer.complaints if "favicon" not in said]

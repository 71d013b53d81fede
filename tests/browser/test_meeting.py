"""供需对接 at a real browser: published, proposed, interest, both agree, contacts, undertaken, completed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from cte_portal.exchange.rules import Table
from tests.support.clerk import Clerk
from tests.support.files import pdf
from tests.support.followed import established, published
from tests.support.people import ZHEJIANG

from .conftest import RunningPortal

pytestmark = pytest.mark.browser
DEMAND = {"name": "薄壁铝合金件焊接变形控制", "situation": "铝合金薄板焊后变形大，返修多。", "goals": "残余变形减半。"}
SUPPLY = {"name": "铝合金薄板激光焊接变形预测系统", "summary": "预测铝合金薄板的焊接变形，给出夹具布置。"}


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_demand_meets_a_supply_and_is_completed(running: RunningPortal, chromium: Browser, tmp_path: Path, javascript: bool) -> None:
    people = running.people
    seeker, seeking = established(people, f"演示装备共同体{people.made}")
    supplier, offering = established(people, f"演示焊接共同体{people.made}", ZHEJIANG)
    [demand] = published(people, seeking, Table.TECHNOLOGY_DEMAND, DEMAND, unit=f"示例机床厂{people.made}")
    published(people, offering, Table.TECHNOLOGY_SUPPLY, SUPPLY, unit=f"示例研究院{people.made}")
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(pdf("walk").getvalue())

    at = Clerk.at(chromium, running.address, javascript=javascript).sign_in(seeker).open("/exchange/followed")
    at.page.get_by_role("link", name="薄壁铝合金件焊接变形控制的对接建议").click()
    best = at.page.locator(".proposals > li").first
    expect(best).to_contain_text("同一技术领域：焊接工艺")
    expect(best).to_contain_text("铝合金薄板")
    best.get_by_role("link", name="表达意向").click()
    at.send("/interest", {"message": ["希望年内完成样机。"], "contact_phone": ["13800000000"]})
    expect(at.page.locator("main")).to_contain_text("待答复")
    interest = at.page.url.removeprefix(running.address)

    other = Clerk.at(chromium, running.address, javascript=javascript).sign_in(supplier).open("/exchange/interests")
    other.page.get_by_role("link", name="演示制造集团").first.click()
    expect(other.page.locator("main")).to_contain_text("希望年内完成样机。")
    expect(other.page.locator("main")).not_to_contain_text("13800000000")
    other.send("/accept").send("/contacts")
    expect(other.page.locator("main")).to_contain_text("13800000000")

    at.open(interest).send("/contacts")
    expect(at.page.locator("main")).to_contain_text("13900001111")
    at.open(f"/exchange/followed/{demand}/undertake")
    at.page.locator("input[name=met]").check()
    at.send("/undertake", {"signed_on": ["2026-05-20"]}, files={"contract": paper})
    expect(at.page.locator(".timeline")).to_contain_text("示例研究院")
    at.page.get_by_role("link", name="登记完成").click()
    at.send("/complete", {"completed_on": ["2026-05-30"], "result": ["残余变形减小六成。"]}, files={"acceptance": paper})
    expect(at.page.locator(".timeline")).to_contain_text("残余变形减小六成。")
    expect(at.page.locator("h1 + p")).to_contain_text("完成")
    assert not at.complaints and not other.complaints

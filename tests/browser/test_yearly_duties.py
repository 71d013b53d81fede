"""A year of one report in a real browser, with the clock moved from January to April; another community is late."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, expect

from cte_portal import clock
from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.established import established
from tests.support.files import pdf

from .conftest import RunningPortal

pytestmark = pytest.mark.browser
TITLE = "2026 年低空装备行业发展分析报告"
TYPED = {"title": [TITLE], "summary": ["行业平稳增长，技能人才缺口约三成。"], "survey_methods": ["问卷调查和走访"], "sample_size": ["300"]}
RATED = {"timeliness": ["good"], "objectivity": ["fair"], "completeness": ["good"]}


def test_a_report_from_its_outline_to_the_public_site(running: RunningPortal, chromium: Browser, tmp_path: Path) -> None:
    people = running.people
    first, second = (people.account(Role.APPLICANT, organisation=people.organisation()) for _ in range(2))
    province = people.account(Role.PROVINCE_OFFICER)
    with running.app.app_context(), clock.at(datetime(2025, 6, 12, 10, tzinfo=clock.SHANGHAI)):
        community = established(people.person(first), "演示低空装备产教融合共同体").id
        other = established(people.person(second), "演示海洋装备产教融合共同体").id
    report = tmp_path / "报告.pdf"
    report.write_bytes(pdf("report", pages=3).getvalue())
    path, others = f"/duties/{community}/2026/industry_report", f"/duties/{other}/2026/industry_report"

    def sit_down(email: str = "") -> Clerk:
        person = Clerk.at(chromium, running.address, javascript=True)
        return person.sign_in(email) if email else person

    running.clock_moves_to("2026-01-12T09:00:00")
    clerk = sit_down(first)
    assert "今年还有 5 项年度任务要办" in clerk.text and "还有 78 天" in clerk.text
    clerk.follow("/duties")
    clerk.picture("duties-january")
    clerk.goes(clerk.page.get_by_role("link", name="行业发展分析报告"))
    outline = Document(BytesIO(clerk.fetch(f"{path}/outline.docx")))
    assert outline.paragraphs[0].text == "演示低空装备产教融合共同体2026年行业发展分析报告"

    running.clock_moves_to("2026-03-20T09:00:00")
    clerk = sit_down(first).open(path)
    clerk.send(path, TYPED, files={"file": report}, button="button[value=submit]")
    assert "已提交" in clerk.text and "按时提交" in clerk.text
    officer = sit_down(province)
    officer.goes(officer.page.get_by_role("link", name="年度任务待审核 1 件"))
    officer.picture("duties-overview")
    officer.goes(officer.page.get_by_role("link", name="演示低空装备产教融合共同体：行业发展分析报告，已提交"))
    officer.page.get_by_role("link", name="逐页查看").click()
    expect(officer.page.locator(".preview figure img")).to_be_visible()
    officer.page.get_by_role("link", name="下一页 →").click()
    expect(officer.page.locator(".preview nav")).to_contain_text("第 2 页，共 3 页")
    assert officer.path == path  # beside what is said of it, not in its place
    officer.follow("/industry_report/review").send("/review", {**RATED, "outcome": ["returned"], "comment": ["请补充数据来源。"]})
    assert "已退回" in officer.text

    running.clock_moves_to("2026-03-28T09:00:00")
    clerk = sit_down(first).open(path)
    assert "请补充数据来源。" in clerk.text and clerk.page.locator("[name=title]").input_value() == TITLE
    clerk.picture("duty-returned")
    clerk.send(path, {"summary": ["已补充数据来源：统计年鉴和 300 份问卷。"]}, button="button[value=submit]")
    officer = sit_down(province).open(path)
    officer.follow("/industry_report/review").send("/review", {**RATED, "outcome": ["passed"]})
    clerk.open(path).send("/publish", button="button[value=now]")
    visitor = sit_down().open("/reports")
    visitor.goes(visitor.page.get_by_role("link", name=TITLE))
    assert "已补充数据来源" in visitor.text and "引用" in visitor.text
    visitor.picture("report")
    assert visitor.fetch(f"{visitor.path}/file") == report.read_bytes()

    running.clock_moves_to("2026-04-03T09:00:00")
    officer = sit_down(province).open("/duties/overview?key=industry_report&standing=overdue")
    assert "演示海洋装备" in officer.text and "演示低空装备" not in officer.text
    officer.page.get_by_role("checkbox", name="选择 演示海洋装备产教融合共同体：行业发展分析报告").check()
    officer.goes(officer.page.get_by_role("button", name="提醒勾选的任务"))
    officer.send("/remind")
    late = sit_down(second).open("/notices")
    assert "行业发展分析报告：2026-03-31 截止，逾期 3 天" in late.text
    late.open(others).send(others, TYPED, files={"file": report}, button="button[value=submit]")
    assert "逾期 3 天提交" in late.text and "已提交" in late.text
    for person in (clerk, officer, late, visitor):
        assert person.complained() == []

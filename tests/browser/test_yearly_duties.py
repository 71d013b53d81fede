"""A year in a real browser, the clock moved from January to December: reports, the plan, lists, and in the end what became of them."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, expect

from cte_portal import clock
from cte_portal.accounts.models import Account
from cte_portal.annual import queries as annual
from cte_portal.annual.yearly_forms import queries as yearly_forms
from cte_portal.catalogue.content import Values
from cte_portal.catalogue.fields import FieldType
from cte_portal.catalogue.schema import Section
from cte_portal.community.filling import service as editing
from cte_portal.community.filling.queries import content_of
from cte_portal.community.models import Community
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.clerk import Clerk
from tests.support.established import established, with_units
from tests.support.files import pdf, text_of

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
    officer.goes(officer.page.get_by_role("link", name="1 年度任务待审核"))
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


MARCH, DECEMBER = "2026-03-10T09:00:00", "2026-12-05T09:00:00"
ARRANGEMENT = {
    "content": ["开设订单班 3 个"],
    "units": ["演示职业学院"],
    "outcome": ["订单培养协议"],
    "indicator": ["订单培养学生数"],
    "unit": ["人"],
}
MONTHS = {"start_month": ["2026-03"], "end_month": ["2026-11"], "planned": ["120"]}
ROW = {
    "position": ["储能运维工程师"],
    "duties": ["巡检储能电站。"],
    "people": ["12"],
    "degree": ["junior"],
    "profession_code": ["460301"],
    "profession": ["机电一体化技术"],
    "wage_from": ["6000"],
    "wage_to": ["9000"],
    "scarcity": ["scarce"],
    "province": ["320000"],
    "due": ["2026-07"],
    "training": ["order"],
    "contact_name": ["王㭎"],
    "contact_phone": ["13900001111"],
}


def test_plan_and_lists_in_march_and_what_became_of_them_in_december(running: RunningPortal, chromium: Browser) -> None:
    people = running.people
    email, province = people.account(Role.APPLICANT, organisation=people.organisation()), people.account(Role.PROVINCE_OFFICER)
    with running.app.app_context(), clock.at(datetime(2025, 6, 12, 10, tzinfo=clock.SHANGHAI)):
        community = established(people.person(email), "演示新型储能产教融合共同体")
        with_units(community, lead_enterprise="演示储能集团", p1="演示职业学院")
        identity = community.id
    duty = f"/duties/{identity}/2026"

    def sit_down(email: str = "", javascript: bool = True) -> Clerk:
        person = Clerk.at(chromium, running.address, javascript=javascript)
        return person.sign_in(email) if email else person

    # March: the plan, part of it typed, checked, handed in; the province passes it
    running.clock_moves_to(MARCH)
    clerk = sit_down(email).open(f"{duty}/work_plan").send("/work_plan/form")
    plan = clerk.path
    clerk.open(f"{plan}/sections/goals").send("/sections/goals", {"goals-goals": ["订单培养 120 人。"]})
    clerk.open(f"{plan}/sections/task_3?add=task_3")
    clerk.send("/rows", {f"task_3-{key}": value for key, value in {**ARRANGEMENT, **MONTHS, "units": ["p1"]}.items()})
    clerk.picture("plan-section")
    with running.app.app_context(), clock.at(datetime.fromisoformat(MARCH).replace(tzinfo=clock.SHANGHAI)):
        fill_rest(identity, "work_plan", people.person(email))
    clerk.open(f"{plan}/check")
    assert "没有必须处理的问题" in clerk.text, clerk.text
    clerk.send("/hand-in")
    assert "按时提交" in clerk.text
    officer = sit_down(province).open(f"{duty}/work_plan/review").send("/review", {**RATED, "outcome": ["passed"]})
    assert "已通过" in officer.text

    # the lists: started, one row typed without scripts, published, found by everybody
    clerk = sit_down(email, javascript=False).open("/exchange/lists").send("/exchange/lists")
    lists = clerk.path
    clerk.open(f"{lists}/sections/talent_demand?add=talent_demand")
    clerk.page.locator("[name='talent_demand-unit']").select_option(label="演示职业学院")
    clerk.send("/rows", {f"talent_demand-{key}": value for key, value in ROW.items()})
    assert "储能运维工程师" in clerk.text
    clerk.open(f"{lists}/publish/talent_demand")
    clerk.picture("publish-list")
    assert "成为第 1 版，共 1 条" in clerk.text, clerk.text
    clerk.send("/publish/talent_demand")
    visitor = sit_down().open("/exchange?text=储能运维")
    assert "演示新型储能产教融合共同体" in visitor.text and "储能运维工程师" in visitor.text
    visitor.picture("exchange-found")

    # December: plan beside result, the difference explained, handed in and printed
    running.clock_moves_to(DECEMBER)
    clerk = sit_down(email)
    assert "年度总结报告" in clerk.open("/duties").text
    clerk.open(f"{duty}/annual_summary").send("/annual_summary/form")
    assert "已带入 2026 年度工作计划" in clerk.text
    summary = clerk.path
    clerk.open(f"{summary}/sections/task_3")
    clerk.goes(clerk.page.locator("main a[href*='edit=']").first)
    result = {"actual": ["100"], "state": ["partly"], "result": ["2 个班"]}
    clerk.send("/rows", {f"task_3-{key}": value for key, value in result.items()})
    clerk.open(f"{summary}/sections/task_3")
    assert "−20" in clerk.text
    clerk.picture("summary-plan-beside-result")
    assert "“订单培养学生数”计划 120，完成 100，差 20，请填写“差距和原因”" in clerk.open(f"{summary}/check").text
    with running.app.app_context(), clock.at(datetime.fromisoformat(DECEMBER).replace(tzinfo=clock.SHANGHAI)):
        fill_rest(identity, "annual_summary", people.person(email))
    clerk.open(f"{summary}/check")
    assert "没有必须处理的问题" in clerk.text, clerk.text
    clerk.picture("summary-check")
    clerk.send("/hand-in")
    assert "按时提交" in clerk.text
    printed = text_of(clerk.fetch(f"{duty}/annual_summary/versions/1/file")).replace("\n", "")
    assert "附件4" in printed and "开设订单班" in printed and "−20" in printed
    for person in (clerk, officer, visitor):
        assert person.complained() == []


def fill_rest(community: int, key: str, by: Account) -> None:
    """What the check still asks for: a sentence in every box that needs one, results beside what was planned, reasons where they differ."""
    form = yearly_forms.form_of(annual.deliverable(db.session.get_one(Community, community), 2026, key))
    assert form is not None
    held = content_of(form)
    for section in form.definition.sections:
        if not section.rows:
            said = {section.fields[0].key: ["稳步推进。"]} | {field.key: ["no"] for field in section.fields if field.type is FieldType.YES_NO}
            if not any(held.values(section.key).get(name) for name in said):
                editing.save_section(form, section, said, editing.Base.of(section, {}, 0, ""), by)
        elif key == "work_plan" and not held.rows(section.key):
            typed = (
                {**ARRANGEMENT, **MONTHS}
                if section.key.startswith("task_")
                else {"source": ["演示储能集团"], "purpose": ["订单班"], "planned": ["30"]}
            )
            editing.add_row(form, section, typed, by)
        elif key == "annual_summary":
            rows = [(row.id, {**reached(section, row.values)}) for row in held.rows(section.key)]
            editing.put_rows(form, section, rows, by)


def reached(section: Section, values: Values) -> Values:
    known = {field.key for field in section.fields}
    usual = {
        "actual": values.get("planned") or "30",
        "state": "done",
        "result": "已完成",
        "reason": "一个班推迟到明年春季。",
        "received": "30",
        "used": "30",
        "spent": "30",
        "basis": "协议",
    }
    return {
        **{name: text for name, text in usual.items() if name in known},
        **{name: text for name, text in values.items() if text not in ("", None)},
    }

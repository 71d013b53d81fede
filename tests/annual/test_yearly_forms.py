"""The work plan and the annual summary filled in on the portal: from March to December."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from cte_portal import clock
from cte_portal.annual import queries
from cte_portal.annual.service import judging
from cte_portal.annual.yearly_forms import printing, service
from cte_portal.annual.yearly_forms import queries as yearly_forms
from cte_portal.annual.yearly_forms.models import YearlyForm
from cte_portal.annual.yearly_forms.rules import KnownFigure, indicator_rows, put_together
from cte_portal.clock import SHANGHAI
from cte_portal.community.exchange.sheets import ROW_ID
from cte_portal.community.filling import service as editing
from cte_portal.community.filling.queries import content_of, list_row
from cte_portal.community.models import Community
from cte_portal.community.service import recognising
from cte_portal.exchange.models import TalentAgreement
from cte_portal.exchange.rules import Table, Way
from cte_portal.extensions import db
from cte_portal.storage import storage
from cte_portal.transactions import transaction
from tests.annual.conftest import Known, Stage
from tests.support.established import with_units
from tests.support.files import pdf, text_of
from tests.support.people import People, Visitor
from tests.support.scenes import Scene, set_scene

from .conftest import build

MARCH, DECEMBER = datetime(2026, 3, 10, 9, tzinfo=SHANGHAI), datetime(2026, 12, 5, 9, tzinfo=SHANGHAI)
ARRANGEMENT = {
    "start_month": ["2026-03"],
    "end_month": ["2026-11"],
    "content": ["开设订单班 3 个"],
    "units": ["演示职业学院"],
    "outcome": ["订单培养协议"],
    "indicator": ["订单培养学生数"],
    "unit": ["人"],
    "planned": ["120"],
}
RATED = {"timeliness": "good", "objectivity": "fair", "completeness": "plain"}


def planned(people: People) -> Known:
    """The plan of 2026 is filled in, and lacks nothing."""
    known = build(people)
    with people.app.app_context(), clock.at(MARCH):
        by, community = people.person(known.enterprise), db.session.get_one(Community, known.community)
        with_units(community, lead_enterprise="演示装备集团", p1="演示职业学院")
        form = service.begin(community, 2026, queries.catalogue(2026).by_key["work_plan"], by)
        for section in form.definition.sections:
            if section.key.startswith("task_"):
                editing.add_row(form, section, ARRANGEMENT, by)
            elif section.rows:
                editing.add_row(form, section, {"source": ["演示装备集团"], "purpose": ["订单班"], "planned": ["30"]}, by)
            else:
                editing.save_section(form, section, {section.fields[0].key: ["稳步推进。"]}, editing.Base.of(section, {}, 0, ""), by)
    return known


@pytest.fixture(scope="module")
def scene(app: object) -> Scene[Known]:
    return set_scene(app, planned)  # type: ignore[arg-type]


@pytest.fixture
def stage(scene: Scene[Known]) -> Iterator[Stage]:
    with clock.at(MARCH):
        yield Stage(scene.put(), scene.known)


def form_of(stage: Stage, key: str, year: int = 2026) -> YearlyForm:
    found = yearly_forms.form_of(queries.deliverable(db.session.get_one(Community, stage.known.community), year, key))
    assert found is not None
    return found


def hands_in(stage: Stage) -> Visitor:
    clerk = stage.sign_in("enterprise").open(stage.path("work_plan"))
    return clerk.open(clerk.soup.find("a", string="继续填写")["href"]).send("/hand-in")


def test_a_plan_is_handed_in_frozen_and_printed_from_what_is_frozen(stage: Stage) -> None:
    clerk = hands_in(stage)
    assert "内容已冻结" in clerk.soup.get_text() and "按时提交" in clerk.text
    with stage.people.app.app_context():
        form = form_of(stage, "work_plan")
        version = queries.handed_in(form.deliverable)
        assert version is not None and version.content and version.sha256
        kept = storage().path(version.sha256).read_bytes()
        assert printing.printed(version.content) == kept  # byte for byte, from the frozen content alone
        assert yearly_forms.frozen_content(version) == content_of(form)
        text = text_of(kept)
        for words in (
            "2026 年度工作计划",
            "演示装备集团",
            "2026年3月",
            "开设订单班",
            "演示职业学院",
            "120",
            version.printed_code,
            "提交日期",
            "30.00",
        ):
            assert words in text.replace("\n", ""), words
        assert "草稿" not in text
        assert "草稿，未提交" in text_of(printing.draft_pdf(form))
        code = version.printed_code
    officer = stage.sign_in("province").open(stage.path("work_plan"))
    assert code in officer.text and "逐页查看" in officer.text
    assert officer.client.get(stage.path("work_plan") + "/versions/1/file").data == kept


def test_what_waits_is_closed_and_opens_again_when_it_is_returned(stage: Stage) -> None:
    clerk = hands_in(stage)
    with stage.people.app.app_context():
        page = f"/work-plans/{form_of(stage, 'work_plan').id}/sections/goals"
    assert "已提交，内容只能查看" in clerk.open(page).text
    officer = stage.sign_in("province").open(stage.path("work_plan") + "/review")
    officer.send("/review", {**RATED, "outcome": "returned", "comment": "目标请量化。"})
    clerk.open(page).send("/sections/goals", {"goals-goals": "订单培养 120 人。"})
    clerk = hands_in(stage)
    assert "第 2 稿" in clerk.text
    changes = officer.open(stage.path("work_plan") + "/changes").text
    assert "共 1 处不同" in changes and "订单培养 120 人" in changes


def test_nothing_is_handed_in_that_the_check_stops(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise")
    with stage.people.app.app_context():
        form = form_of(stage, "work_plan")
        by = stage.people.person(stage.known.enterprise)
        editing.add_row(form, form.definition.by_key["task_1"], {**ARRANGEMENT, "end_month": ["2026-01"], "units": ["别家公司"]}, by)
        address = f"/work-plans/{form.id}"
    clerk.open(f"{address}/check")
    for words in ("结束月份 2026-01 早于开始月份 2026-03", "“别家公司”不在"):
        assert words in clerk.text
    assert "可以提交" not in clerk.text and clerk.soup.find("form", action=f"{address}/hand-in") is None
    clerk.client.post(f"{address}/hand-in", data={"csrf_token": clerk.token()})
    assert "自查还有 2 项必须处理" in clerk.open(f"{address}/check").soup.get_text()


def test_in_december_the_summary_shows_plan_beside_result_and_asks_for_the_difference(stage: Stage) -> None:
    hands_in(stage)
    officer = stage.sign_in("province").open(stage.path("work_plan") + "/review")
    officer.send("/review", {**RATED, "outcome": "passed", "comment": ""})
    with clock.at(DECEMBER):
        clerk = stage.sign_in("enterprise").open(stage.path("annual_summary")).send("/annual_summary/form")
        assert "已带入 2026 年度工作计划（第 1 稿，2026-03-10 提交）的内容" in clerk.text
        with stage.people.app.app_context():
            form = form_of(stage, "annual_summary")
            row = content_of(form).rows("task_3")[0]
            assert row.values["planned"] == "120" and row.values["units"] == ("p1",)
        page = f"/annual-summaries/{form.id}/sections/task_3"
        clerk.open(f"{page}?edit={row.id}").send(
            "/rows", {"task_3-planned": "10", "task_3-actual": "100", "task_3-state": "partly", "task_3-result": "2 个班"}
        )
        clerk.open(page)
        shown = [cell.get_text(strip=True) for cell in clerk.soup.find("tbody").find("tr").find_all("td")]
        assert shown[1:8] == ["开设订单班 3 个", "订单培养学生数", "", "120", "100", "−20", "部分完成"]  # what was planned stands
        assert clerk.soup.find("button", string="删除") is None
        assert "“订单培养学生数”计划 120，完成 100，差 20，请填写“差距和原因”" in clerk.open(f"/annual-summaries/{form.id}/check").text
        indicators = clerk.open(f"/annual-summaries/{form.id}/sections/indicators").text
        assert "参与单位总数" in indicators and "2025 年度申报书的建设单位名单" in indicators
        draft = text_of(clerk.client.get(f"/annual-summaries/{form.id}/draft.pdf").data).replace("\n", "")
        assert "附件4" in draft and "−20" in draft and "差额" in draft


def test_an_import_does_not_change_what_was_planned(stage: Stage) -> None:
    hands_in(stage)
    with clock.at(DECEMBER), stage.people.app.app_context():
        by, community = stage.people.person(stage.known.enterprise), db.session.get_one(Community, stage.known.community)
        form = service.begin(community, 2026, queries.catalogue(2026).by_key["annual_summary"], by)
        section, row = form.definition.by_key["task_3"], content_of(form).rows("task_3")[0]
        with transaction():
            stored = list_row(form, section, row.id)
            assert stored is not None
            stored.values = {key: value for key, value in stored.values.items() if key != "unit"}  # a plan that says no unit
        came_in = {**row.values, "planned": "1", "unit": "个", "actual": "130"}
        editing.put_rows(form, section, [(row.id, came_in), (None, {"content": "计划外"})], by)
        held = content_of(form).rows("task_3")
        assert held[0].values["planned"] == "120" and held[0].values["actual"] == "130"
        assert "unit" not in held[0].values and held[1].values["content"] == "计划外"


def test_the_preview_of_an_import_promises_nothing_of_what_comes_from_the_plan(stage: Stage) -> None:
    hands_in(stage)
    with clock.at(DECEMBER):
        clerk = stage.sign_in("enterprise").open(stage.path("annual_summary")).send("/annual_summary/form")
        with stage.people.app.app_context():
            form = form_of(stage, "annual_summary")
            row = content_of(form).rows("task_3")[0].id
        pasted = f"{ROW_ID}\t计划内容\t计划值\t完成值\t完成情况\n{{}}\t{{}}\t{{}}\t{{}}\t{{}}"
        page = f"/annual-summaries/{form.id}/sections/task_3/import"
        clerk.open(page).send("/import", {"pasted": pasted.format(row, "开设订单班 3 个", "10", "130", "已完成")})
        assert "这些列取自年度工作计划，已有的内容保持不变，文件里的改动不会导入：计划值" in clerk.text
        assert "完成值： （空） → 130" in clerk.text and "计划值：保持“120”" in clerk.text and "120 → 10" not in clerk.text
        clerk.send("/apply")
        assert "已导入 1 条" in clerk.soup.get_text()
        clerk.open(page).send("/import", {"pasted": pasted.format(row, "别的内容", "10", "130", "已完成")})
        assert "没有可以导入的改动" in clerk.text and "不会导入：计划内容、计划值" in clerk.text
        assert clerk.soup.find("button", string=lambda text: text and text.startswith("确认导入")) is None


def test_the_indicators_begin_with_what_was_agreed_on_the_portal_and_say_so(stage: Stage) -> None:
    with clock.at(DECEMBER), stage.people.app.app_context():
        by, community = stage.people.person(stage.known.enterprise), db.session.get_one(Community, stage.known.community)
        with transaction():
            agreed = {"table": Table.TALENT_DEMAND, "row": "r1", "way": Way.ORDER, "unit_name": "演示职业学院", "noted_by_id": by.id}
            for people, day in ((30, date(2026, 5, 1)), (12, date(2026, 9, 1)), (99, date(2025, 9, 1))):
                db.session.add(TalentAgreement(community_id=community.id, people=people, agreed_on=day, noted_at=clock.now(), **agreed))
        form = service.begin(community, 2026, queries.catalogue(2026).by_key["annual_summary"], by)
        lines = {row.values["indicator"]: row.values for row in content_of(form).rows("indicators")}
        assert lines["订单培养学生数"]["actual"] == "42" and lines["订单培养学生数"]["basis"] == "平台登记的人才供需对接协议（2026 年）"
        assert lines["参与单位总数"]["actual"] == "1" and "委托培养学生数" not in lines


def test_a_target_and_what_is_known_of_it_stand_in_one_line() -> None:
    target = KnownFigure("订单培养学生数", "人", "120", "", "2025 年度申报书第一年目标")
    known = KnownFigure("订单培养学生数", "人", "", "42", "平台登记的协议")
    together = put_together([target], [known, KnownFigure("牵头单位数", "家", "", "3", "申报书")])
    assert [(one.indicator, one.planned, one.actual) for one in together] == [("订单培养学生数", "120", "42"), ("牵头单位数", "", "3")]
    assert together[0].basis == "目标：2025 年度申报书第一年目标；完成值：平台登记的协议"


def test_the_next_plan_may_begin_like_the_last_with_its_months_moved(stage: Stage) -> None:
    hands_in(stage)
    with clock.at(datetime(2027, 1, 5, tzinfo=SHANGHAI)):
        clerk = stage.sign_in("enterprise").open(stage.path("work_plan", 2027)).send("/work_plan/form", button="from=last")
        assert "月份已顺延到 2027 年" in clerk.text
        with stage.people.app.app_context():
            row = content_of(form_of(stage, "work_plan", 2027)).rows("task_3")[0]
            assert (row.values["start_month"], row.values["end_month"], row.values["planned"]) == ("2027-03", "2027-11", "120")


def test_who_has_a_finished_document_uploads_it_and_the_summary_says_that_no_plan_was_filled_in(stage: Stage) -> None:
    with clock.at(DECEMBER):
        clerk = stage.sign_in("enterprise").open(stage.path("annual_summary"))
        assert "已有成文的文件？上传文件提交" in clerk.text and "开始填写" in clerk.text
        assert "继续在线填写，自查后提交" in clerk.open("/duties").text  # the plan that was begun


def test_taken_back_it_is_open_again_and_no_file_is_left_over(stage: Stage) -> None:
    clerk = hands_in(stage).send("/withdraw")
    assert "继续填写" in clerk.text and "第 2 稿" not in clerk.text
    hands_in(stage)
    with stage.people.app.app_context():
        versions = form_of(stage, "work_plan").deliverable.versions
        assert [json.loads(one.content or "")["version"] for one in versions] == [2, 1]


def test_only_the_enterprise_opens_what_is_being_filled_in(stage: Stage) -> None:
    with stage.people.app.app_context():
        page = f"/work-plans/{form_of(stage, 'work_plan').id}"
    assert stage.sign_in("colleague").client.get(page).status_code == 200
    for who in ("province", "other_province", "ministry"):
        assert stage.sign_in(who).client.get(page).status_code == 404
    assert stage.people.visitor().client.get(page).status_code in (302, 303)
    assert stage.sign_in("enterprise").client.get(page.replace("work-plans", "annual-summaries")).status_code == 404


def test_a_form_is_begun_once(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(stage.path("annual_summary"))
    colleague = stage.sign_in("colleague").open(stage.path("annual_summary"))
    clerk.send("/annual_summary/form")
    colleague.send("/annual_summary/form")
    assert colleague.address == clerk.address, "the colleague goes on with the same"


def test_nothing_is_begun_of_what_was_handed_in_as_a_file_or_before_its_time(stage: Stage) -> None:
    clerk = stage.sign_in("enterprise").open(stage.path("annual_summary"))
    colleague = stage.sign_in("colleague").open(stage.path("annual_summary"))
    typed = {"title": "总结", "summary": "一年平稳。", "file": (pdf("summary"), "总结.pdf")}
    clerk.send("/annual_summary", typed, button="then=submit")
    assert "已提交" in clerk.text
    colleague.send("/annual_summary/form")
    assert "“年度总结报告”现在是“已提交”，不能填写。" in colleague.soup.get_text()
    token = colleague.token()
    early = colleague.client.post(f"{stage.path('performance')}/form", data={"csrf_token": token}, follow_redirects=True)
    assert "“绩效数据采集”2026 年 11 月 1 日开始，到时再来填报。" in early.text
    lists = colleague.client.post(f"{stage.path('talent_lists')}/form", data={"csrf_token": token}, follow_redirects=True)
    assert "“人才供需清单”不在平台上填写，请上传文件。" in lists.text
    with stage.people.app.app_context():
        assert [one.form_kind for one in db.session.query(YearlyForm)] == ["work_plan"]


def test_what_was_handed_in_in_another_window_is_not_handed_in_again(stage: Stage) -> None:
    clerk, colleague = (stage.sign_in(who).open(stage.path("work_plan")) for who in ("enterprise", "colleague"))
    for one in (clerk, colleague):
        one.open(one.soup.find("a", string="继续填写")["href"])
    clerk.send("/hand-in")
    colleague.send("/hand-in")
    assert "年度工作计划已提交，不能再提交。" in colleague.soup.get_text()
    with stage.people.app.app_context():
        assert len(form_of(stage, "work_plan").deliverable.versions) == 1


def test_what_a_colleague_changes_while_it_is_printed_is_not_lost_in_a_version(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = printing.printed

    def meanwhile(content: str) -> bytes:
        with stage.people.app.app_context():  # the colleague's own look at the database
            form, by = form_of(stage, "work_plan"), stage.people.person(stage.known.colleague)
            goals = form.definition.by_key["goals"]
            seen = editing.Base.of(goals, content_of(form).values("goals"), 1, "")
            editing.save_section(form, goals, {"goals": ["同事刚改的目标。"]}, seen, by)
        return drawn(content)

    with stage.people.app.app_context():
        home = f"/work-plans/{form_of(stage, 'work_plan').id}"
    clerk = stage.sign_in("enterprise").open(home)
    monkeypatch.setattr(printing, "printed", meanwhile)
    clerk.send("/hand-in")
    assert "提交的同时有人修改了内容，没有提交。请核对后再提交一次。" in clerk.soup.get_text()
    assert "同事刚改的目标。" in str(clerk.open(f"{home}/sections/goals").soup.find("textarea"))
    with stage.people.app.app_context():
        assert form_of(stage, "work_plan").deliverable.versions == []


@pytest.mark.parametrize(("why", "says"), [("revoked", "所属共同体已撤销认定"), ("excused", "已由主管部门免除")])
def test_what_is_owed_no_more_is_only_read(stage: Stage, why: str, says: str) -> None:
    with stage.people.app.app_context():
        community, form = db.session.get_one(Community, stage.known.community), form_of(stage, "work_plan")
        page = f"/work-plans/{form.id}/sections/goals"
        if why == "revoked":
            with transaction():
                recognising.end(community)
        else:
            judging.excuse([(community, "work_plan")], 2026, "遇自然灾害。", stage.people.person(stage.known.province))
    clerk = stage.sign_in("enterprise").open(page)
    assert says in clerk.text and "稳步推进。" in clerk.text and clerk.soup.find("textarea") is None


def test_a_form_without_the_list_of_indicators_begins_without_them(stage: Stage) -> None:
    with stage.people.app.app_context():
        plan = form_of(stage, "work_plan").definition
    known = KnownFigure("订单培养学生数", "人", "120", "", "申报书")
    assert indicator_rows(plan, [known]) == ()

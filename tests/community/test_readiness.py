"""The readiness check: what blocks, what warns, each at its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cte_portal.catalogue.content import Content, Row
from cte_portal.catalogue.fields import FieldType
from cte_portal.catalogue.kinds import AsTyped
from cte_portal.community.readiness import findings, state_of
from cte_portal.community.rules import figures_of
from tests.support.content import changed, complete, edition
from tests.support.content import with_rows as with_other_rows
from tests.support.people import uscc

UNIT = {"name": "甲单位", "uscc": uscc(900)}


def with_rows(content: Content, section: str, *rows: dict[str, Any]) -> Content:
    """The same with other rows in one list; whoever pointed to a unit points to the lead enterprise, for units may be gone."""
    other = with_other_rows(content, section, *rows)
    sections, lists = dict(other.sections), dict(other.lists)
    for pointing in edition().sections:
        kinds = {FieldType.MEMBER: "lead_enterprise", FieldType.MEMBERS: ("lead_enterprise",)}
        lead = {field.key: kinds[field.type] for field in pointing.fields if field.type in kinds}
        if pointing.rows:
            lists[pointing.key] = tuple(Row(row.id, {**row.values, **lead}) for row in other.rows(pointing.key))
        else:
            sections[pointing.key] = {**other.values(pointing.key), **lead}
    return replace(other, sections=sections, lists=lists)


def blocking(content: Content) -> list[tuple[str, str]]:
    return [(str(f.address), f.text) for f in findings(content) if f.blocking]


def warnings(content: Content, similar: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(str(f.address), f.text) for f in findings(content, similar) if not f.blocking]


def said(found: list[tuple[str, str]], place: str) -> str:
    return "".join(text for address, text in found if address == place)


def test_a_complete_application_has_no_finding_at_all() -> None:
    assert findings(complete()) == []


def test_a_day_that_has_not_come_is_asked_about() -> None:
    held = complete()
    passed_on = held.values("basics")["charter_passed_on"]
    assert isinstance(passed_on, date)
    told = findings(held, today=passed_on - timedelta(days=1))
    text = f"“章程审议通过日期”填了 {passed_on}，晚于今天，请核对"
    assert [(one.text, one.blocking) for one in told if one.address.field == "charter_passed_on"] == [(text, False)]
    assert not any(one.address.field == "charter_passed_on" for one in findings(held, today=passed_on))


def test_an_empty_application_names_every_required_field_list_and_proof() -> None:
    found = blocking(Content(edition(), 2026))
    places = {place for place, _ in found}
    for section in edition().sections:
        if section.rows:
            assert section.key in places
        else:
            wanted = {f"{section.key}/{f.key}" for f in section.fields if f.required and f.only_if is None}
            assert wanted <= places
    assert {f"evidence/{c.key}" for c in edition().evidence.categories if c.required} <= places


@pytest.mark.parametrize(("key", "degree"), [("master_rights", "硕士"), ("doctoral_rights", "博士")])
def test_a_lead_university_needs_both_degree_rights(key: str, degree: str) -> None:
    found = blocking(changed(complete(), "lead_university", **{key: False}))
    assert degree in said(found, f"lead_university/{key}")


def test_a_lead_school_needs_its_own_training_unit() -> None:
    assert "独立培训或继续教育机构名称" in said(blocking(changed(complete(), "lead_school", training_unit=None)), "lead_school/training_unit")


@pytest.mark.parametrize(("province", "blocks"), [("320000", False), ("110000", False), ("330000", False), ("440000", True), ("710000", True)])
def test_the_recommending_province_is_one_of_the_leads(province: str, blocks: bool) -> None:
    found = blocking(changed(complete(), "cover", recommending_province=province))
    assert bool(said(found, "cover/recommending_province")) is blocks


def test_direct_reporting_blocks_until_the_ministry_granted_it() -> None:
    asked = changed(complete(), "cover", route="direct", recommending_province=None)
    assert "须先由教育部职成司同意" in said(blocking(asked), "cover/route")
    assert blocking(replace(asked, direct=True)) == []


def test_a_credit_code_stands_only_once_among_leads_and_participants() -> None:
    enterprise = complete().value("lead_enterprise", "uscc")
    found = blocking(changed(complete(), "lead_school", uscc=enterprise))
    assert "同类牵头单位只能有一家" in said(found, "lead_school/uscc")
    found = blocking(with_rows(complete(), "participants", {**UNIT, "uscc": enterprise}))
    assert "与牵头单位" in said(found, "participants/r1/uscc")
    found = blocking(with_rows(complete(), "participants", UNIT, {**UNIT, "name": "乙单位"}))
    assert "第 2 行的“统一社会信用代码”与第 1 行相同" in said(found, "participants/r2/uscc")


@pytest.mark.parametrize("code", [None, AsTyped("91350203M0001QAY9B"[:-1] + "0")])
def test_a_unit_without_a_valid_code_needs_reason_and_proof(code: Any) -> None:
    unexplained = with_rows(complete(), "participants", {**UNIT, "uscc": code})
    assert "请填写原因并上传证明材料" in said(blocking(unexplained), "participants/r1/uscc_reason")
    explained = with_rows(complete(), "participants", {**UNIT, "uscc": code, "uscc_reason": "证照换发中"})
    assert [place for place, _ in blocking(explained)] == ["participants/r1/uscc"]
    proof = replace(complete().evidence[0], id="99", category="uscc_explanation", sha256="f" * 64)
    assert blocking(replace(explained, evidence=(*complete().evidence, proof))) == []


def test_at_least_one_participant_is_needed() -> None:
    assert "至少填写 1 条" in said(blocking(replace(complete(), lists={**complete().lists, "participants": ()})), "participants")


def test_a_milestone_cannot_end_before_it_begins() -> None:
    found = blocking(with_rows(complete(), "milestones", {"start_month": "2026-05", "end_month": "2026-04"}))
    assert "早于开始月份" in said(found, "milestones/r1/end_month")


def test_a_proof_that_is_missing_is_asked_for_by_name() -> None:
    found = blocking(replace(complete(), evidence=complete().evidence[1:]))
    assert found == [("evidence/agreement", "请上传佐证材料“三方共建协议”")]


def test_a_rank_is_asked_for_only_of_the_500() -> None:
    assert said(blocking(changed(complete(), "lead_enterprise", recognitions=("top_500",))), "lead_enterprise/top_500_rank")
    assert blocking(changed(complete(), "lead_enterprise", recognitions=("central_soe",))) == []


@pytest.mark.parametrize(
    ("content", "place", "text"),
    [
        (
            changed(
                changed(with_rows(complete(), "participants", {**UNIT, "province": "320000"}), "lead_university", province="320000"),
                "lead_school",
                province="320000",
            ),
            "participants/province",
            "跨区域组建",
        ),
        (with_rows(complete(), "participants", UNIT), "participants/category", "没有行业组织，也没有科研机构"),
        (with_rows(complete(), "participants", {**UNIT, "chain_link": "midstream"}), "participants/chain_link", "上游或下游企业"),
        (
            with_rows(complete(), "participants", UNIT, {**UNIT, "name": "乙单位", "uscc": uscc(901)}),
            "participants/r2/contact_phone",
            "同一个联系电话",
        ),
        (changed(complete(), "lead_enterprise", turnover=Decimal("1285060500.00")), "lead_enterprise/turnover", "128,506.05"),
        (replace(complete(), evidence=tuple(replace(e, sha256="a" * 64) for e in complete().evidence)), "evidence", "用了 7 次"),
    ],
    ids=["one province", "no association", "no neighbours in the chain", "one phone", "yuan", "one file for all"],
)
def test_what_looks_odd_warns_and_never_blocks(content: Content, place: str, text: str) -> None:
    assert text in said(warnings(content), place)
    assert blocking(content) == []


def test_a_community_of_a_similar_name_warns() -> None:
    assert "名称相近的共同体“全国汽车行业产教融合共同体”" in said(warnings(complete(), ("全国汽车行业产教融合共同体",)), "cover/community_name")


def test_of_very_many_similar_names_the_first_are_told_and_how_many_more_there_are() -> None:
    told = said(warnings(complete(), tuple(f"第{number}汽车行业产教融合共同体" for number in range(200))), "cover/community_name")
    assert told.count("请核对是否重复申报") == 10 and "名称相近的共同体还有 190 个" in told


def test_the_portal_counts_units_kinds_and_provinces_itself() -> None:
    figures = figures_of(complete(12))["participants"]
    assert figures["total"] == "15"
    assert figures["provinces"] == str(len({r.values["province"] for r in complete(12).rows("participants")} | {"320000", "110000", "330000"}))
    assert figures["by_category"].startswith("行业组织 1，普通高等学校 1")
    assert figures_of(complete(12))["cover"]["leads"].count("；") == 2


def test_what_is_repeated_is_quoted_as_it_was_typed() -> None:
    twice = {**UNIT, "uscc": AsTyped("91350203M0001QAY9B"), "uscc_reason": "证照如此"}
    found = said(blocking(with_rows(complete(), "participants", twice, {**twice, "name": "乙单位"})), "participants/r2/uscc")
    assert "第 2 行的“统一社会信用代码”与第 1 行相同：91350203M0001QAY9B" in found


def test_what_blocks_comes_first_then_the_order_of_the_form() -> None:
    content = with_rows(complete(), "milestones", {"start_month": "2026-05", "end_month": "2026-04"})
    content = changed(content, "lead_enterprise", turnover=Decimal("1285060500.00"), address=None)
    found = [(finding.blocking, str(finding.address)) for finding in findings(content)]
    assert found == [(True, "lead_enterprise/address"), (True, "milestones/r1/end_month"), (False, "lead_enterprise/turnover")]


def test_a_wrong_value_in_a_row_says_which_row() -> None:
    rows = [UNIT, {**UNIT, "name": "乙单位", "uscc": uscc(901), "contact_phone": AsTyped("12345")}]
    assert said(blocking(with_rows(complete(), "participants", *rows)), "participants/r2/contact_phone").startswith("第 2 行：“")


def test_a_list_that_is_too_long_blocks() -> None:
    most = edition().by_key["milestones"].max_rows
    found = blocking(with_rows(complete(), "milestones", *({} for _ in range(most + 1))))
    assert f"最多 {most} 条，现在 {most + 1} 条" in said(found, "milestones")
    assert said(blocking(with_rows(complete(), "milestones", *({} for _ in range(most)))), "milestones") == ""


def test_what_is_not_asked_any_more_blocks_nothing_and_is_not_printed() -> None:
    left_over = changed(complete(), "lead_enterprise", recognitions=("central_soe",), top_500_rank="第" * 41 + "\uf8ff")
    assert findings(left_over, unprintable=without("\uf8ff")) == []


def without(*characters: str) -> Any:
    """Fonts that lack these characters."""
    return lambda text: [(character, "请换用其他写法") for character in characters if character in text]


def test_a_character_that_cannot_be_printed_blocks_where_it_stands() -> None:
    content = changed(complete(), "basics", industry_chain="新\uf8ff能源\uf8ff")
    content = replace(content, evidence=(replace(content.evidence[0], name="协\uf8ff议.pdf"), *content.evidence[1:]))
    found = [(str(f.address), f.text) for f in findings(content, unprintable=without("\uf8ff")) if f.blocking]
    assert [place for place, _ in found] == ["basics/industry_chain", "evidence/agreement"]
    assert all("中的“\uf8ff”（U+F8FF）无法打印：请换用其他写法" in text for _, text in found)


@pytest.mark.parametrize(
    ("started", "blocking_findings", "comments", "label"),
    [(False, 3, 0, "未开始"), (True, 3, 0, "填写中"), (True, 0, 0, "已完成"), (True, 0, 1, "需修改"), (False, 3, 1, "需修改")],
)
def test_the_task_list_says_how_far_a_section_is(started: bool, blocking_findings: int, comments: int, label: str) -> None:
    assert state_of(started, blocking_findings, comments)[0] == label

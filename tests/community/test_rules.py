"""Each rule of the form by itself: a finding exactly when there should be one, and the figures the portal counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from cte_portal.catalogue.address import Address
from cte_portal.catalogue.content import Content
from cte_portal.catalogue.kinds import AsTyped
from cte_portal.community import rules
from tests.support.content import changed, complete, edition, with_rows
from tests.support.people import uscc

Rule = Callable[[Content], Iterator[tuple[Address, str]]]
EMPTY = Content(edition(), 2026)
TYPED = AsTyped("说不清")


def places(rule: Rule, content: Content) -> list[str]:
    return [str(address) for address, _ in rule(content)]


def participants(*rows: dict[str, Any]) -> Content:
    """A complete application whose participants differ from a good one as the rows say."""
    good = [{"name": f"单位{n}", "uscc": uscc(800 + n), "contact_phone": f"138001380{n:02}", **row} for n, row in enumerate(rows)]
    return with_rows(complete(), "participants", *good)


OF_THE_APPLICATION = sorted({check.rule for section in edition().sections for check in section.checks})


@pytest.mark.parametrize("rule", OF_THE_APPLICATION)
def test_no_rule_complains_of_a_complete_application(rule: str) -> None:
    assert list(rules.CHECKS[rule](complete())) == []


QUIET_WHILE_EMPTY = [
    rule for name, rule in rules.CHECKS.items() if name not in ("industry_organisation_or_institute_takes_part", "upstream_or_downstream_takes_part")
]


@pytest.mark.parametrize("rule", QUIET_WHILE_EMPTY)
def test_what_is_not_filled_in_yet_breaks_no_rule(rule: Rule) -> None:
    assert list(rule(EMPTY)) == []
    unclear = {section.key: {field.key: TYPED for field in section.fields} for section in edition().sections if not section.rows}
    assert list(rule(replace(EMPTY, sections=unclear))) == []


@pytest.mark.parametrize("name", sorted(rules.CHECKS))
def test_every_place_a_rule_points_to_is_in_the_form(name: str) -> None:
    broken = changed(participants({"contact_phone": "13800000000", "uscc": None}, {"contact_phone": "13800000000"}), "cover", route="direct")
    broken = changed(broken, "lead_university", master_rights=False, doctoral_rights=False)
    for address, text in rules.CHECKS[name](broken):
        assert Address.parse(edition(), str(address)) == address
        assert not text.endswith("。") and "None" not in text


def test_a_lead_university_without_either_right_hears_of_both() -> None:
    neither = changed(complete(), "lead_university", master_rights=False, doctoral_rights=False)
    assert places(rules.lead_university_grants_both_degrees, neither) == ["lead_university/master_rights", "lead_university/doctoral_rights"]


def leads_in(*provinces: Any) -> Content:
    content = complete()
    for lead, province in zip(rules.LEADS, provinces, strict=True):
        content = changed(content, lead, province=province)
    return content


def test_the_provinces_offered_are_those_of_the_leads_that_recommend() -> None:
    assert rules.lead_provinces(leads_in("330000", "710000", TYPED)) == {"330000": "浙江省"}
    assert rules.lead_provinces(leads_in("330000", "660000", "330000")) == {"330000": "浙江省", "660000": "新疆生产建设兵团"}
    assert rules.lead_provinces(EMPTY) == {}


def test_a_wrong_recommending_province_hears_which_are_possible() -> None:
    [(_, text)] = rules.recommending_province_is_a_leads(changed(leads_in("330000", "110000", None), "cover", recommending_province="440000"))
    assert text.endswith("现在填的是广东省，可选：浙江省、北京市")
    [(_, text)] = rules.recommending_province_is_a_leads(changed(EMPTY, "cover", recommending_province="440000"))
    assert "三家牵头单位尚未填写省份" in text


def test_who_reports_directly_needs_no_province() -> None:
    assert places(rules.recommending_province_is_a_leads, changed(complete(), "cover", route="direct", recommending_province="440000")) == []


@pytest.mark.parametrize(("route", "granted", "found"), [("direct", False, True), ("direct", True, False), ("province", False, False)])
def test_direct_reporting_waits_for_the_ministry(route: str, granted: bool, found: bool) -> None:
    content = replace(changed(complete(), "cover", route=route), direct=granted)
    assert places(rules.direct_reporting_was_granted, content) == (["cover/route"] if found else [])


def test_a_code_used_by_two_leads_and_a_participant_is_found_at_the_second_and_the_third() -> None:
    code = complete().value("lead_enterprise", "uscc")
    content = changed(participants({"uscc": code}, {}), "lead_school", uscc=code)
    assert places(rules.usccs_not_repeated, content) == ["lead_school/uscc", "participants/r1/uscc"]


def test_a_code_repeated_among_participants_is_left_to_the_list_so_that_it_is_said_once() -> None:
    assert places(rules.usccs_not_repeated, participants({"uscc": uscc(700)}, {"uscc": uscc(700)})) == []


@pytest.mark.parametrize("code", [None, AsTyped("91350203M0001QAY9B"), AsTyped("没有")])
def test_a_unit_without_a_right_code_first_gives_its_reason_then_its_proof(code: Any) -> None:
    silent = participants({"uscc": code, "uscc_reason": None}, {})
    assert places(rules.unit_without_uscc_gives_reason, silent) == ["participants/r1/uscc_reason"]
    reasoned = participants({"uscc": code, "uscc_reason": "登记机关未赋码"}, {})
    assert places(rules.unit_without_uscc_gives_reason, reasoned) == ["participants/r1/uscc"]
    proof = replace(complete().evidence[0], id="99", category="uscc_explanation")
    proven = replace(reasoned, evidence=(*reasoned.evidence, proof))
    assert places(rules.unit_without_uscc_gives_reason, proven) == []
    assert places(rules.unit_without_uscc_gives_reason, replace(silent, evidence=proven.evidence)) == ["participants/r1/uscc_reason"]


@pytest.mark.parametrize(("start", "end", "found"), [("2026-03", "2026-02", True), ("2026-03", "2026-03", False), ("2025-12", "2026-01", False)])
def test_a_milestone_ends_in_its_first_month_or_later(start: str, end: str, found: bool) -> None:
    content = with_rows(complete(), "milestones", {"start_month": start, "end_month": end}, {"start_month": TYPED, "end_month": end})
    assert places(rules.months_in_order, content) == (["milestones/r1/end_month"] if found else [])


def everybody_in_jiangsu(last: Any = "320000") -> Content:
    """All units in one province, but perhaps the last."""
    content = participants({"province": "320000"}, {"province": last})
    for lead in rules.LEADS:
        content = changed(content, lead, province="320000")
    return content


def test_one_single_province_warns_even_beside_one_not_understood() -> None:
    assert places(rules.members_in_several_provinces, everybody_in_jiangsu()) == ["participants/province"]
    assert places(rules.members_in_several_provinces, everybody_in_jiangsu(last=TYPED)) == ["participants/province"]
    assert places(rules.members_in_several_provinces, everybody_in_jiangsu(last="330000")) == []


def test_one_unit_alone_is_not_yet_called_one_sided() -> None:
    assert places(rules.members_in_several_provinces, changed(EMPTY, "lead_enterprise", province="320000")) == []


@pytest.mark.parametrize(("category", "found"), [("industry_org", False), ("institute", False), ("university", True), (TYPED, True)])
def test_an_association_or_an_institute_is_missed(category: Any, found: bool) -> None:
    assert bool(places(rules.industry_organisation_or_institute_takes_part, participants({"category": category}))) is found


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"category": "enterprise", "chain_link": "upstream"}, False),
        ({"category": "enterprise", "chain_link": "downstream"}, False),
        ({"category": "enterprise", "chain_link": "midstream"}, True),
        ({"category": "institute", "chain_link": "upstream"}, True),
    ],
    ids=["upstream", "downstream", "midstream", "left over from before it became an institute"],
)
def test_a_neighbour_in_the_chain_is_missed(row: dict[str, Any], found: bool) -> None:
    assert bool(places(rules.upstream_or_downstream_takes_part, participants(row))) is found


def test_a_phone_shared_by_many_is_said_once_with_the_first_names() -> None:
    content = participants(*({"contact_phone": "13900000000"} for _ in range(6)))
    [(address, text)] = rules.phone_not_shared_by_units(content)
    assert str(address) == "participants/r2/contact_phone"
    assert text == "“单位0”、“单位1”、“单位2”、“单位3”等 6 家用了同一个联系电话 13900000000，请核对"


def test_a_lead_that_shares_the_phone_of_a_participant_is_found_too() -> None:
    phone = complete().value("lead_school", "contact_phone")
    assert isinstance(phone, str)
    assert places(rules.phone_not_shared_by_units, participants({"contact_phone": phone})) == ["participants/r1/contact_phone"]


def test_units_are_counted_where_they_were_asked() -> None:
    content = participants(
        {"category": "enterprise", "chain_link": "upstream", "province": "440000"},
        {"category": "institute", "chain_link": "upstream", "province": TYPED},
        {"category": TYPED, "chain_link": None, "province": "440000"},
    )
    assert rules.members_by_category(content) == "科研机构 1，企业 1"
    assert rules.members_by_chain_link(content) == "上游 1"
    assert rules.member_total(content) == "6"
    for lead, province in zip(rules.LEADS, ("110000", "330000", "440000"), strict=True):
        content = changed(content, lead, province=province)
    assert rules.provinces_covered(content) == "3"


def test_before_anything_is_filled_in_the_figures_are_nothing() -> None:
    assert (rules.lead_names(EMPTY), rules.member_total(EMPTY), rules.provinces_covered(EMPTY)) == ("", "0", "0")
    assert rules.members_by_category(EMPTY) == rules.members_by_chain_link(EMPTY) == "无"


def test_a_lead_whose_name_is_missing_is_left_out_of_the_names_and_the_total() -> None:
    content = changed(participants({}), "lead_school", name=None)
    assert rules.member_total(content) == "3"
    assert rules.lead_names(content).count("；") == 1

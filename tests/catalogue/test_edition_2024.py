"""The edition of 2024 asks what the form asks: sections, limits, choices, and every check at its level."""

from __future__ import annotations

import pytest

from cte_portal.accounts.models import OrganisationKind
from cte_portal.catalogue.fields import Field, FieldType, Level
from cte_portal.catalogue.kinds import read
from cte_portal.catalogue.loader import EDITIONS, load
from cte_portal.catalogue.schema import Edition, Section
from cte_portal.community.rules import RULE_NAMES

LEADS = ("lead_enterprise", "lead_university", "lead_school")
LISTS = {"participants", "council", "milestones", "funds"} | {f"task_{n}_targets" for n in range(1, 7)}
LIMITS = {  # characters, after the form's description
    "lead_enterprise": {"standing": 1000},
    "lead_university": {"research_directions": 1000, "research_team": 1000},
    "lead_school": {"cooperation": 1000},
    "mechanism": {"structure": 1500, "benefit_sharing": 1500, "daily_work": 1500},
    "foundation": {"background": 2000, "cooperation": 2000, "strengths": 2000},
    **{f"task_{n}": {"goals": 1500, "measures": 1500} for n in range(1, 7)},
    "safeguards": {"measures": 1500},
    "outcomes": {"outcomes": 1500},
}
BLOCKING = {
    "cover": {"recommending_province_is_a_leads", "direct_reporting_was_granted"},
    "lead_university": {"lead_university_grants_both_degrees"},
    "participants": {"usccs_not_repeated", "unit_without_uscc_gives_reason"},
    "milestones": {"months_in_order"},
}
WARNING = {
    "participants": {
        "members_in_several_provinces",
        "industry_organisation_or_institute_takes_part",
        "upstream_or_downstream_takes_part",
        "phone_not_shared_by_units",
    }
}


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load(EDITIONS / "2024", RULE_NAMES)


def fields(edition: Edition) -> list[tuple[Section, Field]]:
    return [(section, field) for section in edition.sections for field in section.fields]


def test_the_lists_are_lists_and_every_task_has_its_targets_under_it(edition: Edition) -> None:
    assert {section.key for section in edition.sections if section.rows} == LISTS
    assert {section.key: section.attached_to for section in edition.sections if section.attached_to} == {
        f"task_{n}_targets": f"task_{n}" for n in range(1, 7)
    }
    titles = {edition.by_key[f"task_{n}"].title for n in range(1, 7)}
    hints = {edition.by_key[f"task_{n}_targets"].hint for n in range(1, 7)}
    assert len(titles) == len(hints) == 6


def test_long_texts_have_the_limits_of_the_form(edition: Edition) -> None:
    found: dict[str, dict[str, int | None]] = {}
    for section, field in fields(edition):
        if field.type is FieldType.LONG_TEXT:
            found.setdefault(section.key, {})[field.key] = field.max
    assert found == LIMITS


@pytest.mark.parametrize(("level", "expected"), [(Level.BLOCKING, BLOCKING), (Level.WARNING, WARNING)])
def test_each_check_stands_in_its_section_at_its_level(edition: Edition, level: Level, expected: dict[str, set[str]]) -> None:
    found = {section.key: {check.rule for check in section.checks if check.level is level} for section in edition.sections}
    assert {key: rules for key, rules in found.items() if rules} == expected


def test_every_field_says_in_plain_chinese_what_is_asked(edition: Edition) -> None:
    for section, field in fields(edition):
        assert field.hint.endswith("。"), f"{section.key}.{field.key}"
        words = (field.label + field.hint).replace("GB/T 4754", "")
        assert not any("a" <= letter.lower() <= "z" for letter in words), f"{section.key}.{field.key}"


def test_every_example_would_be_accepted(edition: Edition) -> None:
    for section, field in fields(edition):
        if field.example:
            assert read(field, [field.example], {})[1] is None, f"{section.key}.{field.key}"


def test_a_table_has_no_more_columns_than_paper_holds(edition: Edition) -> None:
    assert all(len(section.columns) <= 8 for section in edition.sections if section.rows)


def test_the_recommending_province_is_offered_from_the_leads_and_not_asked_when_reporting_directly(edition: Edition) -> None:
    cover = edition.by_key["cover"]
    province = cover.by_key["recommending_province"]
    assert cover.by_key["route"].option_labels == {"province": "省级推荐", "direct": "中央企业直报"}
    assert province.options_from == "lead_provinces" and province.required
    assert cover.asked_when(province) == "“报送方式”为“省级推荐”时填写。"


def test_the_lead_enterprise_is_of_the_kinds_that_can_register(edition: Edition) -> None:
    kind = edition.by_key["lead_enterprise"].by_key["kind"]
    assert kind.option_labels == {kind.value: kind.label for kind in OrganisationKind}


def test_participants_name_their_category_and_only_enterprises_their_place_in_the_chain(edition: Edition) -> None:
    participants = edition.by_key["participants"]
    assert list(participants.by_key["category"].option_labels) == [
        "industry_org",
        "university",
        "secondary",
        "junior",
        "bachelor",
        "institute",
        "enterprise",
    ]
    assert list(participants.by_key["chain_link"].option_labels) == ["upstream", "midstream", "downstream"]
    assert participants.asked_when(participants.by_key["chain_link"]) == "“类别”为“企业”时填写。"
    assert (participants.min_rows, participants.max_rows, participants.unique) == (1, 1000, ("uscc", "name"))
    code = participants.by_key["uscc"]
    assert not code.required and code.excused_by == "uscc_reason"


def test_the_leads_and_the_participants_are_the_units_to_choose_from(edition: Edition) -> None:
    assert {section.key for section in edition.sections if section.member_name} == {*LEADS, "participants"}
    assert [edition.by_key[lead].editors for lead in LEADS] == [("applicant",), ("applicant", "lead_university"), ("applicant", "lead_school")]


def test_phones_and_mails_are_personal_and_money_is_in_ten_thousands(edition: Edition) -> None:
    for section, field in fields(edition):
        place = f"{section.key}.{field.key}"
        if field.type in (FieldType.PHONE, FieldType.EMAIL):
            assert field.personal, place
        if field.type is FieldType.MONEY:
            assert field.unit == "万元" and field.min == 0 and field.typical_max, place


def test_proofs_have_counts_kinds_and_sizes(edition: Edition) -> None:
    rules = edition.evidence
    assert (rules.max_file_mb, rules.max_total_mb) == (50, 500)
    for category in rules.categories:
        assert 0 < category.max_files <= 200 and category.hint, category.key
        assert set(category.kinds) <= {"pdf", "jpeg", "png", "docx", "xlsx"}, category.key
    titles = {category.key: category.title for category in rules.categories}
    assert titles["uscc_explanation"] == "无统一社会信用代码说明"


def test_an_officer_answers_six_items_each_with_advice(edition: Edition) -> None:
    assert [item.key for item in edition.checklist.items] == [
        "leads",
        "lead_proofs",
        "province",
        "members",
        "operation",
        "tasks",
        "evidence",
        "seals",
    ]
    assert all(item.hint.endswith("。") for item in (*edition.checklist.items, *edition.checklist.ministry))

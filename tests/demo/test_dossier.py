"""What the demonstration types is a whole, well-formed application with nobody real in it, however many units take part."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cte_portal.catalogue.fields import FieldType
from cte_portal.catalogue.places import industries, recommending_provinces
from cte_portal.catalogue.uscc import problem
from cte_portal.community.readiness import findings
from cte_portal.demo.dossier import COMMUNITIES, PROVINCE, DemoCommunity, typed_rows, typed_sections, units
from tests.support.content import complete, edition

LEADS = ("lead_enterprise", "lead_university", "lead_school")
every_community = pytest.mark.parametrize("community", COMMUNITIES, ids=lambda community: community.trade)


@every_community
@pytest.mark.parametrize("count", [1, 2, 24])
def test_nothing_stands_in_the_way_of_finalising(community: DemoCommunity, count: int) -> None:
    assert [finding.text for finding in findings(complete(count, community)) if finding.blocking] == []


@every_community
def test_a_community_of_the_usual_size_has_nothing_to_warn_of_either(community: DemoCommunity) -> None:
    assert [finding.text for finding in findings(complete(24, community))] == []


def test_a_thousand_units_are_well_formed_too() -> None:
    content = complete(1000, COMMUNITIES[-1])
    assert len(content.rows("participants")) == 1000
    assert [finding.text for finding in findings(content)] == []


@every_community
def test_every_box_of_every_section_and_list_is_known_to_the_form(community: DemoCommunity) -> None:
    form, sections, rows = edition(), typed_sections(community, 2026), typed_rows(community, 2026, 3)
    assert set(sections) == {section.key for section in form.sections if not section.rows}
    assert set(rows) == {section.key for section in form.sections if section.rows}
    for key, typed in [*sections.items(), *((key, row) for key, found in rows.items() for row in found)]:
        assert set(typed) <= set(form.by_key[key].by_key), key


@every_community
def test_every_long_text_is_filled_without_a_gap_left_open(community: DemoCommunity) -> None:
    content = complete(24, community)
    for section in content.definition.sections:
        for field in section.fields:
            if field.type is FieldType.LONG_TEXT:
                text = content.value(section.key, field.key)
                assert isinstance(text, str) and len(text) >= 40 and "{" not in text, f"{section.key}.{field.key}"


def test_credit_codes_are_right_and_stand_in_no_real_district() -> None:
    codes = [typed_sections(community, 2026)[lead]["uscc"][0] for community in COMMUNITIES for lead in LEADS]
    codes += [unit.uscc for community in COMMUNITIES for unit in units(community, 1000)]
    assert len(set(codes)) == len(codes) == len(COMMUNITIES) * 1003
    assert {problem(code) for code in codes} == {None}
    assert {code[2:8] for code in codes} == {"000000"}


def test_units_of_a_community_have_names_and_phones_of_their_own_and_come_from_the_whole_country() -> None:
    found = units(COMMUNITIES[0], 1000)
    assert len({unit.name for unit in found}) == len({unit.phone for unit in found}) == 1000
    assert len({unit.province for unit in found[:24]}) >= 20
    assert len({unit.category for unit in found[:24]}) == 7
    assert {unit.chain_link for unit in found if unit.category == "enterprise"} == {"upstream", "midstream", "downstream"}


def test_people_with_rare_characters_take_part() -> None:
    content = complete(2, COMMUNITIES[0])
    assert {"张𬭎", "李䶮"} <= {row.values["contact_name"] for row in content.rows("participants")}
    assert {"张𬭎", "李䶮"} <= {row.values["name"] for row in content.rows("council")}


@every_community
def test_the_leads_sit_in_different_provinces_and_one_of_them_recommends(community: DemoCommunity) -> None:
    sections = typed_sections(community, 2026)
    provinces = [sections[lead]["province"][0] for lead in LEADS]
    assert len(set(provinces)) == 3 and provinces[0] == PROVINCE
    assert set(provinces) <= set(recommending_provinces())
    assert industries()[community.industry].parent


def test_mail_goes_nowhere() -> None:
    for community in COMMUNITIES:
        for key, typed in typed_sections(community, 2026).items():
            for field in edition().by_key[key].fields:
                if field.type is FieldType.EMAIL:
                    assert typed[field.key][0].endswith("@demo.example")


def test_the_yearly_funds_aimed_at_are_the_ones_promised() -> None:
    content = complete(3)
    aimed = next(row.values for row in content.rows("task_4_targets") if row.values["indicator"] == "当年资金投入")
    for number in (1, 2, 3):
        promised = [row.values[f"year_{number}"] for row in content.rows("funds")]
        assert aimed[f"target_{number}"] == str(sum(amount for amount in promised if isinstance(amount, Decimal)))


def test_the_same_is_typed_every_time_and_the_years_follow_the_filing() -> None:
    assert typed_sections(COMMUNITIES[0], 2026) == typed_sections(COMMUNITIES[0], 2026)
    assert typed_rows(COMMUNITIES[0], 2026, 30) == typed_rows(COMMUNITIES[0], 2026, 30)
    assert typed_sections(COMMUNITIES[0], 2027)["basics"]["founded_on"] == ["2026-09-16"]
    assert typed_rows(COMMUNITIES[0], 2027, 1)["milestones"][-1]["end_month"] == ["2029-12"]

"""The four lists of 附件3: what they ask, what is never published, and what their columns stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from cte_portal.catalogue.checking import CatalogueError
from cte_portal.catalogue.content import Content, Row
from cte_portal.catalogue.fields import Field, FieldType, Level, Meaning
from cte_portal.catalogue.kinds import read
from cte_portal.catalogue.loader import EDITIONS, load
from cte_portal.catalogue.schema import Edition, Section
from cte_portal.community.rules import CHECKS, RULE_NAMES
from tests.support.small_edition import write_edition

LIST = """
title = "清单"
rows = true

[[field]]
key = "unit"
label = "单位"
type = "member"
means = ["unit"]

[[field]]
key = "name"
label = "名称"
type = "text"
max = 20
means = ["title"]
"""


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load(EDITIONS / "2024", RULE_NAMES)


def fields(edition: Edition) -> list[tuple[Section, Field]]:
    return [(section, field) for section in edition.lists for field in section.fields]


def test_demand_and_supply_of_talent_and_of_technology_have_a_list_each(edition: Edition) -> None:
    assert {one.key: one.title for one in edition.lists} == {
        "talent_demand": "人才需求清单",
        "talent_supply": "人才供给清单",
        "technology_demand": "技术需求清单",
        "technology_supply": "技术供给清单",
    }
    assert all(one.max_rows == 5000 and one.key not in edition.by_key for one in edition.lists)


def test_every_column_says_in_plain_chinese_what_is_asked_and_accepts_its_own_example(edition: Edition) -> None:
    for section, field in fields(edition):
        place = f"{section.key}.{field.key}"
        assert field.hint.endswith("。"), place
        assert not any("a" <= letter.lower() <= "z" for letter in (field.label + field.hint).replace("后缀 T、K", "")), place
        assert not field.example or read(field, [field.example], {})[1] is None, place
    assert all(len(one.columns) <= 8 for one in edition.lists)


def test_whom_to_ask_is_personal_in_every_list_and_nothing_else_is(edition: Edition) -> None:
    for one in edition.lists:
        assert {field.key for field in one.fields if field.personal} == {"contact_name", "contact_phone", "contact_email"}
        assert not any(field.personal or field.type in (FieldType.PHONE, FieldType.EMAIL) for field in one.by_meaning.values())


def test_what_supply_and_demand_are_brought_together_by_stands_in_both(edition: Edition) -> None:
    talent = {Meaning.UNIT, Meaning.TITLE, Meaning.PROFESSION, Meaning.PROFESSION_CODE, Meaning.DEGREE, Meaning.PEOPLE, Meaning.DUE}
    for key, meanings in {"talent": talent, "technology": {Meaning.UNIT, Meaning.TITLE, Meaning.FIELD}}.items():
        for side in ("demand", "supply"):
            assert meanings <= set(edition.list_by_key[f"{key}_{side}"].by_meaning), f"{key}_{side}"


@pytest.mark.parametrize(("code", "right"), [("460301", True), ("080717T", True), ("46030", False), ("4603011", False), ("机电", False)])
def test_a_profession_is_six_digits_with_the_letters_of_a_universitys(edition: Edition, code: str, right: bool) -> None:
    problem = read(edition.list_by_key["talent_supply"].by_key["profession_code"], [code], {})[1]
    assert (problem is None) is right
    assert right or "6 位数字" in (problem or "")


@pytest.mark.parametrize(
    ("table", "rule", "values", "said"),
    [
        ("talent_demand", "wages_in_order", {"wage_from": 9000, "wage_to": 6000}, "月薪上限 6000 元低于下限 9000 元"),
        ("talent_demand", "wages_in_order", {"wage_from": 6000, "wage_to": 6000}, ""),
        ("talent_demand", "wages_in_order", {"wage_to": 6000}, ""),
        ("talent_supply", "internships_in_order", {"internship_from": "2026-06", "internship_to": "2026-01"}, "2026-01 早于开始月份 2026-06"),
        ("talent_supply", "internships_in_order", {"internship_from": "2026-01", "internship_to": "2026-01"}, ""),
    ],
)
def test_from_and_to_stand_in_order(edition: Edition, table: str, rule: str, values: dict[str, object], said: str) -> None:
    assert rule in {check.rule for check in edition.list_by_key[table].checks if check.level is Level.BLOCKING}
    content = Content(edition, 2026, lists={table: (Row("r1", values),)})  # type: ignore[arg-type]
    found = [(place.row, sentence) for place, sentence in CHECKS[rule](content)]
    assert found == [] if not said else len(found) == 1 and found[0][0] == "r1" and said in found[0][1]


@pytest.mark.parametrize(
    ("file", "text", "key", "reason"),
    [
        ("goods", LIST, "goods", "不能与栏目重名"),
        ("things", LIST.replace("rows = true", ""), "rows", "rows = true"),
        ("things", LIST.replace('means = ["unit"]', ""), "means", "unit"),
        ("things", LIST.replace('["title"]', '["title", "unit"]'), "means", "重复"),
        ("things", LIST.replace('["title"]', '["title", "people"]'), "field.name", "people"),
        ("things", LIST.replace('["title"]', '["title"]\npersonal = true'), "field.name", "个人信息"),
        ("things", LIST.replace('["title"]', '["colour"]'), "means", "colour"),
    ],
)
def test_a_list_that_is_not_right_stops_the_start_up(tmp_path: Path, file: str, text: str, key: str, reason: str) -> None:
    folder = write_edition(tmp_path / "e")
    (folder / "lists").mkdir()
    (folder / "lists" / f"{file}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load(folder, RULE_NAMES)
    assert f"{file}.toml" in str(refused.value) and key in str(refused.value) and reason in str(refused.value)

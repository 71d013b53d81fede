"""Reading a whole section: nothing typed is lost, and only what is asked must be right."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.catalogue.checking import RuleNames
from cte_portal.catalogue.content import Content, Row
from cte_portal.catalogue.fields import Field
from cte_portal.catalogue.kinds import AsTyped, Labels, Value, typed
from cte_portal.catalogue.loader import load
from cte_portal.catalogue.reading import asked, labels_for, missing_or_wrong, read_typed, suspicious
from cte_portal.catalogue.schema import Section
from tests.support.every_kind import edition, values_of
from tests.support.small_edition import write_edition

QUESTIONS = """
[[field]]
key = "kind"
label = "性质"
type = "choice"
required = true
options = [{ key = "firm", label = "企业" }, { key = "school", label = "学校" }]

[[field]]
key = "honours"
label = "荣誉"
type = "choices"
options = [{ key = "top", label = "500强" }, { key = "star", label = "明星" }]

[[field]]
key = "listed"
label = "是否上市"
type = "yes_no"

[[field]]
key = "rank"
label = "位次"
type = "integer"
required = true
typical_max = 500
unit = "位"
only_if = { field = "honours", any_of = ["top"] }

[[field]]
key = "exchange"
label = "交易所"
type = "text"
max = 5
required = true
only_if = { field = "listed", any_of = ["yes"] }

[[field]]
key = "reason"
label = "未上市的原因"
type = "text"
max = 5
only_if = { field = "listed", any_of = ["no"] }

[[field]]
key = "uscc"
label = "代码"
type = "uscc"
excused_by = "uscc_reason"

[[field]]
key = "uscc_reason"
label = "代码说明"
type = "text"
max = 20

[[field]]
key = "turnover"
label = "营业收入"
type = "money"
unit = "万元"
typical_max = 100000
"""


def none(field: Field) -> Labels:
    return {}


@pytest.fixture(scope="module")
def section(tmp_path_factory: pytest.TempPathFactory) -> Section:
    folder: Path = tmp_path_factory.mktemp("edition") / "e"
    return load(write_edition(folder, sections_cover=QUESTIONS), RuleNames((), (), ())).by_key["cover"]


def complaints(section: Section, **values: Value) -> dict[str, str]:
    return {field.key: text for field, text in missing_or_wrong(section, values, none)}


def test_every_box_is_read_and_a_wrong_one_is_kept_beside_the_right_ones(section: Section) -> None:
    reading = read_typed(section, {"kind": ["企业"], "rank": ["第三"], "turnover": ["１，２００"], "unknown": ["x"]}, none)
    assert reading.values["kind"] == "firm" and reading.values["turnover"] == Decimal("1200.00")
    assert reading.values["rank"] == AsTyped("第三") and "应填整数" in reading.problems["rank"]
    assert reading.values["listed"] is None
    assert set(reading.values) == set(section.by_key) and set(reading.problems) == {"rank"}


def test_a_required_answer_that_is_missing_is_asked_for_by_its_label(section: Section) -> None:
    assert complaints(section) == {"kind": "请填写“性质”"}
    assert complaints(section, kind="school") == {}


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"honours": ("top", "star")}, {"rank"}),
        ({"honours": ("star",)}, set()),
        ({"listed": True}, {"exchange"}),
        ({"listed": False}, set()),
        ({"listed": AsTyped("也许"), "honours": AsTyped("不知")}, {"listed", "honours"}),
    ],
)
def test_a_conditional_answer_is_required_only_where_it_is_asked(section: Section, values: dict[str, Value], missing: set[str]) -> None:
    assert set(complaints(section, kind="firm", **values)) == missing


def test_what_is_wrong_where_nothing_is_asked_stands_in_nobody_s_way(section: Section) -> None:
    assert complaints(section, kind="firm", listed=False, rank=AsTyped("第三"), exchange="一二三四五六") == {}
    assert set(complaints(section, kind="firm", listed=True, honours=("top",), rank=AsTyped("第三"), exchange="一二三四五六")) == {"rank", "exchange"}
    assert suspicious(section, {"rank": 9000}) == []


def test_a_value_that_fits_no_longer_is_found_again(section: Section) -> None:
    assert "没有“farm”这一项" in complaints(section, kind="farm")["kind"]


def test_a_stated_reason_excuses_a_wrong_code_and_nothing_else(section: Section) -> None:
    wrong = AsTyped("91350203M0001QAY9B")
    assert "校验位不对" in complaints(section, kind="firm", uscc=wrong)["uscc"]
    assert complaints(section, kind="firm", uscc=wrong, uscc_reason="证照如此") == {}
    assert set(complaints(section, kind="firm", uscc=wrong, uscc_reason=AsTyped("因" * 21), rank=None)) == {"uscc_reason"}
    assert set(complaints(section, uscc=wrong, uscc_reason="证照如此")) == {"kind"}


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"turnover": Decimal("1285060500.00")}, "“营业收入”填了 1,285,060,500.00万元，数值异常大，是否把元当成了万元？按万元填写应为 128,506.05"),
        ({"turnover": Decimal("100000.00")}, None),
        ({"turnover": AsTyped("9999999999")}, None),
        ({"uscc_reason": "××省登记"}, "“代码说明”中还有“××”，请换成实际内容"),
        ({"uscc_reason": "5 × 3"}, None),
        ({"rank": 9000, "honours": ("top",)}, "“位次”填了 9,000位，数值异常大，请核对"),
    ],
)
def test_what_looks_wrong_or_unfinished_is_pointed_out(section: Section, values: dict[str, Value], text: str | None) -> None:
    assert [said for _, said in suspicious(section, values)] == ([text] if text else [])


@given(st.data())
def test_what_was_read_is_read_the_same_from_its_boxes(data: st.DataObject) -> None:
    cover = edition().by_key["cover"]
    content = Content(edition(), 2026, {"cover": {"text": "甲"}}, {"goods": (Row("m1", {"text": "乙"}), Row("m2", {"text": "丙"}))})
    values = data.draw(values_of(cover))
    boxes = {field.key: typed(field, values.get(field.key)) for field in cover.fields}
    first = read_typed(cover, boxes, lambda field: labels_for(field, content, {}))
    again = read_typed(cover, {f.key: typed(f, first.values[f.key]) for f in cover.fields}, lambda field: labels_for(field, content, {}))
    assert again == first
    well = {key: value for key, value in values.items() if not isinstance(value, AsTyped)}
    assert {key: first.values[key] for key in well} == well
    assert not set(well) & set(first.problems)


def test_options_come_from_the_units_of_the_application_or_a_rule_or_the_field_itself(section: Section) -> None:
    content = Content(edition(), 2026, {"cover": {"text": "甲集团"}}, {"goods": (Row("r1", {"text": "乙公司"}),)})
    of = edition().by_key["cover"].by_key
    assert labels_for(of["members"], content, {}) == labels_for(of["member"], content, {}) == {"cover": "甲集团", "r1": "乙公司"}
    assert labels_for(of["choice"], content, {}) == {}
    offered = Field(key="f", label="f", type=of["choice"].type, options_from="rule")
    assert labels_for(offered, content, {"rule": lambda content: {"x": str(content.year)}}) == {"x": "2026"}


def test_a_field_without_condition_is_always_asked(section: Section) -> None:
    assert asked(section.by_key["kind"], {})
    assert not asked(section.by_key["rank"], {})


def test_when_a_field_is_asked_is_said_in_words(section: Section) -> None:
    assert section.asked_when(section.by_key["rank"]) == "“荣誉”为“500强”时填写。"
    assert section.asked_when(section.by_key["exchange"]) == "“是否上市”为“是”时填写。"
    assert section.asked_when(section.by_key["kind"]) == ""

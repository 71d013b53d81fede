"""What clerks type, and what the form makes of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.catalogue.fields import Field, FieldType
from cte_portal.catalogue.kinds import KINDS, AsTyped, Value, decode, encode, read, show, typed
from cte_portal.catalogue.table import Option

OPTIONS = (Option(key="a", label="甲"), Option(key="b", label="乙"), Option(key="c", label="丙"))


def a_field(kind: str, **details: object) -> Field:
    if kind in ("choice", "choices"):
        details.setdefault("options", OPTIONS)
    return Field(key="f", label="此栏", type=FieldType(kind), **details)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "  砚澜集团\t", "砚澜集团"),
        ("text", "张𬭎\x00李䶮", "张𬭎李䶮"),
        ("long_text", "第一行\r\n第二行\r\n", "第一行\n第二行"),
        ("integer", "１，２００", 1200),
        ("integer", " 007 ", 7),
        ("integer", "1,234,567", 1234567),
        ("integer", "12\u00a0345", 12345),
        ("integer", "－５", -5),
        ("text", "Li\tMing", "Li Ming"),
        ("money", "１２，８５０．５", Decimal("12850.50")),
        ("money", "1280 万元", Decimal("1280.00")),
        ("money", "0.01", Decimal("0.01")),
        ("money", "1 280 000.5 万元", Decimal("1280000.50")),
        ("money", "1,280.50万", Decimal("1280.50")),
        ("money", "3.", Decimal("3.00")),
        ("date", "2026年3月1日", date(2026, 3, 1)),
        ("date", "2026.3.1", date(2026, 3, 1)),
        ("date", "２０２６／０３／０１", date(2026, 3, 1)),
        ("date", "20260301", date(2026, 3, 1)),
        ("month", "2026年3月", "2026-03"),
        ("month", "202603", "2026-03"),
        ("year", "2025年", 2025),
        ("choice", "乙", "b"),
        ("choice", "b", "b"),
        ("yes_no", "是", True),
        ("yes_no", "no", False),
        ("phone", "138 0000 0000", "13800000000"),
        ("phone", "138-0000-0000", "13800000000"),
        ("phone", "（010）66090000", "01066090000"),
        ("phone", "010—66090000-８０２", "010-66090000-802"),
        ("phone", "+852 2123 4567", "+85221234567"),
        ("email", "Name@DEMO.example", "Name@demo.example"),
        ("uscc", " 91000000made00001e ", "91000000MADE00001E"),
        ("province", "江苏省", "320000"),
        ("industry", "36", "36"),
    ],
)
def test_what_is_typed_is_understood(kind: str, text: str, value: Value) -> None:
    assert read(a_field(kind, max=100 if kind in ("text", "long_text") else None), [text], {}) == (value, None)


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("text", "一二三四五六", "最多 5 字，现在 6 字，请删去 1 字"),
        ("text", "𬭎" * 6, "最多 5 字，现在 6 字"),
        ("integer", "12.5", "应填整数，如 120；现在填的是“12.5”"),
        ("integer", "12,5", "应填整数，如 120；现在填的是“12,5”"),
        ("integer", "1,2000", "应填整数"),
        ("integer", "一百", "应填整数"),
        ("integer", "9" * 16, "应填整数"),
        ("integer", "6", "不能大于 5"),
        ("money", "12.345", "最多两位小数"),
        ("money", "十二万", "应填金额（万元）"),
        ("money", "12,5", "应填金额（万元）"),
        ("money", "1.5亿", "应填金额（万元）"),
        ("money", "1280元", "应填金额（万元）"),
        ("money", "1e5", "应填金额（万元）"),
        ("money", "NaN", "应填金额（万元）"),
        ("date", "2026-02-30", "应填日期"),
        ("date", "去年", "现在填的是“去年”"),
        ("month", "2026-13", "应填年月"),
        ("year", "98", "四位年份"),
        ("choice", "丁", "没有“丁”这一项，可选：甲、乙、丙"),
        ("phone", "12345", "11 位手机号"),
        ("phone", "١٣٨٠٠٠٠٠٠٠٠", "11 位手机号"),
        ("phone", "66090000", "带区号的固定电话"),
        ("date", "2026-3", "应填日期，如 2026-03-01"),
        ("choice", "甲、乙", "没有“甲、乙”这一项"),
        ("email", "name@", "邮箱地址"),
        ("uscc", "91000000MADE000011", "校验位不对"),
        ("uscc", "91000000MADE00001", "应为 18 位，现在是 17 位"),
        ("uscc", "0" * 18, "只含数字和大写字母"),
        ("province", "江南省", "没有“江南省”这一项"),
    ],
)
def test_what_is_wrong_is_named_with_what_would_be_right_and_kept(kind: str, text: str, says: str) -> None:
    value, problem = read(a_field(kind, max=5 if kind in ("text", "integer") else None), [text], {})
    assert value == AsTyped(text)
    assert problem is not None and says in problem and ("此栏" in problem or kind == "uscc")


def test_an_empty_box_is_no_value_and_no_problem() -> None:
    for kind in FieldType:
        assert read(a_field(kind.value), ["  "], {}) == (None, None)
        assert read(a_field(kind.value), [], {}) == (None, None)


def test_several_choices_come_in_the_order_of_the_options_typed_or_pasted() -> None:
    assert read(a_field("choices"), ["c", "a"], {}) == (("a", "c"), None)
    assert read(a_field("choices"), ["丙、甲"], {}) == (("a", "c"), None)
    assert show(a_field("choices"), ("a", "c"), {}) == "甲、丙"


def test_a_choice_that_is_not_offered_any_more_is_kept_and_goes_back_into_its_box() -> None:
    value, problem = read(a_field("choices"), ["a", "x"], {})
    assert problem is not None and value == AsTyped("a\nx")
    assert typed(a_field("choices"), value) == ["a", "x"]


VALUES: dict[str, st.SearchStrategy[Value]] = {
    "text": st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40),
    "integer": st.integers(-(10**14), 10**14),
    "money": st.decimals(0, 10**9, places=2),
    "date": st.dates(date(1949, 10, 1), date(2099, 12, 31)),
    "month": st.builds(lambda y, m: f"{y}-{m:02d}", st.integers(1949, 2099), st.integers(1, 12)),
    "year": st.integers(1900, 2099),
    "choice": st.sampled_from(["a", "b", "c"]),
    "choices": st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True).map(lambda keys: tuple(sorted(keys))),
    "yes_no": st.booleans(),
    "province": st.sampled_from(["110000", "320000", "710000"]),
}


@given(st.data())
def test_a_value_comes_back_from_its_box_and_from_its_json_unchanged(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(VALUES)))
    field, value = a_field(kind), data.draw(VALUES[kind])
    assert read(field, typed(field, value), {}) == (value, None)
    assert decode(field.type, encode(field.type, value)) == value
    assert show(field, value, {})


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=60))
def test_no_text_is_ever_lost_or_breaks_the_form(kind: FieldType, text: str) -> None:
    field = a_field(kind.value, max=30 if kind in (FieldType.TEXT, FieldType.LONG_TEXT) else None)
    value, problem = read(field, [text], {})
    if problem:
        assert value == AsTyped(text)
        assert decode(kind, encode(kind, value)) == value
    elif value is None:
        assert not KINDS[FieldType.LONG_TEXT].clean(text).replace("\n", "").strip(" \t,万元年（）()；;、　")
    else:
        again = read(field, typed(field, value), {})
        assert again == (value, None)


@pytest.mark.parametrize(("kind", "low", "high"), [("integer", "4", "11"), ("money", "4.99", "10.01"), ("year", "1999", "2031")])
def test_a_number_outside_its_limits_is_kept_and_the_limit_named(kind: str, low: str, high: str) -> None:
    field = a_field(kind, min=2000, max=2030) if kind == "year" else a_field(kind, min=5, max=10)
    for text, says in ((low, f"不能小于 {field.min}"), (high, f"不能大于 {field.max}")):
        value, problem = read(field, [text], {})
        assert value == AsTyped(text) and problem is not None and says in problem
    for limit in (field.min, field.max):
        assert read(field, [str(limit)], {}) == (limit, None)


def test_a_text_must_match_its_pattern_as_a_whole() -> None:
    field = a_field("text", max=20, pattern=r"[0-9]{4}〔[0-9]{4}〕", pattern_message="应形如 0001〔2026〕")
    assert read(field, ["0001〔2026〕"], {}) == ("0001〔2026〕", None)
    assert read(field, ["0001〔2026〕号"], {})[1] == "“此栏”应形如 0001〔2026〕；现在填的是“0001〔2026〕号”"


@given(st.integers(1, 60), st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=80))
def test_lengths_count_code_points_and_say_how_many_to_take_away(limit: int, text: str) -> None:
    value, problem = read(a_field("text", max=limit), [text], {})
    if len(text) <= limit:
        assert (value, problem) == (text, None)
    else:
        assert problem is not None and f"最多 {limit} 字，现在 {len(text)} 字，请删去 {len(text) - limit} 字" in problem


def test_nothing_is_less_than_nothing() -> None:
    value, _ = read(a_field("money"), ["-0"], {})
    assert show(a_field("money"), value, {}) == "0.00"


@pytest.mark.parametrize("month", ["2026年3月", "２０２６．３", "٢٠٢٦-٠٣"])
def test_a_month_is_kept_so_that_it_can_be_compared(month: str) -> None:
    assert read(a_field("month"), [month], {})[0] == "2026-03"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("money", Decimal("1280050.5"), "1,280,050.50"),
        ("date", date(2026, 3, 1), "2026年3月1日"),
        ("month", "2026-03", "2026年3月"),
        ("year", 2025, "2025年"),
        ("choice", "a", "甲"),
        ("choice", "gone", "gone"),
        ("yes_no", False, "否"),
        ("province", "660000", "新疆生产建设兵团"),
        ("industry", "36", "制造业 / 36 汽车制造业"),
        ("integer", AsTyped("约三百"), "约三百"),
        ("text", None, ""),
    ],
)
def test_a_value_is_shown_as_people_write_it(kind: str, value: Value, shown: str) -> None:
    assert show(a_field(kind), value, {}) == shown


UNITS = {"lead_school": "甲学院", "0a1b2c3d4e": "乙公司"}


def test_a_unit_is_chosen_by_its_id_or_its_name() -> None:
    assert read(a_field("member"), ["0a1b2c3d4e"], UNITS) == read(a_field("member"), ["乙公司"], UNITS) == ("0a1b2c3d4e", None)
    assert read(a_field("members"), ["乙公司；甲学院"], UNITS) == (("lead_school", "0a1b2c3d4e"), None)
    assert show(a_field("members"), ("lead_school", "0a1b2c3d4e"), UNITS) == "甲学院、乙公司"


@pytest.mark.parametrize("kind", ["member", "members"])
def test_a_unit_that_was_removed_is_spoken_of_without_its_id(kind: str) -> None:
    value: Value = ("0a1b2c3d4e",) if kind == "members" else "0a1b2c3d4e"
    _, problem = read(a_field(kind), ["0a1b2c3d4e"], {"lead_school": "甲学院"})
    assert problem == "“此栏”中的“已移除的单位”不在本申报的建设单位之列，请重新选择"
    assert show(a_field(kind), value, {"lead_school": "甲学院"}) == "已移除的单位"


def test_a_name_that_is_no_unit_s_is_named() -> None:
    value, problem = read(a_field("member"), ["丙公司"], UNITS)
    assert problem is not None and "“丙公司”不在本申报的建设单位之列" in problem
    assert show(a_field("member"), value, UNITS) == "丙公司"

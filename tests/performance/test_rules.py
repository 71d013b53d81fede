"""What goes together among a year's figures, with the portal's rows and with the year before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.catalogue import loader
from cte_portal.catalogue.content import Content
from cte_portal.catalogue.fields import FieldType
from cte_portal.catalogue.kinds import Value, read
from cte_portal.community.readiness import Finding
from cte_portal.community.rules import RULE_NAMES
from cte_portal.performance import rules
from cte_portal.performance.rules import Known

FORM = loader.load_all(loader.EDITIONS, RULE_NAMES)["2024"].further["performance"]
COUNTS = st.integers(0, 10**6)
AMOUNTS = st.decimals(0, 10**6, places=2)


def content(**figures: Value) -> Content:
    """What is typed, with the sums that follow; notes by their keys too."""
    sections: dict[str, dict[str, Value]] = {section.key: {} for section in FORM.sections}
    for section in FORM.sections:
        own = {key: value for key, value in figures.items() if key in section.by_key}
        sections[section.key] = rules.completed(section, own, {})
    return Content(FORM, 2026, sections)


def found(figures: Mapping[str, Any], known: Mapping[str, Known] | None = None, before: Mapping[str, rules.Number] | None = None) -> list[Finding]:
    return rules.findings(content(**figures), known or {}, before or {})


def figures() -> st.SearchStrategy[dict[str, Value]]:
    kinds = {
        FieldType.INTEGER: COUNTS,
        FieldType.MONEY: AMOUNTS,
        FieldType.DATE: st.dates(date(2025, 1, 1), date(2027, 12, 31)),
        FieldType.YES_NO: st.booleans(),
    }
    typed = {key: kinds[measure.type] for key, (_, _, measure) in FORM.measures.items() if measure.typed}
    return st.fixed_dictionaries({}, optional=typed)


@given(figures())
def test_a_sum_is_that_of_its_parts_or_is_not_there(typed: dict[str, Value]) -> None:
    whole = rules.figures_of(content(**typed))
    for key, (_, _, measure) in FORM.measures.items():
        if measure.sum_of:
            parts = [rules.number(whole[part]) for part in measure.sum_of]
            assert whole[key] == (None if None in parts else sum(part for part in parts if part is not None))


@given(figures())
def test_every_broken_relation_is_named_with_both_numbers_and_no_other(typed: dict[str, Value]) -> None:
    whole = rules.figures_of(content(**typed))
    said = [finding.text for finding in found(typed)]
    for section in FORM.sections:
        for relation in section.relations:
            left, right = rules.total(relation.left, whole), rules.total(relation.right, whole)
            holds = left is None or right is None or (left <= right if relation.is_ == "at_most" else left != right or left == 0)
            about = [
                text for text in said if text.split("，请核对")[0].endswith(relation.why) and f"“{FORM.measures[relation.left[0]][2].label}”" in text
            ]
            if holds:
                assert not [text for text in about if all(f"“{FORM.measures[key][2].label}”" in text for key in relation.right)]
            else:
                first = FORM.measures[relation.left[0]][2]
                assert any(rules.said(first, left) in text for text in about)


@given(figures(), st.data())
def test_nothing_that_asks_for_a_note_stops_once_every_note_is_there(typed: dict[str, Value], data: st.DataObject) -> None:
    before = {key: data.draw(COUNTS) for key in typed if FORM.measures[key][2].counted and data.draw(st.booleans())}
    notes = {one.note.key: "已核对。" for _, one in FORM.indicators.values()}
    without, with_notes = found(typed, before=before), found({**typed, **notes}, before=before)
    assert len(without) == len(with_notes)
    asked = [finding for finding in without if finding.blocking and (finding.address.field or "").startswith("note_")]
    answered = [finding for finding in with_notes if not finding.blocking and (finding.address.field or "").startswith("note_")]
    assert len(asked) == len(answered) and not [f for f in with_notes if f.blocking and (f.address.field or "").startswith("note_")]


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_change_beyond_half_asks_why_and_a_smaller_one_does_not(now: int, before: int) -> None:
    asks = bool(found({"core_courses": now}, before={"core_courses": before}))
    beyond = max(now, before) >= rules.FEW and (before == 0 or abs(now - before) * 100 > 50 * before)
    assert asks == beyond


@pytest.mark.parametrize(
    ("typed", "known", "before", "said"),
    [
        (
            {"entrusted_enrolled": 5, "entrusted_new": 9},
            {},
            {},
            "“委托培养当年新增数” 9 人大于“委托培养在校生数” 5 人；委托培养当年新增的学生包括在在校生之中",
        ),
        ({"entrusted_enrolled": 80, "order_enrolled": 80}, {}, {}, "“委托培养在校生数” 80 人等于“订单培养在校生数” 80 人；两类人数完全相同"),
        ({"counted_once": False}, {}, {}, "“委托、订单、学徒制三类人数没有重复计算”填的是“否”"),
        ({"service_income": Decimal("12800000")}, {}, {"service_income": Decimal("1280")}, "是否把元当成了万元？按万元填写应为 1,280.00"),
        (
            {"order_new": 3},
            {"order": Known(60, "平台登记的人才供需对接协议")},
            {},
            "“订单培养当年新增数”填了 3 人，平台登记的人才供需对接协议是 60 人",
        ),
        ({"industry_report_on": date(2026, 5, 8)}, {}, {}, "“行业发展分析报告发布日期”2026年5月8日，晚于 3 月 31 日，不是按时发布"),
        ({"industry_report_on": date(2025, 3, 8)}, {}, {}, "应是 2026 年的日期，现在填的是2025年3月8日"),
        ({"order_enrolled": 120}, {}, {"order_enrolled": 30}, "“订单培养在校生数”今年 120 人，上年 30 人，增加 300%"),
    ],
)
def test_words_name_both_numbers(typed: dict[str, Value], known: dict[str, Known], before: dict[str, rules.Number], said: str) -> None:
    assert any(said in finding.text for finding in found(typed, known, before))


def test_what_the_portal_knows_is_no_contradiction_where_it_knows_of_none() -> None:
    assert not found({"order_new": 3}, {"order": Known(0, "平台登记的人才供需对接协议")})


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("１２０", 120, ""),
        ("1,000", 1000, ""),
        ("无", None, "“订单培养在校生数”填的是“无”；如果是没有发生，请填 0"),
        ("—", None, "如果是没有发生，请填 0"),
        ("约一百", None, "应填整数，如 120；现在填的是“约一百”"),
        ("-5", None, "不能小于 0，现在填的是 -5"),
        ("12.5", None, "应填整数"),
        ("1e9", None, "应填整数"),
    ],
)
def test_what_is_typed_into_a_number_box(text: str, value: int | None, said: str) -> None:
    got, problem = read(FORM.measures["order_enrolled"][2], [text], {})
    assert said in (problem or "") and (value is None or got == value)


def test_last_year_s_edition_called_a_figure_otherwise() -> None:
    assert rules.last_years(FORM, {"order_enrolled": 30, "unknown": 1}) == {"order_enrolled": 30}

"""Planned figures beside results: what is compared, what is missing, what must be explained."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.catalogue.content import Content, Row
from cte_portal.catalogue.loader import edition_for
from cte_portal.community.readiness import findings
from cte_portal.community.targets import difference, missed_by
from tests.support.content import edition


def values(planned: str, actual: str) -> dict[str, str]:
    return {"planned": planned, "actual": actual}


@pytest.mark.parametrize(
    ("planned", "actual", "told", "missed"),
    [
        ("120", "100", "−20", "差 20"),
        ("1,200", "1200人", "0", ""),
        ("95.5%", "97％", "+1.5%", ""),
        ("≥ 120 人", "119", "−1", "差 1"),
        ("2026-03-31", "2026-03-20", "", ""),
        ("3月", "5", "", ""),
        ("95%", "0.95", "", ""),
        ("—", "12", "", ""),
        ("若干", "12", "", ""),
        ("≤ 5%", "4%", "−1%", ""),
        ("＜5％", "6%", "+1%", "超出 1%"),
        ("不超过 3 起", "4", "+1", "超出 1"),
        ("不少于 3", "4", "+1", ""),
    ],
)
def test_figures_are_compared_where_they_can_be(planned: str, actual: str, told: str, missed: str) -> None:
    assert (difference(values(planned, actual)), missed_by(values(planned, actual))) == (told, missed)


@given(st.decimals(0, 10**9, places=2), st.decimals(0, 10**9, places=2))
def test_the_difference_is_the_result_less_the_plan_and_missed_only_on_the_wrong_side_of_it(planned: Decimal, actual: Decimal) -> None:
    told = difference(values(str(planned), str(actual)))
    assert Decimal(told.replace("−", "-")) == actual - planned
    for aim, missed in (("", actual < planned), ("at_least", actual < planned), ("at_most", actual > planned)):
        assert bool(missed_by({"aim": aim, **values(str(planned), str(actual))})) == missed


@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_was_typed_is_compared_or_left_alone(planned: str, actual: str) -> None:
    assert isinstance(difference(values(planned, actual)), str)


def summary(**row: str) -> list[str]:
    definition = edition_for({"2024": edition()}, 2026).of_kind("annual_summary")
    held = {"content": "开设订单班", "indicator": "订单培养学生数", "result": "已开班", **row}
    return [one.text for one in findings(Content(definition, 2026, lists={"task_3": (Row("a", held),)})) if one.address.row == "a"]


def test_a_summary_asks_for_the_reason_where_the_plan_was_missed_and_only_there() -> None:
    told = summary(planned="120", actual="100", state="partly")
    assert any("“订单培养学生数”计划 120，完成 100，差 20，请填写“差距和原因”" in text for text in told)
    assert not summary(planned="120", actual="100", state="partly", reason="一家企业停产。")
    assert not summary(planned="120", actual="120", state="done")
    assert any("没有全部完成，请填写“差距和原因”" in text for text in summary(state="not_done"))
    assert any("却是“已完成”，请核对" in text for text in summary(planned="120", actual="100", state="done", reason="推迟。"))


def test_where_less_is_better_the_reason_is_asked_above_the_plan_and_not_below_it() -> None:
    less = {"indicator": "实训安全事故数", "aim": "at_most", "planned": "2", "state": "done"}
    assert not summary(**less, actual="0")
    told = summary(**less, actual="3")
    assert any("“实训安全事故数”计划 2，完成 3，超出 1，请填写“差距和原因”" in text for text in told)
    assert any("与计划值相比超出 1，“完成情况”却是“已完成”" in text for text in told)
    assert not summary(**{**less, "state": "partly"}, actual="3", reason="新设备磨合。")

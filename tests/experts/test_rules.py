"""Sharing out, conflicts of interest, scores: pure."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.catalogue.reviewing import Criterion
from cte_portal.review.experts.rules import Body, conflicts, mean, read_score, share_out, spread, weighted, why_not_open

APPLICATIONS, EXPERTS = list(range(100, 108)), list(range(1, 8))
PAIRS = st.sets(st.tuples(st.sampled_from(APPLICATIONS), st.sampled_from(EXPERTS)), max_size=20)


@given(PAIRS, PAIRS, st.integers(1, 4))
def test_nobody_gets_what_is_barred_and_nothing_twice(barred: set[tuple[int, int]], given: set[tuple[int, int]], each: int) -> None:
    shared = share_out(APPLICATIONS, EXPERTS, barred, given, each)
    assert not set(shared.pairs) & (barred | given) and len(set(shared.pairs)) == len(shared.pairs)
    for one in APPLICATIONS:
        have = sum(application == one for application, _ in {*shared.pairs, *given})
        free = [expert for expert in EXPERTS if (one, expert) not in barred | given | set(shared.pairs)]
        assert have + shared.lacking.get(one, 0) >= each
        assert not (shared.lacking.get(one) and free), "nobody lacks an expert while one is free"


@given(st.integers(1, 30), st.integers(1, 12), st.integers(1, 5))
def test_without_conflicts_the_work_is_even(applications: int, experts: int, each: int) -> None:
    shared = share_out(range(applications), range(experts), set(), set(), each)
    load = Counter(expert for _, expert in shared.pairs)
    assert max(load.values()) - min(load.get(one, 0) for one in range(experts)) <= 1


def test_shared_out_again_nothing_is_given() -> None:
    first = share_out(APPLICATIONS, EXPERTS, set(), set(), 3)
    assert share_out(APPLICATIONS, EXPERTS, set(), set(first.pairs), 3).pairs == ()


@pytest.mark.parametrize(
    ("expert", "hits"),
    [
        (Body("示例大学", "91000000000000001X"), True),
        (Body("另一个名称", "91000000000000001x"), True),
        (Body(" 示例 大学 "), True),
        (Body("示例（北京）学院"), True),
        (Body("示例(北京)学院"), True),
        (Body("示例大学附属中学"), False),
        (Body("无关大学", ""), False),
    ],
)
def test_an_expert_of_a_member_unit_has_a_conflict(expert: Body, hits: bool) -> None:
    assert conflicts(expert, [Body("示例大学", "91000000000000001X"), Body("示例(北京)学院")]) is hits


@pytest.mark.parametrize("text", ["101", "-1", "七十", "7.5", "１００", "1e2", "999999999999", "+5", "<b>"])
def test_what_is_no_score_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="不是 0–100 的整数"):
        read_score(text)


@given(st.integers(0, 100))
def test_every_score_from_0_to_100_is_read(score: int) -> None:
    assert read_score(f" {score} ") == score
    assert read_score("  ") is None


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 100)), min_size=1, max_size=8))
def test_the_total_lies_between_the_lowest_and_the_highest(given: list[tuple[int, int]]) -> None:
    criteria = [Criterion(key=str(n), text="项", weight=weight) for n, (weight, _) in enumerate(given)]
    scores = {str(n): score for n, (_, score) in enumerate(given)}
    assert min(scores.values()) <= weighted(criteria, scores) <= max(scores.values())


@pytest.mark.parametrize(
    ("submitted", "given_up", "says"),
    [(False, True, "声明回避，不再评审"), (True, True, "声明回避，不再评审"), (True, False, "已经提交，不能修改"), (False, False, "截止")],
)
def test_a_sheet_that_cannot_be_written_any_more_says_why(submitted: bool, given_up: bool, says: str) -> None:
    due = date(2026, 12, 20)
    assert says in (why_not_open(due, due + timedelta(days=1), submitted, given_up) or "")
    assert why_not_open(due, due, False, False) is None


def test_mean_and_spread() -> None:
    assert mean([Decimal("70.5"), Decimal("80.0"), Decimal("90.1")]) == Decimal("80.2")
    assert spread([Decimal("70.5"), Decimal("90.1")]) == Decimal("19.6")

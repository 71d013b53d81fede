"""Distributions, places, changes and sentences of figures."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cte_portal.catalogue import loader
from cte_portal.community.rules import RULE_NAMES
from cte_portal.performance.figures import drawn, rules

FORM = loader.load_all(loader.EDITIONS, RULE_NAMES)["2024"].further["performance"]
NUMBERS = st.one_of(st.integers(0, 10**7), st.decimals(0, 10**7, places=2))
MANY = st.lists(NUMBERS, max_size=60)
KEYS = [key for key, (_, _, measure) in FORM.measures.items() if measure.counted]
FIGURES = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 10**6))


@given(MANY)
def test_every_value_lies_in_one_bin_and_bins_follow_one_another(values: list[rules.Number]) -> None:
    bins = rules.distribution(values)
    assert sum(one.count for one in bins) == len(values) and len(bins) <= rules.BINS
    assert all(first.high == second.low and first.low < first.high for first, second in pairwise(bins))
    if values:
        assert (bins[0].low, bins[-1].high) == (min(values), max(values))


@given(st.lists(NUMBERS, min_size=1, max_size=30), st.data())
def test_the_more_the_higher_the_place_and_few_have_none(values: list[rules.Number], data: st.DataObject) -> None:
    first, second = data.draw(st.sampled_from(values)), data.draw(st.sampled_from(values))
    places = [rules.place_of(value, values) for value in (first, second)]
    assert (places[0] is None) == (len(values) < rules.FEWEST)
    if places[0] and places[1]:
        assert 1 <= places[0].place <= len(values)
        assert (first > second) == (places[0].place < places[1].place)
        assert min(values) <= places[0].median <= max(values)


@given(FIGURES, FIGURES)
def test_words_agree_with_the_numbers(now: dict[str, int], before: dict[str, int]) -> None:
    for key, change in rules.changes(FORM, now, before).items():
        said = change.words
        if key not in before:
            assert said == "上年没有数据"
        elif before[key] and now[key] != before[key]:
            assert ("增加" in said) == (now[key] > before[key])
            assert abs(Decimal(now[key]) - Decimal(before[key])) / before[key] * 100 - (change.percent or 0).copy_abs() == 0
        elif before[key]:
            assert said == "与上年持平"


@given(FIGURES, FIGURES, st.integers(2, 1500))
def test_what_stands_for_a_group_is_said_and_no_sentence_is_endless(now: dict[str, int], before: dict[str, int], communities: int) -> None:
    changes = rules.changes(FORM, now, before)
    said = rules.sentences(FORM, "全国", 2026, communities, changes)
    assert f"{communities} 个共同体" in said[0] and all(sentence.endswith("。") for sentence in said)
    for _, _, measure in rules.headlines(FORM):
        assert (measure.key in now) == any(f"{measure.label} " in sentence for sentence in said)
    assert len(said) <= 1 + len(FORM.sections) + 2


@given(FIGURES, FIGURES)
def test_charts_can_be_drawn_of_whatever_was_reported(now: dict[str, int], before: dict[str, int]) -> None:
    changes = rules.changes(FORM, now, before)
    assert [line[1] for line in drawn.table(FORM, changes)] == [FORM.measures[key][2].label for key in KEYS if key in now]
    measure = FORM.measures["order_enrolled"][2]
    assert drawn.spread(measure, list(now.values()), 2026) is None or now
    assert drawn.trend(measure, {2024: 3, 2026: 9}, "全国") is not None
    drawn.groups(FORM, changes, 2026)


def test_an_edition_has_something_to_show_for_each_group() -> None:
    assert {section.key for section, _, _ in rules.headlines(FORM)} == set(FORM.by_key)

"""The life of a technology demand as one table: whatever is tried, in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cte_portal.exchange.following.figures import Agreed, Followed, figures
from cte_portal.exchange.following.workflow import STEPS, Action, Facts, offered, refusal
from cte_portal.exchange.rules import FollowingState as State
from cte_portal.exchange.rules import Way
from tests.conftest import NOON

TODAY = NOON.date()
DAYS = st.none() | st.dates(TODAY - timedelta(days=900), TODAY + timedelta(days=30))
FACTS = st.builds(
    Facts,
    state=st.sampled_from(State),
    now=st.just(NOON),
    withdrawn=st.booleans(),
    undertaken_on=DAYS,
    happened_on=DAYS,
    units=st.integers(0, 3),
    file=st.booleans(),
    text=st.sampled_from(("", "  ", "达到指标")),
    latest_at=st.none() | st.timedeltas(timedelta(0), timedelta(hours=1)).map(lambda ago: NOON - ago),
)


@given(FACTS)
def test_nothing_is_completed_that_was_never_undertaken(facts: Facts) -> None:
    why = refusal(Action.COMPLETE, facts)
    assert (facts.state is State.UNDERTAKEN) or why is not None
    if facts.state is State.PUBLISHED:
        assert why == "这条需求还没有登记承接，不能登记完成。请先登记由谁承接，并上传合同。"


@given(FACTS)
def test_what_has_ended_only_the_taking_back_can_move(facts: Facts) -> None:
    if facts.state in (State.COMPLETED, State.TERMINATED):
        for action in (Action.UNDERTAKE, Action.COMPLETE, Action.TERMINATE):
            assert refusal(action, facts) is not None
        assert set(offered(facts)) <= {Action.TAKE_BACK}


@given(FACTS)
def test_a_step_goes_through_only_with_a_date_that_has_come_a_paper_and_words(facts: Facts) -> None:
    if refusal(Action.UNDERTAKE, facts) is None:
        assert facts.file and facts.units and facts.happened_on and facts.happened_on <= TODAY and not facts.withdrawn
    if refusal(Action.COMPLETE, facts) is None:
        assert facts.file and facts.text.strip() and facts.happened_on and facts.happened_on <= TODAY
        assert facts.undertaken_on is None or facts.happened_on >= facts.undertaken_on
    if refusal(Action.TERMINATE, facts) is None:
        assert facts.text.strip()


@given(FACTS)
def test_a_step_is_taken_back_within_ten_minutes_and_not_later(facts: Facts) -> None:
    in_time = facts.latest_at is not None and NOON - facts.latest_at <= timedelta(minutes=10)
    assert (refusal(Action.TAKE_BACK, facts) is None) == in_time
    assert (Action.TAKE_BACK in offered(facts)) == in_time


@given(FACTS)
def test_what_is_offered_can_be_taken_once_everything_is_filled_in(facts: Facts) -> None:
    filled = replace(facts, happened_on=TODAY, units=1, file=True, text="达到指标", undertaken_on=min(facts.undertaken_on or TODAY, TODAY))
    for action in offered(facts):
        assert refusal(action, filled) is None, action
        assert STEPS[action].target is not None or action is Action.TAKE_BACK


FOLLOWED = st.builds(
    Followed,
    kind=st.sampled_from(("renovation", "process", "product", "generic", "")),
    undertaken_on=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    completed_on=st.none(),
).flatmap(
    lambda one: st.none().map(lambda _: one) | st.dates(one.undertaken_on, date(2028, 12, 31)).map(lambda done: replace(one, completed_on=done))
)
AGREED = st.builds(Agreed, st.sampled_from("abc"), st.sampled_from(Way), st.integers(1, 90), st.dates(date(2024, 1, 1), date(2027, 12, 31)))


@given(st.lists(FOLLOWED, max_size=8), st.lists(AGREED, max_size=8), st.integers(2023, 2029))
def test_the_figures_fit_each_other(followed: list[Followed], agreed: list[Agreed], year: int) -> None:
    found = figures(followed, agreed, year)
    assert found.completed_so_far <= found.undertaken_so_far <= len(followed)
    assert found.renovation + found.process + found.product <= found.undertaken <= found.met
    people = found.entrusted + found.order + found.apprentice + found.employment
    assert people == sum(one.people for one in agreed if one.agreed_on.year == year)
    years = [figures(followed, agreed, one) for one in range(2023, 2029)]
    assert sum(one.undertaken for one in years) == len(followed)
    done = [one.completed_on for one in followed if one.completed_on and one.completed_on.year < 2029]
    assert sum(one.completed for one in years) == len(done)

"""Who owes what by when, and how it stands: late work is accepted and marked, what was excused is never late."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.annual.rules import (
    Done,
    Duty,
    Owing,
    Standing,
    State,
    Working,
    days_late,
    duty,
    first_year,
    next_step,
    owed,
    published_in_year,
    standing,
    years,
)
from cte_portal.annual.yearly_forms.rules import indicator_rows, why_closed
from cte_portal.catalogue.loader import EDITIONS, load
from cte_portal.clock import SHANGHAI
from cte_portal.community.rules import RULE_NAMES
from cte_portal.windows import Extended, Purpose

FOUND = load(EDITIONS / "2024", RULE_NAMES).deliverables
JIANGSU = "320000"
DUE = date(2026, 3, 31)
days = st.dates(date(2023, 7, 30), date(2035, 12, 31))
dones = st.none() | st.builds(Done, st.sampled_from(State), st.none() | days, st.booleans())


def keys(recognised_on: date, year: int, *, in_first_year: bool = False) -> list[str]:
    return [kind.key for kind, _ in owed(FOUND, year, Owing(recognised_on, JIANGSU, 7), (), in_first_year)]


def duty_today(done: Done | None, today: date) -> Duty:
    kind, window = owed(FOUND, 2026, Owing(date(2025, 5, 1), JIANGSU, 7), (), False)[0]
    return duty(kind, window, done, today)


def test_an_established_community_owes_seven_things_a_year() -> None:
    assert keys(date(2024, 12, 20), 2026) == [
        "industry_report",
        "talent_forecast",
        "talent_lists",
        "technology_lists",
        "work_plan",
        "annual_summary",
        "performance",
    ]
    pairs = owed(FOUND, 2026, Owing(date(2024, 12, 20), JIANGSU, 7), (), False)
    assert {kind.key: window.closes for kind, window in pairs}["annual_summary"] == date(2026, 12, 15)
    assert {window.closes for kind, window in pairs if kind.window == "first_quarter"} == {DUE}


def test_duties_begin_with_the_year_after_the_recognition() -> None:
    assert keys(date(2026, 2, 1), 2026) == [] and len(keys(date(2026, 2, 1), 2027)) == 7


def test_where_the_first_year_counts_only_what_falls_due_later_is_owed() -> None:
    assert keys(date(2026, 6, 1), 2026, in_first_year=True) == ["annual_summary", "performance"]
    assert len(keys(date(2026, 3, 31), 2026, in_first_year=True)) == 7
    assert keys(date(2026, 12, 16), 2026, in_first_year=True) == []


@given(days, days, st.booleans())
def test_every_year_that_can_be_worked_on_is_one_whose_duties_are_owed(recognised_on: date, today: date, in_first_year: bool) -> None:
    for year in years(recognised_on, today, in_first_year):
        assert year >= first_year(recognised_on, in_first_year) and year <= today.year + 1
        if year > recognised_on.year:
            assert len(keys(recognised_on, year, in_first_year=in_first_year)) == 7


def test_the_coming_year_can_be_prepared_from_december_on() -> None:
    assert years(date(2025, 3, 1), date(2026, 11, 30), False) == [2026]
    assert years(date(2025, 3, 1), date(2026, 12, 1), False) == [2027, 2026]


def test_an_extension_moves_the_due_date_of_what_it_names_for_whom_it_names() -> None:
    for_province = Extended(Purpose.FIRST_QUARTER, 2026, date(2026, 4, 20), JIANGSU)
    mine = dict(owed(FOUND, 2026, Owing(date(2025, 1, 1), JIANGSU, 7), [for_province], False))
    assert {kind.key: window.closes for kind, window in mine.items()} == {
        **dict.fromkeys(("industry_report", "talent_forecast", "talent_lists", "technology_lists", "work_plan"), date(2026, 4, 20)),
        "annual_summary": date(2026, 12, 15),
        "performance": date(2026, 12, 15),
    }
    theirs = owed(FOUND, 2026, Owing(date(2025, 1, 1), "330000", 7), [for_province], False)
    assert min(window.closes for _, window in theirs) == DUE


@pytest.mark.parametrize(
    ("done", "today", "expected", "words"),
    [
        (None, date(2026, 3, 1), Standing.NOT_STARTED, "还有 30 天"),
        (None, DUE, Standing.NOT_STARTED, "今天截止"),
        (None, date(2026, 4, 12), Standing.OVERDUE, "逾期 12 天"),
        (Done(State.IN_PROGRESS), date(2026, 3, 24), Standing.IN_PROGRESS, "还有 7 天"),
        (Done(State.IN_PROGRESS), date(2026, 4, 1), Standing.OVERDUE, "逾期 1 天"),
        (Done(State.SUBMITTED, DUE), date(2026, 6, 1), Standing.SUBMITTED, "按时提交"),
        (Done(State.SUBMITTED, date(2026, 4, 3)), date(2026, 6, 1), Standing.SUBMITTED, "逾期 3 天提交"),
        (Done(State.RETURNED, date(2026, 3, 20)), date(2026, 6, 1), Standing.RETURNED, "按时提交"),
        (Done(State.PASSED, date(2026, 4, 3)), date(2026, 6, 1), Standing.PASSED, "逾期 3 天提交"),
        (Done(State.IN_PROGRESS, excused=True), date(2026, 6, 1), Standing.EXCUSED, "不再要求"),
    ],
)
def test_how_a_duty_stands_in_words(done: Done | None, today: date, expected: Standing, words: str) -> None:
    found = duty_today(done, today)
    assert (found.standing, found.words) == (expected, words)
    assert found.standing.label in ("未开始", "编制中", "已提交", "已退回", "已通过", "逾期", "已免除")


@given(dones, days, days)
def test_a_duty_is_overdue_exactly_when_the_day_is_over_and_nothing_was_ever_handed_in(done: Done | None, due: date, today: date) -> None:
    nothing = done is None or (done.state is State.IN_PROGRESS and done.submitted_on is None)
    excused = done is not None and done.excused
    assert (standing(done, due, today) is Standing.OVERDUE) == (nothing and not excused and today > due)


@given(st.sampled_from(State), days, days, days)
def test_late_is_decided_by_the_first_handing_in_and_by_nothing_after_it(state: State, first: date, due: date, today: date) -> None:
    done = Done(state, first)
    assert (days_late(done, due, today) > 0) == (first > due)
    assert days_late(done, due, today) == days_late(done, due, today + timedelta(days=100))


@given(dones, days, days)
def test_what_was_excused_is_never_late(done: Done | None, due: date, today: date) -> None:
    if done and done.excused:
        assert standing(done, due, today) is Standing.EXCUSED and days_late(done, due, today) == 0


def at(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 12, tzinfo=SHANGHAI)


def test_lists_are_fulfilled_when_each_was_published_in_the_year() -> None:
    tables = ("talent_demand", "talent_supply")
    both = [("talent_supply", at(4, 2)), ("talent_demand", at(2, 1)), ("talent_demand", at(9, 9)), ("talent_supply", at(1, 1, 2025))]
    assert published_in_year(tables, both, 2026) == at(4, 2)
    assert published_in_year(tables, both, 2025) is None
    assert published_in_year((), both, 2026) is None


@pytest.mark.parametrize(
    ("key", "state", "working", "waits", "says"),
    [
        ("talent_lists", None, Working(), False, "编制清单并发布，发布后自动记为完成"),
        ("talent_lists", State.PASSED, Working(), False, "已发布，可随时再发布新的一版"),
        ("performance", None, Working(), False, "采集开始后填报"),
        ("performance", None, Working(form=True), False, "在线填写，自查后提交"),
        ("work_plan", None, Working(form=True), False, "在线填写，或下载提纲编制后上传"),
        ("work_plan", None, Working(form=True, form_begun=True), False, "继续在线填写，自查后提交"),
        ("industry_report", None, Working(), False, "下载提纲，编制后上传"),
        ("industry_report", State.IN_PROGRESS, Working(draft=True), False, "补齐后提交"),
        ("industry_report", State.SUBMITTED, Working(), False, "等待主管部门审核；审核前可以撤回"),
        ("industry_report", State.RETURNED, Working(), False, "修改后重新提交"),
        ("industry_report", State.RETURNED, Working(draft=True), False, "核对修改稿并重新提交"),
        ("industry_report", State.PASSED, Working(), True, "发布到公众网站"),
        ("industry_report", State.PASSED, Working(), False, "已办结"),
    ],
)
def test_the_community_is_told_what_to_do_next(key: str, state: State | None, working: Working, waits: bool, says: str) -> None:
    pairs = owed(FOUND, 2026, Owing(date(2025, 5, 1), JIANGSU, 7), (), False)
    kind, window = next(pair for pair in pairs if pair[0].key == key)
    done = Done(state, date(2026, 2, 1), False) if state else None
    assert next_step(duty(kind, window, done, DUE), working, waits) == says
    excused = duty(kind, window, Done(state or State.IN_PROGRESS, None, True), DUE)
    assert next_step(excused, working, waits) == "不需要再做"


def test_a_closed_form_says_why() -> None:
    open_one = Done(State.IN_PROGRESS, None, False)
    assert why_closed(open_one, None) == "所属共同体已撤销认定"
    assert why_closed(Done(State.IN_PROGRESS, None, True), DUE) == "已由主管部门免除"
    assert why_closed(Done(State.SUBMITTED, DUE, False), DUE) == State.SUBMITTED.label
    assert why_closed(open_one, DUE) is None


def test_a_form_without_a_list_of_targets_gets_none() -> None:
    assert indicator_rows(load(EDITIONS / "2024", RULE_NAMES).of_kind("work_plan"), []) == ()

"""The counts are what counting the steps gives, whatever happened in whatever order."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cte_portal import clock
from cte_portal.accounts.models import Account
from cte_portal.community.models import Application, Community, Transition
from cte_portal.community.service.following import tell_followers
from cte_portal.community.workflow import Status
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.statistics import queries, service
from cte_portal.statistics.rules import DECISIONS, NATION, Cell, Kind, Step, Wait, added_by_last, counted, median_days, on_days, summed, weeks_of
from cte_portal.transactions import transaction
from tests.support.people import JIANGSU, ZHEJIANG, People
from tests.support.steps import took

ACTIONS = (
    "start",
    "finalise",
    "reopen",
    "submit",
    "withdraw",
    "return",
    "decline",
    "approve",
    "report",
    "ministry_return",
    "recognise",
    "pre_review",
    "take_back_report",
)
START = date(2026, 5, 1)


@st.composite
def lives(draw: st.DrawFn) -> list[Step]:
    """Steps of one application in an order that no workflow would allow, some of them taking an earlier decision back."""
    found: list[Step] = []
    day = START
    for number in range(1, draw(st.integers(0, 14)) + 1):
        day += timedelta(days=draw(st.integers(0, 20)))
        target = draw(st.sampled_from([Status.SUBMITTED, Status.REPORTED]))
        back = draw(st.sampled_from([None, None, None, *(step.id for step in found)]))
        action = "take_back_decision" if back else draw(st.sampled_from(ACTIONS))
        found.append(Step(number, action, target, day, draw(st.sampled_from([JIANGSU, ZHEJIANG])), back))
    return found


@given(st.lists(lives(), max_size=4))
def test_counting_step_by_step_gives_what_counting_all_at_once_gives(all_lives: list[list[Step]]) -> None:
    kept: Counter[Cell | Wait] = Counter()
    for steps in all_lives:
        for end in range(1, len(steps) + 1):
            kept.update(added_by_last(steps[:end]))
    whole: Counter[Cell | Wait] = Counter()
    for steps in all_lives:
        whole.update(counted(steps))
    assert {where: number for where, number in kept.items() if number} == dict(whole)
    assert all(number > 0 for number in whole.values())


@given(lives())
def test_an_application_counts_at_most_once_as_started_submitted_returned(steps: list[Step]) -> None:
    found = counted(steps)
    for place in (NATION, JIANGSU, ZHEJIANG):
        for kind in Kind:
            assert (
                sum(
                    number
                    for where, number in found.items()
                    if isinstance(where, Cell) and where.first and (where.province, where.kind) == (place, kind)
                )
                <= 1
            )
        assert sum(number for where, number in found.items() if isinstance(where, Wait) and where.province == place) <= 1


def test_the_wait_runs_from_the_submission_that_was_decided_and_a_decision_taken_back_is_none() -> None:
    def step(number: int, action: str, day: int, back: int | None = None) -> Step:
        return Step(number, action, Status.SUBMITTED, START + timedelta(days=day), JIANGSU, back)

    steps = [step(1, "submit", 0), step(2, "withdraw", 1), step(3, "submit", 3), step(4, "decline", 5), step(5, "take_back_decision", 5, 4)]
    assert not [where for where in counted(steps) if isinstance(where, Wait)]
    assert counted([*steps, step(6, "approve", 9)])[Wait(JIANGSU, 6)] == 1


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 50), max_size=30))
def test_the_median_is_the_middle_of_all_waits(waits: dict[int, int]) -> None:
    every = sorted(days for days, number in waits.items() for _ in range(number))
    middle = None if not every else (every[(len(every) - 1) // 2] + every[len(every) // 2]) / 2
    assert median_days(waits) == middle


@given(st.integers(2023, 2040), st.dictionaries(st.dates(date(2022, 1, 1), date(2042, 1, 1)), st.integers(1, 9), max_size=40))
def test_no_day_is_lost_between_days_and_weeks(year: int, counts: dict[date, int]) -> None:
    assert sum(on_days(counts, year)) == sum(counts.values()) == sum(summed(on_days(counts, year), weeks_of(year)))


@settings(max_examples=15)
@given(everything=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(ACTIONS), st.integers(0, 5)), max_size=20))
def test_the_kept_counts_equal_the_steps_in_the_database(people: People, everything: list[tuple[int, str, int]]) -> None:
    with people.app.app_context():
        year = 3000 + people.made  # a round of its own for each example
        applications, by = three_applications(people, year)
        for which, action, days in everything:
            with transaction(), clock.at(clock.now() + timedelta(days=days)):
                application = applications[which]
                step = Transition(
                    application_id=application.id,
                    action=action,
                    source=None,
                    target=Status.SUBMITTED,
                    at=clock.now(),
                    account_id=by.id,
                    province_code=(JIANGSU, ZHEJIANG)[days % 2],
                )
                db.session.add(step)
                tell_followers(application, step, by)
        steps = list(
            db.session.scalars(select(Transition).join(Application, Application.id == Transition.application_id).where(Application.year == year))
        )
        for decision in [step for step in steps if step.action in DECISIONS][::2]:
            took(next(one for one in applications if one.id == decision.application_id), "take_back_decision", by, decision)
        assert service.differences() == 0
        shown = queries.standings(year, NATION)[NATION]
        for kind, action in ((Kind.STARTED, "start"), (Kind.FINALISED, "finalise"), (Kind.SUBMITTED, "submit")):
            assert shown.counts[kind] == len({which for which, name, _ in everything if name == action})
        service.recount()
        assert service.differences() == 0 and queries.standings(year, NATION)[NATION] == shown


def three_applications(people: People, year: int) -> tuple[list[Application], Account]:
    """Of one round, with nothing in them and no step taken."""
    organisation = people.organisation()
    by = people.person(people.account(Role.APPLICANT, organisation=organisation))
    made = []
    with transaction():
        for number in range(3):
            community = Community(number=f"2026-32-{people.made}{number}{organisation}", name="演示共同体", organisation_id=organisation)
            db.session.add(community)
            db.session.flush()
            made.append(
                Application(
                    community_id=community.id, organisation_id=organisation, year=year, edition="2024", status=Status.DRAFT, started_at=clock.now()
                )
            )
        db.session.add_all(made)
    return made, by

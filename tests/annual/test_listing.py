"""What the database says of who is late is what the rules say of each duty."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
import pytest
from flask import Flask

from cte_portal import clock
from cte_portal.accounts.models import Account
from cte_portal.annual import listing, queries
from cte_portal.annual.listing import Conditions, Figures, Sought
from cte_portal.annual.models import Deliverable
from cte_portal.annual.rules import Duty, Standing, State
from cte_portal.clock import SHANGHAI
from cte_portal.community.models import Community, Extension
from cte_portal.exchange.models import ListEdition
from cte_portal.exchange.rules import Table
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from cte_portal.windows import Purpose
from tests.support.established import established
from tests.support.people import JIANGSU, ZHEJIANG, People
from tests.support.scenes import Scene, set_scene

KEYS = ("industry_report", "talent_lists", "work_plan", "annual_summary", "performance")
TODAYS = [datetime(2026, 3, 31, 23, 59, tzinfo=SHANGHAI), datetime(2026, 4, 15, 12, tzinfo=SHANGHAI), datetime(2026, 12, 20, 12, tzinfo=SHANGHAI)]


@dataclass(frozen=True)
class Officers:
    """Emails."""

    province: str
    ministry: str


def build(people: People) -> Officers:
    """Two dozen communities of two provinces and of none, in every state, with extensions for some."""
    chance = random.Random(6)
    emails = [people.account(Role.APPLICANT, organisation=people.organisation(province=p)) for p in (JIANGSU, ZHEJIANG, JIANGSU)]
    administrator = people.account(Role.ADMINISTRATOR)
    with people.app.app_context():
        persons = [people.person(email) for email in emails]
        admin = people.person(administrator)
        communities = [
            established(chance.choice(persons), f"演示共同体{n}", date(2025, 3, 1) + timedelta(days=chance.randrange(420)), place)
            for n in range(24)
            for place in [chance.choice((JIANGSU, ZHEJIANG, None))]
        ]
        with transaction():
            for one in communities:
                for key in KEYS:
                    _something(one, key, chance, persons[0].id)
            for purpose, province, organisation in (
                (Purpose.FIRST_QUARTER, JIANGSU, None),
                (Purpose.FIRST_QUARTER, None, persons[1].organisation_id),
                (Purpose.ANNUAL_SUMMARY, None, None),
            ):
                until = date(2026, 4, 20) if purpose is Purpose.FIRST_QUARTER else date(2026, 12, 20)
                made = Extension(purpose=purpose, year=2026, until=until, province_code=province, organisation_id=organisation, reason="演示")
                made.opened_at, made.opened_by_id = clock.now(), admin.id
                db.session.add(made)
    return Officers(people.account(Role.PROVINCE_OFFICER, province=JIANGSU), people.account(Role.MINISTRY_OFFICER))


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[Officers]:
    return set_scene(app, build)


@pytest.fixture
def many(scene: Scene[Officers]) -> People:
    return scene.put()


def _something(community: Community, key: str, chance: random.Random, by: int) -> None:
    moment = datetime(2026, 3, 20, 12, tzinfo=SHANGHAI) + timedelta(days=chance.randrange(40))
    if key == "talent_lists":
        for number, table in enumerate(chance.sample([Table.TALENT_DEMAND, Table.TALENT_SUPPLY], chance.randrange(3)), start=1):
            at = moment + timedelta(days=chance.randrange(20))
            made = ListEdition(community_id=community.id, table=table, edition="2024", number=number, published_at=at, published_by_id=by)
            made.content, made.sha256, made.entries, made.current = "{}", "0" * 64, 0, True
            made.withdrawn_at = at if chance.random() < 0.2 else None
            db.session.add(made)
    elif chance.random() < 0.3:
        return
    state = State.IN_PROGRESS if key == "talent_lists" else chance.choice(list(State))
    made_one = Deliverable(community_id=community.id, year=2026, key=key, state=state, revision=1, started_at=moment)
    made_one.submitted_at = None if state is State.IN_PROGRESS else moment
    made_one.excused_at = moment if chance.random() < 0.15 else None
    if key != "talent_lists" or made_one.excused_at:
        db.session.add(made_one)


def late(duty: Duty) -> bool:
    return duty.days_late > 0


@pytest.mark.parametrize(("today", "first_year"), list(zip(TODAYS, (False, True, False), strict=True)), ids=("last day", "after it", "December"))
def test_the_list_and_the_figures_agree_with_the_rules(many: People, scene: Scene[Officers], today: datetime, first_year: bool) -> None:
    kept = many.app.config["SETTINGS"]
    many.app.config["SETTINGS"] = msgspec.structs.replace(kept, first_year_duties=first_year)
    try:
        with many.app.app_context(), clock.at(today):
            _compare(many.person(scene.known.ministry))
    finally:
        many.app.config["SETTINGS"] = kept


def _compare(officer: Account) -> None:
    everybody = list(db.session.scalars(db.select(Community)))
    duties = queries.duties_of(everybody, 2026)
    for kind in Conditions(2026).kinds:
        by_key = {one.id: next((duty for duty in duties[one.id] if duty.kind.key == kind.key), None) for one in everybody}
        for standing in Standing:
            expected = {one for one, duty in by_key.items() if duty and duty.standing is standing}
            assert _found(Sought(2026, kind.key, standing), officer) == expected, (kind.key, standing)
        expected = {one for one, duty in by_key.items() if duty and late(duty)}
        assert _found(Sought(2026, kind.key, late=True), officer) == expected, kind.key
        assert _found(Sought(2026, kind.key), officer) == {one for one, duty in by_key.items() if duty}
        owed = [duty for duty in by_key.values() if duty]
        counted = listing.total(list(listing.figures(Sought(2026), officer)[kind.key].values()))
        assert (counted.owed, counted.passed, counted.overdue, counted.excused) == (
            len(owed),
            sum(one.standing is Standing.PASSED for one in owed),
            sum(one.standing is Standing.OVERDUE for one in owed),
            sum(one.standing is Standing.EXCUSED for one in owed),
        )


def _found(sought: Sought, officer: Account) -> set[int]:
    return set(db.session.scalars(listing.owing(sought, officer).with_only_columns(Community.id)))


def test_a_province_sees_its_own_and_the_ministry_each_province(many: People, scene: Scene[Officers]) -> None:
    with many.app.app_context(), clock.at(TODAYS[1]):
        province, ministry = many.person(scene.known.province), many.person(scene.known.ministry)
        own = {one.id for one in db.session.scalars(db.select(Community)) if one.overseen_by == JIANGSU and one.recognised_on.year < 2026}  # type: ignore[union-attr]
        assert _found(Sought(2026, "work_plan"), province) == own == _found(Sought(2026, "work_plan", province=JIANGSU), ministry)
        figures = listing.figures(Sought(2026), ministry)["work_plan"]
        assert set(figures) == {JIANGSU, ZHEJIANG, ""} and figures[JIANGSU] == listing.figures(Sought(2026), province)["work_plan"][JIANGSU]
        direct = _found(Sought(2026, "work_plan", province=listing.DIRECT), ministry)
        assert figures[""] != Figures() and len(direct) == figures[""].owed

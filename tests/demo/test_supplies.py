"""The demonstration's lists of supply and demand may be published as they stand, whatever the trade."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cte_portal import clock
from cte_portal.catalogue.loader import EDITIONS, load
from cte_portal.community.models import Community
from cte_portal.community.rules import RULE_NAMES
from cte_portal.demo.meeting import bring_together
from cte_portal.demo.publishing import publish_all, publish_first
from cte_portal.demo.supplies import SIZES, Member, rows
from cte_portal.demo.trades import TRADES
from cte_portal.exchange.checking import problems
from cte_portal.exchange.living import queries as living
from cte_portal.exchange.living.rules import LinkState
from cte_portal.exchange.rules import FollowingState
from cte_portal.extensions import db
from tests.support.people import JIANGSU, ZHEJIANG, People
from tests.support.publishing import established
from tests.support.scenes import NOON

MEMBERS = [Member("lead_enterprise", JIANGSU, False), Member("lead_school", ZHEJIANG, True), Member("r1", JIANGSU, False)]


@pytest.mark.parametrize("trade", TRADES)
def test_every_row_is_right_holds_nothing_personal_and_differs_from_before(trade: str) -> None:
    edition = load(EDITIONS / "2024", RULE_NAMES)
    now, before = rows(TRADES[trade], MEMBERS, 2026), rows(TRADES[trade], MEMBERS, 2026, earlier=True)
    assert {key: len(made) for key, made in now.items()} == SIZES and sum(SIZES.values()) == 300
    for key, made in now.items():
        assert [one.words for one in problems(edition, edition.list_by_key[key], made, {one.unit: one.unit for one in MEMBERS}, 2026)] == []
        assert len(before[key]) < len(made) and before[key] != made[: len(before[key])]


def test_the_lists_have_gone_on_since_they_were_published(people: People) -> None:
    number, email = established(people)
    with people.app.app_context():
        community, lead = db.session.get_one(Community, number), people.person(email)
        for publish, ago in ((publish_first, 30), (publish_all, 1)):
            with clock.at(NOON - timedelta(days=ago)):
                publish(community, TRADES["新能源汽车"], lead)
        found = living.lists_of(community)
        assert found is not None
        talent, *others = living.overview(found)
        assert (talent.rows, talent.wrong, talent.latest and talent.latest.number) == (131, 0, 2)
        assert talent.changes.words == "新增 1 条，修改 1 条"
        assert all(state.latest and not state.changes.any for state in others)
        assert [one.title for one in living.withdrawn_rows(talent.latest)] and living.unit_standings(found)[-1].state is LinkState.WORKS


def test_two_communities_meet_and_what_follows_stands_in_every_state(people: People) -> None:
    owners = [established(people) for _ in range(2)]
    with people.app.app_context():
        pairs = [(db.session.get_one(Community, number), people.person(email)) for number, email in owners]
        with clock.at(NOON - timedelta(days=1)):
            for community, lead in pairs:
                publish_all(community, TRADES["新能源汽车"], lead)
            bring_together(*pairs[0], *pairs[1])
    lead = people.sign_in(owners[0][1])
    for state in FollowingState:
        assert lead.open(f"/exchange/followed?state={state}").soup.find("tbody").find(string=state.label)
    interests = lead.open("/exchange/interests").soup.find("tbody").get_text()
    assert all(state in interests for state in ("双方同意", "已婉拒", "待答复"))

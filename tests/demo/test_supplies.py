"""The demonstration's lists of supply and demand may be published as they stand, whatever the trade."""

from __future__ import annotations

import pytest

from cte_portal.catalogue.loader import EDITIONS, load
from cte_portal.community.rules import RULE_NAMES
from cte_portal.demo.supplies import SIZES, Member, rows
from cte_portal.demo.trades import TRADES
from cte_portal.exchange.checking import problems
from tests.support.people import JIANGSU, ZHEJIANG

MEMBERS = [Member("lead_enterprise", JIANGSU, False), Member("lead_school", ZHEJIANG, True), Member("r1", JIANGSU, False)]


@pytest.mark.parametrize("trade", TRADES)
def test_every_row_is_right_holds_nothing_personal_and_differs_from_before(trade: str) -> None:
    edition = load(EDITIONS / "2024", RULE_NAMES)
    now, before = rows(TRADES[trade], MEMBERS, 2026), rows(TRADES[trade], MEMBERS, 2026, earlier=True)
    assert {key: len(made) for key, made in now.items()} == SIZES and sum(SIZES.values()) == 300
    for key, made in now.items():
        assert [one.words for one in problems(edition, edition.list_by_key[key], made, {one.unit: one.unit for one in MEMBERS}, 2026)] == []
        assert len(before[key]) < len(made) and before[key] != made[: len(before[key])]

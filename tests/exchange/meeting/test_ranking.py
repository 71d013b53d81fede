"""Ranking on a small labelled set: 30 fictional demands, and which supplies a person would call for each of them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cte_portal.exchange.meeting.rules import TALENT, TECHNOLOGY, Entry, Proposal, proposal

LABELLED = tomllib.loads((Path(__file__).parent / "labelled.toml").read_text())
WEIGHTS = {"talent": TALENT, "technology": TECHNOLOGY}


def entry(held: dict[str, Any]) -> Entry:
    return Entry(**{key: value for key, value in held.items() if key not in ("id", "of", "expects", "never")})


def ranked(demand: dict[str, Any]) -> list[tuple[str, Proposal]]:
    """What is proposed for it, best first."""
    supplies = [supply for supply in LABELLED["supply"] if supply["of"] == demand["of"]]
    found = [(supply["id"], proposal(entry(demand), entry(supply), WEIGHTS[demand["of"]])) for supply in supplies]
    return sorted(((name, one) for name, one in found if one.worth_proposing), key=lambda pair: -pair[1].score)


@pytest.mark.parametrize("demand", LABELLED["demand"], ids=lambda demand: demand["id"])
def test_the_supplies_a_person_would_call_come_first_and_in_their_order(demand: dict[str, Any]) -> None:
    names = [name for name, _ in ranked(demand)]
    expected = demand["expects"]
    assert names[: len(expected)] == expected, [(name, one.score, [r.sentence for r in one.reasons]) for name, one in ranked(demand)[:5]]
    assert not set(names) & set(demand["never"])


def test_the_best_of_each_fits_well_in_words_too() -> None:
    firsts = [ranked(demand)[0][1].strength for demand in LABELLED["demand"]]
    assert firsts.count("很匹配") >= len(firsts) * 0.6
    assert "可了解" not in firsts

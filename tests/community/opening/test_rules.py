"""What a return leaves open: where somebody who is pointed to a place can act there."""

from __future__ import annotations

import pytest

from cte_portal.catalogue.address import EVIDENCE, Address
from cte_portal.community.opening.rules import Opening
from tests.support.content import edition


@pytest.mark.parametrize(
    ("opened", "acts", "looks_on"),
    [
        (
            "participants/r1",
            [Address("participants", "r1"), Address("participants", "r1", "name")],
            [Address("participants", "r2"), Address("participants")],
        ),
        ("participants/r1/name", [Address("participants", "r1"), Address("participants", "r1", "name")], [Address("participants", "r1", "duties")]),
        ("participants", [Address("participants"), Address("participants", "r2"), Address("participants", "r2", "name")], [Address("foundation")]),
        ("foundation", [Address("foundation"), Address("foundation", field="background")], [Address("cover", field="community_name")]),
        (EVIDENCE, [Address(EVIDENCE), Address(EVIDENCE, field="charter")], [Address("foundation")]),
        (f"{EVIDENCE}/charter", [Address(EVIDENCE), Address(EVIDENCE, field="charter")], [Address(EVIDENCE, field="agreement")]),
    ],
)
def test_only_the_place_that_was_commented_on_can_be_acted_at(opened: str, acts: list[Address], looks_on: list[Address]) -> None:
    opening = Opening.of(edition(), [opened])
    assert all(opening.opens(address) for address in acts)
    assert not any(opening.opens(address) for address in looks_on)
    assert all(Opening(edition()).opens(address) for address in acts + looks_on), "before any return everything is open"

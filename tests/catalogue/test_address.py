"""One address for every place: written down, it leads back to the same place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.catalogue.address import EVIDENCE, Address
from tests.support.content import edition as real_edition
from tests.support.every_kind import edition

ROWS = st.text("0123456789abcdef", min_size=1, max_size=10)
PLACES = st.one_of(
    st.sampled_from([Address("cover"), Address("goods"), Address(EVIDENCE), Address(EVIDENCE, field="proof"), Address(EVIDENCE, "17")]),
    st.sampled_from([field.key for field in edition().by_key["cover"].fields]).map(lambda key: Address("cover", field=key)),
    st.sampled_from([field.key for field in edition().by_key["goods"].fields]).map(lambda key: Address("goods", field=key)),
    ROWS.map(lambda row: Address("goods", row)),
    st.builds(Address, st.just("goods"), ROWS, st.sampled_from(["text", "money"])),
)


@given(PLACES)
def test_an_address_written_as_text_leads_back_to_its_place(place: Address) -> None:
    assert Address.parse(edition(), str(place)) == place


NO_PLACES = ("", "/", "nowhere", "../cover", "cover/", "cover/nothing", "cover/r1/text")
NO_PROOFS = ("evidence/", "evidence/nothing", "evidence/proof/7", "evidence/7/proof", "evidence/七")
NO_ROWS = ("goods/", "goods//text", "goods/r1/", "goods/r1/nothing", "goods/r1/text/x")


@pytest.mark.parametrize("text", [*NO_PLACES, *NO_PROOFS, *NO_ROWS])
def test_an_address_of_no_place_is_none(text: str) -> None:
    assert Address.parse(edition(), text) is None


@given(st.text("/abcdegoprstuvx17", max_size=20))
def test_whatever_is_taken_for_an_address_is_a_place_with_words(text: str) -> None:
    place = Address.parse(edition(), text)
    assert place is None or (str(place) == text and place.words(edition()))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Address("cover"), "0 封面"),
        (Address("cover", field="money"), "0 封面 · money栏"),
        (Address("goods", "r1", "text"), "1 物品 · text栏"),
        (Address(EVIDENCE), "2 佐证材料"),
        (Address(EVIDENCE, field="proof"), "2 佐证材料 · 证明"),
    ],
)
def test_a_place_is_said_with_its_number_and_label(place: Address, words: str) -> None:
    assert place.words(edition()) == words


def test_a_list_on_another_section_s_page_is_said_with_that_page() -> None:
    targets = real_edition().by_key["task_1_targets"]
    first = targets.fields[0]
    assert Address(targets.key, "r1", first.key).words(real_edition()) == f"6.1 建立健全实体化运行机制 · {targets.title} · {first.label}"


def test_the_anchor_of_a_place_is_one_word_without_slashes() -> None:
    assert Address("goods", "r1", "text").anchor == "goods-r1-text"
    assert Address("cover").anchor == "cover"

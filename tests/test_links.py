"""A secret link opens the one thing it was given out for, however it is typed, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from cte_portal import links
from cte_portal.letters import ALPHABET


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@given(st.integers(min_value=1, max_value=2**63 - 1))
def test_a_code_leads_back_to_what_it_was_given_out_for(identity: int) -> None:
    assert links.redeem("invitation", links.issue("invitation", identity)) == identity


def test_a_code_is_the_same_each_time_and_short_enough_to_read_aloud() -> None:
    code = links.issue("invitation", 12)
    assert code == links.issue("invitation", 12)
    assert [len(group) for group in code.split("-")] == [5, 5, 5, 5]
    assert not set(code) & set("01ILOilo")


@pytest.mark.parametrize("change", [str.lower, lambda c: c.replace("-", " "), lambda c: c.replace("-", ""), lambda c: f"  {c}\n", str.title])
def test_it_may_be_typed_in_any_writing(change) -> None:  # type: ignore[no-untyped-def]
    assert links.redeem("invitation", change(links.issue("invitation", 7))) == 7


def test_full_width_letters_and_the_whole_address_are_taken_too() -> None:
    code = links.issue("invitation", 7)
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code)
    assert links.redeem("invitation", wide) == 7
    assert links.redeem("invitation", links.address(f"/invitations/{code}")) == 7


def test_a_code_of_one_kind_is_none_of_another() -> None:
    assert links.redeem("confirmation", links.issue("invitation", 7)) is None


def test_any_other_character_makes_it_a_wrong_code() -> None:
    code = links.issue("invitation", 7)
    for place, character in enumerate(code):
        if character != "-":
            other = ALPHABET[(ALPHABET.index(character) + 1) % len(ALPHABET)]
            assert links.redeem("invitation", code[:place] + other + code[place + 1 :]) is None


@given(st.text(max_size=60))
def test_what_is_no_code_opens_nothing(text: str) -> None:
    assert links.redeem("invitation", text) is None


def test_leading_characters_cannot_be_added_or_left_out() -> None:
    code = links.issue("invitation", 7)
    assert links.redeem("invitation", ALPHABET[0] + code) is None
    assert links.redeem("invitation", ALPHABET[0] * 5 + code) is None
    assert links.redeem("invitation", code.lstrip(ALPHABET[0])) is None or not code.startswith(ALPHABET[0])


def test_another_portal_gives_out_other_codes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    code = links.issue("invitation", 7)
    monkeypatch.setitem(app.config, "SETTINGS", msgspec.structs.replace(app.config["SETTINGS"], secret_key="t" * 40))
    assert links.redeem("invitation", code) is None

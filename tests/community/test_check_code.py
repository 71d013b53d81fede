"""The check code on every printed page: typed wrong, it is noticed."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cte_portal.community.check_code import ALPHABET, check_code, grouped, well_formed

HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(HASHES)
def test_a_code_has_no_look_alikes_and_checks_itself(sha256: str) -> None:
    code = check_code(sha256)
    assert len(code) == 10 and not set(code) & set("01OIL") and well_formed(code)
    assert grouped(code).replace("-", "") == code


@given(HASHES, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(sha256: str, at: int, other: str) -> None:
    code = check_code(sha256)
    assume(code[at] != other)
    assert not well_formed(code[:at] + other + code[at + 1 :])


@given(HASHES, st.integers(0, 8))
def test_two_neighbours_swapped_are_noticed(sha256: str, at: int) -> None:
    code = check_code(sha256)
    assume(code[at] != code[at + 1])
    assert not well_formed(code[:at] + code[at + 1] + code[at] + code[at + 2 :])


@given(st.text(ALPHABET + "0O1ILa-4", max_size=12).filter(lambda text: len(text) != 10 or set(text) - set(ALPHABET)))
def test_what_has_another_length_or_other_characters_is_no_code(text: str) -> None:
    assert not well_formed(text)


@given(HASHES, HASHES)
def test_versions_with_other_content_get_other_codes(one: str, other: str) -> None:
    assert (check_code(one) == check_code(other)) is (int(one, 16) % 31**9 == int(other, 16) % 31**9)


@pytest.mark.parametrize(("sha256", "code"), [("0" * 63 + "1", "3222222224"), ("0" * 62 + "20", "3322222227"), ("0" * 64, "2222222222")])
def test_codes_already_printed_stay_what_they_are(sha256: str, code: str) -> None:
    assert check_code(sha256) == code

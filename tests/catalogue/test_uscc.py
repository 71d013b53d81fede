"""Credit codes: every slip of a finger is noticed, and the digit 0 is a check digit like any other."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cte_portal.catalogue.uscc import problem, with_check_digit

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LETTERS = st.sampled_from(ALPHABET)
FIRST_SEVENTEEN = (
    st.tuples(LETTERS, LETTERS, st.text("0123456789", min_size=6, max_size=6), st.text(LETTERS, min_size=9, max_size=9))
    .map("".join)
    .filter(lambda body: set(body) != {"0"})
)


def weighed(code: str) -> int:
    """The standard's sum (GB 32100-2015, appendix A): a right code gives 0."""
    return (sum(3**place * ALPHABET.index(character) for place, character in enumerate(code[:17])) + ALPHABET.index(code[17])) % 31


@given(FIRST_SEVENTEEN)
def test_a_code_made_by_the_standard_is_right(body: str) -> None:
    code = with_check_digit(body)
    assert problem(code) is None
    assert weighed(code) == 0


@given(FIRST_SEVENTEEN, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_noticed(body: str, at: int, other: str) -> None:
    code = with_check_digit(body)
    assume(code[at] != other)
    assert problem(code[:at] + other + code[at + 1 :])


@given(FIRST_SEVENTEEN, st.integers(0, 16))
def test_two_neighbours_swapped_are_noticed(body: str, at: int) -> None:
    code = with_check_digit(body)
    assume(code[at] != code[at + 1])
    assert problem(code[:at] + code[at + 1] + code[at] + code[at + 2 :])


@given(FIRST_SEVENTEEN)
@example("91110000000000000")
def test_the_check_digit_0_is_right_where_the_sum_asks_for_it(body: str) -> None:
    endings = [ending for ending in ALPHABET if problem(body[:16] + ending + "0") is None]
    assert len(endings) == 1
    assert weighed(body[:16] + endings[0] + "0") == 0


@pytest.mark.parametrize("beginning", ["N2320000", "Y1110000", "A1110000", "52110000", "12110000"])
def test_codes_of_every_registering_authority_are_right(beginning: str) -> None:
    assert problem(with_check_digit(f"{beginning}MADE00001")) is None


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("9132000000000000", "应为 18 位，现在是 16 位"),
        ("913200000000000000X", "应为 18 位，现在是 19 位"),
        ("0" * 18, "只含数字和大写字母"),
        ("91000000made00001e", "只含数字和大写字母"),
        ("91000000MADE0000IE", "不用 I、O、S、V、Z"),
        ("9100A000MADE00001E", "第 3～8 位是数字"),
        ("91000000MADE００００１E", "只含数字和大写字母"),
        ("91000000MADE00001F", "校验位不对"),
        ("91350203M0001QAY9B", "校验位不对"),
    ],
    ids=["short", "long", "zeros", "lower case", "letter I", "letter among digits", "full width", "check digit", "a real one that fails"],
)
def test_a_wrong_code_is_refused_with_what_is_wrong(code: str, says: str) -> None:
    found = problem(code)
    assert found is not None and says in found

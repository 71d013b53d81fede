"""Passwords and lockout, as GB/T 22239-2019 asks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.accounts.rules import FAILURES_ALLOWED, LOCKED_FOR, after_failure, locked, network_of, password_problem
from cte_portal.clock import SHANGHAI

NOW = datetime(2026, 6, 1, 12, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "password",
    ["Tz7-lake", "tz7-lake", "TZ7-LAKE", "Tzz7lake", "correcthorsebattery", "三更灯火五更鸡正是男儿", "kvqmwzrtxp", "x" * 60 + "abc" + "y" * 60],
    ids=["four classes", "no capitals", "no small letters", "no sign", "long", "Chinese", "ten letters", "very long"],
)
def test_a_long_password_or_a_mixed_one_is_accepted(password: str) -> None:
    assert password_problem(password) is None


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Tz7-lak", "至少 10 位"),
        ("tzlakes7", "至少 10 位"),
        ("kvqmwzrtx", "三种"),
        ("a" * 129, "最多 128 位"),
        ("", "至少 10 位"),
        ("Password1", "太常见"),
        ("Passw0rd", "太常见"),
        ("Admin@123", "太常见"),
        ("1qaz2wsx3edc", "太常见"),
        ("1234567890", "太常见"),
        ("1q2w3e4r5t", "太常见"),  # among the stolen ones
        ("Woaini1314", "太常见"),  # popular here
        ("aaaaaaaaaaaa", "太常见"),
        ("Aa1Aa1Aa1", "太常见"),
    ],
)
def test_a_short_simple_or_well_known_password_is_refused_with_what_would_be_right(password: str, says: str) -> None:
    found = password_problem(password)
    assert found is not None and says in found


@pytest.mark.parametrize("word", ["zhangsan", "ZhangSan", "13800001234", "91000000MADE00001E"])
def test_a_password_holds_none_of_the_person_s_own_words(word: str) -> None:
    found = password_problem(f"x-{word.lower()}-Y7", [word])
    assert found is not None and "不能包含" in found
    assert password_problem(f"x-{word.lower()}-Y7", ["somebody else"]) is None


def test_a_word_of_three_letters_is_too_short_to_give_anything_away() -> None:
    assert password_problem("li-and-the-lake-7", ["li", "the", ""]) is None


@given(st.text(max_size=9))
def test_nothing_below_eight_characters_and_nothing_plain_below_ten_is_accepted(password: str) -> None:
    classes = len({("a" if c.isascii() and c.islower() else "A" if c.isascii() and c.isupper() else "0" if c.isdecimal() else "-") for c in password})
    if len(password) < 8 or classes < 3:
        assert password_problem(password) is not None


def test_the_fifth_failure_locks_for_ten_minutes_and_the_count_begins_anew() -> None:
    failures, since = 0, NOW
    for _ in range(FAILURES_ALLOWED - 1):
        failures, since, until = after_failure(failures, since, NOW, FAILURES_ALLOWED)
        assert until is None
    assert failures == 4
    assert after_failure(failures, since, NOW, FAILURES_ALLOWED) == (0, NOW, NOW + timedelta(minutes=10))


def test_failures_of_more_than_ten_minutes_ago_count_no_more() -> None:
    assert after_failure(4, NOW, NOW + LOCKED_FOR, FAILURES_ALLOWED)[2] is not None
    later = NOW + LOCKED_FOR + timedelta(seconds=1)
    assert after_failure(4, NOW, later, FAILURES_ALLOWED) == (1, later, None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),  # one line has a whole /64 to change within
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("", "", True),
    ],
)
def test_whom_an_address_stands_for(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


@pytest.mark.parametrize(("after", "still"), [(timedelta(0), True), (LOCKED_FOR - timedelta(seconds=1), True), (LOCKED_FOR, False)])
def test_a_lock_ends_to_the_second(after: timedelta, still: bool) -> None:
    assert locked(NOW + LOCKED_FOR, NOW + after) is still
    assert not locked(None, NOW)

"""One clock: real, fixed, shifted, or held by a test; always in Beijing's time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from cte_portal import clock
from cte_portal.clock import SHANGHAI, ClockError


@pytest.fixture(autouse=True)
def real_time_afterwards() -> Iterator[None]:
    clock.configure("")
    yield
    clock.configure("")


def test_without_a_setting_it_is_the_real_time_in_beijing() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert clock.banner() is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-31T23:59:59", datetime(2026, 10, 31, 23, 59, 59, tzinfo=SHANGHAI)),
        ("2026-10-31T16:00:00Z", datetime(2026, 11, 1, tzinfo=SHANGHAI)),
        ("2026-10-31T23:59:59+08:00", datetime(2026, 10, 31, 23, 59, 59, tzinfo=SHANGHAI)),
        ("2026-10-31", datetime(2026, 10, 31, tzinfo=SHANGHAI)),
    ],
)
def test_a_fixed_time_stands_still_and_every_page_says_so(text: str, moment: datetime) -> None:
    clock.configure(text)
    assert clock.now() == clock.now() == moment
    assert clock.today() == moment.date()
    assert clock.banner() == f"演练模式：平台时间为 {moment:%Y-%m-%d %H:%M}，不是真实时间"


@pytest.mark.parametrize(("text", "shift"), [("+30d", timedelta(days=30)), ("-2h", timedelta(hours=-2)), ("+15m", timedelta(minutes=15))])
def test_a_shifted_clock_goes_on(text: str, shift: timedelta) -> None:
    clock.configure(text)
    before = datetime.now(UTC)
    assert before + shift <= clock.now() <= datetime.now(UTC) + shift
    assert clock.banner() is not None


@pytest.mark.parametrize("text", ["morgen", "30d", "+30", "+1.5h", "2026-13-01", "2026-10-31 ", "+99999999d", "-9999999999999d"])
def test_what_is_no_time_is_refused_by_name_and_changes_nothing(text: str) -> None:
    clock.configure("2026-06-01T12:00:00")
    with pytest.raises(ClockError) as refused:
        clock.configure(text)
    assert f"现在是“{text}”" in str(refused.value) and "CTE_CLOCK" in str(refused.value)
    assert clock.today() == date(2026, 6, 1)


def test_a_held_moment_goes_before_the_setting_and_ends_with_its_block() -> None:
    clock.configure("2026-06-01T12:00:00")
    with clock.at(datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC)):
        assert clock.now() == datetime(2026, 10, 31, 23, 59, 59, tzinfo=SHANGHAI)
        assert clock.now().tzinfo is SHANGHAI
        with clock.at(datetime(2027, 1, 1, tzinfo=SHANGHAI)):
            assert clock.today() == date(2027, 1, 1)
        assert clock.today() == date(2026, 10, 31)
    assert clock.today() == date(2026, 6, 1)


def test_a_held_moment_ends_even_when_something_goes_wrong() -> None:
    with pytest.raises(RuntimeError), clock.at(datetime(2020, 1, 1, tzinfo=SHANGHAI)):
        raise RuntimeError
    assert clock.now().year != 2020

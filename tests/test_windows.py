"""Windows: both days inclusive, to the last second, in Beijing's time; extensions for whom they name."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.clock import SHANGHAI
from cte_portal.windows import Calendar, Extended, Purpose, UnfitDays, Window, calendar_from, collection, filing, time_left, with_extensions


def at(year: int, month: int, day: int, *time: int) -> datetime:
    return datetime(year, month, day, *time, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(2023, 7, 29, 23, 59, 59), False),
        (at(2023, 7, 30), True),
        (at(2023, 10, 31, 23, 59, 59), True),
        (at(2023, 11, 1), False),
    ],
)
def test_the_first_year_began_on_30_july(moment: datetime, is_open: bool) -> None:
    assert filing(2023).is_open(moment) is is_open


@given(st.integers(2024, 2090), st.integers(0, 86399))
def test_every_later_year_is_open_from_1_january_to_31_october(year: int, second: int) -> None:
    day = timedelta(seconds=second)
    assert filing(year).is_open(at(year, 1, 1) + day)
    assert filing(year).is_open(at(year, 10, 31) + day)
    assert not filing(year).is_open(at(year, 11, 1) + day)
    assert not filing(year).is_open(at(year, 1, 1) - timedelta(seconds=1))
    assert collection(year).is_open(at(year, 12, 15) + day)
    assert not collection(year).is_open(at(year, 12, 16) + day)


def test_beijing_s_midnight_counts_wherever_the_server_stands() -> None:
    assert filing(2026).is_open(datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC))
    assert not filing(2026).is_open(datetime(2026, 10, 31, 16, tzinfo=UTC))


def test_an_extension_reaches_whom_it_names_and_nobody_else() -> None:
    until = date(2026, 11, 20)
    for_all = Extended(Purpose.FILING, 2026, until)
    for_jiangsu = Extended(Purpose.FILING, 2026, until, province="320000")
    for_one = Extended(Purpose.FILING, 2026, until, organisation_id=7)
    other_year = Extended(Purpose.FILING, 2025, until)
    other_purpose = Extended(Purpose.COLLECTION, 2026, until)
    window = filing(2026)

    def closes(extension: Extended, province: str, organisation: int) -> date:
        return with_extensions(window, [extension], province, organisation).closes

    assert closes(for_all, "330000", 1) == until
    assert closes(for_jiangsu, "320000", 1) == until
    assert closes(for_jiangsu, "330000", 1) == window.closes
    assert closes(for_one, "330000", 7) == until
    assert closes(for_one, "330000", 8) == window.closes
    assert closes(other_year, "330000", 7) == closes(other_purpose, "330000", 7) == window.closes


def test_an_extension_never_shortens_a_window() -> None:
    assert with_extensions(filing(2026), [Extended(Purpose.FILING, 2026, date(2026, 5, 1))], None, 1).closes == date(2026, 10, 31)


def test_the_time_left_ends_at_nothing() -> None:
    assert time_left(filing(2026), at(2026, 10, 31, 23, 59, 59)) == timedelta(seconds=1)
    assert time_left(filing(2026), at(2026, 11, 5)) == timedelta()


def test_an_extension_for_an_organisation_in_a_province_needs_both() -> None:
    narrow = Extended(Purpose.FILING, 2026, date(2026, 11, 20), province="320000", organisation_id=7)
    closes = {
        (province, organisation): with_extensions(filing(2026), [narrow], province, organisation).closes
        for province in ("320000", None)
        for organisation in (7, 8)
    }
    assert [key for key, day in closes.items() if day == narrow.until] == [("320000", 7)]


@given(st.lists(st.dates(date(2026, 1, 1), date(2027, 6, 30))))
def test_of_several_extensions_the_latest_counts_to_its_last_second(days: list[date]) -> None:
    window = with_extensions(filing(2026), [Extended(Purpose.FILING, 2026, day) for day in days], "320000", 7)
    last = max([date(2026, 10, 31), *days])
    assert window.is_open(at(last.year, last.month, last.day, 23, 59, 59))
    assert not window.is_open(at(last.year, last.month, last.day) + timedelta(days=1))
    assert window.opens == date(2026, 1, 1)


def test_the_last_fraction_of_the_last_second_is_still_in_time() -> None:
    assert filing(2026).is_open(filing(2026).closes_at - timedelta(microseconds=1))
    assert not filing(2026).is_open(filing(2026).closes_at)


def test_a_purpose_has_its_words() -> None:
    assert [purpose.label for purpose in Purpose] == ["注册填报", "第一季度年度任务", "年度总结报告", "绩效数据采集"]


days = st.dates(date(2027, 1, 1), date(2028, 12, 31))


@given(st.lists(st.tuples(st.sampled_from(list(Purpose)), days, days), max_size=6))
def test_days_that_were_set_are_read_again_as_written_and_others_are_the_guide_s(wanted: list[tuple[Purpose, date, date]]) -> None:
    calendar = Calendar()
    for purpose, opens, closes in wanted:
        with suppress(UnfitDays):
            calendar = calendar.with_window(Window(purpose, opens.year, opens, closes))
    assert calendar_from(calendar.written()) == calendar
    for year in (2026, 2027, 2028):
        held = calendar.filing(year)
        assert held.opens <= held.closes and held.opens.year == held.closes.year == year
        assert held in calendar.set_days or held == filing(year)
        assert calendar.without(Purpose.FILING, year).filing(year) == filing(year)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("filing 2027-10-31 2027-01-01", "早于"),
        ("filing 2027-02-01 2028-01-31", "都应在 2027 年内"),
        ("filing 2027-02-30 2027-10-31", "应写成"),
        ("filling 2027-02-01 2027-10-31", "应写成"),
        ("filing 2027-02-01 2027-10-31; filing 2027-03-01 2027-10-31", "写了两次"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(UnfitDays, match=says):
        calendar_from(text)

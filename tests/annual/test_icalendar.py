"""Calendar files as RFC 5545 wants them: lines of at most 75 octets, texts escaped, no character torn."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from cte_portal.annual.icalendar import Event, calendar, escaped, folded

MADE = datetime(2026, 3, 1, 8, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def plain(value: str) -> str:
    """A TEXT value read back, as a calendar would."""
    out, characters = "", iter(value)
    for one in characters:
        out += {"n": "\n", "N": "\n"}.get(following := next(characters), following) if one == "\\" else one
    return out


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=300))
def test_a_folded_line_has_75_octets_at_most_and_reads_as_before(line: str) -> None:
    parts = folded(line).split("\r\n")
    assert all(len(part.encode()) <= 75 for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n,;\\"), max_size=200))
def test_an_escaped_text_reads_back_as_it_was_and_breaks_no_line(text: str) -> None:
    assert plain(escaped(text)) == text
    assert not set(escaped(text)) & {"\n", "\r"}


def test_control_characters_do_not_get_into_the_file() -> None:
    assert escaped("甲\r\n乙\x07丙\r丁") == "甲\\n乙丙\\n丁"


def test_a_day_is_whole_and_rings_before() -> None:
    event = Event("duty-7@portal.test", date(2026, 12, 31), "年度总结报告截止；甲,乙", "演示共同体\n未开始", "https://portal.test/duties", (7, 0))
    lines = unfolded(calendar("截止日期", [event], MADE))
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    for wanted in (
        "UID:duty-7@portal.test",
        "DTSTAMP:20260301T080000Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:年度总结报告截止；甲\\,乙",
        "DESCRIPTION:演示共同体\\n未开始",
        "TRIGGER:-P7D",
        "TRIGGER:PT9H",
    ):
        assert wanted in lines
    assert lines.count("BEGIN:VALARM") == lines.count("END:VALARM") == 2

"""Deadlines as a calendar file (RFC 5545): whole days with alarms, lines folded at 75 octets. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MOST_OCTETS = 75  # of a line, its break left out
AT = "PT9H"  # alarms ring at nine in the morning


@dataclass(frozen=True)
class Event:
    """One whole day. `uid` stays as long as it is the same thing, so that a date that moved moves in the calendar."""

    uid: str
    day: date
    title: str
    text: str
    url: str
    alarms: Sequence[int] = ()  # days before


def calendar(name: str, events: Iterable[Event], made_at: datetime) -> str:
    """The file, with CRLF line ends."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cte-portal//deadlines//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}", "X-WR-TIMEZONE:Asia/Shanghai", "REFRESH-INTERVAL;VALUE=DURATION:PT12H"]
    for event in events:
        lines += _event(event, f"{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    return "".join(f"{folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def _event(event: Event, stamp: str) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{stamp}")
    yield from (f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}", f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}")
    yield from (f"SUMMARY:{escaped(event.title)}", f"DESCRIPTION:{escaped(event.text)}", f"URL:{event.url}", "TRANSP:TRANSPARENT")
    for days in event.alarms:
        trigger = f"-P{days}D" if days else AT
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(event.title)}", f"TRIGGER:{trigger}", "END:VALARM")
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line break are written with a backslash; other control characters go."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(character for character in text if character >= " ")


def folded(line: str) -> str:
    """Broken so that no line has more than 75 octets and no character is torn; what follows begins with a space."""
    parts, room = [""], MOST_OCTETS
    for character in line:
        size = len(character.encode())
        if size > room:
            parts.append(" ")
            room = MOST_OCTETS - 1
        parts[-1] += character
        room -= size
    return "\r\n".join(parts)

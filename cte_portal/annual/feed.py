"""One's own deadlines as calendar events: windows of filing and collection, and what the communities owe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .. import clock, links
from ..accounts.models import Organisation
from ..community import queries as community_queries
from ..community.models import Community
from ..web.calendar import calendar
from ..windows import Window, with_extensions
from . import queries
from .icalendar import Event
from .rules import Duty

ALARMS = (7, 1, 0)  # days before


def events(organisation: Organisation) -> list[Event]:
    """This year's and the next's, in the order of their days."""
    year = clock.today().year
    found = [event for one in (year, year + 1) for event in _of_year(organisation, one)]
    return sorted(found, key=lambda event: (event.day, event.uid))


def _of_year(organisation: Organisation, year: int) -> Iterator[Event]:
    communities = queries.communities_of(organisation)
    yield from _window(community_queries.window_for(organisation, None, year), "/desk", date(year, 1, 1))
    if communities:
        extensions = queries.extensions_of(year)
        window = with_extensions(calendar().collection(year), extensions, organisation.province_code, organisation.id)
        yield _opens(window, "/duties")  # its last day is that of the duty
    for identity, duties in queries.duties_of(communities, year).items():
        community = next(one for one in communities if one.id == identity)
        yield from (_due(community, duty) for duty in duties)


def _window(window: Window, path: str, unsaid: date | None) -> Iterator[Event]:
    """Its first day, unless it is New Year's, and its last."""
    if window.opens != unsaid:
        yield _opens(window, path)
    yield Event(_uid(f"{_name(window)}-closes"), window.closes, f"{_label(window)}截止", _span(window), links.address(path), ALARMS)


def _opens(window: Window, path: str) -> Event:
    return Event(_uid(f"{_name(window)}-opens"), window.opens, f"{_label(window)}开始", _span(window), links.address(path))


def _name(window: Window) -> str:
    return f"{window.purpose.value}-{window.year}"


def _label(window: Window) -> str:
    return f"{window.year} 年{window.purpose.label}"


def _span(window: Window) -> str:
    return f"{window.opens} 至 {window.closes} 23:59:59"


def _due(community: Community, duty: Duty) -> Event:
    """What is done already keeps its day, and rings no more."""
    title = f"{duty.kind.title}截止"
    state = "" if duty.awaited else f"（{duty.standing.label}）"
    text = f"{community.name}\n{duty.year} 年度，{duty.due} 23:59:59 前提交。\n状态：{duty.standing.label}"
    path = f"/duties/{community.id}/{duty.year}/{duty.kind.key}"
    uid = _uid(f"duty-{community.id}-{duty.year}-{duty.kind.key}")
    return Event(uid, duty.due, title + state, text, links.address(path), ALARMS if duty.awaited else ())


def _uid(name: str) -> str:
    return f"{name}@{links.address('').partition('://')[2].partition('/')[0]}"

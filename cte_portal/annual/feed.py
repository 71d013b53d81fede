"""One's own deadlines as calendar events.

Of an organisation: windows of filing and collection, and what its communities owe. Of an authority: the same windows, until when
its communities owe what, corrections that are to come back, and public notices that run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Protocol

from flask import Flask, current_app

from .. import clock, links
from ..accounts.models import Account, Organisation
from ..catalogue.duties import DeliverableKind
from ..community import queries as community_queries
from ..community.models import Community
from ..review import queries as review
from ..roles import OFFICERS
from ..web.calendar import calendar
from ..windows import Window, with_extensions
from . import listing, queries, rules
from .icalendar import Event
from .listing import Figures, Sought
from .rules import Duty

ALARMS = (7, 1, 0)  # days before


class UnderNotice(Protocol):
    """A list to which objections may be filed until the end of `notice_last`."""

    id: int
    title: str
    notice_last: date | None


def init_app(app: Flask, under_notice: Callable[[], Iterable[UnderNotice]]) -> None:
    app.extensions["under_notice"] = under_notice


def events(account: Account) -> list[Event]:
    """This year's and the next's, in the order of their days."""
    year = clock.today().year
    found = [event for one in (year, year + 1) for event in _of_year(account, one)]
    if account.role in OFFICERS:
        found += [*_corrections(account), *_notices()]
    return sorted(found, key=lambda event: (event.day, event.uid))


def _of_year(account: Account, year: int) -> Iterator[Event]:
    if account.organisation:
        yield from _of_organisation(account.organisation, year)
    elif account.role in OFFICERS:
        yield from _of_authority(account, year)


def _of_authority(officer: Account, year: int) -> Iterator[Event]:
    extensions, counted = queries.extensions_of(year), listing.figures(Sought(year), officer)
    yield from _window(with_extensions(calendar().filing(year), extensions, officer.province_code), "/review", date(year, 1, 1))
    yield _opens(with_extensions(calendar().collection(year), extensions, officer.province_code), "/duties/overview")
    for kind in queries.catalogue(year).kinds:
        window, found = with_extensions(rules.window(kind, year), extensions, officer.province_code), listing.total([*counted[kind.key].values()])
        if found.owed:
            yield _due_from_many(kind, window, found)


def _due_from_many(kind: DeliverableKind, window: Window, found: Figures) -> Event:
    """Rings as long as somebody has not handed in. What was granted to single communities stands on their pages."""
    missing = max(found.owed - found.handed_in - found.excused, 0)
    text = f"应完成 {found.owed} 个共同体，已提交 {found.handed_in} 个，已免除 {found.excused} 个"
    title = f"{kind.title}截止" + (f"（还差 {missing} 个）" if missing else "")
    path = f"/duties/overview?year={window.year}&key={kind.key}"
    return Event(_uid(f"duties-{window.year}-{kind.key}"), window.closes, title, text, links.address(path), ALARMS if missing else ())


def _corrections(officer: Account) -> Iterator[Event]:
    """Days by which returned applications are to come back."""
    for day, number in review.corrections_due(officer, clock.today()).items():
        text = f"退回修改的申报有 {number} 份应在这一天 23:59:59 前重新提交"
        yield Event(_uid(f"corrections-{day}"), day, f"退回修改截止（{number} 份）", text, links.address("/review?status=returned"), ALARMS)


def _notices() -> Iterator[Event]:
    for one in current_app.extensions["under_notice"]():
        if one.notice_last:
            text = f"公示到 {one.notice_last} 24 时结束，结束前可以提出异议"
            yield Event(_uid(f"notice-{one.id}"), one.notice_last, f"公示截止：{one.title}", text, links.address(f"/lists/{one.id}"), ALARMS)


def _of_organisation(organisation: Organisation, year: int) -> Iterator[Event]:
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

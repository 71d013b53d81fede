"""Sharing out applications among an authority's officers, and keeping views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from ... import audit, clock
from ...accounts.models import Account
from ...community.models import Application
from ...extensions import db
from ...notices import service as inboxes
from ...roles import Role
from ...transactions import transaction
from ...web.errors import Refused
from . import queries
from .models import SavedView, StartView

MOST_VIEWS = 30


class ViewRefused(Refused):
    """The view cannot be kept like this; the message says why."""


class OutOfReach(Exception):
    """Some of the applications are not the officer's to look after."""


@dataclass(frozen=True)
class SharedOut:
    """What became of it. `taken_meanwhile`: in words, of each that somebody else gave to another officer first."""

    changed: list[Application]
    taken_meanwhile: list[str]


def assign(seen: Mapping[int, int | None], officer: Account | None, by: Account) -> SharedOut:
    """Let this officer of one's own authority look after these applications; None: nobody does any more.

    `seen`: application's id → who looked after it on the page that was sent. What changed since stays as it is.

    Raises:
        OutOfReach: an id is not within reach, or the officer belongs to another authority.
    """
    if officer is not None and officer.authority_id != by.authority_id:
        raise OutOfReach
    column = "province_officer_id" if by.role is Role.PROVINCE_OFFICER else "ministry_officer_id"
    changed, taken = [], []
    with transaction():
        applications = queries.chosen(by, seen)
        if len(applications) != len(seen):
            raise OutOfReach
        for application in applications:
            now = getattr(application, column)
            if now == (officer.id if officer else None):
                continue
            if now != seen[application.id]:
                taken.append(_meanwhile(application, now))
                continue
            setattr(application, column, officer.id if officer else None)
            audit.record("application.assigned", application, by=by, before=now, officer=officer.id if officer else None)
            changed.append(application)
        if changed and officer and officer.id != by.id:
            path = f"/review/{changed[0].id}" if len(changed) == 1 else "/review?year=all&officer=me"
            inboxes.tell([officer], "assigned", path, by=by.name, applications=changed[:20], number=len(changed))
    return SharedOut(changed, taken)


def _meanwhile(application: Application, now: int | None) -> str:
    who = db.session.get(Account, now) if now else None
    return f"“{application.community.name}”刚刚由他人{f'分给了{who.name}' if who else '改为未分配'}"


def save_view(name: str, filters: Mapping[str, str], shared: bool, start: bool, by: Account) -> SavedView:
    """Keep these filters under a name.

    Raises:
        ViewRefused: there is no name, one's own view has it already, or there are too many.
    """
    with transaction():
        own = select(func.count()).where(SavedView.account_id == by.id, SavedView.removed_at.is_(None))
        if (db.session.scalar(own) or 0) >= MOST_VIEWS:
            raise ViewRefused(f"您已保存 {MOST_VIEWS} 个视图，请先删除不用的。")
        named = _free_name(name, by)
        view = SavedView(account_id=by.id, authority_id=by.authority_id, name=named, filters=dict(filters), shared=shared, made_at=clock.now())
        db.session.add(view)
        db.session.flush()
        audit.record("view.saved", view, by=by, name=view.name, shared=shared)
        if start:
            start_with(view, by)
    return view


def change_view(view: SavedView, name: str, shared: bool, by: Account) -> None:
    """Another name, or shared with the colleagues or not.

    Raises:
        ViewRefused: there is no name, or another view of one's own has it.
    """
    with transaction():
        view.name, view.shared = _free_name(name, by, view), shared
        audit.record("view.changed", view, by=by, name=view.name, shared=shared)


def _free_name(name: str, by: Account, view: SavedView | None = None) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 40:
        raise ViewRefused("请给视图起一个名称，最多 40 个字。")
    same = select(SavedView.id).where(SavedView.account_id == by.id, SavedView.name == name, SavedView.removed_at.is_(None))
    if db.session.scalar(same if view is None else same.where(SavedView.id != view.id)):
        raise ViewRefused(f"您已有名为“{name}”的视图，请换一个名称。")
    return name


def remove_view(view: SavedView, by: Account) -> None:
    with transaction():
        view.removed_at = clock.now()
        audit.record("view.removed", view, by=by, name=view.name)


def restore_view(view: SavedView, by: Account) -> None:
    """Take the removal back.

    Raises:
        ViewRefused: another view has its name by now.
    """
    with transaction():
        _free_name(view.name, by, view)
        view.removed_at = None
        audit.record("view.restored", view, by=by, name=view.name)


def start_with(view: SavedView | None, by: Account) -> None:
    """The queue opens with this view from now on; None: with the year's round again."""
    with transaction():
        start = db.session.get(StartView, by.id)
        if view is None:
            if start is None:
                return
            audit.record("view.start", start.view, by=by, start=False)
            db.session.delete(start)
            return
        if start is None:
            db.session.add(StartView(account_id=by.id, view_id=view.id))
        else:
            start.view_id = view.id
        audit.record("view.start", view, by=by, start=True)

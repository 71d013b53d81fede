"""Answering the checklist as one reads, and an authority's own items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ... import audit, clock
from ...accounts.models import Account
from ...community.models import Application
from ...community.service import lifecycle
from ...extensions import db
from ...transactions import transaction
from ...web.errors import Refused
from .. import reading
from ..comments.rules import Hand
from ..comments.service import hand
from ..models import Outcome
from . import queries
from .models import ChecklistEntry, OwnItem
from .queries import Item
from .rules import LONGEST_NOTE, Fate, Said, asked_now, fate

MOST_OWN_ITEMS = 30


class ChecklistRefused(Refused):
    """The answers or the item were not kept; the message says why."""


@dataclass(frozen=True)
class Typed:
    said: Said
    shown: str  # the mark of the answer that the form began with


def save(application: Application, version_id: int, typed: Mapping[str, Typed], by: Account) -> list[Item]:
    """Keep what was answered; the items that a colleague answered otherwise meanwhile are given back and left as they stand.

    Raises:
        ChecklistRefused: another version was submitted since, the application is decided, or a note is too long.
    """
    with transaction():
        version = reading.version_read(application)
        if version is None or version.id != version_id:
            raise ChecklistRefused("申报单位已重新提交，您填写的是上一版的审核要点，没有保存。请刷新页面后按新的版本填写。")
        if hand(application, by) is not Hand.APPLICANT and not asked_now(lifecycle.profile(), by.role, application.status):
            raise ChecklistRefused(f"申报当前状态是“{application.status.label}”，审核要点不能再修改，您填写的没有保存。")
        checked = queries.checked_list(application, version, by)
        conflicts, kept = [], []
        for item in checked.items:
            if (one := typed.get(item.key)) is None:
                continue
            if len(one.said.note) > LONGEST_NOTE:
                raise ChecklistRefused(f"“{item.text}”的说明最多 {LONGEST_NOTE} 字，现在 {len(one.said.note)} 字。")
            match fate(one.said, one.shown, item.stands):
                case Fate.KEEP:
                    _write(application, version.id, item, one.said, by)
                    kept.append(item.key)
                case Fate.CONFLICT:
                    conflicts.append(item)
        if kept:
            audit.record("checklist.answered", application, by=by, version=version.number, items=kept)
    return conflicts


def _write(application: Application, version_id: int, item: Item, said: Said, by: Account) -> None:
    assert by.authority_id is not None
    entry = item.entry
    if entry is None:
        entry = ChecklistEntry(application_id=application.id, version_id=version_id, authority_id=by.authority_id, item=item.key)
        db.session.add(entry)
    entry.outcome, entry.note = (Outcome(said.outcome) if said.outcome else None), said.note
    entry.by_id, entry.at = by.id, clock.now()


@dataclass(frozen=True)
class Asked:
    """What an own item says."""

    text: str
    hint: str
    section: str


def add_item(asked: Asked, by: Account) -> OwnItem:
    """Ask one more thing of the authority's officers.

    Raises:
        ChecklistRefused: there are too many already.
    """
    with transaction():
        assert by.authority_id is not None
        own = queries.own_items(by.authority_id)
        if sum(one.retired_at is None for one in own) >= MOST_OWN_ITEMS:
            raise ChecklistRefused(f"自定要点最多 {MOST_OWN_ITEMS} 项，请先停用不再需要的。")
        item = OwnItem(authority_id=by.authority_id, position=max((one.position for one in own), default=0) + 1)
        db.session.add(item)
        _change(item, asked, by)
        db.session.flush()
        audit.record("checklist_item.added", item, by=by, text=asked.text)
    return item


def change_item(item: OwnItem, asked: Asked, shown_at: str, by: Account) -> None:
    """Say it in other words. `shown_at`: when the item that the form showed had been changed last, as ISO text.

    Raises:
        ChecklistRefused: a colleague changed it meanwhile.
    """
    with transaction():
        if item.changed_at.isoformat() != shown_at:
            raise ChecklistRefused(f"您填写期间，{item.changed_by.name}把这一项改成了“{item.text}”。您写的还没有保存，请核对后再保存。")
        _change(item, asked, by)
        audit.record("checklist_item.changed", item, by=by, text=asked.text)


def _change(item: OwnItem, asked: Asked, by: Account) -> None:
    item.text, item.hint, item.section = asked.text, asked.hint, asked.section
    item.changed_at, item.changed_by_id = clock.now(), by.id


def move_item(item: OwnItem, up: bool, by: Account) -> None:
    """Put it one place further up or down among those that are asked."""
    with transaction():
        asked = [one for one in queries.own_items(item.authority_id) if one.retired_at is None]
        at = asked.index(item) if item in asked else -1
        other = at - 1 if up else at + 1
        if at < 0 or not 0 <= other < len(asked):
            return
        asked[at], asked[other] = asked[other], asked[at]
        for position, one in enumerate(asked, start=1):
            one.position = position
        audit.record("checklist_item.moved", item, by=by)


def retire_item(item: OwnItem, retired: bool, by: Account) -> None:
    """Ask it no more, or ask it again; answers given stay."""
    with transaction():
        if (item.retired_at is not None) != retired:
            item.retired_at = clock.now() if retired else None
            audit.record("checklist_item.retired" if retired else "checklist_item.reinstated", item, by=by)

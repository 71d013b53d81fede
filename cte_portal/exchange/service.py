"""Publishing a list, and withdrawing what was published."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

import rfc8785
from sqlalchemy import delete, select, update

from .. import audit, clock
from ..accounts.models import Account
from ..catalogue.content import Row
from ..catalogue.schema import Edition, Section
from ..community.models import Community
from ..extensions import db
from ..finding.index import Findable
from ..transactions import transaction
from ..web.editions import edition_for_year
from ..web.errors import Refused
from . import entries, personal_data, queries
from .checking import Problem, problems
from .entries import Publisher, Text, Unit
from .models import EntryContact, EntryText, Following, ListEdition, PublishedEntry
from .rules import FollowingState, Table
from .search import GRAMS

AT_ONCE = 500
T = TypeVar("T")


class PublicationRefused(Refused):
    """The list cannot be published like this; `problems` names the places, where there are any."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()):
        super().__init__(message)
        self.problems = list(problems)


class WithdrawalRefused(Refused):
    """It cannot be withdrawn; the message says why."""


def publish(
    community: Community,
    table: Table,
    rows: Sequence[Row],
    by: Account,
    *,
    units: Mapping[str, Unit] | None = None,
    edition: Edition | None = None,
) -> ListEdition:
    """Freeze the list as its next edition and let everybody read and find it; the edition before stays to be cited.

    `units`: the member units by their ids in the rows; those of the community's recognised application when not given.
    `edition`: whose columns the rows have; this year's when not given.

    Raises:
        PublicationRefused: the community is not established, there is nothing to publish or nothing new, or rows are not right.
    """
    with transaction():
        now = clock.now()
        catalogue = edition or edition_for_year(now.year)
        section = catalogue.list_by_key[table.value]
        known = queries.units_of(community) if units is None else units
        _must_be_publishable(community, section, rows)
        if found := problems(catalogue, section, rows, {key: unit.name for key, unit in known.items()}, now.year):
            raise PublicationRefused(f"有 {len(found)} 处需要修改，改好后再发布。", found)
        publisher, last = queries.publisher(community), queries.latest(community, table)
        number = last.number + 1 if last else 1
        held = entries.frozen(publisher, catalogue.key, section, number, now.date(), rows, known)
        content = rfc8785.dumps(held).decode()
        if last and last.current and last.published_at.year == now.year and queries.content_of(last)["rows"] == held["rows"]:
            raise PublicationRefused(f"清单与已发布的第 {last.number} 版相同，没有新的内容需要发布。")
        if last:
            _step_back(last)
        published = ListEdition(community=community, table=table, edition=catalogue.key, number=number, published_at=now, published_by_id=by.id)
        published.content, published.sha256 = content, hashlib.sha256(content.encode()).hexdigest()
        published.entries, published.current = len(rows), True
        db.session.add(published)
        db.session.flush()
        _put_entries(published, section, rows, known, publisher)
        _follow(published, rows)
        audit.record("list.published", published, by=by, table=table.value, number=number, entries=len(rows), sha256=published.sha256)
    return published


def _must_be_publishable(community: Community, section: Section, rows: Sequence[Row]) -> None:
    if community.recognised_on is None:
        raise PublicationRefused("只有已认定的共同体才能发布供需清单。")
    if not rows:
        raise PublicationRefused(f"{section.title}中还没有条目，没有内容可以发布。")
    if len(rows) > section.max_rows:
        raise PublicationRefused(f"{section.title}最多 {section.max_rows} 条，现在 {len(rows)} 条。")


def _put_entries(published: ListEdition, section: Section, rows: Sequence[Row], units: Mapping[str, Unit], publisher: Publisher) -> None:
    year = published.published_at.year
    for numbered in _batches(enumerate(rows, start=1)):
        made: list[tuple[PublishedEntry, Row, Text]] = []
        for position, row in numbered:
            typed = entries.columns(section, row, units[entries.unit_of(section, row)], publisher)
            values = entries.public_values(section, row)
            entry = PublishedEntry(edition_id=published.id, community_id=published.community_id, table=published.table, row=row.id, **typed)
            entry.position, entry.current, entry.year, entry.values = position, True, year, values
            made.append((entry, row, entries.text_of(section, values, typed, publisher, year)))
        db.session.add_all(entry for entry, _, _ in made)
        db.session.flush()
        for entry, row, _ in made:
            if contact := entries.contact_values(section, row):
                db.session.add(EntryContact(entry_id=entry.id, values=contact))
        _make_findable((entry.id, text) for entry, _, text in made)


def _make_findable(texts: Iterable[tuple[int, Text]]) -> None:
    found = list(texts)
    db.session.add_all(
        EntryText(entry_id=identity, scope=text.scope, title=text.title, subject=text.subject, body=text.body) for identity, text in found
    )
    GRAMS.put_all((identity, entries.tokens(text)) for identity, text in found)
    db.session.flush()


def _step_back(edition: ListEdition) -> None:
    """It is read by its address from now on, and neither found nor counted."""
    edition.current = False
    _hide(list(db.session.scalars(select(PublishedEntry.id).where(PublishedEntry.edition_id == edition.id, PublishedEntry.current))))


TEXTS = select(EntryText.entry_id, EntryText.scope, EntryText.title, EntryText.subject, EntryText.body)
FINDABLE = Findable(GRAMS, TEXTS, lambda *text: entries.tokens(Text(*text)))


def _hide(ids: Sequence[int]) -> None:
    for some in _batches(ids):
        held = db.session.execute(TEXTS.where(EntryText.entry_id.in_(some))).all()
        GRAMS.take_out_all((identity, FINDABLE.tokens(*text)) for identity, *text in held)
        db.session.execute(delete(EntryText).where(EntryText.entry_id.in_(some)))
        db.session.execute(update(PublishedEntry).where(PublishedEntry.id.in_(some)).values(current=False))


def _follow(published: ListEdition, rows: Sequence[Row]) -> None:
    """Each technology demand is followed from its first publication on."""
    if published.table is not Table.TECHNOLOGY_DEMAND:
        return
    known = set(db.session.scalars(select(Following.row).where(Following.community_id == published.community_id)))
    new = [row.id for row in rows if row.id not in known]
    db.session.add_all(
        Following(community_id=published.community_id, row=row, state=FollowingState.PUBLISHED, began_at=published.published_at) for row in new
    )


def withdraw_entry(entry: PublishedEntry, reason: str, by: Account) -> None:
    """Nobody finds it any more; its page stays and says why.

    Raises:
        WithdrawalRefused: without a reason, or it is withdrawn already, by itself or with its edition.
    """
    with transaction():
        if entry.withdrawn_at or entry.edition.withdrawn_at:
            raise WithdrawalRefused("这个条目已经撤回。")
        _hide([entry.id])
        entry.withdrawn_at, entry.withdrawn_by_id, entry.withdrawn_reason = clock.now(), by.id, _reason(reason)
        audit.record("entry.withdrawn", entry, by=by, reason=entry.withdrawn_reason)


def withdraw_edition(edition: ListEdition, reason: str, by: Account) -> None:
    """Nobody finds its entries any more; its page and theirs stay and say why. The edition before does not come back.

    Raises:
        WithdrawalRefused: without a reason, or it is withdrawn already.
    """
    with transaction():
        if edition.withdrawn_at:
            raise WithdrawalRefused("这一版清单已经撤回。")
        _step_back(edition)
        edition.withdrawn_at, edition.withdrawn_by_id, edition.withdrawn_reason = clock.now(), by.id, _reason(reason)
        audit.record("list.withdrawn", edition, by=by, reason=edition.withdrawn_reason)


def follow_recognition(community: Community) -> None:
    """What a community published is found and counted only as long as it is recognised; its pages stay. Inside the transaction."""
    for table in Table:
        last = queries.latest(community, table)
        if last is None or last.withdrawn_at:
            continue
        if community.recognised_on is None and last.current:
            _step_back(last)
        elif community.recognised_on is not None and not last.current:
            _come_back(last)


def _come_back(edition: ListEdition) -> None:
    edition.current = True
    section, publisher = queries.section_of(edition), queries.publisher(edition.community)
    there = select(PublishedEntry).where(PublishedEntry.edition_id == edition.id, PublishedEntry.withdrawn_at.is_(None))
    for some in _batches(db.session.scalars(there.order_by(PublishedEntry.position)).all()):
        texts = []
        for one in some:
            one.current = True
            typed = {name: getattr(one, name) for name in entries.FOUND_BY}
            texts.append((one.id, entries.text_of(section, one.values, typed, publisher, one.year)))
        _make_findable(texts)


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise WithdrawalRefused("请写明撤回的原因，原因将显示在公开页面上。")
    if found := personal_data.find(reason):
        raise WithdrawalRefused(f"撤回的原因将公开显示，其中含有{found[0].kind}“{found[0].text}”，请删去。")
    return reason


def _batches(things: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(things)
    while some := list(islice(waiting, AT_ONCE)):
        yield some

"""Finding what fits an entry, and what interest there is, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from ... import clock
from ...accounts.models import Account
from ...audit import AuditEntry
from ...community.models import Community
from ...extensions import db
from ...web.paging import Page, paged
from ..models import EntryContact, Following, Interest, ListEdition, PublishedEntry
from ..rules import Table
from . import candidates, interests
from .candidates import ENDED
from .interests import Before, Standing
from .rules import TALENT, TECHNOLOGY, Entry, Proposal, proposal

MOST_PROPOSED = 100
PER_PAGE = 20
CONTACT_READ = "interest.contact_read"
WEIGHTS = {table: TALENT if table.talent else TECHNOLOGY for table in Table}
DESCRIBED_IN = {  # the columns of each list that are compared word by word
    Table.TALENT_DEMAND: ("duties", "abilities"),
    Table.TALENT_SUPPLY: ("strengths", "certificates"),
    Table.TECHNOLOGY_DEMAND: ("situation", "goals", "conditions"),
    Table.TECHNOLOGY_SUPPLY: ("summary",),
}


@dataclass(frozen=True)
class Proposed:
    """An entry of the other side, and what speaks for it; `interest`: the latest of one's own in it."""

    entry: PublishedEntry
    proposal: Proposal
    interest: Interest | None = None


def ranked(entry: PublishedEntry) -> list[tuple[int, Proposal]]:
    """Ids of the other side's current entries that fit, best first, at most 100: a query of candidates, the rest is computed."""
    if ended(entry):
        return []
    own = as_compared(entry)
    found = []
    for row in candidates.candidates(entry):
        other = as_compared(row)
        demand, supply = (own, other) if entry.table.demand else (other, own)
        one = proposal(demand, supply, WEIGHTS[entry.table])
        if one.worth_proposing:
            found.append((row.id, one))
    return sorted(found, key=lambda pair: (-pair[1].score, -pair[0]))[:MOST_PROPOSED]


def as_compared(row: Any) -> Entry:
    """A published entry, or the same columns of one, as `rules` compares it."""
    values = row.values
    return Entry(
        title=row.title,
        text="\n".join(text for key in DESCRIBED_IN[row.table] if isinstance(text := values.get(key), str)),
        province=row.province_code or "",
        industry=row.industry_code or "",
        profession_code=row.profession_code or "",
        profession=row.profession or "",
        field=row.field or "",
        degree=row.degree or "",
        people=row.people,
        year=row.due_on.year if row.due_on else None,
        kind=values.get("kind") or "",
        maturity=row.maturity or "",
    )


def proposed(entry: PublishedEntry, page: int, size: int = 10) -> Page[Proposed]:
    """One page of `ranked`, with the entries and one's own interest in them; in three queries."""
    found = ranked(entry)
    number = min(page, max(1, -(-len(found) // size)))
    shown = dict(found[(number - 1) * size : number * size])
    query = select(PublishedEntry).where(PublishedEntry.id.in_(shown)).options(joinedload(PublishedEntry.community))
    query = query.options(joinedload(PublishedEntry.edition).defer(ListEdition.content))
    entries = {one.id: one for one in db.session.scalars(query)}
    mine = select(Interest).where(Interest.organisation_id == entry.community.organisation_id, Interest.entry_id.in_(shown))
    latest = {interest.entry_id: interest for interest in db.session.scalars(mine.order_by(Interest.id))}
    items = [Proposed(entries[identity], shown[identity], latest.get(identity)) for identity in shown]
    return Page(items, number, len(found), size)


# interests


def interest(identity: int) -> Interest | None:
    """With both entries and both communities."""
    entry, own = joinedload(Interest.entry), joinedload(Interest.own_entry)
    sides = [side.joinedload(PublishedEntry.community) for side in (entry, own)]
    sides += [side.joinedload(PublishedEntry.edition).defer(ListEdition.content) for side in (entry, own)]
    options = [*sides, joinedload(Interest.community), joinedload(Interest.organisation), joinedload(Interest.expressed_by)]
    return db.session.get(Interest, identity, options=options)


def standing(interest: Interest) -> Standing:
    return interests.standing(interest.accepted_at, interest.declined_at, interest.withdrawn_at)


def before(entry: PublishedEntry, by: Account) -> Before:
    """What is true when somebody is about to express interest in the entry."""
    now = clock.now()
    midnight = datetime.combine(now.date(), time(), tzinfo=clock.SHANGHAI)
    mine = Interest.organisation_id == by.organisation_id
    today = db.session.scalar(select(func.count()).select_from(Interest).where(mine, Interest.expressed_at >= midnight)) or 0
    same = select(PublishedEntry.id).filter_by(community_id=entry.community_id, row=entry.row)
    latest = db.session.scalar(select(Interest).where(mine, Interest.entry_id.in_(same)).order_by(Interest.id.desc()).limit(1))
    return Before(
        own_community=entry.community.organisation_id == by.organisation_id,
        published=entry.current,
        ended=ended(entry),
        today=today,
        earlier=standing(latest) if latest else None,
        declined_at=latest.declined_at if latest else None,
        now=now,
    )


def ended(entry: PublishedEntry) -> str:
    """How a technology demand ended, in a word; empty while it goes on."""
    query = select(Following.state).where(Following.community_id == entry.community_id, Following.row == entry.row, Following.state.in_(ENDED))
    state = db.session.scalar(query) if entry.table is Table.TECHNOLOGY_DEMAND else None
    return state.label if state else ""


def own_entries(account: Account, table: Table) -> list[PublishedEntry]:
    """What one's communities have published in this list, newest first, at most 200."""
    query = select(PublishedEntry).join(Community).where(Community.organisation_id == account.organisation_id)
    query = query.where(PublishedEntry.table == table, PublishedEntry.current).order_by(PublishedEntry.id.desc())
    return list(db.session.scalars(query.limit(200)))


def own_community(account: Account) -> Community | None:
    """The established community that the organisation leads; the newest where it leads several."""
    query = select(Community).where(Community.organisation_id == account.organisation_id, Community.recognised_on.is_not(None))
    return db.session.scalar(query.order_by(Community.recognised_on.desc(), Community.id.desc()).limit(1))


@dataclass(frozen=True)
class Sought:
    """Which interests: those that came in or those that were sent, and how they stand."""

    received: bool = True
    standing: Standing | None = None


def interests_of(account: Account, sought: Sought, page: int) -> Page[Interest]:
    """The organisation's, newest first; in two queries."""
    theirs = aliased(Community)
    query = select(Interest).join(PublishedEntry, Interest.entry_id == PublishedEntry.id).join(theirs, PublishedEntry.community_id == theirs.id)
    mine = theirs.organisation_id if sought.received else Interest.organisation_id
    query = query.where(mine == account.organisation_id, *_standing_as(sought.standing))
    entry, own = joinedload(Interest.entry), joinedload(Interest.own_entry)
    query = query.options(entry.joinedload(PublishedEntry.community), own, joinedload(Interest.community), joinedload(Interest.organisation))
    return paged(query.order_by(Interest.id.desc()), page, PER_PAGE)


def _standing_as(wanted: Standing | None) -> tuple[ColumnElement[bool], ...]:
    withdrawn, accepted, declined = (column.is_not(None) for column in (Interest.withdrawn_at, Interest.accepted_at, Interest.declined_at))
    match wanted:
        case Standing.WITHDRAWN:
            return (withdrawn,)
        case Standing.ACCEPTED:
            return (~withdrawn, accepted)
        case Standing.DECLINED:
            return (~withdrawn, declined)
        case Standing.WAITING:
            return (~withdrawn, ~accepted, ~declined)
    return ()


def about(entry: PublishedEntry, limit: int = 20) -> list[Interest]:
    """The newest interests in this entry (its row) and those that were sent from it."""
    same = select(PublishedEntry.id).filter_by(community_id=entry.community_id, row=entry.row)
    query = select(Interest).where(or_(Interest.entry_id.in_(same), Interest.own_entry_id.in_(same)))
    side = joinedload(Interest.entry).joinedload(PublishedEntry.community)
    query = query.options(side, joinedload(Interest.community), joinedload(Interest.organisation))
    return list(db.session.scalars(query.order_by(Interest.id.desc()).limit(limit)).unique())


def waiting_count(account: Account) -> int:
    """Interests that wait for the organisation's answer."""
    query: Select[Any] = select(func.count()).select_from(Interest).join(PublishedEntry, Interest.entry_id == PublishedEntry.id)
    query = query.join(Community, PublishedEntry.community_id == Community.id)
    return db.session.scalar(query.where(Community.organisation_id == account.organisation_id, *_standing_as(Standing.WAITING))) or 0


def has_seen(interest: Interest, organisation_id: int) -> bool:
    """Whether somebody of the organisation has looked at the contacts."""
    query = select(AuditEntry.id).join(Account, Account.id == AuditEntry.account_id)
    about = (AuditEntry.action == CONTACT_READ, AuditEntry.object_id == str(interest.id), Account.organisation_id == organisation_id)
    return db.session.scalar(query.where(*about).limit(1)) is not None


def opened(interest: Interest, account: Account) -> bool:
    """Whether this person has asked to see the contacts."""
    about = (AuditEntry.action == CONTACT_READ, AuditEntry.object_id == str(interest.id), AuditEntry.account_id == account.id)
    return db.session.scalar(select(AuditEntry.id).where(*about).limit(1)) is not None


def contact_of(entries: Sequence[PublishedEntry | None]) -> dict[str, Any]:
    """Whom to ask, of the first entry that says."""
    for entry in entries:
        if entry and (contact := db.session.get(EntryContact, entry.id)):
            return contact.values
    return {}

"""What can be asked of what became of published entries, each in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ... import clock
from ...accounts.models import Account
from ...community.models import Community
from ...extensions import db
from ...roles import Role
from ...web.paging import Page, paged
from ..models import Following, Interest, ListEdition, PublishedEntry, TalentAgreement, Undertaking
from ..rules import FollowingState, Table, Way
from . import figures as counting
from .figures import Figures
from .workflow import Facts

PER_PAGE = 20


def entry(identity: int) -> PublishedEntry | None:
    """With its community, and the edition it was published in; not with the frozen content of the whole list."""
    edition = joinedload(PublishedEntry.edition).defer(ListEdition.content)
    return db.session.get(PublishedEntry, identity, options=[joinedload(PublishedEntry.community), edition])


def following(entry: PublishedEntry) -> Following | None:
    """With its undertakings and their files."""
    query = select(Following).filter_by(community_id=entry.community_id, row=entry.row)
    return db.session.scalar(query.options(selectinload(Following.undertakings).joinedload(Undertaking.contract_file)))


def undertakings(found: Following) -> list[Undertaking]:
    """Those that were not taken back, in the order they were noted."""
    query = select(Undertaking).filter_by(following_id=found.id, removed_at=None)
    return list(db.session.scalars(query.order_by(Undertaking.id)))


def suppliers(found: Following) -> list[PublishedEntry]:
    """The published supplies that undertake the demand."""
    query = select(PublishedEntry).join(Undertaking, Undertaking.supply_id == PublishedEntry.id)
    query = query.where(Undertaking.following_id == found.id, Undertaking.removed_at.is_(None))
    return list(db.session.scalars(query.options(joinedload(PublishedEntry.community)).order_by(PublishedEntry.id)))


def latest_at(found: Following) -> datetime | None:
    """When the latest step that stands was noted."""
    if found.state in (FollowingState.COMPLETED, FollowingState.TERMINATED):
        return found.ended_at
    return max((undertaking.noted_at for undertaking in undertakings(found)), default=None)


def still_published(entry: PublishedEntry) -> bool:
    """Whether this entry, or the same row in a later edition, is published now."""
    query = select(PublishedEntry.id).filter_by(community_id=entry.community_id, row=entry.row, current=True)
    return db.session.scalar(query.limit(1)) is not None


def facts(entry: PublishedEntry, found: Following | None, **given: Any) -> Facts:
    """What is true of the demand now; `given`: what is stated with a step."""
    state, latest, signed_on = FollowingState.PUBLISHED, None, None
    if found is not None:
        state, latest = found.state, latest_at(found)
        signed_on = min((undertaking.signed_on for undertaking in undertakings(found)), default=None)
    withdrawn = not still_published(entry)
    return replace(Facts(state=state, now=clock.now(), withdrawn=withdrawn, undertaken_on=signed_on, latest_at=latest), **given)


def undertaking(entry: PublishedEntry, identity: int) -> Undertaking | None:
    """One of the entry's demand that was not taken back."""
    query = select(Undertaking).join(Following).where(Undertaking.id == identity, Undertaking.removed_at.is_(None))
    query = query.where(Following.community_id == entry.community_id, Following.row == entry.row)
    return db.session.scalar(query.options(joinedload(Undertaking.contract_file)))


# people agreed upon


def agreements(entry: PublishedEntry) -> list[TalentAgreement]:
    """Those that count, in the order they were noted."""
    query = select(TalentAgreement).filter_by(community_id=entry.community_id, row=entry.row, removed_at=None)
    return list(db.session.scalars(query.order_by(TalentAgreement.agreed_on, TalentAgreement.id)))


def agreement(entry: PublishedEntry, identity: int) -> TalentAgreement | None:
    return db.session.scalar(select(TalentAgreement).filter_by(id=identity, community_id=entry.community_id, row=entry.row))


def partners(entry: PublishedEntry) -> list[PublishedEntry]:
    """The other sides' entries that were brought together with this one (its row) and to which both sides agreed."""
    same = select(PublishedEntry.id).filter_by(community_id=entry.community_id, row=entry.row)
    accepted = and_(Interest.accepted_at.is_not(None), Interest.withdrawn_at.is_(None))
    asked = select(Interest.entry_id).where(accepted, Interest.own_entry_id.in_(same))
    heard = select(Interest.own_entry_id).where(accepted, Interest.entry_id.in_(same))
    query = select(PublishedEntry).where(or_(PublishedEntry.id.in_(asked), PublishedEntry.id.in_(heard)))
    query = query.where(PublishedEntry.table == entry.table.counterpart)
    return list(db.session.scalars(query.options(joinedload(PublishedEntry.community)).order_by(PublishedEntry.id)))


# lists


@dataclass(frozen=True)
class Sought:
    """What is looked for among followed entries."""

    table: Table | None = None
    state: str = ""  # of STATES
    find: str = ""


STATES = {
    "published": "待承接的技术需求",
    "undertaken": "已承接",
    "completed": "已完成",
    "terminated": "已终止",
    "agreed": "已登记约定人数",
    "open": "还没有约定人数的人才条目",
}


@dataclass(frozen=True)
class Line:
    """An entry in the list, and how far it has come."""

    entry: PublishedEntry
    state: FollowingState | None  # of a technology demand
    agreed: int  # people
    waiting: int  # interests in it that wait for an answer

    @property
    def open(self) -> bool:
        """Whether it may still meet its other side."""
        return self.state not in (FollowingState.COMPLETED, FollowingState.TERMINATED)


def lines(account: Account, sought: Sought, page: int) -> Page[Line]:
    """The published entries within the account's reach, newest first; in five queries."""
    query = select(PublishedEntry).where(PublishedEntry.current, *_within_reach(account)).join(Community)
    if sought.table:
        query = query.where(PublishedEntry.table == sought.table)
    if sought.state:
        query = query.where(*_in_state(sought.state))
    if sought.find:
        looked_for = [column.contains(sought.find, autoescape=True) for column in (PublishedEntry.title, PublishedEntry.unit_name, Community.name)]
        query = query.where(or_(*looked_for))
    found = paged(query.options(joinedload(PublishedEntry.community)).order_by(PublishedEntry.id.desc()), page, PER_PAGE)
    return Page(_lines(found.items), found.number, found.total, found.size)


def _within_reach(account: Account) -> tuple[ColumnElement[bool], ...]:
    match account.role:
        case Role.APPLICANT:
            return (Community.organisation_id == account.organisation_id,)
        case Role.PROVINCE_OFFICER:
            return (Community.overseen_by == account.province_code,)
    return ()


def _in_state(state: str) -> tuple[ColumnElement[bool], ...]:
    own = and_(TalentAgreement.community_id == PublishedEntry.community_id, TalentAgreement.row == PublishedEntry.row)
    agreed = exists().where(own, TalentAgreement.removed_at.is_(None))
    if state == "agreed":
        return (agreed,)
    if state == "open":
        return (PublishedEntry.table.in_((Table.TALENT_DEMAND, Table.TALENT_SUPPLY)), ~agreed)
    same = and_(Following.community_id == PublishedEntry.community_id, Following.row == PublishedEntry.row)
    of_demands = PublishedEntry.table == Table.TECHNOLOGY_DEMAND
    if state == FollowingState.PUBLISHED:
        return (of_demands, ~exists().where(same, Following.state != FollowingState.PUBLISHED))
    return (of_demands, exists().where(same, Following.state == FollowingState(state)))


def _lines(entries: list[PublishedEntry]) -> list[Line]:
    communities, rows = {entry.community_id for entry in entries}, {entry.row for entry in entries}
    states = {
        (community, row): state
        for community, row, state in db.session.execute(
            select(Following.community_id, Following.row, Following.state).where(Following.community_id.in_(communities), Following.row.in_(rows))
        )
    }
    agreed = {(community, row): people for community, row, people in db.session.execute(_agreed_people(communities, rows))}
    waits = select(PublishedEntry.community_id, PublishedEntry.row, func.count()).join(Interest, Interest.entry_id == PublishedEntry.id)
    waits = waits.where(PublishedEntry.community_id.in_(communities), PublishedEntry.row.in_(rows), *waiting())
    grouped = waits.group_by(PublishedEntry.community_id, PublishedEntry.row)
    waiting_for = {(community, row): count for community, row, count in db.session.execute(grouped)}
    return [
        Line(
            entry,
            states.get((entry.community_id, entry.row), FollowingState.PUBLISHED) if entry.table is Table.TECHNOLOGY_DEMAND else None,
            agreed.get((entry.community_id, entry.row), 0),
            waiting_for.get((entry.community_id, entry.row), 0),
        )
        for entry in entries
    ]


def _agreed_people(communities: Collection[int], rows: Collection[str]) -> Select[int, str, int]:
    query = select(TalentAgreement.community_id, TalentAgreement.row, func.sum(TalentAgreement.people))
    query = query.where(TalentAgreement.community_id.in_(communities), TalentAgreement.row.in_(rows), TalentAgreement.removed_at.is_(None))
    return query.group_by(TalentAgreement.community_id, TalentAgreement.row)


def waiting() -> tuple[ColumnElement[bool], ...]:
    """Of an interest: neither answered nor taken back."""
    return (Interest.accepted_at.is_(None), Interest.declined_at.is_(None), Interest.withdrawn_at.is_(None))


# for the public, and for the indicators


@dataclass(frozen=True)
class PublicState:
    """How far a technology demand has come, as everybody may know it."""

    state: FollowingState
    units: int  # that undertake it
    since: Any  # the date of the state


def public_state(entry: PublishedEntry) -> PublicState | None:
    """None for what is no technology demand."""
    if entry.table is not Table.TECHNOLOGY_DEMAND:
        return None
    found = following(entry)
    if found is None:
        return PublicState(FollowingState.PUBLISHED, 0, None)
    standing = [undertaking for undertaking in found.undertakings if undertaking.removed_at is None]
    signed = min((undertaking.signed_on for undertaking in standing), default=None)
    since = {FollowingState.COMPLETED: found.completed_on, FollowingState.TERMINATED: found.terminated_on}.get(found.state, signed)
    return PublicState(found.state, len(standing), since)


def figures(communities: Collection[int], year: int) -> dict[int, Figures]:
    """The year's figures of each community, by id; in two queries. `figures.INDICATORS` says which answer what."""
    followed: dict[int, list[counting.Followed]] = defaultdict(list)
    for community, kind, signed_on, completed_on in db.session.execute(_undertaken(communities)):
        followed[community].append(counting.Followed(kind or "", signed_on, completed_on))
    agreed: dict[int, list[counting.Agreed]] = defaultdict(list)
    columns = (TalentAgreement.row, TalentAgreement.way, TalentAgreement.people, TalentAgreement.agreed_on)
    query = select(TalentAgreement.community_id, *columns).where(TalentAgreement.community_id.in_(communities), TalentAgreement.removed_at.is_(None))
    for community, row, way, people, agreed_on in db.session.execute(query):
        agreed[community].append(counting.Agreed(row, Way(way), people, agreed_on))
    return {community: counting.figures(followed[community], agreed[community], year) for community in communities}


def _undertaken(communities: Collection[int]) -> Select[Any, Any, Any, Any]:
    """Each undertaken demand of the communities: its kind, its first contract's date, and when it was completed."""
    newest = (
        select(func.max(PublishedEntry.id))
        .where(PublishedEntry.community_id == Following.community_id, PublishedEntry.row == Following.row)
        .correlate(Following)
        .scalar_subquery()
    )
    kind = select(PublishedEntry.values["kind"].as_string()).where(PublishedEntry.id == newest).correlate(Following).scalar_subquery()
    query = select(Following.community_id, kind, func.min(Undertaking.signed_on), Following.completed_on)
    query = query.join(Undertaking, and_(Undertaking.following_id == Following.id, Undertaking.removed_at.is_(None)))
    return query.where(Following.community_id.in_(communities)).group_by(Following.id)

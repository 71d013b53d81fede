"""What can be asked of the yearly duties, each in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from .. import clock
from ..accounts.models import Organisation
from ..catalogue.duties import Deliverables, DutyKind
from ..clock import SHANGHAI
from ..community.models import Community, Extension
from ..exchange.models import ListEdition
from ..extensions import db
from ..settings import Settings
from ..web.calendar import calendar
from ..web.editions import edition_for_year
from ..windows import Extended
from . import rules
from .models import Deliverable, DeliverableReview, DeliverableVersion
from .rules import Done, Duty, Owing, State


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def catalogue(year: int) -> Deliverables:
    """What the edition of that year asks for, on the days that hold."""
    return rules.with_days_set(edition_for_year(year).deliverables, year, calendar())


def community(identity: int) -> Community | None:
    return db.session.get(Community, identity)


def communities_of(organisation: Organisation) -> list[Community]:
    """Its established communities, the oldest first."""
    query = select(Community).where(Community.organisation_id == organisation.id, Community.recognised_on.is_not(None))
    return list(db.session.scalars(query.order_by(Community.id)))


def years_of(found: Community) -> list[int]:
    """The years whose duties it can work on, newest first."""
    return rules.years(found.recognised_on, clock.today(), settings().first_year_duties) if found.recognised_on else []


def extensions_of(year: int) -> list[Extended]:
    return [one.as_rule() for one in db.session.scalars(select(Extension).where(Extension.year == year))]


def owing(found: Community) -> Owing:
    """Its province is the one that looks after it; of those that the ministry looks after, the lead enterprise's."""
    assert found.recognised_on is not None
    return Owing(found.recognised_on, found.overseen_by or found.organisation.province_code, found.organisation_id)


def duties_of(communities: Sequence[Community], year: int) -> dict[int, list[Duty]]:
    """Community id → what it owes in the year and how it stands today, in three queries however many they are."""
    asked = catalogue(year)
    extensions = extensions_of(year)
    done = _done(communities, year, asked)
    return {
        one.id: [
            rules.duty(kind, window, done.get((one.id, kind.key)), clock.today())
            for kind, window in rules.owed(asked, year, owing(one), extensions, settings().first_year_duties)
        ]
        for one in communities
        if one.recognised_on
    }


def awaited(organisation: Organisation) -> list[Duty]:
    """What the organisation's communities have to do this year and have not done, the most urgent first; none without a community."""
    communities = communities_of(organisation)
    duties = [one for owed in duties_of(communities, clock.today().year).values() for one in owed] if communities else []
    return sorted((one for one in duties if one.awaited and one.opens <= clock.today()), key=lambda one: one.due)


def duty_of(found: Community, year: int, key: str) -> Duty | None:
    """One of them; None where the community owes no such thing in that year."""
    if not found.recognised_on:
        return None
    return next((one for one in duties_of([found], year)[found.id] if one.kind.key == key), None)


def _done(communities: Iterable[Community], year: int, asked: Deliverables) -> dict[tuple[int, str], Done]:
    ids = [one.id for one in communities]
    query = select(Deliverable).where(Deliverable.community_id.in_(ids), Deliverable.year == year)
    done = {(one.community_id, one.key): one.as_done() for one in db.session.scalars(query)}
    published = lists_published(ids, year)
    for kind in asked.kinds:
        if kind.kind is DutyKind.LISTS:
            for identity in ids:
                done |= _lists_done((identity, kind.key), done, rules.published_in_year(kind.tables, published.get(identity, ()), year))
    return done


def _lists_done(place: tuple[int, str], done: Mapping[tuple[int, str], Done], at: datetime | None) -> dict[tuple[int, str], Done]:
    """Lists are handed in and passed by being published."""
    if at is None:
        return {}
    return {place: Done(State.PASSED, at.date(), place in done and done[place].excused)}


def lists_published(community_ids: Sequence[int], year: int) -> dict[int, list[tuple[str, datetime]]]:
    """Community id → (list, when an edition of it was published) in the year; what was withdrawn does not count."""
    begins, ends = bounds(year)
    query = select(ListEdition.community_id, ListEdition.table, ListEdition.published_at).where(
        ListEdition.community_id.in_(community_ids), ListEdition.withdrawn_at.is_(None)
    )
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for identity, table, at in db.session.execute(query.where(ListEdition.published_at >= begins, ListEdition.published_at < ends)):
        found[identity].append((table.value, at))
    return found


def editions_in(found: Community, year: int, tables: Sequence[str]) -> list[ListEdition]:
    """Editions of these lists published in the year, the newest first."""
    begins, ends = bounds(year)
    query = select(ListEdition).where(ListEdition.community_id == found.id, ListEdition.table.in_(tables))
    query = query.where(ListEdition.published_at >= begins, ListEdition.published_at < ends)
    return list(db.session.scalars(query.order_by(ListEdition.published_at.desc())))


def bounds(year: int) -> tuple[datetime, datetime]:
    """The first moment of the year, and the first after it."""
    return datetime.combine(date(year, 1, 1), time(), SHANGHAI), datetime.combine(date(year + 1, 1, 1), time(), SHANGHAI)


def deliverable(found: Community, year: int, key: str) -> Deliverable | None:
    """With its versions and what was said of them."""
    query = select(Deliverable).filter_by(community_id=found.id, year=year, key=key)
    versions = selectinload(Deliverable.versions)
    reviews = versions.selectinload(DeliverableVersion.reviews).joinedload(DeliverableReview.by)
    return db.session.scalar(query.options(reviews, versions.joinedload(DeliverableVersion.submitted_by)))


def deliverables_of(community_ids: Sequence[int], year: int) -> dict[tuple[int, str], Deliverable]:
    """(community id, key) → what is stored of it, with its versions."""
    query = select(Deliverable).where(Deliverable.community_id.in_(community_ids), Deliverable.year == year)
    found = db.session.scalars(query.options(selectinload(Deliverable.versions)))
    return {(one.community_id, one.key): one for one in found}


def draft(found: Deliverable | None) -> DeliverableVersion | None:
    """The version that is worked on: the newest, as long as it was not handed in."""
    newest = found.versions[0] if found and found.versions else None
    return newest if newest and newest.submitted_at is None else None


def handed_in(found: Deliverable | None) -> DeliverableVersion | None:
    """The version that counts with the province: the newest handed in and not taken back."""
    return next((one for one in found.versions if one.submitted_at and not one.withdrawn_at), None) if found else None


def base(found: Deliverable | None) -> DeliverableVersion | None:
    """The file that the next handing-in begins with: the draft, or what was returned; what was printed from a form is none."""
    last = handed_in(found)
    return draft(found) or (last if last and last.content is None else None)


def version_by_code(code: str) -> DeliverableVersion | None:
    """The version whose printed pages bear the check code; of two with the same content, the newer."""
    query = select(DeliverableVersion).where(DeliverableVersion.check_code == code).order_by(DeliverableVersion.id.desc()).limit(1)
    return db.session.scalar(query.options(selectinload(DeliverableVersion.deliverable).selectinload(Deliverable.versions)))


def latest_review(found: Deliverable | None) -> DeliverableReview | None:
    """What was said last and not taken back."""
    said = [one for version in found.versions for one in version.reviews if one.taken_back_at is None] if found else []
    return max(said, key=lambda one: one.id, default=None)


def waiting_for_publication(today: date) -> list[int]:
    """Ids of passed deliverables whose day of publication has come."""
    due = (Deliverable.publish_on <= today, Deliverable.published_at.is_(None), Deliverable.state == State.PASSED)
    return list(db.session.scalars(select(Deliverable.id).where(*due)))

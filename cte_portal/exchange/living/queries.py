"""What can be asked of living lists, each in a fixed number of queries, however many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import joinedload

from ... import clock
from ...accounts.models import Account
from ...catalogue.content import decode_values
from ...catalogue.kinds import typed
from ...catalogue.schema import Section
from ...community.filling.models import ListRow, SectionRecord
from ...community.filling.queries import section_records
from ...community.models import Community
from ...extensions import db
from ...roles import Role
from ...web.paging import Page, paged
from .. import queries as exchange
from ..entries import Unit
from ..models import ListEdition, PublishedEntry
from ..rules import Table
from .models import LivingEntry, LivingLists, UnitChange, UnitLink
from .rules import Changes, LinkState, title_key


def lists(identity: int) -> LivingLists | None:
    return db.session.get(LivingLists, identity)


def lists_of(community: Community) -> LivingLists | None:
    return db.session.scalar(select(LivingLists).filter_by(community_id=community.id))


def communities_of(organisation_id: int) -> list[tuple[Community, LivingLists | None]]:
    """Its established communities, the oldest first, with their lists where they were started."""
    query = select(Community, LivingLists).outerjoin(LivingLists, LivingLists.community_id == Community.id)
    query = query.where(Community.organisation_id == organisation_id, (Community.recognised_on.is_not(None)) | (LivingLists.id.is_not(None)))
    return [(community, found) for community, found in db.session.execute(query.order_by(Community.id))]


def own_community(identity: int, account: Account) -> Community | None:
    """One of the account's own communities."""
    found = db.session.get(Community, identity) if identity < 2**63 else None
    return found if found and found.organisation_id == account.organisation_id else None


def all_lists(officer: Account, page: int) -> Page[LivingLists]:
    """What an authority may read: the ministry all, a province those of the communities that it looks after."""
    query: Select[LivingLists] = select(LivingLists).join(Community, Community.id == LivingLists.community_id)
    if officer.role is Role.PROVINCE_OFFICER:
        query = query.where(Community.overseen_by == officer.province_code)
    return paged(query.order_by(LivingLists.id.desc()), page)


def counts(forms: Sequence[LivingLists]) -> dict[int, int]:
    """Rows in all four lists, by the form's number."""
    query = select(LivingEntry.form_id, func.count()).where(LivingEntry.form_id.in_([one.id for one in forms]), LivingEntry.there)
    return dict(db.session.execute(query.group_by(LivingEntry.form_id)).all())


@dataclass(frozen=True)
class ListState:
    """How one of the four lists stands."""

    table: Table
    section: Section
    rows: int
    wrong: int  # rows with something that keeps the list from being published
    changes: Changes  # since the newest edition
    saved: SectionRecord | None
    latest: ListEdition | None  # withdrawn or not

    @property
    def publishes(self) -> bool:
        """Whether there is something to publish that everybody does not read already, or has not read this year."""
        anew = self.latest is None or self.latest.withdrawn_at is not None or self.latest.published_at.year < clock.today().year
        return bool(self.rows) and (self.changes.any or anew)


def overview(found: LivingLists) -> list[ListState]:
    """The four lists in their order."""
    there, published = LivingEntry.there, LivingEntry.published
    sums = (
        func.sum(case((there, 1), else_=0)),
        func.sum(case((and_(there, LivingEntry.problems > 0), 1), else_=0)),
        func.sum(case((and_(there, published.is_(None)), 1), else_=0)),
        func.sum(case((and_(there, published != LivingEntry.digest), 1), else_=0)),
        func.sum(case((and_(there.is_(False), published.is_not(None)), 1), else_=0)),
    )
    query = select(LivingEntry.section, *sums).where(LivingEntry.form_id == found.id).group_by(LivingEntry.section)
    tallied = {key: tuple(int(count) for count in counted) for key, *counted in db.session.execute(query)}
    records, newest = section_records(found), {edition.table: edition for edition in reversed(editions(found))}
    states = []
    for section in found.definition.sections:
        rows, wrong, added, changed, removed = tallied.get(section.key, (0, 0, 0, 0, 0))
        table = Table(section.key)
        states.append(ListState(table, section, rows, wrong, Changes(added, changed, removed), records.get(section.key), newest.get(table)))
    return states


def editions(found: LivingLists) -> list[ListEdition]:
    """Of all four lists, the newest first."""
    query = select(ListEdition).where(ListEdition.community_id == found.community_id)
    return list(db.session.scalars(query.order_by(ListEdition.published_at.desc(), ListEdition.id.desc())))


def withdrawn_rows(edition: ListEdition | None) -> list[PublishedEntry]:
    """Entries of the edition that were withdrawn by themselves, and stand in the living list still."""
    if edition is None:
        return []
    query = select(PublishedEntry).join(
        LivingEntry, and_(LivingEntry.row == PublishedEntry.row, LivingEntry.section == PublishedEntry.table, LivingEntry.there)
    )
    query = query.join(LivingLists, and_(LivingLists.id == LivingEntry.form_id, LivingLists.community_id == PublishedEntry.community_id))
    query = query.where(PublishedEntry.edition_id == edition.id, PublishedEntry.withdrawn_at.is_not(None))
    return list(db.session.scalars(query.order_by(PublishedEntry.position)))


@dataclass(frozen=True)
class UnitStanding:
    """A member unit: its last link, its rows, and when somebody filled in by a link last."""

    identity: str
    unit: Unit
    link: UnitLink | None
    rows: int
    last: UnitChange | None

    @property
    def state(self) -> LinkState:
        return self.link.state if self.link else LinkState.NONE


def unit_standings(found: LivingLists) -> list[UnitStanding]:
    """All member units in the order of the application: four queries."""
    links = {link.unit: link for link in db.session.scalars(select(UnitLink).filter_by(form_id=found.id).order_by(UnitLink.id))}
    counted = select(LivingEntry.unit, func.count()).where(LivingEntry.form_id == found.id, LivingEntry.there).group_by(LivingEntry.unit)
    rows = dict(db.session.execute(counted).all())
    newest = select(func.max(UnitChange.id)).where(UnitChange.form_id == found.id).group_by(UnitChange.unit)
    last = {change.unit: change for change in db.session.scalars(select(UnitChange).where(UnitChange.id.in_(newest)))}
    known = exchange.units_of(found.community)
    return [UnitStanding(key, unit, links.get(key), rows.get(key, 0), last.get(key)) for key, unit in known.items()]


def link(identity: int) -> UnitLink | None:
    return db.session.scalar(select(UnitLink).where(UnitLink.id == identity).options(joinedload(UnitLink.lists)))


def unit(found: UnitLink) -> Unit | None:
    """Whose link it is; None when it is no member unit any more."""
    return exchange.units_of(found.lists.community).get(found.unit)


@dataclass(frozen=True)
class Deeds:
    """One row that was filled in by a link; `title`: as the row is called now, empty when it is not there."""

    change: UnitChange
    section: Section | None
    unit_name: str
    title: str


def changes(found: LivingLists, of_unit: str, number: int) -> Page[Deeds]:
    """What was filled in by links, the newest first; of one unit, where it is named."""
    query = select(UnitChange).where(UnitChange.form_id == found.id).order_by(UnitChange.id.desc())
    page = paged(query.where(UnitChange.unit == of_unit) if of_unit else query, number)
    rows = select(ListRow).where(ListRow.form_id == found.id, ListRow.removed_at.is_(None), ListRow.row.in_({one.row for one in page.items}))
    titles = {row.row: _title(found, row) for row in db.session.scalars(rows)}
    known = exchange.units_of(found.community)
    named = [(one, known[one.unit].name if one.unit in known else "不再是建设单位") for one in page.items]
    shown = [Deeds(one, found.definition.by_key.get(one.section), name, titles.get(one.row, "")) for one, name in named]
    return Page(shown, page.number, page.total, page.size)


def _title(found: LivingLists, row: ListRow) -> str:
    section = found.definition.by_key[row.section]
    field = section.by_key[title_key(section)]
    return " ".join(typed(field, decode_values(section, row.values).get(field.key)))


def filled_in_by_units(found: LivingLists, section: Section) -> set[str]:
    """The rows that somebody filled in by a link."""
    return set(db.session.scalars(select(UnitChange.row).where(UnitChange.form_id == found.id, UnitChange.section == section.key).distinct()))


def own_counts(found: UnitLink) -> dict[str, tuple[int, int]]:
    """Of one unit: rows, and rows with something to correct, by list."""
    wrong = func.sum(case((LivingEntry.problems > 0, 1), else_=0))
    query = select(LivingEntry.section, func.count(), wrong).where(LivingEntry.form_id == found.form_id, LivingEntry.there)
    query = query.where(LivingEntry.unit == found.unit).group_by(LivingEntry.section)
    return {key: (count, int(bad)) for key, count, bad in db.session.execute(query)}


def own_saved_at(found: UnitLink) -> datetime | None:
    """When this unit's rows were last filled in by a link."""
    return db.session.scalar(select(func.max(UnitChange.at)).where(UnitChange.form_id == found.form_id, UnitChange.unit == found.unit))

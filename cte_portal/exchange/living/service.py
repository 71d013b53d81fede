"""What can be done with living lists: starting them, publishing one, and letting units fill in their own rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import case, insert, select, update

from ... import audit, clock, links
from ...accounts.models import Account
from ...catalogue.content import Row, Values
from ...catalogue.schema import Section
from ...community.filling import queries as filling
from ...community.models import Community
from ...extensions import db
from ...mail import worded
from ...notices import queries as notices
from ...notices import service as inboxes
from ...transactions import transaction
from ...web.editions import edition_for_year
from ...web.errors import Refused
from .. import queries as exchange
from .. import service as publishing
from ..checking import Problem, problems
from ..models import ListEdition
from ..rules import Table
from . import queries, rules
from .models import LivingEntry, LivingLists, UnitChange, UnitLink, UnitRows
from .rules import Deed, LinkState

LINK = "unit_rows"
AT_ONCE = 500
T = TypeVar("T")


class ListsRefused(Refused):
    """The lists cannot be started, or the link does not work; the message says why."""


def start(community: Community, by: Account) -> LivingLists:
    """The community's living lists; those that it has, where they were started before.

    Raises:
        ListsRefused: the community is not established.
    """
    with transaction():
        if found := queries.lists_of(community):
            return found
        if community.recognised_on is None:
            raise ListsRefused("只有已认定的共同体才能建立供需清单。")
        found = LivingLists(community_id=community.id, started_at=clock.now(), started_by_id=by.id)
        db.session.add(found)
        db.session.flush()
        audit.record("lists.started", found, by=by, community=community.id)
    return found


def check(found: LivingLists, section: Section, rows: Sequence[Row]) -> list[Problem]:
    """Everything that keeps these rows from being published."""
    names = {key: unit.name for key, unit in exchange.units_of(found.community).items()}
    return problems(found.definition, section, rows, names, found.year)


def publish(found: LivingLists, section: Section, seen: int, by: Account) -> ListEdition:
    """Freeze the list as it was looked at as its next edition. `seen`: the list's revision then.

    Raises:
        PublicationRefused: it was changed meanwhile, or as `exchange.service.publish` says.
    """
    with transaction():
        record = filling.section_record(found, section)
        if (record.revision if record else 0) != seen:
            raise publishing.PublicationRefused("您查看之后清单又有改动，还没有发布。请核对现在的内容，再点“发布”。")
        rows = filling.rows_of(found, section)
        published = publishing.publish(found.community, Table(section.key), rows, by, edition=edition_for_year(found.year))
        mine = (LivingEntry.form_id == found.id, LivingEntry.section == section.key)
        db.session.execute(update(LivingEntry).where(*mine).values(published=case((LivingEntry.there, LivingEntry.digest))))
    return published


def note_rows(form: LivingLists | UnitRows, section: Section, held: Sequence[tuple[str, Values]]) -> set[str]:
    """Keep what is known of these rows; the ids of those that are new. Inside the saving's transaction."""
    found = form.link.lists if isinstance(form, UnitRows) else form
    rows = [Row(identity, values) for identity, values in held]
    wrong = Counter(problem.row for problem in check(found, section, rows))
    new: set[str] = set()
    for some in _batches(rows):
        query = select(LivingEntry).where(LivingEntry.form_id == found.id, LivingEntry.row.in_([row.id for row in some]))
        known = {entry.row: entry for entry in db.session.scalars(query)}
        made = []
        for row in some:
            unit = row.values.get(rules.unit_key(section))
            told = {"there": True, "unit": unit if isinstance(unit, str) else "", "problems": wrong[row.id], "digest": rules.digest(section, row)}
            if entry := known.get(row.id):
                for name, value in told.items():
                    setattr(entry, name, value)
            else:
                made.append({"form_id": found.id, "section": section.key, "row": row.id, **told})
                new.add(row.id)
        if made:
            db.session.execute(insert(LivingEntry), made)
    return new


def forget_rows(form: LivingLists | UnitRows, rows: Iterable[str]) -> None:
    """These rows are not in their list any more. Inside the transaction."""
    for some in _batches(rows):
        db.session.execute(update(LivingEntry).where(LivingEntry.form_id == form.id, LivingEntry.row.in_(some)).values(there=False))


def note_deed(form: UnitRows, section: Section, row: str, deed: Deed) -> None:
    """Who did what to a row by the link. Inside the transaction."""
    link = form.link
    change = UnitChange(form_id=form.id, link_id=link.id, unit=link.unit, section=section.key, row=row, deed=deed, at=clock.now())
    change.person, change.position = link.person, link.position
    db.session.add(change)


def tell_lead(form: UnitRows) -> None:
    """The lead enterprise learns that the unit filled in rows: once a day, and not by mail, since there may be a hundred units."""
    community, link = form.link.lists.community, form.link
    told = worded("unit_rows_filled_in", unit=form.unit, link=link, community=community)
    key = f"unit_rows:{form.id}:{link.unit}:{clock.today()}"
    inboxes.deliver(notices.people_of(community.organisation_id), told, f"/exchange/lists/{form.id}/changes", key, by_mail=False)


def _batches(things: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(things)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def code_of(link: UnitLink) -> str:
    return links.issue(LINK, link.id)


def link_of(link: UnitLink) -> str:
    return links.address(f"/unit-lists/{code_of(link)}")


def open_link(text: str) -> UnitLink | None:
    """The link whose code was typed; None when it is no code of ours."""
    identity = links.redeem(LINK, text)
    return queries.link(identity) if identity is not None else None


def give_out(found: LivingLists, unit: str, by: Account) -> UnitLink:
    """A new link for the unit; one given out before stops working.

    Raises:
        ListsRefused: the lists are closed.
    """
    with transaction():
        _must_be_open(found)
        _withdraw(found, unit)
        link = UnitLink(form_id=found.id, unit=unit, issued_at=clock.now(), issued_by_id=by.id, until=clock.today() + rules.VALID_FOR)
        db.session.add(link)
        db.session.flush()
        audit.record("unit_link.given_out", link, by=by, form=found.id, unit=unit, until=link.until.isoformat())
    return link


def give_out_all(found: LivingLists, by: Account) -> int:
    """A link for every unit that has none that works; how many these were."""
    with transaction():
        _must_be_open(found)
        missing = [one.identity for one in queries.unit_standings(found) if one.state is not LinkState.WORKS]
        for unit in missing:
            give_out(found, unit, by)
    return len(missing)


def _must_be_open(found: LivingLists) -> None:
    if not found.editable:
        raise ListsRefused(f"{found.closed_because}，不能生成填写链接。{found.to_open_again}")


def withdraw(found: LivingLists, unit: str, by: Account) -> None:
    """The unit's link stops working; what was filled in by it stays."""
    with transaction():
        for link in _withdraw(found, unit):
            audit.record("unit_link.withdrawn", link, by=by, form=found.id, unit=unit)


def _withdraw(found: LivingLists, unit: str) -> list[UnitLink]:
    working = list(db.session.scalars(select(UnitLink).filter_by(form_id=found.id, unit=unit, withdrawn_at=None)))
    for link in working:
        link.withdrawn_at = clock.now()
    return working


def why_not(link: UnitLink) -> str | None:
    """Why the link does not work any more, in words; None when it does. Nothing of the lists is told."""
    ask = "如需继续填写，请联系给您链接的牵头企业。"
    if link.state is LinkState.WITHDRAWN:
        return f"这个链接已停用。{ask}"
    if link.state is LinkState.OVER:
        return f"这个链接已于 {link.until} 到期。{ask}"
    if not link.lists.editable:
        return f"{link.lists.closed_because}，不再填写供需清单。"
    return None if queries.unit(link) else f"贵单位已不在这个共同体的建设单位名单中。{ask}"


def name_person(link: UnitLink, person: str, position: str) -> None:
    """Who fills in from now on, as they say themselves.

    Raises:
        ListsRefused: the link does not work.
    """
    with transaction():
        if problem := why_not(link):
            raise ListsRefused(problem)
        link.person, link.position = person, position
        audit.record("unit_link.person_named", link, by=None, form=link.form_id, unit=link.unit, person=person, position=position)

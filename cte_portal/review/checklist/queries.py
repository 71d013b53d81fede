"""The checklist of an authority for one application, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ...accounts.models import Account, AuthorityLevel
from ...catalogue.reviewing import ChecklistItem
from ...catalogue.schema import Edition
from ...community.models import Application, ApplicationVersion, Transition
from ...extensions import db
from ...web.editions import edition_of
from ..models import ChecklistAnswer, Outcome
from .models import ChecklistEntry, OwnItem
from .rules import Said


@dataclass(frozen=True)
class Item:
    """One item and the answer that stands. `before`: (version's number, answer) of the version answered before."""

    key: str
    text: str
    hint: str
    section: str
    entry: ChecklistEntry | None = None
    before: tuple[int, ChecklistEntry] | None = None
    retired: bool = False

    @property
    def stands(self) -> Said:
        return said_by(self.entry)


@dataclass(frozen=True)
class CheckedList:
    """An authority's checklist about one version. `retired`: items asked no more that were answered about it."""

    version: ApplicationVersion
    items: list[Item]
    retired: list[Item] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return sum(bool(item.stands.outcome) for item in self.items)

    @property
    def doubtful(self) -> list[Item]:
        """Answered 不符合 or 待商议."""
        return [item for item in self.items if item.entry and item.entry.outcome in (Outcome.NOT_MET, Outcome.TO_DISCUSS)]

    def answers(self) -> dict[str, tuple[Outcome, str]]:
        """Item → outcome and note, of those that are answered."""
        return {item.key: (item.entry.outcome, item.entry.note) for item in self.items if item.entry and item.entry.outcome}


def said_by(entry: ChecklistEntry | None) -> Said:
    return Said(entry.outcome.value if entry.outcome else "", entry.note) if entry else Said()


def own_items(authority_id: int | None) -> list[OwnItem]:
    """The authority's own items in order, retired ones too."""
    return list(db.session.scalars(select(OwnItem).filter_by(authority_id=authority_id).order_by(OwnItem.position, OwnItem.id)))


def own_item(authority_id: int | None, identity: int) -> OwnItem | None:
    return db.session.scalar(select(OwnItem).filter_by(authority_id=authority_id, id=identity))


def edition_items(edition: Edition, officer: Account) -> tuple[ChecklistItem, ...]:
    """What the edition asks of the officer's level."""
    return edition.checklist.ministry if officer.authority and officer.authority.level is AuthorityLevel.MINISTRY else edition.checklist.items


def checked_list(application: Application, version: ApplicationVersion, officer: Account) -> CheckedList:
    """The items of the officer's authority with the answers about this version: two queries."""
    own = own_items(officer.authority_id)
    items = [Item(one.key, one.text, one.hint, one.section) for one in edition_items(edition_of(application), officer)]
    items += [Item(one.key, one.text, one.hint, one.section, retired=one.retired_at is not None) for one in own]
    query = select(ChecklistEntry, ApplicationVersion.number).join(ApplicationVersion, ApplicationVersion.id == ChecklistEntry.version_id)
    query = query.where(ChecklistEntry.application_id == application.id, ChecklistEntry.authority_id == officer.authority_id)
    now: dict[str, ChecklistEntry] = {}
    before: dict[str, tuple[int, ChecklistEntry]] = {}
    for entry, number in db.session.execute(query.order_by(ApplicationVersion.number)):
        if entry.version_id == version.id:
            now[entry.item] = entry
        elif number < version.number:
            before[entry.item] = (number, entry)
    told = [Item(i.key, i.text, i.hint, i.section, now.get(i.key), before.get(i.key), i.retired) for i in items]
    return CheckedList(version, [i for i in told if not i.retired], [i for i in told if i.retired and i.stands.outcome])


def frozen(application: Application, authority_id: int | None) -> tuple[Transition, list[ChecklistAnswer]] | None:
    """The latest decision of this authority with answers, and the answers as they were then: one query."""
    query = (
        select(ChecklistAnswer).join(Transition, Transition.id == ChecklistAnswer.transition_id).join(Account, Account.id == Transition.account_id)
    )
    query = query.where(Transition.application_id == application.id, Account.authority_id == authority_id)
    query = query.options(joinedload(ChecklistAnswer.transition).joinedload(Transition.version))
    found = list(db.session.scalars(query.order_by(Transition.id.desc(), ChecklistAnswer.id)))
    if not found:
        return None
    last = found[0].transition
    return last, [answer for answer in found if answer.transition_id == last.id]

"""Noting what became of published entries. Files are private: the community's, its province's and the ministry's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from ... import audit, clock
from ...accounts.models import Account
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...transactions import transaction
from ...uploads import service as uploads
from ...uploads.rules import clean_name, named
from ...web.errors import Refused
from ..models import Following, PublishedEntry, TalentAgreement, Undertaking
from ..rules import FollowingState, Table, Way
from . import queries
from .workflow import Action, Facts, refusal

KINDS, MOST_MB = ("pdf", "jpeg", "png", "docx"), 20
LONGEST = 1000  # characters of a result or a reason
FREE_UNITS = 3  # named freely at a time; more are noted with another step


class FollowingRefused(Refused):
    """Nothing was noted; the message says why."""


@dataclass(frozen=True)
class Unit:
    """A unit that undertakes a demand, or with which people were agreed upon; `entry`: what it published, where it did."""

    name: str
    uscc: str | None = None
    entry: PublishedEntry | None = None


@dataclass(frozen=True)
class Paper:
    """A file that was received, and the name it is kept under."""

    received: uploads.Received
    name: str


def receive(stream: IO[bytes], filename: str) -> Paper:
    """A contract or an acceptance, checked and kept.

    Raises:
        FileRefused: of another kind, damaged or too large.
    """
    cleaned = clean_name(filename)
    received = uploads.receive(stream, cleaned, KINDS, MOST_MB)
    return Paper(received, named(cleaned, received.kind))


def undertake(entry: PublishedEntry, units: Sequence[Unit], signed_on: date | None, contract: Paper | None, by: Account) -> Following:
    """承接: one contract with one unit or more. Further contracts are noted by doing it again.

    Raises:
        FollowingRefused: it has ended, is no longer published, or something is missing.
    """
    with transaction():
        found = _following(entry)
        _must(Action.UNDERTAKE, entry, found, units=len(units), happened_on=signed_on, file=contract is not None)
        assert signed_on is not None and contract is not None
        known = {told for one in queries.undertakings(found) for told in (one.unit_uscc, one.unit_name)}
        if again := next((unit.name for unit in units if (unit.uscc or unit.name) in known), None):
            raise FollowingRefused(f"“{again}”已经登记为承接单位，不需要重复登记。")
        uploads.register(contract.received)
        for unit in units:
            noted = Undertaking(following_id=found.id, unit_name=unit.name, unit_uscc=unit.uscc, supply_id=unit.entry.id if unit.entry else None)
            noted.signed_on, noted.noted_at, noted.noted_by_id = signed_on, clock.now(), by.id
            noted.contract_name, noted.contract_sha256 = contract.name, contract.received.sha256
            db.session.add(noted)
        _to(found, FollowingState.UNDERTAKEN)
        facts = {"units": [unit.name for unit in units], "signed_on": signed_on.isoformat(), "sha256": contract.received.sha256}
        audit.record("following.undertaken", found, by=by, entry=entry.id, **facts)
        _tell_suppliers(found, entry, [unit.entry for unit in units if unit.entry], "following_undertaken", by)
    return found


def complete(entry: PublishedEntry, completed_on: date | None, result: str, acceptance: Paper | None, by: Account) -> Following:
    """完成, with what was reached and the acceptance that says so.

    Raises:
        FollowingRefused: nobody has undertaken it, it has ended, or something is missing.
    """
    result = _text(result)
    with transaction():
        found = _following(entry)
        _must(Action.COMPLETE, entry, found, happened_on=completed_on, text=result, file=acceptance is not None)
        assert acceptance is not None
        uploads.register(acceptance.received)
        found.completed_on, found.result = completed_on, result
        found.acceptance_name, found.acceptance_sha256 = acceptance.name, acceptance.received.sha256
        found.ended_at, found.ended_by_id = clock.now(), by.id
        _to(found, FollowingState.COMPLETED)
        audit.record("following.completed", found, by=by, entry=entry.id, completed_on=str(completed_on), sha256=found.acceptance_sha256)
        _tell_suppliers(found, entry, queries.suppliers(found), "following_completed", by)
    return found


def terminate(entry: PublishedEntry, reason: str, by: Account) -> Following:
    """终止: it is not wanted any more, or could not be done.

    Raises:
        FollowingRefused: it has ended already, or no reason is given.
    """
    reason = _text(reason)
    with transaction():
        found = _following(entry)
        _must(Action.TERMINATE, entry, found, text=reason)
        found.terminated_on, found.termination_reason = clock.today(), reason
        found.ended_at, found.ended_by_id = clock.now(), by.id
        _to(found, FollowingState.TERMINATED)
        audit.record("following.terminated", found, by=by, entry=entry.id, reason=reason)
        _tell_suppliers(found, entry, queries.suppliers(found), "following_terminated", by)
    return found


def take_back(entry: PublishedEntry, by: Account) -> Following:
    """Undo the latest step, within ten minutes; what was noted stays in the trail.

    Raises:
        FollowingRefused: there is none, or it is too late.
    """
    with transaction():
        found = _following(entry)
        _must(Action.TAKE_BACK, entry, found)
        undone = found.state
        if found.state is FollowingState.UNDERTAKEN:
            latest = queries.latest_at(found)
            for undertaking in queries.undertakings(found):
                if undertaking.noted_at == latest:
                    undertaking.removed_at, undertaking.removed_reason = clock.now(), "撤销登记"
            inboxes.take_back(_key(found, "following_undertaken", latest))
        else:
            inboxes.take_back(_key(found, f"following_{found.state.value}", found.ended_at))
            found.completed_on, found.result, found.acceptance_name, found.acceptance_sha256 = None, "", "", None
            found.terminated_on, found.termination_reason, found.ended_at, found.ended_by_id = None, "", None, None
        db.session.flush()
        _to(found, FollowingState.UNDERTAKEN if queries.undertakings(found) else FollowingState.PUBLISHED)
        audit.record("following.taken_back", found, by=by, entry=entry.id, step=undone.value)
    return found


def agree(entry: PublishedEntry, partner: Unit, way: Way, people: int, agreed_on: date, by: Account) -> TalentAgreement:
    """Note how many people were agreed upon for a talent entry.

    Raises:
        FollowingRefused: it is no talent entry, the date has not come yet, or the partner's entry is noted from.
    """
    with transaction():
        if not entry.table.talent:
            raise FollowingRefused("只有人才需求和人才供给条目登记约定人数。")
        if agreed_on > clock.today():
            raise FollowingRefused(f"约定日期 {agreed_on:%Y-%m-%d} 还没有到，请填写实际约定的日期。")
        if entry.table is Table.TALENT_SUPPLY and partner.entry and partner.entry.community_id == entry.community_id:
            raise FollowingRefused("对方是本共同体的人才需求条目，请在那一条上登记，人数不要重复登记。")
        agreement = TalentAgreement(
            community_id=entry.community_id, table=entry.table, row=entry.row, way=way, people=people, agreed_on=agreed_on, unit_name=partner.name
        )
        agreement.unit_uscc, agreement.counterpart_id = partner.uscc, partner.entry.id if partner.entry else None
        agreement.noted_at, agreement.noted_by_id = clock.now(), by.id
        db.session.add(agreement)
        db.session.flush()
        audit.record("agreement.noted", agreement, by=by, entry=entry.id, way=way.value, people=people, unit=partner.name)
        if partner.entry and partner.entry.community_id != entry.community_id:
            told = notices.people_of(partner.entry.community.organisation_id)
            facts: dict[str, Any] = {"entry": entry, "other": partner.entry, "agreement": agreement}
            inboxes.tell(told, "agreement_noted", f"/exchange/followed/{partner.entry.id}", key=f"agreement:{agreement.id}", **facts)
    return agreement


def remove_agreement(agreement: TalentAgreement, by: Account) -> None:
    """Take a number out of the count; it stays on record and can be brought back."""
    with transaction():
        if agreement.removed_at is None:
            agreement.removed_at = clock.now()
            inboxes.take_back(f"agreement:{agreement.id}")
            audit.record("agreement.removed", agreement, by=by, way=agreement.way.value, people=agreement.people)


def restore_agreement(agreement: TalentAgreement, by: Account) -> None:
    """Bring a removed number back."""
    with transaction():
        if agreement.removed_at is not None:
            agreement.removed_at = None
            audit.record("agreement.restored", agreement, by=by, way=agreement.way.value, people=agreement.people)


def must_allow(action: Action, entry: PublishedEntry) -> None:
    """Raises `FollowingRefused` where the step cannot be taken whatever is filled in: asked before a file is received."""
    found = queries.following(entry)
    facts = queries.facts(entry, found, happened_on=clock.today(), units=1, file=True, text="…")
    if why := refusal(action, facts):
        raise FollowingRefused(why)


def _following(entry: PublishedEntry) -> Following:
    """The one of the demand; there from its publication on."""
    if entry.table is not Table.TECHNOLOGY_DEMAND:
        raise FollowingRefused("只有技术需求登记承接和完成。")
    found = queries.following(entry)
    assert found is not None
    return found


def _must(action: Action, entry: PublishedEntry, found: Following, **given: Any) -> Facts:
    facts = queries.facts(entry, found, **given)
    if why := refusal(action, facts):
        raise FollowingRefused(why)
    return facts


def _to(found: Following, state: FollowingState) -> None:
    found.state = state
    found.revision += 1
    db.session.flush()


def _text(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise FollowingRefused(f"最多 {LONGEST} 字，现在 {len(text)} 字，请删去 {len(text) - LONGEST} 字。")
    return text


def _tell_suppliers(found: Following, entry: PublishedEntry, supplies: Sequence[PublishedEntry], notice: str, by: Account) -> None:
    """The communities whose published supplies undertake it, unless it is one's own."""
    at = queries.latest_at(found)
    for supply in supplies:
        if supply.community_id != entry.community_id:
            people = notices.people_of(supply.community.organisation_id)
            facts: dict[str, Any] = {"entry": entry, "supply": supply, "following": found, "by": by.organisation.name if by.organisation else by.name}
            inboxes.tell(people, notice, f"/exchange/followed/{supply.id}", key=f"{_key(found, notice, at)}:{supply.id}", **facts)


def _key(found: Following, notice: str, at: Any) -> str:
    return f"{notice}:{found.id}:{at.isoformat() if at else ''}"

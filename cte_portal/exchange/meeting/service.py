"""Expressing interest in another community's entry, answering it, and seeing whom to talk to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ... import audit, clock
from ...accounts.models import Account
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...transactions import transaction
from ...web.errors import Refused
from ..models import Interest, PublishedEntry
from . import interests, queries
from .interests import Standing


class InterestRefused(Refused):
    """Nothing was sent or answered; the message says why."""


@dataclass(frozen=True)
class Contact:
    """Whom the other side may ask once both agree."""

    name: str
    phone: str
    email: str = ""


def express(entry: PublishedEntry, own_entry: PublishedEntry | None, message: str, contact: Contact, by: Account) -> Interest:
    """Tell the community that published the entry of one's interest; `own_entry`: what it would come together with.

    Raises:
        InterestRefused: see `interests.refusal`; or the message says nothing, too much, or whom to call.
    """
    message = message.replace("\r\n", "\n").strip()
    with transaction():
        why = interests.refusal(queries.before(entry, by)) or interests.message_problem(message)
        if why:
            raise InterestRefused(why)
        community = own_entry.community if own_entry else queries.own_community(by)
        if community is None or community.organisation_id != by.organisation_id or community.recognised_on is None:
            raise InterestRefused("已认定的共同体才能表达对接意向。")
        assert by.organisation_id is not None
        interest = Interest(entry_id=entry.id, own_entry_id=own_entry.id if own_entry else None, community_id=community.id, message=message)
        interest.organisation_id, interest.expressed_by_id, interest.expressed_at = by.organisation_id, by.id, clock.now()
        interest.contact = {"contact_name": contact.name, "contact_phone": contact.phone, "contact_email": contact.email}
        db.session.add(interest)
        db.session.flush()
        audit.record("interest.expressed", interest, by=by, entry=entry.id, own_entry=interest.own_entry_id)
        _tell(interest, entry.community.organisation_id, "interest_expressed", "expressed")
    return interest


def withdraw(interest: Interest, by: Account) -> None:
    """Take one's interest back before it is answered.

    Raises:
        InterestRefused: it was answered, or taken back already.
    """
    with transaction():
        _must_wait(interest, "撤回")
        interest.withdrawn_at = clock.now()
        audit.record("interest.withdrawn", interest, by=by, entry=interest.entry_id)
        inboxes.take_back(_key(interest, "expressed"))


def accept(interest: Interest, by: Account) -> None:
    """同意: from now on both sides may see whom to talk to.

    Raises:
        InterestRefused: it was answered already, or taken back; or one of the communities is recognised no more.
    """
    with transaction():
        _must_wait(interest, "答复")
        if None in (interest.entry.community.recognised_on, interest.community.recognised_on):
            raise InterestRefused("有一方共同体的认定已撤销，不能再同意对接。")
        interest.accepted_at, interest.answered_by_id = clock.now(), by.id
        audit.record("interest.accepted", interest, by=by, entry=interest.entry_id)
        _tell(interest, interest.organisation_id, "interest_accepted", f"answered:{interest.accepted_at.isoformat()}")


def decline(interest: Interest, reason: str, by: Account) -> None:
    """婉拒, with a reason where one likes to give it.

    Raises:
        InterestRefused: it was answered already, or taken back; or the reason is too long or says whom to call.
    """
    reason = reason.replace("\r\n", "\n").strip()
    with transaction():
        _must_wait(interest, "答复")
        if reason and (why := interests.message_problem(reason)):
            raise InterestRefused(why)
        interest.declined_at, interest.decline_reason, interest.answered_by_id = clock.now(), reason, by.id
        audit.record("interest.declined", interest, by=by, entry=interest.entry_id)
        _tell(interest, interest.organisation_id, "interest_declined", f"answered:{interest.declined_at.isoformat()}")


def take_back_answer(interest: Interest, by: Account) -> None:
    """Undo one's answer within ten minutes, unless the other side has seen the contacts.

    Raises:
        InterestRefused: it is too late, they were seen, or there is no answer.
    """
    with transaction():
        answered_at = interest.accepted_at or interest.declined_at
        seen = queries.has_seen(interest, interest.organisation_id)
        if why := interests.may_take_back(queries.standing(interest), answered_at, seen, clock.now()):
            raise InterestRefused(why)
        assert answered_at is not None
        inboxes.take_back(_key(interest, f"answered:{answered_at.isoformat()}"))
        interest.accepted_at, interest.declined_at, interest.decline_reason, interest.answered_by_id = None, None, "", None
        audit.record("interest.answer_taken_back", interest, by=by, entry=interest.entry_id)


def open_contacts(interest: Interest, by: Account) -> None:
    """See the other side's contact; that it was seen, and by whom, stands in the trail.

    Raises:
        InterestRefused: not both have agreed.
    """
    with transaction():
        if queries.standing(interest) is not Standing.ACCEPTED:
            raise InterestRefused("双方都同意后，才能查看对方的联系方式。")
        audit.record(queries.CONTACT_READ, interest, by=by, entry=interest.entry_id)


def _must_wait(interest: Interest, doing: str) -> None:
    standing = queries.standing(interest)
    if standing is not Standing.WAITING:
        raise InterestRefused(f"这条意向{standing.label}，不能再{doing}。")


def _tell(interest: Interest, organisation_id: int, notice: str, about: str) -> None:
    facts: dict[str, Any] = {"interest": interest, "entry": interest.entry, "own_entry": interest.own_entry, "from_": interest.organisation}
    path = f"/exchange/interests/{interest.id}"
    inboxes.tell(notices.people_of(organisation_id), notice, path, key=_key(interest, about), **facts)


def _key(interest: Interest, about: str) -> str:
    return f"interest:{interest.id}:{about}"

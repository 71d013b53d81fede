"""异议: filed by anybody during a notice, handled by the authority whose list it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from ... import audit, clock, links
from ...accounts.models import Account
from ...extensions import db
from ...transactions import transaction
from ...uploads import service as uploads
from ...uploads.rules import clean_name, named
from ...web.errors import Refused
from .. import queries, rules, working_days
from ..models import ListItem, Objection, RecognitionList
from ..rules import ObjectionState, State
from . import telling
from .lists import must_be_theirs, take_out

RECEIPT = "objection"
KINDS = ("pdf", "jpeg", "png")
MOST_MB = 20


class ObjectionRefused(Refused):
    """It cannot be filed or handled now; the message says why."""


@dataclass(frozen=True)
class Filed:
    name: str
    contact: str
    unit: str
    reason: str


def receipt_of(objection: Objection) -> str:
    """The number its state is looked up by, given to the person who filed it and to nobody else."""
    return links.issue(RECEIPT, objection.id)


def by_receipt(text: str) -> Objection | None:
    identity = links.redeem(RECEIPT, text)
    return queries.objection(identity) if identity is not None else None


def receive_file(stream: IO[bytes], name: str) -> tuple[uploads.Received, str]:
    """A proof that comes with an objection, checked; and the name to keep it under.

    Raises:
        FileRefused: of another kind, damaged, or too large.
    """
    cleaned = clean_name(name)
    received = uploads.receive(stream, cleaned, KINDS, MOST_MB)
    return received, named(cleaned, received.kind)


def must_be_open(found: RecognitionList) -> None:
    """Raises `ObjectionRefused` where no objections are taken."""
    if rules.under_notice(found.state, found.notice_last, clock.now()):
        return
    if found.state is State.NOTICE and found.notice_last:
        closed = working_days.closes_at(found.notice_last)
        raise ObjectionRefused(f"公示已于 {found.notice_last:%Y-%m-%d} 24 时结束（{closed:%m-%d %H:%M} 起不再受理异议），没有提交。")
    raise ObjectionRefused(f"这份名单现在是“{found.state.label}”，不受理异议，没有提交。")


def file(item: ListItem, filed: Filed, proof: tuple[uploads.Received, str] | None) -> Objection:
    """提出异议 to one item; the officers are told.

    Raises:
        ObjectionRefused: the notice is over, or the item was taken out.
    """
    with transaction():
        db.session.refresh(item.list)
        db.session.refresh(item)
        must_be_open(item.list)
        if item.removed_at is not None:
            raise ObjectionRefused(f"“{item.shown_name}”已移出公示名单，不需要再提出异议。")
        if proof:
            uploads.register(proof[0])
        objection = Objection(
            item_id=item.id,
            name=filed.name.strip(),
            contact=filed.contact.strip(),
            unit=filed.unit.strip(),
            reason=filed.reason.strip(),
            file_sha256=proof[0].sha256 if proof else None,
            file_name=proof[1] if proof else "",
            filed_at=clock.now(),
            state=ObjectionState.RECEIVED,
        )
        db.session.add(objection)
        db.session.flush()
        telling.objected(objection)
        audit.record("objection.filed", objection, by=None, list=item.list_id, application=item.application_id, file=bool(proof))
    return objection


def accept(objection: Objection, by: Account, seen: ObjectionState) -> None:
    """受理: it will be looked into."""
    with transaction():
        _lock(objection, by, seen)
        if objection.state is not ObjectionState.RECEIVED:
            raise ObjectionRefused("这条异议已经受理。")
        _state(objection, ObjectionState.ACCEPTED, by)


def uphold(objection: Objection, answer: str, public_reason: str, by: Account, seen: ObjectionState) -> None:
    """异议成立: the item is taken out of the list, with the reason that the public reads.

    Raises:
        ObjectionRefused: without an answer or a reason, or it was handled meanwhile.
        ListRefused: the list is not under notice any more.
    """
    with transaction():
        _lock(objection, by, seen)
        _must_answer(answer)
        if objection.item.removed_at is None:
            take_out(objection.item, public_reason, by)
        objection.answer = answer.strip()
        _state(objection, ObjectionState.UPHELD, by)


def reject(objection: Objection, answer: str, by: Account, seen: ObjectionState) -> None:
    """异议不成立, with the reason."""
    with transaction():
        _lock(objection, by, seen)
        _must_answer(answer)
        objection.answer = answer.strip()
        _state(objection, ObjectionState.REJECTED, by)


def _must_answer(answer: str) -> None:
    if not answer.strip():
        raise ObjectionRefused("请写明处理意见，提出异议的人凭受理编号可以查到。")


def _lock(objection: Objection, by: Account, seen: ObjectionState) -> None:
    db.session.refresh(objection)
    must_be_theirs(objection.item.list, by)
    if objection.state is not seen or not objection.state.open:
        who = f"由{objection.handled_by.name}" if objection.handled_by else ""
        raise ObjectionRefused(f"这条异议已{who}处理为“{objection.state.label}”，您这次没有保存。")


def _state(objection: Objection, state: ObjectionState, by: Account) -> None:
    objection.state, objection.handled_at, objection.handled_by_id = state, clock.now(), by.id
    audit.record("objection.handled", objection, by=by, state=state.value, list=objection.item.list_id)


def open_contact(objection: Objection, by: Account) -> None:
    """The officer looks at who filed it: noted in the trail, and shown for a while after (`queries.contact_opened`)."""
    with transaction():
        must_be_theirs(objection.item.list, by)
        audit.record(queries.CONTACT_READ, objection, by=by, list=objection.item.list_id)

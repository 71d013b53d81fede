"""What can be done with a batch: begin a draft, choose and order, describe, attach the stamped letter, send, take back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import IO

from ... import audit, clock
from ...accounts.models import Account
from ...community.service import lifecycle, reporting
from ...community.service.lifecycle import ActionRefused
from ...community.workflow import Forbidden, Status
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...roles import Role
from ...settings import Profile
from ...transactions import transaction
from ...uploads import service as uploads
from ...web.errors import Refused
from . import queries, rules, second_look
from .models import BatchItem, BatchState, ReportingBatch, StampedLetter


class BatchRefused(Refused):
    """It cannot be done with the batch now; the message says why and what to do."""


class DraftChanged(BatchRefused):
    """Somebody else has changed the draft since the page was opened."""


def start(year: int, by: Account) -> ReportingBatch:
    """Begin a draft for applications of one year, under the province's next number."""
    if by.role is not Role.PROVINCE_OFFICER:
        raise Forbidden("start")
    with transaction():
        now, province = clock.now(), by.province_code or ""
        batch = ReportingBatch(
            number=rules.batch_number(year, province, queries.begun(province, year)),
            province_code=province,
            year=year,
            created_at=now,
            created_by_id=by.id,
            changed_at=now,
            changed_by_id=by.id,
        )
        db.session.add(batch)
        db.session.flush()
        audit.record("batch.begun", batch, by=by, number=batch.number)
    return batch


@contextmanager
def _changing(batch: ReportingBatch, revision: int, by: Account) -> Iterator[None]:
    """One change of a draft that is still as its page showed it."""
    with transaction():
        _must_be_draft(batch, by)
        if batch.revision != revision:
            raise DraftChanged(
                f"{batch.changed_by.name}在 {batch.changed_at:%H:%M:%S} 修改了这个批次，您刚才的操作没有执行。下面是最新内容，请核对后再操作。"
            )
        yield
        batch.revision += 1
        batch.changed_at, batch.changed_by_id = clock.now(), by.id


def _must_be_own(batch: ReportingBatch, by: Account) -> None:
    """Only the province's own officers act for it; the access layer keeps others out before this."""
    if by.role is not Role.PROVINCE_OFFICER or by.province_code != batch.province_code:
        raise Forbidden(batch.number)
    db.session.refresh(batch)


def _must_be_draft(batch: ReportingBatch, by: Account) -> None:
    _must_be_own(batch, by)
    if batch.draft:
        return
    if batch.sent and batch.reported_by and batch.reported_at:
        raise BatchRefused(f"{batch.reported_by.name}已于 {batch.reported_at:%Y-%m-%d %H:%M:%S} 报送了批次 {batch.number}，内容不能再修改。")
    raise BatchRefused(f"批次 {batch.number} {batch.state.label}，不能再修改。如需报送，请新建批次。")


def add(batch: ReportingBatch, application_ids: Sequence[int], revision: int, by: Account) -> int:
    """Put approved applications at the end of the draft; how many.

    Raises:
        BatchRefused: none was chosen, or one cannot be chosen (any more); then none is added.
    """
    if not application_ids:
        raise BatchRefused("请至少勾选一份申报。")
    with _changing(batch, revision, by):
        found = {application.id: application for application in queries.to_choose(batch, application_ids)}
        if lost := [identity for identity in dict.fromkeys(application_ids) if identity not in found]:
            raise BatchRefused(_why_not_chosen(batch, lost))
        for application_id in dict.fromkeys(application_ids):
            version_id = found[application_id].version_id
            assert version_id is not None
            position = len(batch.items) + 1
            batch.items.append(BatchItem(application_id=application_id, version_id=version_id, position=position, in_draft=True))
        audit.record("batch.added", batch, by=by, applications=list(found))
    return len(found)


def _why_not_chosen(batch: ReportingBatch, lost: Sequence[int]) -> str:
    elsewhere = queries.in_another_draft(batch, lost)
    if elsewhere:
        named = "；".join(f"“{item.application.community.name}”已在批次 {item.batch.number} 中" for item in elsewhere)
        return f"{named}。一份申报只能列入一个编制中的批次，没有加入。请先从那个批次移出，或重新勾选。"
    return f"勾选的申报中有 {len(lost)} 份已不能列入（可能刚被撤回、退回，或已列入本批次），没有加入。请核对后重新勾选。"


def remove(batch: ReportingBatch, item_ids: Iterable[int], revision: int, by: Account) -> int:
    """Take applications out of the draft; how many."""
    with _changing(batch, revision, by):
        return _remove(batch, [item for item in batch.items if item.id in set(item_ids)], by)


def remove_unreportable(batch: ReportingBatch, revision: int, by: Account) -> int:
    """Take out everything that is not approved any more; how many."""
    with _changing(batch, revision, by):
        return _remove(batch, [item for item in batch.items if queries.problem_of(item)], by)


def _remove(batch: ReportingBatch, items: Sequence[BatchItem], by: Account) -> int:
    removed = [item.application_id for item in items]
    for item in items:
        batch.items.remove(item)
    _number(batch.items)
    audit.record("batch.removed", batch, by=by, applications=removed)
    return len(removed)


def _number(items: Iterable[BatchItem]) -> None:
    for position, item in enumerate(items, start=1):
        item.position = position


def place(batch: ReportingBatch, wanted: Mapping[int, int], revision: int, by: Account) -> None:
    """Put items (by id) at the places wanted for them, counted from 1; the others keep their order."""
    with _changing(batch, revision, by):
        _reorder(batch, rules.rearranged([item.id for item in batch.items], wanted), by)


def sort(batch: ReportingBatch, order: str, revision: int, by: Account) -> None:
    """Sort by name, industry or number: a key of `rules.ORDERS`."""
    with _changing(batch, revision, by):
        _reorder(batch, [batch.items[at].id for at in rules.ordered(queries.lines_of(batch), order)], by)


def _reorder(batch: ReportingBatch, order: Sequence[int], by: Account) -> None:
    by_id = {item.id: item for item in batch.items}
    _number(by_id[identity] for identity in order)
    audit.record("batch.ordered", batch, by=by, applications=[by_id[identity].application_id for identity in order])


def describe(batch: ReportingBatch, addressee: str, letter_number: str, letter_date: date | None, revision: int, by: Account) -> None:
    """To whom it goes, and number and date of its letter."""
    with _changing(batch, revision, by):
        batch.addressee, batch.letter_number, batch.letter_date = addressee.strip(), rules.letter_number(letter_number), letter_date
        audit.record("batch.described", batch, by=by, letter_number=batch.letter_number, addressee=batch.addressee)


def attach_letter(batch: ReportingBatch, files: Sequence[tuple[IO[bytes], str]], revision: int, by: Account) -> StampedLetter:
    """Keep the stamped letter; it takes the place of the one before, which stays in the history.

    Raises:
        FileRefused: it is neither a whole PDF nor pictures.
        BatchRefused: the batch is no draft, or has changed.
    """
    received, name = uploads.receive_paper(files, "盖章报送函")
    with _changing(batch, revision, by):
        uploads.register(received)
        letter = StampedLetter(name=name, sha256=received.sha256, uploaded_at=clock.now(), uploaded_by_id=by.id)
        batch.letters.append(letter)
        db.session.flush()
        audit.record("batch.letter_added", batch, by=by, name=name, sha256=received.sha256)
    return letter


def send(batch: ReportingBatch, seen: str, by: Account) -> None:
    """Report everything in the draft at once, all or none, and freeze what was sent.

    `seen`: the SHA-256 of the contents that the officer has confirmed.

    Raises:
        DraftChanged: they are not the contents any more.
        BatchRefused: something is missing, an application is not approved any more, or somebody else must report it.
    """
    with transaction():
        _must_be_draft(batch, by)
        if obstacles := queries.obstacles(batch, by):
            raise BatchRefused("没有报送。" + "".join(obstacles))
        contents = queries.contents_of(batch)
        if contents.sha256 != seen:
            raise DraftChanged(f"确认页打开之后批次有了变化（最近一次修改：{batch.changed_by.name}），没有报送。请重新核对后再报送。")
        own = second_look.own_approvals(by, _applications(batch))
        for item in batch.items:
            application = item.application
            reporting.report(application, by, batch.number, batch.letter_number, approved_it=application.id in own)
            assert application.version_id is not None
            item.version_id = application.version_id
        _free_applications(batch)
        batch.state, batch.reported_at, batch.reported_by_id = BatchState.SENT, clock.now(), by.id
        batch.frozen, batch.sha256 = contents.canonical().decode(), contents.sha256
        audit.record("batch.reported", batch, by=by, number=batch.number, sha256=batch.sha256, applications=_applications(batch))
        _tell_ministry("batch_sent", batch, by)


def _applications(batch: ReportingBatch) -> list[int]:
    return [item.application_id for item in batch.items]


def _free_applications(batch: ReportingBatch) -> None:
    """They may stand in another draft from now on."""
    for item in batch.items:
        item.in_draft = None


def _tell_ministry(notice: str, batch: ReportingBatch, by: Account) -> None:
    """In a province's own installation the ministry has no inbox: there the handover bundle carries the batch."""
    if lifecycle.profile() is Profile.NATIONAL:
        sender = by.authority.name if by.authority else by.name
        inboxes.tell(notices.officers_of(None), notice, f"/review/batches/{batch.id}", batch=batch, by=sender, count=len(batch.items))


def take_back(batch: ReportingBatch, by: Account) -> None:
    """收回, within ten minutes of sending: all its applications are approved again. What was sent stays on record.

    Raises:
        BatchRefused: it is not sent, too late, or the ministry has dealt with one of them.
    """
    with transaction():
        _must_be_own(batch, by)
        if not batch.sent:
            raise BatchRefused(f"批次 {batch.number} {batch.state.label}，没有可以收回的报送。")
        if dealt_with := [item.application for item in batch.items if not _waits_as_sent(batch, item)]:
            named = "；".join(f"“{one.community.name}”{one.status.label}" for one in dealt_with)
            raise BatchRefused(f"没有收回：批次中已有申报办理了下一步（{named}）。如需更改其余申报，请联系{batch.addressee}退回。")
        approved = second_look.approvals(_applications(batch))
        for item in batch.items:
            step = approved.get(item.application_id)
            try:
                reporting.take_back(item.application, by, batch.number, step.at if step else None)
            except ActionRefused as refused:
                raise BatchRefused(f"没有收回。{refused}如需更改，请联系{batch.addressee}退回。") from None
        batch.state, batch.ended_at, batch.ended_by_id = BatchState.TAKEN_BACK, clock.now(), by.id
        audit.record("batch.taken_back", batch, by=by, number=batch.number, applications=_applications(batch))
        _tell_ministry("batch_taken_back", batch, by)


def _waits_as_sent(batch: ReportingBatch, item: BatchItem) -> bool:
    """Nothing has happened to it since, and it was not reported anew by a later batch."""
    reported_at, sent_at = item.application.reported_at, batch.reported_at
    return item.application.status is Status.REPORTED and reported_at is not None and sent_at is not None and reported_at <= sent_at


def discard(batch: ReportingBatch, revision: int, by: Account) -> None:
    """作废: give the draft up; its applications may be chosen for other batches, its number stays with it."""
    with _changing(batch, revision, by):
        _free_applications(batch)
        batch.state, batch.ended_at, batch.ended_by_id = BatchState.DISCARDED, clock.now(), by.id
        audit.record("batch.discarded", batch, by=by, number=batch.number, applications=_applications(batch))


def start_again(batch: ReportingBatch, by: Account) -> ReportingBatch:
    """A new draft with what a batch that was taken back or given up held, as far as it can be chosen now.

    Its letter has to be stamped anew, since the summary table names the new number.
    """
    with transaction():
        _must_be_own(batch, by)
        if batch.draft or batch.sent:
            raise BatchRefused(f"批次 {batch.number} {batch.state.label}，不能据此另建批次。")
        again = start(batch.year, by)
        again.addressee, again.letter_number, again.letter_date = batch.addressee, batch.letter_number, batch.letter_date
        free = {application.id for application in queries.to_choose(again, _applications(batch))}
        if chosen := [identity for identity in _applications(batch) if identity in free]:
            add(again, chosen, again.revision, by)
    return again

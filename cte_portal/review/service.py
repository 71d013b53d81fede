"""What officers can do: return, approve, decline, report in a batch, recognise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from .. import audit, clock
from ..accounts.models import Account
from ..community import queries as community
from ..community.models import Application, Transition
from ..community.service import lifecycle, pre_review, taking_back
from ..community.service.before_deciding import must_be_as_seen
from ..extensions import db
from ..transactions import transaction
from ..web.editions import edition_of
from . import queries
from .batches import second_look
from .comments import service as comments
from .models import BatchItem, ChecklistAnswer, Outcome, ReportingBatch


def approve(application: Application, by: Account, opinion: str, answers: Mapping[str, tuple[Outcome, str]], seen: int | None = None) -> Transition:
    """审核通过, with an answer to every item of the edition's checklist. `seen`: as for `must_be_as_seen`.

    Raises:
        ActionRefused: an item is not answered, or the state does not allow it.
        Overtaken: something happened since the officer opened the page.
    """
    with transaction():
        must_be_as_seen(application, seen)
        items = edition_of(application).checklist.items
        unanswered = sum(item.key not in answers for item in items)
        transition = lifecycle.decide("approve", application, by, opinion, checklist_unanswered=unanswered)
        for item in items:
            outcome, note = answers[item.key]
            db.session.add(ChecklistAnswer(transition_id=_id(transition), item=item.key, outcome=outcome, note=note))
    return transition


def _id(transition: Transition) -> int:
    db.session.flush()
    return transition.id


def decline(application: Application, by: Account, reason: str, seen: int | None = None) -> Transition:
    """不予推荐, with the reason."""
    with transaction():
        must_be_as_seen(application, seen)
        return lifecycle.decide("decline", application, by, reason)


def send_back(
    application: Application, by: Account, opinion: str, places: Mapping[str, str], due: date | None, *, seen: int | None = None
) -> Transition:
    """退回修改: the province's or, for what was reported, the ministry's."""
    with transaction():
        must_be_as_seen(application, seen)
        transition = lifecycle.return_for_correction(return_action(by), application, by, opinion, places, due)
        comments.discard_all(application, by.authority)
    return transition


def give_pre_review(application: Application, by: Account, opinion: str, places: Mapping[str, str], seen: int | None = None) -> Transition:
    """预审意见, with the comments on places."""
    with transaction():
        must_be_as_seen(application, seen)
        transition = pre_review.give(application, by, opinion, places)
        comments.discard_all(application, by.authority)
    return transition


def take_back(application: Application, by: Account) -> Transition:
    """收回意见; comments that had gone out wait as drafts again, where nobody has written anything else since.

    Raises:
        ActionRefused: it is too late, it was another authority's, or somebody acted upon it.
    """
    with transaction():
        transition = taking_back.take_back(application, by)
        comments.put_back(application, community.places_of(transition.takes_back_id), by)
    return transition


def return_action(by: Account) -> str:
    """The workflow's name of this officer's return."""
    return "return" if by.authority and by.authority.province_code else "ministry_return"


def report(applications: Sequence[Application], letter_number: str, by: Account) -> ReportingBatch:
    """报送教育部: report approved applications at once, all or none, as one numbered batch.

    Raises:
        ActionRefused: none was chosen, one is not approved any more, or the letter has no number.
    """
    if not applications:
        raise lifecycle.ActionRefused("请至少勾选一份审核通过的申报。")
    with transaction():
        province, now = by.province_code or "", clock.now()
        number = f"{now.year}-{province}-{queries.batches_this_year(province, now.year) + 1:02d}"
        batch = ReportingBatch(
            number=number, province_code=province, year=now.year, letter_number=letter_number, reported_at=now, reported_by_id=by.id
        )
        db.session.add(batch)
        db.session.flush()
        another = second_look.needs_another(by, [application.id for application in applications])
        for position, application in enumerate(applications, start=1):
            lifecycle.decide(
                "report", application, by, f"报送批次 {number}", letter_number=letter_number, needs_another=another.get(application.id, "")
            )
            assert application.version_id is not None
            batch.items.append(BatchItem(application_id=application.id, version_id=application.version_id, position=position))
        db.session.flush()
        audit.record("batch.reported", batch, by=by, number=number, applications=[a.id for a in applications])
    return batch

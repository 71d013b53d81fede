"""What officers can do: return, approve, decline, report in a batch, recognise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..accounts.models import Account
from ..community import queries as community
from ..community.models import Application, Transition
from ..community.service import lifecycle, pre_review, taking_back
from ..community.service.before_deciding import must_be_as_seen
from ..community.workflow import Status, takes
from ..extensions import db
from ..transactions import transaction
from .checklist import queries as checklists
from .comments import service as comments
from .models import ChecklistAnswer, Outcome


def approve(application: Application, by: Account, opinion: str, answers: Mapping[str, tuple[Outcome, str]], seen: int | None = None) -> Transition:
    """审核通过, with an answer to every item of the authority's checklist. `seen`: as for `must_be_as_seen`.

    `answers`: item → outcome and note; what is not among them is taken from what was answered while reading.

    Raises:
        ActionRefused: an item is not answered, or the state does not allow it.
        Overtaken: something happened since the officer opened the page.
    """
    with transaction():
        must_be_as_seen(application, seen)
        checked = checklists.checked_list(application, application.version, by) if application.version else None
        items, given = (checked.items, {**checked.answers(), **answers}) if checked else ([], {})
        unanswered = sum(item.key not in given for item in items)
        transition = lifecycle.decide("approve", application, by, opinion, checklist_unanswered=unanswered)
        for item in items:
            outcome, note = given[item.key]
            db.session.add(ChecklistAnswer(transition_id=_id(transition), item=item.key, text=item.text, outcome=outcome, note=note))
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
    application: Application,
    by: Account,
    opinion: str,
    places: Mapping[str, str],
    due: date | None,
    *,
    open_all: bool = False,
    seen: int | None = None,
) -> Transition:
    """退回修改: the province's or, for what was reported, the ministry's. `open_all`: as for `return_for_correction`."""
    with transaction():
        must_be_as_seen(application, seen)
        transition = lifecycle.return_for_correction(_return_action(application, by), application, by, opinion, places, due, open_all=open_all)
        comments.discard_all(application, by.authority)
    return transition


def return_to_province(application: Application, by: Account, reason: str, seen: int | None = None) -> Transition:
    """退回省级: approved again, so that the province can return it to the applicant or report it in another batch.

    Raises:
        ActionRefused: no reason is given, it was reported directly, or the state does not allow it.
        Overtaken: something happened since the officer opened the page.
    """
    with transaction():
        must_be_as_seen(application, seen)
        return lifecycle.decide("return_to_province", application, by, reason)


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


def _return_action(application: Application, by: Account) -> str:
    """The workflow's name of this return; in its own installation a province records the ministry's of what was reported."""
    own, ministrys = (takes(lifecycle.profile(), action, by.role) for action in ("return", "ministry_return"))
    return "ministry_return" if ministrys and (not own or application.status is Status.REPORTED) else "return"

"""预审: the province comments on a draft before seals are spent. The state of the application stays what it is."""

from __future__ import annotations

from collections.abc import Mapping

from ... import clock
from ...accounts.models import Account
from ...notices import service as inboxes
from ...transactions import transaction
from .. import queries
from ..models import Application, Transition
from ..opening.rules import widened
from . import comments
from .announcements import announce, key_of
from .lifecycle import must_be_own, perform


def ask(application: Application, by: Account) -> None:
    """Let the province that the cover names read the draft and comment on it.

    Raises:
        ActionRefused: the cover names none, or it was asked already.
    """
    with transaction():
        must_be_own(application, by)
        transition = perform("ask_pre_review", application, by)
        application.pre_review_province, application.pre_review_asked_at = application.province_code, clock.now()
        announce(application, transition, by)


def take_back(application: Application, by: Account) -> None:
    """The province does not see the draft any more, and what it was told of it is marked as taken back."""
    with transaction():
        must_be_own(application, by)
        asked = queries.latest_step(application)  # a draft takes no other step meanwhile
        perform("take_back_pre_review", application, by)
        inboxes.take_back(key_of(asked.id))
        _end(application)


def give(application: Application, by: Account, opinion: str, places: Mapping[str, str]) -> Transition:
    """预审意见: comments on places (address → text), at least one; with them the province has said what it was asked for.

    Raises:
        ActionRefused: nothing is said of any place, or nobody asks (any more).
    """
    with transaction():
        wanted = {address: text.strip() for address, text in places.items() if text.strip()}
        transition = perform("pre_review", application, by, comment=opinion, comments=len(wanted))
        transition.places = comments.on_places(wanted, queries.content_of(application))
        _end(application)
        if application.open_places is not None:  # of a return before: what is commented on now may be changed too
            application.open_places = widened(application.open_places, wanted)
        announce(application, transition, by)
    return transition


def _end(application: Application) -> None:
    application.pre_review_province = application.pre_review_asked_at = None

"""收回意见: a decision is undone within ten minutes, as long as nobody has acted upon it."""

from __future__ import annotations

from ...accounts.models import Account
from ...notices import service as inboxes
from ...transactions import transaction
from .. import queries
from ..models import Application, Transition
from ..workflow import TAKE_BACK, label_of
from . import following
from .announcements import announce, key_of
from .lifecycle import perform
from .undo import put_back


def take_back(application: Application, by: Account) -> Transition:
    """Undo the latest decision: the application is where it was before, and everybody who was told is told so.

    Raises:
        ActionRefused: it is too late, it was another authority's, or somebody acted upon it; the message says which.
    """
    with transaction():
        decision = queries.latest_step(application)
        transition = perform(TAKE_BACK, application, by, comment=f"收回“{label_of(decision.action)}”", takes_back=decision)
        put_back(application, decision.before or {})
        following.tell_of_recognition(application.community)
        inboxes.take_back(key_of(decision.id))
        announce(application, transition, by)
    return transition

"""Making an application findable when it is handed to officers."""

from __future__ import annotations

from sqlalchemy import select

from ...accounts.models import Account
from ...extensions import db
from ...finding.index import Findable, GramIndex
from ...finding.rules import lines, tokens
from ...transactions import transaction
from ..models import Application, MemberUnit
from ..workflow import Status
from . import rules
from .models import ApplicationText

GRAMS = GramIndex("application_grams")


def note(application: Application) -> None:
    """Keep what the application is found and ordered by, as it stands now, inside the caller's transaction.

    To be called whenever an application comes into reach of officers, or of other officers than before. Who looked after
    it in a province that it does not name any more, does so no longer.
    """
    with transaction():
        application.name_order = rules.name_order(application.community.name)
        _let_go(application)
        reported = application.reported_at is not None or application.status is Status.REPORTED
        provinces = dict.fromkeys((application.province_code, application.submitted_to))  # who is asked now, and who was handed it
        scope = " ".join(rules.scope_tokens(provinces, application.year, reported))
        community, organisation = application.community, application.organisation
        members = select(MemberUnit.name, MemberUnit.uscc).where(MemberUnit.application_id == application.id).order_by(MemberUnit.id)
        units = [part for unit in db.session.execute(members) for part in unit]
        _put(application.id, scope, lines([community.name, community.number, organisation.name, organisation.uscc, *units]))


def _let_go(application: Application) -> None:
    officer = db.session.get(Account, application.province_officer_id) if application.province_officer_id else None
    if officer and officer.province_code != application.province_code:
        application.province_officer_id = None


def _put(identity: int, scope: str, held: str) -> None:
    entry = db.session.get(ApplicationText, identity)
    if entry:
        GRAMS.take_out(identity, grams(entry.scope, entry.text))
    if entry is None:
        entry = ApplicationText(application_id=identity)
        db.session.add(entry)
    entry.scope, entry.text = scope, held
    GRAMS.put(identity, grams(scope, held))


def grams(scope: str, held: str) -> list[str]:
    """What the full-text table is given for one application."""
    return [scope, *tokens(held)]


FINDABLE = Findable(GRAMS, select(ApplicationText.application_id, ApplicationText.scope, ApplicationText.text), grams)

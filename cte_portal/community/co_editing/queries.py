"""What can be asked of co-editors, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ... import clock, mail
from ...accounts.models import Account
from ...catalogue.content import Content
from ...extensions import db
from ...web.access import Share
from ..models import Application
from . import rules
from .models import CoEditor, Invitation
from .rules import Confirmed, State


@dataclass(frozen=True)
class Standing:
    """A co-editor as it stands now. `confirmed` is None when it has no section of its own to confirm."""

    co_editor: CoEditor
    state: State
    confirmed: Confirmed | None

    @property
    def at_work(self) -> bool:
        return self.state is State.ACCEPTED


def standings(application: Application, content: Content) -> list[Standing]:
    """Everybody who was ever invited, in order: two queries."""
    query = select(CoEditor).where(CoEditor.application_id == application.id).order_by(CoEditor.id)
    found = db.session.scalars(query.options(joinedload(CoEditor.account), selectinload(CoEditor.invitations)))
    return [standing(co_editor, content) for co_editor in found]


def standing(co_editor: CoEditor, content: Content) -> Standing:
    part = None
    if rules.own_sections(content.definition, co_editor.parts):
        part = rules.confirmed(co_editor.confirmed_sha256, rules.fingerprint(content, co_editor.parts))
    return Standing(co_editor, state(co_editor), part)


def state(co_editor: CoEditor) -> State:
    return rules.state_of(co_editor.accepted_at, co_editor.withdrawn_at, co_editor.invitation.expires_at, clock.now())


def share_of(account_id: int, application_id: int) -> Share | None:
    """What the account was given of the application, by one invitation or several; None when nothing."""
    query = select(CoEditor.parts, CoEditor.reads_rest).where(
        CoEditor.application_id == application_id,
        CoEditor.account_id == account_id,
        CoEditor.accepted_at.is_not(None),
        CoEditor.withdrawn_at.is_(None),
    )
    found = db.session.execute(query).all()
    if not found:
        return None
    return Share(frozenset(part for parts, _ in found for part in parts), any(reads_rest for _, reads_rest in found))


def given_to(account: Account) -> list[CoEditor]:
    """What the account works on, newest first, each with its application."""
    query = select(CoEditor).where(CoEditor.account_id == account.id, CoEditor.accepted_at.is_not(None), CoEditor.withdrawn_at.is_(None))
    return list(db.session.scalars(query.options(joinedload(CoEditor.application)).order_by(CoEditor.accepted_at.desc(), CoEditor.id)))


def co_editor(application: Application, identity: int) -> CoEditor | None:
    return db.session.scalar(select(CoEditor).filter_by(application_id=application.id, id=identity))


def invitation(identity: int) -> Invitation | None:
    """With its co-editor and the application."""
    query = select(Invitation).where(Invitation.id == identity)
    return db.session.scalar(query.options(joinedload(Invitation.co_editor).joinedload(CoEditor.application)))


def unmailed() -> Sequence[int]:
    """Invitations with an address that nobody was sent, hours after the last try."""
    now = clock.now()
    lately = (Invitation.issued_at < now - mail.GIVEN_UP, Invitation.issued_at > now - timedelta(days=3), Invitation.mailed_at.is_(None))
    query = select(Invitation.id).join(CoEditor, CoEditor.id == Invitation.co_editor_id).where(*lately, CoEditor.email != "")
    return db.session.scalars(query).all() if mail.configured() else ()

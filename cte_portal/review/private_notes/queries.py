"""What can be asked of private notes."""

from __future__ import annotations

from sqlalchemy import select

from ...accounts.models import Account
from ...community.models import Application
from ...extensions import db
from .models import PrivateNote


def notes_of(application: Application, officer: Account) -> list[PrivateNote]:
    """The notes of the officer's authority, oldest first: one query."""
    query = select(PrivateNote).filter_by(application_id=application.id, authority_id=officer.authority_id)
    return list(db.session.scalars(query.order_by(PrivateNote.id))) if officer.authority_id else []


def note(application: Application, officer: Account, identity: int) -> PrivateNote | None:
    """One of those that `notes_of` finds."""
    return db.session.scalar(select(PrivateNote).filter_by(application_id=application.id, authority_id=officer.authority_id, id=identity))

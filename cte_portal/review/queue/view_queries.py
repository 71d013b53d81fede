"""What can be asked of saved views."""

from __future__ import annotations

from sqlalchemy import or_, select

from ...accounts.models import Account
from ...extensions import db
from .models import SavedView, StartView

MOST_SHOWN = 200


def view(identity: int) -> SavedView | None:
    return db.session.get(SavedView, identity)


def views_of(officer: Account) -> list[SavedView]:
    """One's own, then those that colleagues share, by name."""
    query = select(SavedView).where(SavedView.authority_id == officer.authority_id, SavedView.removed_at.is_(None))
    query = query.where(or_(SavedView.account_id == officer.id, SavedView.shared.is_(True)))
    return list(db.session.scalars(query.order_by(SavedView.account_id != officer.id, SavedView.name, SavedView.id).limit(MOST_SHOWN)))


def start_view(officer: Account) -> SavedView | None:
    """The view the officer's queue opens with, as long as it may still be opened."""
    start = db.session.get(StartView, officer.id)
    found = start.view if start else None
    if found is None or found.removed_at or not (found.shared or found.account_id == officer.id):
        return None
    return found if found.authority_id == officer.authority_id else None

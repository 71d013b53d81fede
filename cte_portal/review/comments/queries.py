"""What can be asked of drafted comments: one query each."""

from __future__ import annotations

from sqlalchemy import select

from ...community.models import Application
from ...extensions import db
from .models import DraftComment


def drafts(application: Application, authority_id: int | None) -> list[DraftComment]:
    """What the authority means to say of this application, oldest first; another authority's are never among it."""
    query = select(DraftComment).where(DraftComment.application_id == application.id, DraftComment.authority_id == authority_id)
    return list(db.session.scalars(query.where(DraftComment.removed_at.is_(None)).order_by(DraftComment.id)))


def draft(application: Application, authority_id: int | None, place: str) -> DraftComment | None:
    """The authority's draft at one place, removed or not."""
    return db.session.scalar(select(DraftComment).filter_by(application_id=application.id, authority_id=authority_id, place=place))

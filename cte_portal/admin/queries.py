"""What the administrator and the auditor can ask."""

from __future__ import annotations

from sqlalchemy import select

from ..accounts.models import Organisation
from ..audit import AuditEntry
from ..community.models import Extension
from ..extensions import db
from ..web.paging import Page, paged


def extensions(page: int) -> Page[Extension]:
    return paged(select(Extension).order_by(Extension.id.desc()), page)


def organisation_by_uscc(uscc: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.uscc == uscc))


def trail(action: str | None, page: int) -> Page[AuditEntry]:
    """The audit trail, newest first."""
    query = select(AuditEntry)
    if action:
        query = query.where(AuditEntry.action == action)
    return paged(query.order_by(AuditEntry.id.desc()), page)


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))

"""What can be asked of uploaded files."""

from __future__ import annotations

from sqlalchemy import func, select

from ..catalogue.content import EvidenceItem
from ..extensions import db
from .models import Evidence, SealedScan, StoredFile


def evidence_of(application_id: int) -> list[Evidence]:
    """The application's evidence that was not removed, in the order it came."""
    query = select(Evidence).where(Evidence.application_id == application_id, Evidence.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Evidence.id)))


def evidence_items(application_id: int) -> tuple[EvidenceItem, ...]:
    """The same as plain values."""
    return tuple(EvidenceItem(str(e.id), e.category, e.name, e.file.kind, e.file.size, e.file.pages, e.sha256) for e in evidence_of(application_id))


def evidence(identity: int) -> Evidence | None:
    return db.session.get(Evidence, identity)


def total_size(application_id: int) -> int:
    """Bytes of all evidence of the application."""
    query = select(func.coalesce(func.sum(StoredFile.size), 0)).join(Evidence, Evidence.sha256 == StoredFile.sha256)
    return db.session.scalar(query.where(Evidence.application_id == application_id, Evidence.removed_at.is_(None))) or 0


def scan(identity: int) -> SealedScan | None:
    return db.session.get(SealedScan, identity)


def scan_of(version_id: int) -> SealedScan | None:
    """The sealed scan of a version that counts: the newest."""
    return db.session.scalar(select(SealedScan).where(SealedScan.version_id == version_id).order_by(SealedScan.id.desc()).limit(1))

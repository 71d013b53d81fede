"""What can be asked of uploaded files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, func, or_, select

from .. import clock
from ..catalogue.content import EvidenceItem
from ..extensions import db
from .models import Evidence, SealedScan, StoredFile


def evidence_of(application_id: int) -> list[Evidence]:
    """The application's evidence that was not removed, in the order it came."""
    query = select(Evidence).where(Evidence.application_id == application_id, Evidence.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Evidence.id)))


def evidence_items(application_id: int) -> tuple[EvidenceItem, ...]:
    """The same as plain values."""
    return tuple(EvidenceItem(e.known_as, e.category, e.name, e.file.kind, e.file.size, e.file.pages, e.sha256) for e in evidence_of(application_id))


def evidence(application_id: int, known_as: int) -> Evidence | None:
    """One file of the application, removed or not, by the id that its versions name it by."""
    of_application = select(Evidence).where(Evidence.application_id == application_id)
    own = and_(Evidence.foreign_id.is_(None), Evidence.id == known_as)
    return db.session.scalar(of_application.where(or_(own, Evidence.foreign_id == str(known_as))).order_by(Evidence.id.desc()).limit(1))


def total_size(application_id: int) -> int:
    """Bytes of all evidence of the application."""
    query = select(func.coalesce(func.sum(StoredFile.size), 0)).join(Evidence, Evidence.sha256 == StoredFile.sha256)
    return db.session.scalar(query.where(Evidence.application_id == application_id, Evidence.removed_at.is_(None))) or 0


def scan(identity: int) -> SealedScan | None:
    return db.session.get(SealedScan, identity)


def scan_of(version_id: int) -> SealedScan | None:
    """The sealed scan of a version that counts: the newest."""
    return db.session.scalar(select(SealedScan).where(SealedScan.version_id == version_id).order_by(SealedScan.id.desc()).limit(1))


def unchecked_scans() -> Sequence[int]:
    """Scans whose check was to be over long ago: the process that was to do it has died."""
    now = clock.now()
    lately = (SealedScan.uploaded_at < now - timedelta(minutes=15), SealedScan.uploaded_at > now - timedelta(days=3))
    return db.session.scalars(select(SealedScan.id).where(SealedScan.verdict.is_(None), *lately)).all()

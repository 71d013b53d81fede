"""What can be asked of bundles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import and_, or_, select

from .. import clock
from ..accounts.models import Account
from ..community.models import Application
from ..extensions import db
from ..long_work import queries as long_work
from ..long_work.models import LongWork, State
from ..review.batches.models import BatchItem, ReportingBatch
from ..web.paging import Page, paged
from .models import HandoverExport, HandoverImport, HandoverUpload, ImportState, TrustedKey


def trusted_key(fingerprint: str) -> TrustedKey | None:
    """Withdrawn ones too."""
    return db.session.scalar(select(TrustedKey).where(TrustedKey.fingerprint == fingerprint))


def key(identity: int) -> TrustedKey | None:
    return db.session.get(TrustedKey, identity)


def trusted_keys() -> Sequence[TrustedKey]:
    """All that were ever added, those in use first; there are some dozens at most."""
    query = select(TrustedKey).order_by(TrustedKey.withdrawn_at.is_not(None), TrustedKey.name, TrustedKey.id)
    return list(db.session.scalars(query))


def export_of(batch: ReportingBatch) -> HandoverExport | None:
    return db.session.scalar(select(HandoverExport).where(HandoverExport.batch_id == batch.id))


def is_sent(batch: ReportingBatch) -> bool:
    return batch.sent


def making(batch: ReportingBatch, by: Account) -> LongWork | None:
    """This person's last piece of work on the batch's bundle, when it is under way or its file can still be fetched."""
    work = long_work.last("export_bundle", batch_id=batch.id)
    return work if work and work.account_id == by.id and (not work.state.over or work.has_file) else None


def imported_before(sha256: str) -> HandoverImport | None:
    """The import of a bundle with this very manifest."""
    return db.session.scalar(select(HandoverImport).where(HandoverImport.sha256 == sha256, HandoverImport.state == ImportState.IMPORTED))


def batch_by_number(number: str) -> ReportingBatch | None:
    return db.session.scalar(select(ReportingBatch).where(ReportingBatch.number == number))


def import_of_batch(batch_id: int) -> HandoverImport | None:
    """How the batch came here; None when it was made here."""
    of_batch = (HandoverImport.batch_id == batch_id, HandoverImport.state == ImportState.IMPORTED)
    return db.session.scalar(select(HandoverImport).where(*of_batch))


def import_of_application(application: Application) -> HandoverImport | None:
    """How the application came here last; None when it was filed here."""
    query = select(HandoverImport).join(BatchItem, BatchItem.batch_id == HandoverImport.batch_id)
    query = query.where(BatchItem.application_id == application.id, HandoverImport.state == ImportState.IMPORTED)
    return db.session.scalar(query.order_by(HandoverImport.id.desc()).limit(1))


def imports(page: int) -> Page[HandoverImport]:
    """Newest first."""
    return paged(select(HandoverImport).order_by(HandoverImport.id.desc()), page)


def import_record(identity: int) -> HandoverImport | None:
    return db.session.get(HandoverImport, identity)


def forsaken() -> list[HandoverImport]:
    """Imports that are not over although the work on them is."""
    query = select(HandoverImport).outerjoin(LongWork, LongWork.id == HandoverImport.work_id).where(HandoverImport.state == ImportState.CHECKING)
    over = LongWork.state.in_([state for state in State if state.over])
    long_ago = and_(LongWork.id.is_(None), HandoverImport.asked_at < clock.now() - timedelta(days=1))
    return list(db.session.scalars(query.where(or_(over, long_ago))))


def upload(identity: int) -> HandoverUpload | None:
    return db.session.get(HandoverUpload, identity)


def unfinished_uploads(by: Account | None = None) -> Sequence[HandoverUpload]:
    """Of one person, or of everybody; the newest first. One person has a few at most."""
    query = select(HandoverUpload).where(HandoverUpload.import_id.is_(None)).order_by(HandoverUpload.id.desc())
    return list(db.session.scalars(query.where(HandoverUpload.account_id == by.id) if by else query))


def incoming_folder() -> Path:
    """Where whoever runs the server puts large bundles for officers to take in."""
    return Path(current_app.config["SETTINGS"].data_dir) / "incoming"


@dataclass(frozen=True)
class Waiting:
    """A file in the incoming folder."""

    name: str
    size: int  # bytes


def waiting_files() -> list[Waiting]:
    """Regular files whose name ends in .zip, by name."""
    folder = incoming_folder()
    found = folder.iterdir() if folder.is_dir() else iter(())
    files = [path for path in found if path.suffix.lower() == ".zip" and path.is_file() and not path.is_symlink()]
    return [Waiting(path.name, path.stat().st_size) for path in sorted(files)]

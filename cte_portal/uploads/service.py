"""Receiving files and tying them to what they prove."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Protocol

from flask import current_app
from sqlalchemy import ForeignKey, delete, func, select

from .. import audit, clock
from ..accounts.models import Account
from ..catalogue.schema import EvidenceCategory, EvidenceRules
from ..extensions import db
from ..jobs import jobs
from ..priority import stepping_back
from ..storage import storage
from ..transactions import afterwards, transaction
from ..web.errors import Refused
from . import queries, rules, virus
from .binding import bind
from .models import Evidence, SealedScan, StoredFile
from .reading import Unreadable, is_picture, kind_of, pages_of

SCAN_MAX_MB = 50
MOST_PICTURES = 100


class FileRefused(Refused):
    """The file cannot be taken; the message names it and says what would be right."""


class Dossier(Protocol):
    """What evidence belongs to: an application, as far as this feature cares."""

    @property
    def id(self) -> int: ...

    @property
    def version_id(self) -> int | None: ...

    @property
    def editable(self) -> bool: ...

    @property
    def awaits_seals(self) -> bool: ...

    def opens_evidence(self, category: str) -> bool: ...


@dataclass(frozen=True)
class Received:
    sha256: str
    kind: str
    size: int
    pages: int | None


def receive(source: IO[bytes], name: str, accepted: Collection[str], most_mb: int) -> Received:
    """Check a file and keep its bytes by their hash; outside of any transaction, since it may take a while.

    Raises:
        FileRefused: too large, empty, of another kind, encrypted or damaged. Nothing is kept then.
    """
    with stepping_back(), storage().incoming(source) as incoming:
        if problem := rules.size_problem(name, incoming.size, most_mb):
            raise FileRefused(problem)
        _look_for_viruses(incoming.path, name)
        kind = kind_of(incoming.path)
        if kind is None or kind not in accepted:
            raise FileRefused(rules.kind_problem(name, kind, accepted) or "")
        try:
            pages = pages_of(incoming.path, kind, name)
        except Unreadable as problem:
            raise FileRefused(str(problem)) from None
        storage().keep(incoming)
    return Received(incoming.sha256, kind, incoming.size, pages)


def _look_for_viruses(path: Path, name: str) -> None:
    try:
        found = virus.found_in(path)
    except virus.TooLarge:
        current_app.logger.error("the virus scanner is set to look at smaller files only: StreamMaxLength, MaxFileSize and MaxScanSize in clamd.conf")
        raise FileRefused(f"“{name}”太大，平台的病毒检查不能检查，没有保存。请压缩后再上传；不能压缩的，请联系系统管理员调大检查的上限") from None
    except virus.ScannerAway as problem:
        current_app.logger.error("the virus scanner does not answer: %s", problem)
        raise FileRefused(f"现在不能检查“{name}”有没有病毒，没有保存，请过几分钟再上传") from None
    if found:
        current_app.logger.warning("a virus was uploaded: %s", found)
        raise FileRefused(f"“{name}”中发现病毒（{found}），没有保存。请在您的电脑上杀毒，换一份没有问题的文件再上传")


def register(received: Received) -> None:
    """Note a received file, inside the caller's transaction, before something refers to it."""
    if db.session.get(StoredFile, received.sha256) is None:
        db.session.add(StoredFile(sha256=received.sha256, kind=received.kind, size=received.size, pages=received.pages, received_at=clock.now()))
        db.session.flush()


def forget(sha256: str) -> None:
    """Delete a content that nothing refers to any more, inside the caller's transaction; one that came in again today stays."""
    columns = [key.parent for key in _keys() if key.column.table.name == StoredFile.__tablename__]
    if not any(db.session.scalar(select(column).where(column == sha256).limit(1)) for column in columns):
        db.session.execute(delete(StoredFile).where(StoredFile.sha256 == sha256))
        yesterday = clock.now() - timedelta(days=1)
        afterwards(lambda: storage().remove(sha256, yesterday))


def _keys() -> Iterator[ForeignKey]:
    return (key for table in db.metadata.tables.values() for key in table.foreign_keys)


def add_evidence(dossier: Dossier, limits: EvidenceRules, category: EvidenceCategory, source: IO[bytes], filename: str, by: Account) -> Evidence:
    """Keep a file as evidence of one category.

    Raises:
        FileRefused: the file, the category's count, the total size or the application's state does not allow it.
    """
    name = rules.clean_name(filename)
    received = receive(source, name, category.kinds, limits.max_file_mb)
    with transaction():
        _must_be_editable(dossier, category.key)
        count = db.session.scalar(
            select(func.count()).select_from(Evidence).filter_by(application_id=dossier.id, category=category.key, removed_at=None)
        )
        if (count or 0) >= category.max_files:
            raise FileRefused(f"“{category.title}”最多上传 {category.max_files} 个文件，请先删除不需要的文件")
        if queries.total_size(dossier.id) + received.size > limits.max_total_mb * 1024 * 1024:
            raise FileRefused(f"加上“{name}”，佐证材料总大小将超过 {limits.max_total_mb} MB，请压缩后再上传")
        register(received)
        evidence = Evidence(
            application_id=dossier.id,
            category=category.key,
            name=rules.named(name, received.kind),
            sha256=received.sha256,
            uploaded_by_id=by.id,
            uploaded_at=clock.now(),
        )
        db.session.add(evidence)
        db.session.flush()
        audit.record("evidence.added", evidence, by=by, application=dossier.id, category=category.key, sha256=received.sha256)
    return evidence


def _must_be_editable(dossier: Dossier, category: str) -> None:
    if not dossier.editable:
        raise FileRefused("申报已定稿或已提交，佐证材料不能修改。如需修改，请先解除定稿或撤回。")
    if not dossier.opens_evidence(category):
        raise FileRefused("退回后，这一类佐证材料没有开放修改。确需修改，请在填报目录点“申请开放更多栏目”说明理由。")


def remove_evidence(dossier: Dossier, evidence: Evidence, by: Account) -> None:
    """Take a file out of the application; it stays in the history and can be brought back."""
    with transaction():
        _must_be_editable(dossier, evidence.category)
        if evidence.removed_at is None:
            evidence.removed_at = clock.now()
            audit.record("evidence.removed", evidence, by=by, application=evidence.application_id)


def restore_evidence(dossier: Dossier, evidence: Evidence, by: Account) -> None:
    """Undo `remove_evidence`."""
    with transaction():
        _must_be_editable(dossier, evidence.category)
        if evidence.removed_at is not None:
            evidence.removed_at = None
            audit.record("evidence.restored", evidence, by=by, application=evidence.application_id)


def receive_paper(files: Sequence[tuple[IO[bytes], str]], called: str, most_mb: int = SCAN_MAX_MB) -> tuple[Received, str]:
    """A stamped paper: one PDF, or pictures of its pages in their order, bound into one PDF; with the name to keep it under.

    `called`: what pictures bound together are called.

    Raises:
        FileRefused: as for `receive`, or there are too many pictures.
    """
    first, name = files[0]
    if len(files) == 1 and not is_picture(first):
        received = receive(first, rules.clean_name(name), ("pdf",), most_mb)
        return received, rules.named(rules.clean_name(name), received.kind)
    with tempfile.TemporaryFile() as bound:
        count = _bind_pictures(files, bound)
        return receive(bound, called, ("pdf",), most_mb), f"{called}（{count} 张图片）.pdf"


def _bind_pictures(pictures: Sequence[tuple[IO[bytes], str]], bound: IO[bytes]) -> int:
    if len(pictures) > MOST_PICTURES:
        raise FileRefused(f"一次最多上传 {MOST_PICTURES} 张图片，现在是 {len(pictures)} 张。请合并为一个 PDF 后上传")
    received = [receive(source, rules.clean_name(name), ("jpeg", "png"), SCAN_MAX_MB) for source, name in pictures]
    bind([storage().path(one.sha256) for one in received], bound)
    bound.seek(0)
    return len(received)


def add_scan_pages(dossier: Dossier, pictures: Sequence[tuple[IO[bytes], str]], by: Account) -> SealedScan:
    """The same for a scan that comes as pictures, one a page, in their order: they are bound into one PDF.

    Raises:
        FileRefused: as for `add_scan`, or one of them is no picture, or there are too many.
    """
    with tempfile.TemporaryFile() as bound:
        count = _bind_pictures(pictures, bound)
        return add_scan(dossier, bound, f"盖章扫描件（{count} 张图片）.pdf", by)


def add_scan(dossier: Dossier, source: IO[bytes], filename: str, by: Account) -> SealedScan:
    """Keep the sealed scan of the application's current version, and have it checked.

    Raises:
        FileRefused: nothing is waiting for seals, or the file is not a PDF, encrypted, torn, or too large.
    """
    name = rules.clean_name(filename)
    received = receive(source, name, ("pdf",), SCAN_MAX_MB)
    with transaction():
        if not dossier.awaits_seals or dossier.version_id is None:
            raise FileRefused("只有“已定稿待盖章”的申报才能上传盖章扫描件。")
        register(received)
        scan = SealedScan(
            application_id=dossier.id,
            version_id=dossier.version_id,
            name=rules.named(name, received.kind),
            sha256=received.sha256,
            uploaded_by_id=by.id,
            uploaded_at=clock.now(),
        )
        db.session.add(scan)
        db.session.flush()
        audit.record("scan.added", scan, by=by, version=scan.version_id, sha256=received.sha256)
    jobs().add("check_scan", scan.id)
    return scan


def record_verdict(scan: SealedScan, verdict: rules.Verdict, text: str, by: Account | None) -> None:
    """What the check of the scan found (`by` None), or what a person found."""
    with transaction():
        scan.verdict, scan.verdict_text = verdict, text
        audit.record("scan.judged", scan, by=by, verdict=verdict.value)

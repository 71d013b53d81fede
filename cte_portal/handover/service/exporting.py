"""Making the bundle of a sent batch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from ... import audit, clock
from ...accounts.models import Account
from ...catalogue.places import provinces
from ...extensions import db
from ...long_work import service as long_work
from ...long_work.models import LongWork
from ...long_work.service import Progress, Result, WorkFailed
from ...review.batches.models import ReportingBatch
from ...settings import Profile, Settings
from ...transactions import transaction
from ...web.errors import Refused
from .. import archive, keys, papers, paths, queries
from ..archive import Damaged, Member, Say
from ..gathering import Gathered, NotComplete, gather, source_of
from ..models import HandoverExport
from ..papers import Manifest, Origin

KIND = "export_bundle"
WRITING = "正在写入交接包，单位 MB"


class NotSent(Refused):
    """Only what was sent can be handed over; the message says so."""


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def own_fingerprint() -> str:
    return keys.fingerprint(keys.own(_settings().data_dir).public_key())


def begin(batch: ReportingBatch, by: Account, back: str) -> LongWork:
    """Have the bundle made in the background; where that is under way or done already, the same piece of work again."""
    _must_be_sent(batch)
    under_way = queries.making(batch, by)
    return under_way or long_work.begin(KIND, f"制作交接包：批次 {batch.number}", by, back, batch_id=batch.id)


def _must_be_sent(batch: ReportingBatch) -> None:
    """
    Raises:
        NotSent: the batch is a draft, was taken back or given up.
    """
    if not queries.is_sent(batch):
        raise NotSent(f"批次 {batch.number} 没有报送，或已经收回，不能制作交接包。")


def fixed(batch: ReportingBatch, by: Account | None, say: Say) -> HandoverExport:
    """What the bundle of the batch says: put down and signed the first time, the same ever after.

    Raises:
        NotSent: the batch is not sent.
        NotComplete: a file is not there any more.
    """
    _must_be_sent(batch)
    if export := queries.export_of(batch):
        return export
    gathered = gather(batch, lambda done, whole: say(done, whole, "正在整理申报材料"))
    raw = papers.canonical(_manifest(batch, gathered))
    export = HandoverExport(
        batch_id=batch.id,
        manifest=raw.decode(),
        sha256=archive.sha256_of(raw),
        signature=keys.own(_settings().data_dir).sign(raw).hex(),
        fingerprint=own_fingerprint(),
        made_at=clock.now(),
    )
    with transaction():
        if before := queries.export_of(batch):
            return before
        db.session.add(export)
        db.session.flush()
        audit.record("bundle.made", export, by=by, number=batch.number, sha256=export.sha256)
    return export


def _manifest(batch: ReportingBatch, gathered: Gathered) -> Manifest:
    settings = _settings()
    province = settings.province if settings.profile is Profile.PROVINCIAL else ""
    name = settings.site_operator or (provinces()[province].education_authority if province in provinces() else settings.site_name)
    return Manifest(
        kind=papers.KIND,
        format=papers.FORMAT,
        origin=Origin(name=name, address=settings.base_url, province=province, fingerprint=own_fingerprint()),
        batch=batch.number,
        province=batch.province_code,
        created=clock.now(),
        editions=gathered.sorted_editions,
        files=gathered.sorted_files,
    )


def write(export: HandoverExport, file: Path, say: Say) -> int:
    """The bundle, written over whatever an attempt before it left at `file`; its size in bytes.

    Raises:
        NotComplete: a file of it is gone or damaged; nothing is left at `file`.
    """
    manifest = papers.read(Manifest, export.manifest.encode())
    whole = archive.in_megabytes(sum(entry.size for entry in manifest.files))
    try:
        with file.open("wb") as target:
            archive.write(target, _members(export, manifest), lambda done: say(min(archive.in_megabytes(done), whole), whole, WRITING))
            target.flush()
            os.fsync(target.fileno())
    except (Damaged, FileNotFoundError) as damaged:
        file.unlink(missing_ok=True)
        raise NotComplete(f"服务器上的文件 {damaged} 已损坏或丢失，请联系系统管理员从备份中恢复") from None
    return file.stat().st_size


def _members(export: HandoverExport, manifest: Manifest) -> Iterator[Member]:
    for path, content in ((paths.MANIFEST, export.manifest.encode()), (paths.SIGNATURE, bytes.fromhex(export.signature))):
        yield Member(path, content, len(content), archive.sha256_of(content))
    for entry in manifest.files:
        yield Member(entry.path, source_of(entry), entry.size, entry.sha256)


def file_name(batch: ReportingBatch) -> str:
    return f"交接包-{batch.number}.zip"


def export_bundle(progress: Progress) -> Result:
    """Long work: the bundle of the batch `batch_id`."""
    batch = db.session.get_one(ReportingBatch, progress.arguments["batch_id"])
    number = batch.number
    try:
        export = fixed(batch, progress.by, progress.say)
        size = write(export, progress.file, progress.say)
    except NotComplete as problem:
        raise WorkFailed(f"交接包没有制作完成：{problem}。") from None
    return Result(f"批次 {number} 的交接包已制作，共 {size / 1048576:.1f} MB。", file_name(batch), "application/zip")

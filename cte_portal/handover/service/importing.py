"""Taking a bundle in: everything is checked before anything is written, and every attempt leaves a record."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import IO

from ... import audit, clock
from ...accounts.models import Account
from ...extensions import db
from ...long_work import service as long_work
from ...long_work.service import Progress, Result, WorkFailed, WorkStopped
from ...storage import BLOCK
from ...transactions import transaction
from ...uploads.rules import clean_name
from ...web.editions import editions
from ...web.errors import Refused
from .. import checking, keys, queries, reading
from ..archive import Problem, Say
from ..checking import BundleRefused, Known, Staging, Trusted
from ..models import HandoverImport, ImportState
from . import putting_in

KIND = "import_bundle"
MOST_TOLD = 300  # problems kept with the record


class FileRefused(Refused):
    """The file cannot be taken in; the message says why."""


def find_key(fingerprint: str) -> Trusted | None:
    """The trusted key of this fingerprint, unless it was withdrawn."""
    found = queries.trusted_key(fingerprint)
    if found is None or found.withdrawn_at:
        return None
    return Trusted(keys.from_text(found.public_key), found.name, found.province_code)


def receive(source: IO[bytes], filename: str, by: Account) -> HandoverImport:
    """Keep an uploaded file, and have it checked and taken in in the background."""
    record = _begun(clean_name(filename), 0, by, uploaded=True)
    file = file_of(record)
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("wb") as target:
            shutil.copyfileobj(source, target, BLOCK)
        size = file.stat().st_size
        if size == 0:
            raise FileRefused(f"“{record.file_name}”是空文件，请检查后重新选择。")
        _queue(record, size, by)
    except BaseException:
        file.unlink(missing_ok=True)
        _end(record, ImportState.STOPPED, Known())
        raise
    return record


def take_whole(file: Path, name: str, size: int, by: Account) -> HandoverImport:
    """The same for a file that lies on the disk already, within the caller's transaction: it gets a second name there.

    The caller removes the first name once the transaction is kept; until then nothing is lost whatever happens.
    """
    record = _begun(name, size, by, uploaded=True)
    _queue(record, size, by)
    target = file_of(record)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    os.link(file, target)
    return record


def take_waiting(name: str, by: Account) -> HandoverImport:
    """The same for a file that was put into the incoming folder.

    Raises:
        FileRefused: it is not there any more.
    """
    found = next((file for file in queries.waiting_files() if file.name == name), None)
    if found is None:
        raise FileRefused(f"待导入文件夹中已没有“{clean_name(name)}”，请刷新页面后重新选择。")
    record = _begun(found.name, found.size, by, uploaded=False)
    try:
        _queue(record, found.size, by)
    except BaseException:
        _end(record, ImportState.STOPPED, Known())
        raise
    return record


def take_in_at_once(path: Path, say: Say) -> HandoverImport:
    """From the command line: the file is checked and taken in now, and left where it is."""
    record = _begun(clean_name(path.name), path.stat().st_size, None, uploaded=False)
    take_in(record, path, say)
    return record


def _begun(name: str, size: int, by: Account | None, *, uploaded: bool) -> HandoverImport:
    with transaction():
        record = HandoverImport(file_name=name[:200], size=size, uploaded=uploaded, asked_at=clock.now(), state=ImportState.CHECKING)
        record.by_id = by.id if by else None
        db.session.add(record)
        db.session.flush()
    return record


def _queue(record: HandoverImport, size: int, by: Account) -> None:
    with transaction():
        record.size = size
        work = long_work.begin(KIND, f"导入交接包：{record.file_name}", by, f"/handover/imports/{record.id}", import_id=record.id)
        record.work_id = work.id


def file_of(record: HandoverImport) -> Path:
    folder = queries.incoming_folder()
    return folder / "uploaded" / f"{record.id}.zip" if record.uploaded else folder / record.file_name


def _staging(record: HandoverImport) -> Path:
    return queries.incoming_folder() / "checking" / str(record.id)


def import_bundle(progress: Progress) -> Result:
    """Long work: check and take in the bundle of the record `import_id`."""
    record = db.session.get_one(HandoverImport, progress.arguments["import_id"])
    take_in(record, file_of(record), progress.say)
    if record.state is ImportState.REFUSED:
        raise WorkFailed(f"“{record.file_name}”没有导入，发现 {len(record.problems)} 个问题，见导入记录。")
    return Result(outcome(record))


def outcome(record: HandoverImport) -> str:
    """What became of it, in a sentence."""
    if record.state is ImportState.REPEATED and record.earlier and record.earlier.ended_at:
        at = f"{record.earlier.ended_at:%Y-%m-%d %H:%M:%S}"
        return f"这个交接包已由{record.earlier.by_name}于 {at} 导入过（批次 {record.batch_number}），没有重复导入。"
    if record.state is ImportState.IMPORTED and record.batch:
        return f"批次 {record.batch_number} 已导入，共 {len(record.batch.items)} 份申报。"
    return f"“{record.file_name}”没有导入。"


def take_in(record: HandoverImport, path: Path, say: Say) -> Staging:
    """Check the bundle and, when all is right, write it into the database in one transaction; the verdict stands in the record.

    An attempt that died goes on where it was: files that were verified lie in the staging folder under their hash.
    """
    known, staging = Known(), Staging(_staging(record))
    try:
        _check_and_put_in(record, path, known, staging, say)
    except BundleRefused as refused:
        _end(record, ImportState.REFUSED, known, refused.problems)
    except WorkStopped:
        _end(record, ImportState.STOPPED, known)
        _tidy(record, path)
        raise
    except Exception:
        _end(record, ImportState.REFUSED, known, [Problem("", "平台处理时出了问题，已记录，请联系平台管理员")])
        _tidy(record, path)
        raise
    _tidy(record, path)  # not when the process is told to end: the next attempt goes on with what is there
    return staging


def _tidy(record: HandoverImport, path: Path) -> None:
    shutil.rmtree(_staging(record), ignore_errors=True)
    if record.uploaded:
        path.unlink(missing_ok=True)


def _check_and_put_in(record: HandoverImport, path: Path, known: Known, staging: Staging, say: Say) -> None:
    if not path.is_file():
        raise BundleRefused([Problem("", "文件已不在服务器上，请重新上传")])
    with checking.opened(path) as archive:
        manifest = checking.check_seal(archive, find_key, known)
        if earlier := queries.imported_before(known.sha256):
            _end(record, ImportState.REPEATED, known, earlier=earlier)
            return
        if conflict := putting_in.batch_conflict(manifest.batch):
            raise BundleRefused(conflict)
        checking.check_contents(archive, manifest, editions(), staging, say)
    bundle = reading.read_papers(manifest, editions(), staging)
    with transaction():
        if conflicts := putting_in.conflicts(bundle):
            raise BundleRefused(conflicts)
        batch = putting_in.put_in(bundle)
        record.batch_id = batch.id
        _end(record, ImportState.IMPORTED, known)


def _end(
    record: HandoverImport, state: ImportState, known: Known, problems: list[Problem] | None = None, earlier: HandoverImport | None = None
) -> None:
    problems = problems or []
    with transaction():
        record.state, record.ended_at = state, clock.now()
        record.problems = [[one.path, one.text] for one in problems[:MOST_TOLD]]
        record.sha256, record.fingerprint = known.sha256, known.fingerprint
        record.origin_name = known.trusted.name if known.trusted else ""
        if known.manifest:
            record.batch_number, record.made_at = known.manifest.batch, known.manifest.created
            record.origin_address = known.manifest.origin.address
        if earlier:
            record.earlier_id, record.batch_id = earlier.id, earlier.batch_id
        told = {"file": record.file_name, "batch": record.batch_number, "fingerprint": record.fingerprint, "sha256": record.sha256}
        audit.record(f"bundle.{state.value}", record, by=record.by, problems=len(problems), **told)


def clear_up() -> int:
    """Job, every hour: what imports left behind that will never be over; how many."""
    left = 0
    for record in queries.forsaken():
        shutil.rmtree(_staging(record), ignore_errors=True)
        if record.uploaded:
            file_of(record).unlink(missing_ok=True)
        _end(record, ImportState.STOPPED, Known())
        left += 1
    return left

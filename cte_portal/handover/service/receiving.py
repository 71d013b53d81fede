"""A bundle that arrives in pieces: what arrived stays, so that a broken line costs one piece and not the whole.

A piece is kept whole or not at all: it is received beside its file, compared with its hash where one came along, put in
place and synced; only then is it counted. A piece written by a process that died is written over by the next attempt.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from flask import current_app

from ... import audit, clock
from ...accounts.models import Account
from ...extensions import db
from ...storage import BLOCK
from ...transactions import transaction
from ...uploads.rules import clean_name
from ...web.errors import Refused
from .. import queries
from ..models import HandoverImport, HandoverUpload
from ..rules import HEAD, KEPT, MOST_UNFINISHED, Place, fits, place_of
from . import importing

ZIP = b"PK"
LEFT_ALONE = 3600  # seconds: a file that belongs to no upload may belong to one that is just being begun
NO_ROOM = "服务器磁盘空间不足，现在放不下这个文件。请联系平台管理员，或稍后再传；已经传过的部分还在。"


class UploadRefused(Refused):
    """This file cannot be sent; the message says why."""


class NotNext(Refused):
    """The piece does not belong where the file ends, which is at the upload's `received`."""

    def __init__(self) -> None:
        super().__init__("这一段不在接续的位置。")


class Garbled(Refused):
    """The piece was changed on its way; it is to be sent again."""


class Gone(Refused):
    """The upload was given up, cleared away or taken in meanwhile."""

    def __init__(self) -> None:
        super().__init__("这次上传已被放弃、清除或已经传完，请刷新页面查看。")


def _folder() -> Path:
    return queries.incoming_folder() / "uploading"


def part_of(upload: HandoverUpload) -> Path:
    """Where the bytes lie that have arrived."""
    return _folder() / f"{upload.id}.part"


def begin(name: str, size: int, head: bytes, by: Account) -> HandoverUpload:
    """An upload to send pieces to: a new one, or this person's own of the same file that was left unfinished.

    `head`: the first `HEAD` bytes of the file.

    Raises:
        UploadRefused: it is no bundle, there are too many already, or it does not fit onto the disk.
    """
    name = clean_name(name)[:200]
    if size <= 0:
        raise UploadRefused(f"“{name}”是空文件，请检查后重新选择。")
    if len(head) != min(size, HEAD):
        raise UploadRefused(f"“{name}”没有读完整，请重新选择。")
    if not head.startswith(ZIP):
        raise UploadRefused(f"“{name}”不是交接包（ZIP 文件），请检查后重新选择。")
    digest = hashlib.sha256(head).hexdigest()
    with transaction():
        own = queries.unfinished_uploads(by)
        known = next((one for one in own if (one.size, one.head_sha256) == (size, digest) and part_of(one).exists()), None)
        _must_fit(0 if known else size)
        if known:
            return known
        if len(own) >= MOST_UNFINISHED:
            raise UploadRefused(f"您已有 {MOST_UNFINISHED} 个没有传完的文件，请先传完或放弃其中一个，再传“{name}”。")
        now = clock.now()
        upload = HandoverUpload(account_id=by.id, file_name=name, size=size, head_sha256=digest, received=0, begun_at=now, seen_at=now)
        db.session.add(upload)
        db.session.flush()
        _folder().mkdir(parents=True, exist_ok=True)
        part_of(upload).write_bytes(b"")
        audit.record("bundle_upload.begun", upload, by=by, file=name, size=size)
    return upload


def _must_fit(more: int) -> None:
    """
    Raises:
        UploadRefused: what is promised to unfinished uploads, and `more` bytes, would fill the disk.
    """
    unfinished = [(one.size, one.received) for one in queries.unfinished_uploads()]
    spare = int(current_app.config["SETTINGS"].spare_disk_gb) << 30
    if not fits(shutil.disk_usage(current_app.config["SETTINGS"].data_dir).free, spare, [*unfinished, (more, 0)]):
        raise UploadRefused(NO_ROOM)


def append(upload: HandoverUpload, offset: int, source: IO[bytes], length: int, sha256: str = "") -> HandoverUpload:
    """Add a piece of `length` bytes; never more than a block of it is in memory.

    `sha256`: of the piece, hexadecimal; empty where the sender cannot tell it.

    Raises:
        NotNext: it belongs elsewhere; nothing was added.
        Garbled: it came short, or is not what its hash says; nothing was added.
        UploadRefused: the file would become longer than was said, or the disk too full.
        Gone: there is no such upload any more.
    """
    identity = upload.id
    _folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=_folder()) as piece:
        digest = _written_down(source, piece)
        if not length or piece.tell() != length or (sha256 and sha256.lower() != digest):
            raise Garbled("这一段在传输中损坏，请重传。")
        with _held(identity) as (held, part):
            place = place_of(offset, length, held.received, held.size)
            if place is Place.ELSEWHERE:
                raise NotNext
            if place is Place.BEYOND:
                raise UploadRefused("文件比开始上传时更长，可能在上传中被改动。请重新选择文件。")
            _must_fit(0)
            _put(piece, part, offset)
            with transaction():
                kept = db.session.get(HandoverUpload, identity, populate_existing=True)
                if kept is None:
                    raise Gone
                kept.received, kept.seen_at = offset + length, clock.now()
    return kept


def _written_down(source: IO[bytes], piece: IO[bytes]) -> str:
    """The SHA-256 of what is read from `source` and stands in `piece` then."""
    digest = hashlib.sha256()
    while block := source.read(BLOCK):
        digest.update(block)
        piece.write(block)
    return digest.hexdigest()


def _put(piece: IO[bytes], part: IO[bytes], offset: int) -> None:
    """The piece into its file, to stay there whatever happens to the machine."""
    piece.seek(0)
    part.seek(offset)
    shutil.copyfileobj(piece, part, BLOCK)
    part.truncate()
    part.flush()
    os.fsync(part.fileno())


@contextmanager
def _held(identity: int) -> Iterator[tuple[HandoverUpload, IO[bytes]]]:
    """The upload as it stands now and its file, for this process alone.

    Raises:
        Gone: there is no such upload any more.
    """
    try:
        part = (_folder() / f"{identity}.part").open("r+b")
    except FileNotFoundError:
        raise Gone from None
    with part:
        fcntl.flock(part, fcntl.LOCK_EX)
        db.session.rollback()  # what was read while waiting is old
        upload = db.session.get(HandoverUpload, identity, populate_existing=True)
        if upload is None or upload.import_id:
            raise Gone
        yield upload, part


def finish(upload: HandoverUpload, by: Account) -> HandoverImport:
    """Have the file checked and taken in; where that was asked for before, the same import again.

    Raises:
        UploadRefused: a part of it is missing still.
        Gone: there is no such upload any more.
        WorkRefused: too much of this person's is under way; the file waits.
    """
    if upload.import_id:
        return db.session.get_one(HandoverImport, upload.import_id)
    with _held(upload.id) as (held, _):
        file = part_of(held)
        with transaction():
            if not held.whole:
                raise UploadRefused(f"“{held.file_name}”还没有传完，请重新选择同一个文件，从停下的地方接着传。")
            record = importing.take_whole(file, held.file_name, held.size, by)
            held.import_id = record.id
        file.unlink(missing_ok=True)
    return record


def give_up(upload: HandoverUpload, by: Account) -> None:
    """What arrived is removed.

    Raises:
        Gone: it was taken in meanwhile.
    """
    file = part_of(upload)
    with transaction():
        if upload.import_id:
            raise Gone
        audit.record("bundle_upload.given_up", upload, by=by, file=upload.file_name, received=upload.received, size=upload.size)
        db.session.delete(upload)
    file.unlink(missing_ok=True)


def clear_up() -> int:
    """Job, every hour: uploads to which nothing was added for days, and files that belong to none; how many uploads."""
    stale = [one for one in queries.unfinished_uploads() if one.seen_at < clock.now() - KEPT]
    for upload in stale:
        file = part_of(upload)
        with transaction():
            audit.record("bundle_upload.cleared", upload, by=None, file=upload.file_name, received=upload.received, size=upload.size)
            db.session.delete(upload)
        file.unlink(missing_ok=True)
    wanted = {part_of(upload) for upload in queries.unfinished_uploads()}
    for file in _folder().glob("*.part"):
        if file not in wanted and file.stat().st_mtime < time.time() - LEFT_ALONE:
            file.unlink(missing_ok=True)
    return len(stale)

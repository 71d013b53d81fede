"""Making a backup while the portal runs, verifying one, restoring one.

A backup is a folder of one moment beside a pool of uploaded files that all backups share:

    20261031-033700/   manifest.json, portal.sqlite3, jobs.sqlite3, secret_key, …
    files/ab/ab12…     uploaded files by their SHA-256, each once

The queue is copied before the database: what it still holds then is done again after a restore, never forgotten. Uploaded
files never change, and are there before the database speaks of them, so that they can be copied after it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
from flask import current_app
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from .. import clock
from ..extensions import db
from ..settings import Settings
from ..storage import StorageAway, storage
from ..transfer import service as transfer
from ..transfer.service import NotCopied
from .checking import Checked, check
from .manifest import NAME, BackupBroken, Manifest, Part, pooled, read, sha256_of, to_keep, written

DATABASE, QUEUE, POOL = "portal.sqlite3", "jobs.sqlite3", "files"
KEYS = ("secret_key", "handover_key.pem", "trail_heads.tsv")  # what proves who this portal is, and what its trail was
PARTIAL = ".part"
UPLOADED = "SELECT sha256, size FROM stored_file ORDER BY sha256"
PRINTED = "SELECT DISTINCT sha256 FROM printed_version ORDER BY sha256"
Say = Callable[[int, int], None]  # files done, of how many


class BackupFailed(Exception):
    """No backup was made, or nothing restored; the message says why and what to do."""


@dataclass(frozen=True)
class Made:
    """`copied`: uploaded files that the pool did not hold yet."""

    folder: Path
    manifest: Manifest
    copied: int


def folder() -> Path:
    """Where this installation keeps its backups."""
    settings = _settings()
    return Path(settings.backup_dir).absolute() if settings.backup_dir else settings.data_dir / "backups"


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def back_up() -> None:
    """Job, every night: one more backup; the oldest beyond those kept go."""
    target = folder()
    make(target)
    prune(target, _settings().backups_kept)


def make(target: Path, say: Say = lambda done, whole: None) -> Made:
    """A verified backup of this moment under `target`, whole or not at all.

    Raises:
        BackupFailed: a file or the database is missing or damaged, or the disk is full.
    """
    settings = _settings()
    name = clock.now().strftime("%Y%m%d-%H%M%S")
    if (target / name).exists():
        raise BackupFailed(f"{name} 这一秒的备份已经有了，请稍后再试。")
    partial = target / f"{name}{PARTIAL}"
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True, mode=0o700)
        if (settings.data_dir / QUEUE).exists():
            _copy_database(settings.data_dir / QUEUE, partial / QUEUE)
        if settings.database_url:
            _write_out(partial / DATABASE)
        else:
            _copy_database(settings.data_dir / DATABASE, partial / DATABASE)
        _sound(partial / DATABASE)  # night after night, copies of a damaged one would drive out those that are whole
        for key in KEYS:
            if (settings.data_dir / key).exists():
                _copy(settings.data_dir / key, partial / key)
        files, copied = _fill_pool(partial / DATABASE, target / POOL, say)
        parts = tuple(_part(one, partial) for one in sorted(partial.iterdir()))
        manifest = Manifest(made_at=clock.now(), revision=_revision(partial / DATABASE), parts=parts, files=files)
        (partial / NAME).write_bytes(written(manifest))
        _sync(partial / NAME)
        os.replace(partial, target / name)
        _sync(target)
    except OSError as problem:
        raise BackupFailed(f"没有备份成功：{problem.strerror}（{problem.filename or target}）。请检查磁盘空间和目录权限。") from None
    except (sqlite3.Error, SQLAlchemyError, NotCopied) as problem:
        raise BackupFailed(f"没有备份成功：数据库读不出来（{problem}）。") from None
    except BackupBroken as problem:
        raise BackupFailed(f"没有备份成功，以前的备份都还在，请用最近一次完好的恢复。{problem}") from None
    except StorageAway as problem:
        raise BackupFailed(f"没有备份成功：对象存储没有应答（{problem}）。") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Made(target / name, manifest, copied)


def _copy_database(source: Path, target: Path) -> None:
    """Everything committed by now, while others go on writing."""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as reading, closing(sqlite3.connect(target)) as copy:
        reading.backup(copy, pages=4096, sleep=0.01)
        copy.execute("PRAGMA journal_mode=DELETE")
    _sync(target)


def _write_out(target: Path) -> None:
    """Everything that PostgreSQL holds at one moment, as a database that the portal runs on by itself."""
    with tempfile.TemporaryDirectory(dir=target.parent) as beside:
        folder = Path(beside)
        transfer.make_tables(msgspec.structs.replace(_settings(), database_url="", data_dir=folder))
        engine = create_engine(f"sqlite:///{folder / DATABASE}")
        try:
            with db.engine.connect() as old, engine.begin() as new:
                transfer.copy(old, new, lambda line: None)
        finally:
            engine.dispose()
        _copy_database(folder / DATABASE, target)


def _files_of(database: Path) -> Iterator[tuple[str, int]]:
    with closing(sqlite3.connect(database)) as reading:
        yield from reading.execute(UPLOADED)


def _prints_of(database: Path) -> Iterator[str]:
    """What was printed already; it can be printed again, but what somebody stamped is better kept to the byte."""
    with closing(sqlite3.connect(database)) as reading:
        yield from (sha256 for (sha256,) in reading.execute(PRINTED))


def _revision(database: Path) -> str:
    with closing(sqlite3.connect(database)) as reading:
        return str(reading.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _fill_pool(database: Path, pool: Path, say: Say) -> tuple[tuple[Part, ...], int]:
    """Every file that the database speaks of, copied unless it is there already."""
    wanted, held = list(_files_of(database)), storage()
    prints = (held.path(sha256) for sha256 in _prints_of(database))
    wanted += [(one.name, one.stat().st_size) for one in prints if one.exists()]
    parts, copied, missing = [], 0, []
    for at, (sha256, size) in enumerate(wanted):
        place = pool / pooled(sha256)
        if not (place.exists() and place.stat().st_size == size):
            source = held.path(sha256)
            if not source.exists() or sha256_of(source) != sha256:
                missing.append(sha256)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            _copy(source, place)
            copied += 1
        parts.append(Part(pooled(sha256), size, sha256))
        say(at + 1, len(wanted))
    if missing:
        raise BackupFailed(f"有 {len(missing)} 个已上传的文件缺失或损坏，没有备份成功。第一个是 {missing[0]}。请先从以前的备份取回这些文件。")
    return tuple(parts), copied


def _copy(source: Path, target: Path) -> None:
    """Beside its place, synced, renamed: what is there is whole."""
    beside = target.with_name(f"{target.name}{PARTIAL}")
    shutil.copyfile(source, beside)
    beside.chmod(0o600)
    _sync(beside)
    os.replace(beside, target)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _part(file: Path, root: Path) -> Part:
    return Part(file.relative_to(root).as_posix(), file.stat().st_size, sha256_of(file))


def sets(target: Path) -> list[Path]:
    """The backups there, newest first."""
    return [target / name for name in to_keep((one.name for one in target.iterdir() if one.is_dir()), 1_000_000)] if target.is_dir() else []


def prune(target: Path, most: int) -> int:
    """Keep the newest; files that no kept backup speaks of leave the pool. How many backups went."""
    found = sets(target)
    for old in found[most:]:
        shutil.rmtree(old)
    kept = {part.sha256 for one in found[:most] for part in read(one).files}
    for file in (target / POOL).glob("??/*"):
        if file.name not in kept:
            file.unlink()
    return len(found[most:])


def check_files(say: Say = lambda done, whole: None) -> Checked:
    """Every uploaded file of this installation, read and compared with what the database says.

    Raises:
        StorageAway: some of them cannot be read now.
    """
    known = {one.sha256: one.size for one in db.session.execute(text(UPLOADED))}
    return check(storage(), known, set(db.session.scalars(text(PRINTED))), say)


def files_spoken_of() -> list[str]:
    """By hash: every uploaded file, and what was printed as far as it is kept."""
    prints = (one for one in db.session.scalars(text(PRINTED)) if storage().path(one).exists())
    return sorted({*db.session.scalars(text(UPLOADED)), *prints})


# back again


def verify(made: Path, say: Say = lambda done, whole: None) -> Manifest:
    """Every byte of the backup is what it was, and the database in it is sound.

    Raises:
        BackupBroken: something is missing, damaged or does not fit together.
    """
    manifest = read(made)
    pool = made.parent / POOL
    everything = [(made, part) for part in manifest.parts] + [(pool, part) for part in manifest.files]
    for at, (root, part) in enumerate(everything):
        file = root / part.path
        if not file.exists():
            raise BackupBroken(f"备份里缺少文件 {part.path}。")
        if file.stat().st_size != part.size or sha256_of(file) != part.sha256:
            raise BackupBroken(f"备份里的文件 {part.path} 已损坏。")
        say(at + 1, len(everything))
    _sound(made / DATABASE)
    if lacking := {sha256 for sha256, _ in _files_of(made / DATABASE)} - {part.sha256 for part in manifest.files}:
        raise BackupBroken(f"备份的清单里少了数据库提到的 {len(lacking)} 个文件。")
    return manifest


def _sound(database: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as reading:
            said = reading.execute("PRAGMA integrity_check(1)").fetchone()[0]
            astray = reading.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as problem:
        raise BackupBroken(f"备份里的数据库读不出来：{problem}") from None
    if said != "ok":
        raise BackupBroken(f"备份里的数据库已损坏：{said}")
    if astray:
        raise BackupBroken(f"备份里的数据库前后不符：{astray[0]}")


def restore(
    made: Path, data_dir: Path, say: Say = lambda done, whole: None, send: Callable[[Path, str], None] = lambda file, sha256: None
) -> Manifest:
    """Verify the backup and put everything in its place; what the data folder held is moved aside, nothing is thrown away.

    The portal must be stopped. `send`: what is done with each uploaded file besides, see `Storage.send`.

    Raises:
        BackupBroken: the backup cannot be used; nothing was changed then.
        BackupFailed: the disk is full or not to be written, or the object store is away.
    """
    manifest = verify(made, say)
    fresh = data_dir / f"restoring{PARTIAL}"
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        for part in manifest.parts:
            _copy(made / part.path, fresh / part.path)
        for part in manifest.files:
            place = fresh / POOL / part.path
            place.parent.mkdir(parents=True, exist_ok=True)
            _copy(made.parent / POOL / part.path, place)
            send(place, part.sha256)
        _swap(fresh, data_dir)
    except OSError as problem:
        raise BackupFailed(f"没有恢复成功：{problem.strerror}（{problem.filename or data_dir}）。原来的数据没有动。") from None
    except StorageAway as problem:
        raise BackupFailed(f"没有恢复成功：对象存储没有应答（{problem}）。原来的数据没有动。") from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return manifest


def _swap(fresh: Path, data_dir: Path) -> None:
    """A key that the backup lacks stays; a queue that it lacks goes, since its jobs are of another time."""
    aside = data_dir / f"before-restore-{clock.now():%Y%m%d-%H%M%S}"
    databases = [f"{name}{ending}" for name in (DATABASE, QUEUE) for ending in ("", "-wal", "-shm")]
    for name in (*databases, POOL, *(key for key in KEYS if (fresh / key).exists())):
        if (data_dir / name).exists():
            aside.mkdir(exist_ok=True)
            os.replace(data_dir / name, aside / name)
    for one in fresh.iterdir():
        os.replace(one, data_dir / one.name)
    _sync(data_dir)


def newest() -> Path | None:
    """The last backup of this installation."""
    found = sets(folder())
    return found[0] if found else None

"""Files by the SHA-256 of their content: in a folder, or in an object store with the folder as what was used lately.

A file is written beside its place, synced and renamed, so that what is found by its hash is always whole. In an object store it is
before the call that keeps it returns; what is fetched from there is believed only if its hash is right.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import obstore
from flask import current_app
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from .settings import Settings

BLOCK = 1 << 20
PATIENCE = timedelta(seconds=20)  # with an object store that answers slowly or with errors


class StorageAway(Exception):
    """The object store does not answer; what was to be kept is not kept."""


@dataclass(frozen=True)
class Incoming:
    """A file that has arrived but is not kept yet; it is gone when its `with` block ends, unless it was kept."""

    path: Path
    sha256: str
    size: int  # bytes


class Storage:
    """Files in a folder."""

    def __init__(self, folder: Path):
        self.folder = folder

    @contextmanager
    def incoming(self, source: IO[bytes]) -> Iterator[Incoming]:
        """Write what is read from `source` to disk, so that it can be looked at before it is kept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix="incoming-", delete=False) as part:
            try:
                while block := source.read(BLOCK):
                    digest.update(block)
                    size += len(block)
                    part.write(block)
                part.flush()
                os.fsync(part.fileno())
                yield Incoming(Path(part.name), digest.hexdigest(), size)
            finally:
                Path(part.name).unlink(missing_ok=True)

    def keep(self, incoming: Incoming) -> None:
        """Put the file in its place by one rename.

        Raises:
            StorageAway: it cannot be kept now.
        """
        target = self.place(incoming.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(incoming.path, target)

    def send(self, file: Path, sha256: str) -> None:
        """Have it where all hosts find it, when that is elsewhere; nothing to do for a folder.

        Raises:
            StorageAway: not possible now.
        """

    def put(self, content: bytes) -> str:
        """Keep these bytes; their SHA-256 in hexadecimal."""
        with self.incoming(BytesIO(content)) as incoming:
            self.keep(incoming)
            return incoming.sha256

    def place(self, sha256: str) -> Path:
        """Where the file of that hash lies in the folder, or would lie."""
        return self.folder / sha256[:2] / sha256

    def path(self, sha256: str) -> Path:
        """The same, after making sure that it lies there if it is kept at all.

        Raises:
            StorageAway: it has to be fetched, which is not possible now.
        """
        return self.place(sha256)

    def remove(self, sha256: str, before: datetime) -> None:
        """Delete what was kept before then; what was kept again since stays, since somebody is about to refer to it.

        Raises:
            StorageAway: it cannot be deleted now.
        """
        place = self.place(sha256)
        if place.exists() and place.stat().st_mtime < before.timestamp():
            place.unlink(missing_ok=True)

    def names(self, before: datetime) -> Iterator[str]:
        """What came before then: files by their hash, and `incoming-…` that never became one.

        Raises:
            StorageAway: not to be found out now.
        """
        for file in (*self.folder.glob("??/*"), *self._broken_off()):
            if file.is_file() and file.stat().st_mtime < before.timestamp():
                yield file.name

    def _broken_off(self) -> Iterator[Path]:
        return self.folder.glob("incoming-*")

    def put_aside(self, name: str, aside: Path) -> None:
        """Out of the way into the folder `aside`, but not thrown away.

        Raises:
            StorageAway: not possible now.
        """
        file = self.path(name)
        os.replace(file if file.exists() else self.folder / name, aside / name)

    def ready(self) -> None:
        """Raises OSError, StorageAway: nothing can be kept now."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder) as probe:
            probe.write(b"probe")


class RemoteStorage(Storage):
    """Files in an object store; those that were used lately lie in the folder too, as if they were kept there."""

    def __init__(self, folder: Path, store: ObjectStore):
        super().__init__(folder)
        self.store = store

    def send(self, file: Path, sha256: str) -> None:
        with _answering(), file.open("rb") as reading:
            obstore.put(self.store, _key(sha256), reading)

    def keep(self, incoming: Incoming) -> None:
        self.send(incoming.path, incoming.sha256)
        super().keep(incoming)

    def path(self, sha256: str) -> Path:
        place = self.place(sha256)
        if not place.exists():
            self._fetch(sha256)
        return place

    def remove(self, sha256: str, before: datetime) -> None:
        with _answering(), suppress(FileNotFoundError):
            if obstore.head(self.store, _key(sha256))["last_modified"] < before:
                obstore.delete(self.store, _key(sha256))
                self.place(sha256).unlink(missing_ok=True)

    def names(self, before: datetime) -> Iterator[str]:
        yield from (file.name for file in self._broken_off() if file.stat().st_mtime < before.timestamp())
        with _answering():
            for some in obstore.list(self.store):
                yield from (one["path"].rpartition("/")[2] for one in some if one["last_modified"] < before)

    def put_aside(self, name: str, aside: Path) -> None:
        super().put_aside(name, aside)
        with _answering(), suppress(FileNotFoundError):
            obstore.delete(self.store, _key(name))

    def ready(self) -> None:
        super().ready()
        with _answering():
            next(obstore.list(self.store, chunk_size=1), None)

    def _fetch(self, sha256: str) -> None:
        """Nothing happens where there is no such object."""
        with _answering():
            try:
                found = obstore.get(self.store, _key(sha256))
            except FileNotFoundError:
                return
            with self.incoming(_Reading(found.stream(BLOCK))) as incoming:  # type: ignore[arg-type]
                if incoming.sha256 != sha256:
                    raise StorageAway(f"{sha256} is damaged in the object store")
                super().keep(incoming)

    def forget_old(self, most: int) -> int:
        """Let the folder hold at most so many bytes: what was not used for longest goes. How many files went."""
        held = sorted((one.stat().st_atime, one.stat().st_size, one) for one in self.folder.glob("??/*"))
        whole, gone = sum(size for _, size, _ in held), 0
        for _, size, file in held:
            if whole <= most:
                break
            file.unlink(missing_ok=True)
            whole, gone = whole - size, gone + 1
        return gone


class _Reading:
    """Blocks as something that is read."""

    def __init__(self, blocks: Iterator[bytes]):
        self.blocks = iter(blocks)

    def read(self, size: int) -> bytes:
        return bytes(next(self.blocks, b""))


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except BaseError as problem:
        raise StorageAway(str(problem).partition("\n")[0]) from None  # what follows is of the library's inside


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def storage_of(settings: Settings) -> Storage:
    """A folder, or a folder before the object store that the settings name."""
    return RemoteStorage(settings.files, _store(settings)) if settings.storage_url else Storage(settings.files)


def _store(settings: Settings) -> ObjectStore:
    """https://endpoint/bucket, or https://bucket.endpoint where the store wants the bucket in its name; file:///folder for a mounted one."""
    parts = urlsplit(settings.storage_url)
    if parts.scheme == "file":
        return LocalStore(parts.path, mkdir=True)
    bucket = parts.path.strip("/")
    return S3Store(
        bucket or (parts.hostname or "").partition(".")[0],
        endpoint=f"{parts.scheme}://{parts.netloc}",
        virtual_hosted_style_request=not bucket,
        region=settings.storage_region,
        access_key_id=settings.storage_key,
        secret_access_key=settings.storage_secret,
        client_options={"allow_http": parts.scheme == "http", "timeout": PATIENCE, "connect_timeout": timedelta(seconds=5)},
        retry_config={"max_retries": 2, "retry_timeout": PATIENCE},
    )


def forget_old() -> int:
    """Job, every hour: files that are safe in the object store and were not used for longest leave the folder; how many."""
    held = storage()
    return held.forget_old(current_app.config["SETTINGS"].storage_cache_gb << 30) if isinstance(held, RemoteStorage) else 0


def storage() -> Storage:
    """The files of the running application."""
    found: Storage = current_app.extensions["storage"]
    return found

"""Files by the SHA-256 of their content, in a folder.

A file is written beside its place, synced and renamed, so that what is found by its hash is always whole.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from flask import current_app

BLOCK = 1 << 20


@dataclass(frozen=True)
class Incoming:
    """A file that has arrived but is not kept yet; it is gone when its `with` block ends, unless it was kept."""

    path: Path
    sha256: str
    size: int  # bytes


class Storage:
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
        """Put the file in its place by one rename."""
        target = self.path(incoming.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(incoming.path, target)

    def put(self, content: bytes) -> str:
        """Keep these bytes; their SHA-256 in hexadecimal."""
        with self.incoming(BytesIO(content)) as incoming:
            self.keep(incoming)
            return incoming.sha256

    def path(self, sha256: str) -> Path:
        """Where the file of that hash lies, or would lie."""
        return self.folder / sha256[:2] / sha256


def storage() -> Storage:
    """The files of the running application."""
    found: Storage = current_app.extensions["storage"]
    return found

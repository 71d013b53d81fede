"""Files that need not outlive a run are made in memory, where there is room: there, nothing waits until a disk has synced."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHARED = Path("/dev/shm")
ROOM = 3 << 30  # bytes; a whole run leaves 1 GB


def in_memory() -> Path | None:
    """Where files are made in memory, if there is room."""
    return SHARED if SHARED.is_dir() and os.access(SHARED, os.W_OK) and shutil.disk_usage(SHARED).free > ROOM else None


@contextmanager
def temporary_files_in_memory() -> Iterator[None]:
    """Inside, all temporary files of this process and of those it starts are there; afterwards they are gone.

    Who has named a place for them (TMPDIR) is left to it.
    """
    shared = in_memory()
    if shared is None or "TMPDIR" in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="portal-tests-", dir=shared, ignore_cleanup_errors=True) as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        try:
            yield
        finally:
            del os.environ["TMPDIR"]
            tempfile.tempdir = None

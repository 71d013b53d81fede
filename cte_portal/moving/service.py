"""To another database and another store; what arrived is read back and compared.

The old installation is not changed: whoever finds something wrong goes on with it. While this runs nobody can write there.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

from ..backup import service as backup
from ..extensions import db
from ..settings import Settings
from ..storage import RemoteStorage, StorageAway, storage, storage_of
from ..transfer import service as transfer

PAUSES = (1, 5, 15)  # seconds before a file is sent again: one bad moment must not undo an hour's work
Say = Callable[[str], None]


class NotMoved(Exception):
    """It was not carried over, or not all of it; the message says what to do."""


@dataclass(frozen=True)
class Moved:
    tables: int
    rows: int
    files: int
    sha256: str  # of everything in the database, the same on both sides


def move(target: Settings, say: Say) -> Moved:
    """Everything to the database and the store that `target` names; the tables are there already, and empty.

    Raises:
        NotMoved: the target is no PostgreSQL, or a file did not arrive.
        NotCopied: the target is not empty or of another version, or something did not arrive.
    """
    source, engine = db.engine, create_engine(target.database)
    if source.dialect.name != "sqlite" or engine.dialect.name != "postgresql":
        raise NotMoved("只能从平台自带的 SQLite 搬到 PostgreSQL。")
    try:
        with _held(source), source.connect() as old, engine.begin() as new:
            copied = transfer.copy(old, new, say)
            store = storage_of(target)  # while nobody writes: a file that does not arrive takes the rows back, too
            files = _files(store, say) if isinstance(store, RemoteStorage) else 0
    finally:
        engine.dispose()
    return Moved(len(db.metadata.tables), copied.rows, files, copied.sha256)


@contextmanager
def _held(source: Engine) -> Iterator[None]:
    """Nobody writes meanwhile; reading goes on."""
    with closing(sqlite3.connect(str(make_url(str(source.url)).database), isolation_level=None, timeout=1)) as holding:
        try:
            holding.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            raise NotMoved("平台还在写入，请先停止 cte-portal-web 和 cte-portal-worker。") from None
        yield
        holding.execute("ROLLBACK")


def _files(target: RemoteStorage, say: Say) -> int:
    """To the store, and back again into a folder that is thrown away: a file whose hash is not its name does not come back."""
    held, wanted = storage(), backup.files_spoken_of()
    for at, sha256 in enumerate(wanted, start=1):
        file = held.path(sha256)
        if not file.exists():
            raise NotMoved(f"文件 {sha256} 缺失，请先运行 flask check-files，从备份取回。")
        _sent(target, file, sha256)
        with tempfile.TemporaryDirectory() as folder:
            if not RemoteStorage(Path(folder), target.store).path(sha256).exists():
                raise NotMoved(f"文件 {sha256} 没有存进对象存储，请再来一次。原来的平台没有变，可以照常使用。")
        if at % 100 == 0 or at == len(wanted):
            say(f"文件：{at} / {len(wanted)}")
    return len(wanted)


def _sent(target: RemoteStorage, file: Path, sha256: str) -> None:
    """
    Raises:
        StorageAway: the store has not answered for a while.
    """
    for pause in PAUSES:
        try:
            return target.send(file, sha256)
        except StorageAway:
            time.sleep(pause)
    return target.send(file, sha256)

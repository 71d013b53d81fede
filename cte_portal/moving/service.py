"""Row by row and file by file; what arrived is read back and compared.

The old installation is not changed: whoever finds something wrong goes on with it. While this runs nobody can write there.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, func, insert, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.sql.ddl import sort_tables_and_constraints

from ..articles import queries as articles
from ..articles.models import ArticleText
from ..backup import service as backup
from ..community.finding import service as applications
from ..community.finding.models import ApplicationText
from ..exchange import entries, search
from ..exchange.entries import Text
from ..exchange.models import EntryText
from ..extensions import db
from ..finding.index import POSTGRESQL, GramIndex
from ..settings import Settings
from ..storage import RemoteStorage, StorageAway, storage, storage_of

AT_ONCE = 500  # rows
PAUSES = (1, 5, 15)  # seconds before a file is sent again: one bad moment must not undo an hour's work
Say = Callable[[str], None]
Rows = Iterator[Sequence[Mapping[str, Any]]]


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
        NotMoved: the target is not empty or of another version, or something did not arrive.
    """
    source, engine = db.engine, create_engine(target.database)
    if source.dialect.name != "sqlite" or engine.dialect.name != "postgresql":
        raise NotMoved("只能从平台自带的 SQLite 搬到 PostgreSQL。")
    try:
        with _held(source), source.connect() as old, engine.begin() as new:
            _comparable(old, new)
            rows = sum(_carried(old, new, table, late, say) for table, late in _in_order())
            for table, late in _in_order():
                _fill_in_late(old, new, table, late)
            _set_counters(new)
            _make_findable(new)
        with source.connect() as old, engine.connect() as new:
            sha256 = _compared(old, new, say)
        store = storage_of(target)
        files = _files(store, say) if isinstance(store, RemoteStorage) else 0
    finally:
        engine.dispose()
    return Moved(len(db.metadata.tables), rows, files, sha256)


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


def _comparable(old: Connection, new: Connection) -> None:
    versions = {connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() for connection in (old, new)}
    if len(versions) > 1:
        raise NotMoved("两边的数据库版本不同，请先在两边执行 flask db upgrade。")
    for table in db.metadata.tables.values():
        if new.execute(select(func.count()).select_from(table)).scalar():
            raise NotMoved(f"目标数据库里已有数据（{table.name}）。请换一个空的数据库，或删去重建。")


def _in_order() -> Iterator[tuple[Table, list[str]]]:
    """Each table after those that it refers to, and its columns that refer to a later one: they are filled in at the end."""
    groups = list(sort_tables_and_constraints(list(db.metadata.tables.values())))
    late = [constraint for table, constraints in groups if table is None for constraint in constraints]
    for table, _ in groups:
        if table is not None:
            yield table, [column.name for constraint in late if constraint.parent is table for column in constraint.columns]


def _carried(old: Connection, new: Connection, table: Table, late: list[str], say: Say) -> int:
    count = 0
    for rows in _read(old, table):
        new.execute(insert(table), [{**row, **dict.fromkeys(late)} for row in rows])
        count += len(rows)
    say(f"{table.name}：{count} 行")
    return count


def _fill_in_late(old: Connection, new: Connection, table: Table, late: list[str]) -> None:
    if late:
        for row in old.execute(select(table.c.id, *(table.c[name] for name in late))).mappings():
            new.execute(update(table).where(table.c.id == row["id"]).values({name: row[name] for name in late}))


def _read(connection: Connection, table: Table) -> Rows:
    """In the order of the keys, so that rows that refer to earlier ones of the same table come after them."""
    found = connection.execution_options(yield_per=AT_ONCE).execute(select(table).order_by(*table.primary_key.columns))
    for part in found.mappings().partitions():
        yield [dict(row) for row in part]


def _set_counters(new: Connection) -> None:
    """New rows get numbers after the last one."""
    for table in db.metadata.tables.values():
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = new.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
        if sequence:
            new.execute(select(func.setval(sequence, func.greatest(select(func.max(column)).scalar_subquery(), 1))))


def _make_findable(new: Connection) -> None:
    """The tables of tokens, from the texts that they were made of."""
    kinds: tuple[tuple[GramIndex, Any, Callable[..., list[str]]], ...] = (
        (applications.GRAMS, select(ApplicationText.application_id, ApplicationText.scope, ApplicationText.text), applications.grams),
        (articles.GRAMS, select(ArticleText.article_id, ArticleText.title, ArticleText.body), articles.tokens),
        (
            search.GRAMS,
            select(EntryText.entry_id, EntryText.scope, EntryText.title, EntryText.subject, EntryText.body),
            lambda *told: entries.tokens(Text(*told)),
        ),
    )
    for index, query, tokens in kinds:
        put = text(POSTGRESQL.put.format(name=index.name))
        for part in new.execute(query.execution_options(yield_per=AT_ONCE)).partitions():
            new.execute(put, [{"id": identity, "grams": " ".join(tokens(*told))} for identity, *told in part])


def _compared(old: Connection, new: Connection, say: Say) -> str:
    """Every value of every row, read from both."""
    whole = hashlib.sha256()
    for table, _ in _in_order():
        here, there = _digest(old, table), _digest(new, table)
        if here != there:
            raise NotMoved(f"{table.name} 两边的内容不一样，没有搬好。请删去目标数据库再来一次；原来的平台没有变，可以照常使用。")
        whole.update(f"{table.name} {here}\n".encode())
    say("逐行核对：两边一致")
    return whole.hexdigest()


def _digest(connection: Connection, table: Table) -> str:
    digest = hashlib.sha256()
    for rows in _read(connection, table):
        for row in rows:
            digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True, default=str).encode())
    return digest.hexdigest()


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

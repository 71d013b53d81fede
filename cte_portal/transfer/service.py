"""Row by row, whichever database is on which side; what arrived is read back and compared."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Table, func, insert, select, text, update
from sqlalchemy.sql.ddl import sort_tables_and_constraints

from ..extensions import db
from ..finding.index import Findable
from ..settings import Settings

ROOT = Path(__file__).parents[2]
AT_ONCE = 500  # rows
Say = Callable[[str], None]
Rows = Iterator[Sequence[Mapping[str, Any]]]


class NotCopied(Exception):
    """The other database does not hold the same; the message says why."""


@dataclass(frozen=True)
class Copied:
    rows: int
    sha256: str  # of everything in the database, the same on both sides


def make_tables(target: Settings) -> None:
    """The tables of this version in the empty database that `target` names, in a process of its own.

    Raises:
        NotCopied: the database cannot be reached, or refuses.
    """
    environment = os.environ | {
        "CTE_DATA_DIR": str(target.data_dir),
        "CTE_DATABASE_URL": target.database_url,
        "CTE_SECRET_KEY": target.secret_key,
        "CTE_PROFILE": target.profile.value,
        "CTE_PROVINCE": target.province,
    }
    made = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise NotCopied(f"目标数据库不能建表：\n{made.stderr[-1000:]}")


def copy(old: Connection, new: Connection, say: Say) -> Copied:
    """Fill the empty tables of `new`, inside its transaction, with what `old` sees.

    Raises:
        NotCopied: they are of different versions, `new` is not empty, or something did not arrive.
    """
    _comparable(old, new)
    rows = sum(_carried(old, new, table, late, say) for table, late in _in_order())
    for table, late in _in_order():
        _fill_in_late(old, new, table, late)
    if new.dialect.name == "postgresql":
        _set_counters(new)
    findables: Sequence[Findable] = current_app.extensions["findables"]
    for one in findables:
        one.fill(new)
    return Copied(rows, _compared(old, new, say))


def _comparable(old: Connection, new: Connection) -> None:
    versions = {connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() for connection in (old, new)}
    if len(versions) > 1:
        raise NotCopied("两边的数据库版本不同，请先在两边执行 flask db upgrade。")
    for table in db.metadata.tables.values():
        if new.execute(select(func.count()).select_from(table)).scalar():
            raise NotCopied(f"目标数据库里已有数据（{table.name}）。请换一个空的数据库，或删去重建。")


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
    found = connection.execute(select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE))
    for part in found.mappings().partitions():
        yield [dict(row) for row in part]


def _set_counters(new: Connection) -> None:
    """New rows get numbers after the last one."""
    for table in db.metadata.tables.values():
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        new.execute(select(func.setval(sequence, func.greatest(select(func.max(column)).scalar_subquery(), 1))))


def _compared(old: Connection, new: Connection, say: Say) -> str:
    """Every value of every row, read from both."""
    whole = hashlib.sha256()
    for table, _ in _in_order():
        here, there = _digest(old, table), _digest(new, table)
        if here != there:
            raise NotCopied(f"{table.name} 两边的内容不一样，没有搬好。请再来一次；原来的平台没有变，可以照常使用。")
        whole.update(f"{table.name} {here}\n".encode())
    say("逐行核对：两边一致")
    return whole.hexdigest()


def _digest(connection: Connection, table: Table) -> str:
    digest = hashlib.sha256()
    for rows in _read(connection, table):
        for row in rows:
            digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True, default=str).encode())
    return digest.hexdigest()

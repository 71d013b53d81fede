"""A database that took long to build, kept under a name that tests start from: a file, or a database beside it on PostgreSQL."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
from flask import Flask
from sqlalchemy import event, text

from cte_portal.extensions import db
from cte_portal.settings import Settings

from .postgresql import NAME, Server


def keep_database(app: Flask, file: Path) -> None:
    """Copy what the portal holds now to `file`."""
    with app.app_context():
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    if server := server_of(app):
        server.copy(NAME, _name(file))
    else:
        shutil.copy(app.config["SETTINGS"].data_dir / "portal.sqlite3", file)


def put_database(app: Flask, file: Path) -> None:
    """Let the portal hold what `file` does."""
    data = app.config["SETTINGS"].data_dir
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if server := server_of(app):
        _put_anew(server, file)
    else:
        for old in data.glob("portal.sqlite3*"):
            old.unlink()
        shutil.copy(file, data / "portal.sqlite3")


HELD: dict[Server, tuple[Path, int]] = {}  # which database was put, and what had been written when it was


def _put_anew(server: Server, file: Path) -> None:
    """Copying takes long: what was not written to since is left as it is."""
    if HELD.get(server) != (file, server.written()):
        server.copy(_name(file), NAME)
        HELD[server] = file, server.written()


def own_database(app: Flask, settings: Settings, file: Path) -> Settings:
    """Another installation's settings, with a database of its own beside the portal's that holds what `file` does."""
    server = server_of(app)
    if server is None:
        shutil.copy(file, settings.data_dir / "portal.sqlite3")
        return msgspec.structs.replace(settings, database_url="")
    name = f"beside_{hashlib.sha256(str(settings.data_dir).encode()).hexdigest()[:20]}"
    server.copy(_name(file), name)
    return msgspec.structs.replace(settings, database_url=server.url(name))


def server_of(app: Flask) -> Server | None:
    """The PostgreSQL this run is held on; None where it is held on SQLite."""
    folder = parse_qs(urlsplit(app.config["SETTINGS"].database_url).query).get("host")
    return Server(Path(folder[0])) if folder else None


def _name(file: Path) -> str:
    return f"kept_{hashlib.sha256(str(file).encode()).hexdigest()[:20]}"


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database inside the block."""
    said: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def behind_its_back(app: Flask, statement: str, **values: object) -> None:
    """What somebody does who has the database itself in hand: what guards the trail is taken away first."""
    with app.app_context(), db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.execute(text(statement), values)


def reads_whole(said: str, table: str, values: Sequence[object] = ()) -> bool:
    """Whether the database would read all of the table, where indexes are there to be used."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        return any(row[-1].startswith(f"SCAN {table}") for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + said, tuple(values)))
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # a small table is always read whole
    return any(f"Seq Scan on {table}" in row[0] for row in connection.exec_driver_sql("EXPLAIN " + said, tuple(values)))

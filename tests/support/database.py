"""A database that took long to build, kept as a file that tests start from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from cte_portal.extensions import db


def keep_database(app: Flask, file: Path) -> None:
    """Copy what the portal holds now to `file`."""
    with app.app_context():
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    shutil.copy(app.config["SETTINGS"].data_dir / "portal.sqlite3", file)


def put_database(app: Flask, file: Path) -> None:
    """Let the portal hold what `file` does."""
    data = app.config["SETTINGS"].data_dir
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    for old in data.glob("portal.sqlite3*"):
        old.unlink()
    shutil.copy(file, data / "portal.sqlite3")


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

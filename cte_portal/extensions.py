"""The libraries the portal stands on, made once and bound to the application in `create_app`."""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime
from typing import Any

from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect, FlaskForm
from htmx_flask import Htmx
from sqlalchemy import DateTime, MetaData, event
from sqlalchemy.engine import Dialect, Engine, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import Pool
from sqlalchemy.types import TypeDecorator

from .clock import SHANGHAI


class Model(DeclarativeBase):
    """The base of all tables; constraints are named, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC and given back in Asia/Shanghai."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC).astimezone(SHANGHAI) if value else None


db = SQLAlchemy(model_class=Model, session_options={"expire_on_commit": False})
login_manager = LoginManager()
csrf = CSRFProtect()
FlaskForm.Meta.locales = ["zh"]  # what the library itself says of a box is said in Chinese too
htmx = Htmx()
compress = Compress()
limiter = Limiter(get_remote_address)  # without Redis each process counts for itself: a brake, not a lock


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _: object) -> None:
    """Write-ahead log with full sync and foreign keys; transactions are begun by `_begin`, not by the driver."""
    if connection.__class__.__module__.startswith("sqlite3"):
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={PATIENCE * 1000:.0f}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


PATIENCE = 10.0  # seconds that a writer waits for the one before it
LOOKS_AGAIN = 0.002  # seconds; SQLite itself would sleep for up to a tenth of a second while the lock is free again


def _begin_writing(connection: Any) -> None:
    """Take SQLite's write lock as soon as it is free.

    Raises:
        OperationalError: somebody has held it all the while.
    """
    raw, until = connection.connection.dbapi_connection, time.monotonic() + PATIENCE
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as problem:
                if "locked" not in str(problem):
                    break
                time.sleep(LOOKS_AGAIN)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")


RESTED = 2.0  # seconds after which a connection to a server is asked whether it still stands; asking every time costs as much as a query


@event.listens_for(Pool, "checkin")
def _put_down(_: object, record: Any) -> None:
    record.info["put_down"] = time.monotonic()


@event.listens_for(Pool, "checkout")
def _taken_up(connection: Any, record: Any, _: object) -> None:
    """A server that was started again meanwhile is not noticed by whoever asks next.

    Raises:
        DisconnectionError: it stands no longer; the pool takes another.
    """
    if not _of_psycopg(connection) or time.monotonic() - record.info.get("put_down", time.monotonic()) < RESTED:
        return
    from psycopg import Error

    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Error as gone:
        raise DisconnectionError from gone


def _of_psycopg(one: object) -> bool:
    return type(one).__module__.startswith("psycopg")


WRITERS = 0x637465  # the advisory lock that writers wait for on PostgreSQL


def writing(session: Any) -> dict[str, Any]:
    """How a transaction that writes is begun: on PostgreSQL each statement sees what was kept before it, not before the lock."""
    return {"writes": True} | ({"isolation_level": "READ COMMITTED"} if session.get_bind().dialect.name == "postgresql" else {})


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    """One writer at a time, from its first look on, so that nobody decides on what is already old; readers never wait.

    The reasons: docs/decisions/databases.md.
    """
    writes = connection.get_execution_options().get("writes")
    if connection.dialect.name == "sqlite":
        _begin_writing(connection) if writes else connection.exec_driver_sql("BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")


@event.listens_for(Engine, "handle_error")
def _keep_to_yourself(context: ExceptionContext) -> None:
    """PostgreSQL says below the first line which values it refused: what people typed stays out of error messages."""
    if not _of_psycopg(context.original_exception):
        return
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0],)


def engine_options(url: str) -> dict[str, Any]:
    """A page is read from one state of the database, on PostgreSQL as on SQLite."""
    usual: dict[str, Any] = {"hide_parameters": True}  # what people typed stays out of error messages
    return usual | ({"isolation_level": "REPEATABLE READ"} if url.startswith("postgresql") else {})

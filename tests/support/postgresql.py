"""A PostgreSQL of one's own, for as long as a test run: started from what the machine has installed, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from .memory import in_memory

NAME = "portal"
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "autovacuum": "off",
}  # it need not outlive a crash


@dataclass(frozen=True)
class Server:
    folder: Path

    def url(self, database: str = NAME) -> str:
        """As CTE_DATABASE_URL is given."""
        return f"postgresql://portal@/{database}?host={self.folder}"

    def run(self, command: sql.Composable) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(command)

    def copy(self, source: str, target: str) -> None:
        """A database that holds what the other does; one of this name is replaced. Nobody may be connected to the source."""
        self.drop(target)
        self.run(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log").format(sql.Identifier(target), sql.Identifier(source)))

    def written(self) -> int:
        """A number that grows with every transaction that changes anything."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            (found,) = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone() or (0,)
            return int(found)

    def drop(self, database: str) -> None:
        self.run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def programs() -> Path | None:
    """Where initdb and postgres are."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@contextmanager
def running(durable: bool = False) -> Iterator[Server]:
    """A server that listens on a socket in its own folder only. It never runs as root, who may not start one.

    `durable`: as it is in service, on the disk, with every commit synced.
    """
    found = programs()
    if found is None:
        raise RuntimeError("PostgreSQL is not installed: apt install postgresql")
    user = "postgres" if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="postgresql-", dir=None if durable else in_memory(), ignore_cleanup_errors=True) as made:
        folder = Path(made)
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        data = folder / "data"
        asked = ["--username=portal", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([found / "initdb", f"--pgdata={data}", *asked], check=True, capture_output=True, user=user, cwd=folder)
        settings = [
            f"--{name}={value}" for name, value in {**({} if durable else FAST), "unix_socket_directories": folder, "listen_addresses": ""}.items()
        ]
        with open(folder / "log", "wb") as log:
            process = subprocess.Popen([found / "postgres", "-D", data, *settings], stdout=log, stderr=log, user=user, cwd=folder)
        try:
            _wait_for(Server(folder), process)
            yield Server(folder)
        finally:
            process.send_signal(signal.SIGINT)  # without waiting for those who are still connected
            process.wait(30)


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            return server.run(sql.SQL("SELECT 1"))
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)

"""The audit trail with 100,000 entries: how long it takes to verify it whole, sound and with one entry changed, removed or put in."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask

from benchmarks import exchange
from benchmarks.figures import Figure
from cte_portal import audit, clock
from cte_portal.audit import FIRST, AuditEntry
from cte_portal.extensions import db

ENTRIES = 100_000
GOAL = 10.0  # seconds
TAMPERED = {
    "one changed": "UPDATE audit_entry SET account_name = '别人' WHERE id = 77777",
    "one removed": "DELETE FROM audit_entry WHERE id = 77777",
    "two in another order": (
        "UPDATE audit_entry SET id = -1 WHERE id = 77777; UPDATE audit_entry SET id = 77777 WHERE id = 77778; "
        "UPDATE audit_entry SET id = 77778 WHERE id = -1"
    ),
}


def filled(app: Flask) -> None:
    with app.app_context():
        previous = FIRST
        for number in range(1, ENTRIES + 1):
            details = {"place": f"basics/field_{number % 40}", "number": number}
            entry = AuditEntry(at=clock.now(), account_id=None, account_name="演示", address="192.0.2.1", action="section.saved")
            entry.object_kind, entry.object_id, entry.details, entry.previous_hash = "application", str(number % 500), details, previous
            entry.hash = previous = entry.digest()
            db.session.add(entry)
            if number % 5000 == 0:
                db.session.commit()
                db.session.expunge_all()
        db.session.commit()


def run() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        app = exchange.portal(Path(folder))
        filled(app)
        yield _verified(app, "sound", None)
        database = Path(folder) / "portal.sqlite3"
        pattern = database.with_name("pattern")
        with closing(sqlite3.connect(database)) as reading, closing(sqlite3.connect(pattern)) as copy:
            reading.backup(copy)
        for case, statement in TAMPERED.items():
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
            with closing(sqlite3.connect(pattern)) as reading, closing(sqlite3.connect(database)) as copy:
                reading.backup(copy)
                for trigger in ("audit_entry_no_update", "audit_entry_no_delete"):
                    copy.execute(f"DROP TRIGGER {trigger}")
                copy.executescript(statement)
                copy.commit()
            yield _verified(app, case, 77_777)


def _verified(app: Flask, case: str, least: int | None) -> dict[str, Any]:
    begun = time.perf_counter()
    with app.app_context():
        broken = audit.first_broken()
    seconds = time.perf_counter() - begun
    right = broken is None if least is None else broken is not None and broken <= least + 1
    return Figure(
        "trail", f"{ENTRIES:,} entries verified, {case}", round(seconds, 2), "s", f"≤ {GOAL:g} and told right", right and seconds <= GOAL
    ).line()

"""The busiest pages with five years of a nation stored: server time, queries, size; a hundredth of it and a bare page beside them.

What is stored: `pages_stored.py`; `PAGES_SCALE` (1) makes it smaller. A page is asked in turn at all of it, at a hundredth and of a
bare Flask, so that a slower minute of the machine is everybody's. Growth is told where both pages are alike in size. Where others
use the machine too, processor time says more than the clock.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from benchmarks.editor import saving
from benchmarks.figures import Figure
from benchmarks.pages_bare import bare
from benchmarks.pages_stored import MOMENT, Known, stand
from cte_portal import clock
from cte_portal.accounts.models import Account
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.database import counted
from tests.support.people import People, Visitor

SCALE, SMALL = float(os.environ.get("PAGES_SCALE", "1")), 0.01
ROUNDS, WARMING = 41, 3
MEDIAN, P95, GROWTH, BESIDE_BARE, START = 50, 150, 1.3, 2.5, 1.5
Ask = Callable[[], Any]


def addresses(known: Known) -> dict[str, dict[str, str]]:
    """Who asks for what: page → address."""
    draft, dossier = f"/applications/{known.draft}", f"/review/{known.submitted}"
    return {
        "visitor": {
            "home": "/",
            "news column": "/columns/news",
            "article": f"/articles/{known.article}",
            "search": "/search?text=焊接",
            "communities": "/communities",
            "communities, searched": "/communities?text=共同体",
            "a published list": "/lists/2025",
            "a community's report": f"/reports/{known.report}",
            "reports": "/reports",
            "exchange": "/exchange",
            "exchange, searched": "/exchange?text=焊接",
            "entry": f"/exchange/entries/{known.entry}",
            "sign in": "/sign-in",
        },
        "applicant": {
            "desk": "/desk",
            "task list": draft,
            "section": f"{draft}/sections/task_1",
            "list of 150 units": f"{draft}/sections/participants",
            "readiness": f"{draft}/readiness",
        },
        "officer": {
            "queue": "/review?year=2026",
            "queue, filtered": "/review?year=2026&status=submitted",
            "queue, searched": "/review?year=2026&find=行业产教",
            "queue, a unit's name": f"/review?year=all&find={known.word}",
            "dossier": dossier,
            "overview": "/review/overview?year=2026",
            "statistics": "/statistics/filing?year=2026",
            "notices": "/notices",
            "duties": "/duties/overview?year=2026",
        },
        "ministry": {
            "queue of the nation": "/review?year=2025",
            "overview of the nation": "/review/overview?year=2025",
            "statistics of the nation": "/statistics/filing?year=2025",
            "duties of the nation": "/duties/overview?year=2026",
        },
        "auditor": {
            "trail": "/admin/trail",
            "trail, by object": f"/admin/trail?kind=application&identity={known.draft}",
            "trail, by action": "/admin/trail?action=section.saved",
            "trail, by who": "/admin/trail?who=经办人10000",
        },
    }


@dataclass
class Taken:
    """Milliseconds of each asking, and what one asking sends to the database and gives back."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0

    def ask(self, ask: Ask) -> None:
        begun, busy = time.perf_counter(), time.process_time()
        ask()
        self.processor.append((time.process_time() - busy) * 1000)
        self.wall.append((time.perf_counter() - begun) * 1000)

    @property
    def busy(self) -> float:
        return statistics.median(self.processor)


def run() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, clock.at(MOMENT):
        stands = {scale: stand(scale) for scale in sorted({SMALL, SCALE})}
        plain = bare(Path(folder))
        asked = {scale: _askings(app, known) for scale, (app, known) in stands.items()}
        for name in asked[SCALE]:
            taken = {scale: _looked_at(stands[scale][0], asked[scale][name]) for scale in stands}
            beside, ask_beside = Taken(), plain(taken[SCALE].queries, taken[SCALE].size)
            for _ in range(WARMING):
                ask_beside()
            for _ in range(ROUNDS):
                for scale, one in taken.items():
                    one.ask(asked[scale][name])
                beside.ask(ask_beside)
            yield from _figures(name, stands[SCALE][1].stored, taken, beside)
        yield _start_up(Path(stands[SMALL][0].config["SETTINGS"].data_dir))


def _askings(app: Flask, known: Known) -> Mapping[str, Ask]:
    people = People(app)
    with app.app_context():
        ministry = db.session.scalars(select(Account.email).where(Account.role == Role.MINISTRY_OFFICER)).first() or ""
    emails = {"applicant": known.applicant, "officer": known.officer, "ministry": ministry, "auditor": known.auditor}
    visitors = {"visitor": people.visitor(), **{who: people.sign_in(email) for who, email in emails.items()}}
    found = {name: _opening(visitors[who], address) for who, pages in addresses(known).items() for name, address in pages.items()}
    return found | {"a section saves itself": saving(visitors["applicant"], f"/applications/{known.draft}/sections/mechanism")}


def _opening(visitor: Visitor, address: str) -> Ask:
    return lambda: visitor.client.get(address)


def _looked_at(app: Flask, ask: Ask) -> Taken:
    """After warming up: what it costs besides time."""
    for _ in range(WARMING):
        ask()
    with counted(app) as said:
        answer = ask()
    assert answer.status_code == 200, (answer.request.path, answer.status_code)
    return Taken(queries=len(said), size=len(answer.data))


def _figures(name: str, stored: int, taken: Mapping[float, Taken], beside: Taken) -> Iterator[dict[str, Any]]:
    all_of_it, small = taken[SCALE], taken[SMALL]
    median, p95 = statistics.median(all_of_it.wall), statistics.quantiles(all_of_it.wall, n=20)[-1]
    case = f"{stored:,} applications: {name}"
    yield _figure(case, median, "ms", MEDIAN)
    yield _figure(f"{case}, 95th percentile", p95, "ms", P95)
    yield Figure("pages", case, all_of_it.queries, "queries", f"as with a hundredth: {small.queries}", all_of_it.queries == small.queries).line()
    yield Figure("pages", case, round(all_of_it.size / 1000, 1), "kB", "", True).line()
    if abs(all_of_it.size - small.size) <= small.size / 10 and SCALE != SMALL:
        yield _figure(f"{case}, processor time against a hundredth ({small.busy:.1f} ms)", all_of_it.busy / small.busy, "times", GROWTH)
    yield _figure(f"{case}, processor time", all_of_it.busy, "ms", MEDIAN)
    ratio, bare_page = round(all_of_it.busy / beside.busy, 2), "bare Flask, Jinja and SQLite"
    met = ratio <= BESIDE_BARE
    yield Figure("pages", f"{case}, beside a bare page", ratio, "times", f"<= {BESIDE_BARE}", met, bare_page, round(beside.busy, 1), ratio).line()


def _figure(case: str, value: float, unit: str, most: float) -> dict[str, Any]:
    return Figure("pages", case, round(value, 1 if unit == "ms" else 2), unit, f"<= {most:g}", value <= most).line()


def _start_up(folder: Path) -> dict[str, Any]:
    """A whole process, from nothing to a portal that could answer."""
    environment = {**os.environ, "CTE_DATA_DIR": str(folder), "CTE_SECRET_KEY": "s" * 40, "CTE_PROFILE": "national"}
    taken = []
    for _ in range(WARMING + 8):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import wsgi"], env=environment, check=True)
        taken.append(time.perf_counter() - begun)
    return _figure("start-up of the application, the whole process", statistics.median(taken[WARMING:]), "s", START)

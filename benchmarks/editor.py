"""Filling in with 1,000 member units: server time of the pages, of the readiness check, of a save."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from cte_portal import create_app
from cte_portal.community import queries
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.settings import Profile, Settings
from cte_portal.upgrading import upgrade
from tests.support.people import People, Visitor, filled_in
from tests.support.world import full_application

UNITS, ROUNDS = 1000, 15
PAGES = {
    "list, first page": "/sections/participants",
    "list, last page": "/sections/participants?page=20",
    "list, searched": "/sections/participants?list=participants&find=%E5%AD%A6%E9%99%A2",
    "list, rows to correct": "/sections/participants?list=participants&wrong=1",
    "section with boxes": "/sections/task_1",
}


def run() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), fonts_dir=str(Path(".cache/fonts").absolute()), secret_key="b" * 40, profile=Profile.NATIONAL)
        app = create_app(settings, testing=True)
        with app.app_context():
            upgrade()
        people = People(app)
        email = people.account(Role.APPLICANT, organisation=people.organisation())
        with app.app_context():
            number = full_application(people.person(email), units=UNITS).id
        clerk = people.sign_in(email)
        for name, address in PAGES.items():
            yield _figure(name, lambda at=f"/applications/{number}{address}": clerk.client.get(at), 50)  # type: ignore[misc]
        yield _figure("a section saves itself", saving(clerk, f"/applications/{number}/sections/mechanism"), 50)
        with app.app_context():
            application = db.session.get(Application, number)
            assert application is not None
            yield _figure("readiness check", lambda: queries.findings_of(application), 100)


def saving(clerk: Visitor, address: str) -> Callable[[], object]:
    """Sends the section with another text in its first box, each time it is called."""
    form = filled_in(clerk.open(address).form(address))
    box = str(clerk.form(address).find("textarea")["name"])  # type: ignore[index]
    counter = iter(range(10_000))
    return lambda: clerk.client.post(address, data={**form, "auto": "yes", box: f"第 {next(counter)} 次"}, headers={"HX-Request": "true"})


def _figure(name: str, work: Callable[[], object], most: int) -> dict[str, Any]:
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    median = round(statistics.median(taken), 1)
    return Figure("editor", f"{UNITS} units: {name}", median, "ms", f"<= {most}", median <= most).line()

"""The officers' queue with 100, 10,000 and 100,000 applications stored: server time of its pages, and their queries.

All of them belong to one province and one year, which is the hardest case: nothing but the index keeps a page small.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

from benchmarks import peers
from benchmarks.figures import Figure
from cte_portal import clock, create_app
from cte_portal.accounts.models import Organisation, OrganisationKind, RegistrationState
from cte_portal.catalogue.places import industries, industry_group
from cte_portal.community.filling.models import Form
from cte_portal.community.finding import rules
from cte_portal.community.finding.models import ApplicationText
from cte_portal.community.finding.service import grams
from cte_portal.community.models import Application, Community, MemberUnit
from cte_portal.community.rules import LEADS
from cte_portal.community.workflow import Status
from cte_portal.extensions import Model, db
from cte_portal.finding.rules import lines
from cte_portal.roles import Role
from cte_portal.settings import Profile, Settings
from cte_portal.upgrading import upgrade
from tests.support.database import counted
from tests.support.people import JIANGSU, PASSWORD, People, Visitor, uscc

COUNTS = (100, 10_000, 100_000)
ROUNDS, UNITS = 21, 6
FLAGGED = 60  # however many there are: rare among many
BESIDE_PEER = 1000  # stored on either side
YEAR = 2026
PAGES = {
    "opened": "/review",
    "state": "/review?year=2026&status=submitted",
    "industry": "/review?year=2026&industry=C",
    "by name": "/review?year=2026&sort=name",
    "flagged": "/review?year=2026&flagged=yes",
    "overdue": "/review?year=2026&overdue=yes",
    "nobody's, all years": "/review?year=all&officer=nobody",
    "search, 4 characters": "/review?year=2026&find=%E7%B2%BE%E5%AF%86%E5%88%B6%E9%80%A0",
    "search, 1 character": "/review?year=2026&find=%E9%80%A0",
}
STATES = (Status.SUBMITTED,) * 6 + (Status.RETURNED, Status.APPROVED, Status.REPORTED, Status.DECLINED)
WORDS = ("精密制造", "海洋装备", "智慧农业", "生物医药", "现代物流", "新型储能", "航空维修", "数字文创", "轨道交通", "绿色建材")
AT_ONCE = 1000


def portal(folder: Path) -> Flask:
    """An empty, migrated portal in this folder; its address in service is `benchmarks.peers.ours`."""
    settings = Settings(
        data_dir=folder, fonts_dir=str(Path(".cache/fonts").absolute()), secret_key="b" * 40, profile=Profile.NATIONAL, password_cost=1
    )
    app = create_app(settings, testing=True)
    with app.app_context():
        upgrade()
    return app


def filled(app: Flask, count: int) -> str:
    """Put so many handed-in applications of Jiangsu's into an empty portal, past the services; the email of its officer.

    The officer's password is tests.support.people.PASSWORD.
    """
    people = People(app)
    email = people.account(Role.PROVINCE_OFFICER, province=JIANGSU)
    with app.app_context():
        officer = people.person(email).id
        with db.engine.begin() as connection:
            for first in range(0, count, AT_ONCE):
                _put(connection, range(first + 1, min(first + AT_ONCE, count) + 1), officer, max(count // FLAGGED, 1))
        with db.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return email


def _put(connection: Any, numbers: range, officer: int, flagged: int) -> None:
    classes = [code for code in industries() if code.isdecimal()]
    begun = datetime(YEAR, 1, 1, 9, tzinfo=clock.SHANGHAI)
    rows: dict[type[Model], list[dict[str, Any]]] = {}

    def add(table: type[Model], **values: Any) -> None:
        rows.setdefault(table, []).append(values)

    indexed = []
    for n in numbers:
        name, number = f"{WORDS[n % 10]}第{n}行业产教融合共同体", f"{YEAR}-32-{n:06d}"
        lead = f"演示{WORDS[(n * 7) % 10]}集团{n}有限公司"
        code = uscc(n)
        state, at = STATES[n % 10], begun + timedelta(minutes=n)
        kind, approved = OrganisationKind.PRIVATE, RegistrationState.APPROVED
        place = {"province_code": JIANGSU, "address": "示范路 1 号", "registered_at": begun}
        add(Organisation, id=n, name=lead, uscc=code, kind=kind, state=approved, **place)
        add(Community, id=n, number=number, name=name, organisation_id=n, recognition_document="")
        add(Form, id=n, kind="application")
        industry = classes[n % len(classes)]
        add(
            Application,
            id=n,
            community_id=n,
            organisation_id=n,
            year=YEAR,
            edition="2024",
            status=state,
            province_code=JIANGSU,
            industry_code=industry,
            industry_group=industry_group(industry),
            name_order=rules.name_order(name),
            province_officer_id=officer if n % 3 == 0 else None,
            direct=n % 50 == 0,
            manual_check=n % flagged == 0,
            scan_reason="",
            started_at=begun,
            submitted_at=at,
            submitted_to=JIANGSU,
            decided_at=None if state is Status.SUBMITTED else at + timedelta(days=3),
            reported_at=at + timedelta(days=9) if state is Status.REPORTED else None,
            correction_due=(at + timedelta(days=13)).date() if state is Status.RETURNED else None,
        )
        units = [(LEADS[u] if u < 3 else f"r{u}", f"演示{WORDS[(n + u) % 10]}学院{n}分校{u}", code) for u in range(UNITS)]
        for unit, called, _ in units:
            add(MemberUnit, application_id=n, unit=unit, lead=unit in LEADS, name=called, uscc=code, province_code=JIANGSU)
        scope = " ".join(rules.scope_tokens([JIANGSU], YEAR, state is Status.REPORTED))
        held = lines([name, number, lead, code, *(part for _, *parts in units for part in parts)])
        add(ApplicationText, application_id=n, scope=scope, text=held)
        indexed.append({"id": n, "grams": " ".join(grams(scope, held))})
    for table, values in rows.items():
        connection.execute(insert(table), values)
    connection.execute(text("INSERT INTO application_grams (rowid, grams) VALUES (:id, :grams)"), indexed)


def run() -> Iterator[dict[str, Any]]:
    with ExitStack() as stack, clock.at(datetime(YEAR, 6, 1, 12, tzinfo=clock.SHANGHAI)):
        stands = {count: _stand(Path(stack.enter_context(tempfile.TemporaryDirectory())), count) for count in COUNTS}
        pages = [*PAGES, "second page"]
        taken: dict[tuple[int, str], list[float]] = {(count, name): [] for count in COUNTS for name in pages}
        for name in pages:
            for _ in range(ROUNDS):
                for count, stand in stands.items():  # in turn, so that a slower minute of the machine is everybody's
                    taken[count, name].append(stand.milliseconds(name))
        measured = {
            count: {name: (round(statistics.median(taken[count, name]), 1), stand.queries(name)) for name in pages} for count, stand in stands.items()
        }
    for name, (milliseconds, queries) in measured[10_000].items():
        yield Figure("queue", f"10,000 applications: {name}", milliseconds, "ms", "<= 50", milliseconds <= 50).line()
        yield Figure("queue", f"10,000 applications: {name}", queries, "queries", "<= 12", queries <= 12).line()
    for name, (milliseconds, queries) in measured[100_000].items():
        times = round(milliseconds / measured[100][name][0], 2)
        same = queries <= 12
        yield Figure("queue", f"100,000 against 100 applications: {name} ({milliseconds} ms)", times, "times", "<= 1.3", times <= 1.3 and same).line()
    if peers.installed():
        yield _beside_pretalx()


def _beside_pretalx() -> dict[str, Any]:
    """The first page of 50 rows over HTTP, one worker each, in turn, with the same number stored."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "own"
        email = filled(portal(own), BESIDE_PEER)
        with peers.ours(own, email, PASSWORD) as officer, peers.pretalx(Path(folder) / "peer", BESIDE_PEER) as organiser:
            rounds = [
                (officer.seconds(f"/review?year={YEAR}", "共同体"), organiser.seconds("/orga/event/bench/submissions/", "Submission number"))
                for _ in range(ROUNDS)
            ][1:]
    mine, theirs = (statistics.median(one) * 1000 for one in zip(*rounds, strict=True))
    ratio = round(mine / theirs, 3)
    case = f"{BESIDE_PEER:,} stored: a page of 50 rows over HTTP"
    return Figure("queue", case, round(mine, 1), "ms", "<= 0.1 of the peer", ratio <= 0.1, "pretalx 2025.2.2", round(theirs, 1), ratio).line()


@dataclass(frozen=True)
class Stand:
    """One filled portal, and the addresses measured in it."""

    app: Flask
    officer: Visitor
    addresses: Mapping[str, str]

    def milliseconds(self, name: str) -> float:
        """Server time of one request."""
        begun = time.perf_counter()
        self.officer.client.get(self.addresses[name])
        return (time.perf_counter() - begun) * 1000

    def queries(self, name: str) -> int:
        """How many statements the page sends to the database."""
        with counted(self.app) as said:
            assert self.officer.client.get(self.addresses[name]).status_code == 200
        return len(said)


def _stand(folder: Path, count: int) -> Stand:
    app = portal(folder)
    officer = People(app).sign_in(filled(app, count))
    second = str(officer.open("/review").soup.find("a", rel="next")["href"])  # type: ignore[index]
    return Stand(app, officer, {**PAGES, "second page": second})

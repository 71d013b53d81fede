"""The last evening of October: 500 applicants at once on this machine, five minutes, on SQLite and on PostgreSQL.

They edit, save, upload 5–20 MB, finalise and submit while the window closes; those who load the portal run on the same cores. What
was acknowledged is looked for afterwards in the database and among the files, by another process than the one that answered.
`DEADLINE_APPLICANTS` and `DEADLINE_SECONDS` make it smaller; `DEADLINE_WORKERS` are the web processes.
"""

from __future__ import annotations

import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from flask import Flask
from pypdf import PdfWriter
from sqlalchemy import select, update

from benchmarks.deadline_load import goals
from benchmarks.figures import Figure
from cte_portal import create_app
from cte_portal.accounts.models import Account
from cte_portal.accounts.service import hash_password
from cte_portal.backup import service as backup
from cte_portal.clock import SHANGHAI
from cte_portal.community import queries
from cte_portal.community.models import Application, Transition
from cte_portal.community.workflow import Status
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.settings import Profile, Settings
from cte_portal.upgrading import upgrade
from cte_portal.uploads.models import Evidence, SealedScan
from tests.support import postgresql
from tests.support.installation import ROOT, Installation
from tests.support.people import PASSWORD, People
from tests.support.servers import free_port, program
from tests.support.world import full_application

APPLICANTS = int(os.environ.get("DEADLINE_APPLICANTS", "500"))
SECONDS = int(os.environ.get("DEADLINE_SECONDS", "300"))
WORKERS = int(os.environ.get("DEADLINE_WORKERS", "8"))
END = datetime(2026, 11, 1, tzinfo=SHANGHAI)
ARRIVING = 90  # seconds within which all sign in, before the five minutes begin
HANDING_IN = 0.6  # of them
SIZES = (5, 7, 9, 12, 15, 20)  # MB


def run() -> Iterator[dict[str, Any]]:
    for name in os.environ.get("DEADLINE_ON", "SQLite PostgreSQL").split():
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, ExitStack() as stack:
            url = ""
            stack.enter_context(_processors_as_deployed())
            if name == "PostgreSQL":
                server = stack.enter_context(postgresql.running(durable=True))
                with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
                    connection.execute("CREATE DATABASE portal")
                url = server.url()
            yield from _figures(name, *_evening(Path(folder), url, stack))


def _evening(folder: Path, url: str, stack: ExitStack) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What each applicant was told, and what was found afterwards."""
    settings = Settings(
        data_dir=folder / "data",
        database_url=url,
        fonts_dir=str(Path(".cache/fonts").absolute()),
        secret_key="b" * 40,
        profile=Profile.NATIONAL,
        base_url=f"http://127.0.0.1:{free_port()}",
    )
    app = create_app(settings, testing=True)
    applicants = _prepared(app)
    begin = time.time() + 20 + ARRIVING
    end = begin + SECONDS * 0.75
    environment = {
        **os.environ,
        "CTE_DATA_DIR": str(settings.data_dir),
        "CTE_DATABASE_URL": url,
        "CTE_FONTS_DIR": settings.fonts_dir,
        "CTE_SECRET_KEY": settings.secret_key,
        "CTE_PROFILE": "national",
        "CTE_BASE_URL": settings.base_url,
        "CTE_GRACE_MINUTES": "30",
        "CTE_LOG_JSON": "true",
        "CTE_CLOCK": f"{round(END.timestamp() - end):+d}s",  # the window closes when three quarters are over
    }
    behind = f"http://127.0.0.1:{free_port()}"
    portal = Installation({**environment, "CTE_PROXIES": "1"}, behind, threads=1, workers=WORKERS, behind=5)  # as deploy/systemd starts them
    portal.start("web")
    portal.start("worker")
    try:
        portal.answers()
        plan = {"address": settings.base_url, "applicants": applicants, "begin": begin, "end": end, "over": begin + SECONDS, "seconds": SECONDS}
        stack.enter_context(_proxy(folder, settings.base_url, behind))
        (folder / "plan.json").write_text(json.dumps({**plan, "arriving": ARRIVING, "handing_in": HANDING_IN, "files": _files(folder)}))
        command = [sys.executable, "-m", "benchmarks.deadline_load", str(folder / "plan.json")]
        said = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        if said.returncode:
            raise RuntimeError(said.stderr[-3000:])
        told = json.loads(said.stdout)
    finally:
        portal.stop()
    log = portal.log.read_text(errors="replace")
    with app.app_context():
        found = _looked_for(told)
        db.session.remove()
        db.engine.dispose()
    return told, {**found, "tracebacks": log.count("Traceback"), "saving": _saving(log)}


def _saving(log: str) -> list[float]:
    """Milliseconds that saves took once a process of the portal had taken them up."""
    said = (json.loads(line) for line in log.splitlines() if '"message": "request"' in line and '"POST"' in line)
    return sorted(one["milliseconds"] for one in said if one["route"].endswith("/sections/<key>"))


AUTOGROUP = Path("/proc/sys/kernel/sched_autogroup_enabled")


@contextmanager
def _processors_as_deployed() -> Iterator[None]:
    """What `deploy/sysctl.conf` sets: without it, no process steps back for those of another session, however nice it is."""
    before = AUTOGROUP.read_text() if AUTOGROUP.exists() else "0"
    if before.strip() == "0":
        yield
        return
    try:
        AUTOGROUP.write_text("0")
    except OSError:
        print(f"{AUTOGROUP} cannot be set: the processor is shared out by sessions, saves wait behind scans", file=sys.stderr)
        yield
        return
    try:
        yield
    finally:
        AUTOGROUP.write_text(before)


NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 4000; }}
http {{
    access_log off; client_max_body_size 210m; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{
        listen {listens};
        location / {{
            proxy_pass {behind}; proxy_set_header Host $host:$server_port; proxy_set_header X-Forwarded-For $remote_addr; proxy_read_timeout 130s;
        }}
    }}
}}
"""


@contextmanager
def _proxy(folder: Path, address: str, behind: str) -> Iterator[None]:
    """nginx as in service: it takes in a whole upload before a process of the portal has anything to do with it."""
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=folder, listens=address.removeprefix("http://"), behind=behind))
    process = subprocess.Popen([program("nginx", "nginx-light"), "-c", configuration, "-p", folder])
    try:
        time.sleep(1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _prepared(app: Flask) -> list[tuple[str, int]]:
    """Everybody's email and application, filled in; one password, hashed as in service."""
    people, made, settings = People(app), [], app.config["SETTINGS"]
    with app.app_context():
        upgrade()
        real = hash_password(PASSWORD)
    app.config["SETTINGS"] = msgspec.structs.replace(settings, password_cost=1, password_memory=64)
    people.account(Role.PROVINCE_OFFICER)
    for _ in range(APPLICANTS):
        email = people.account(Role.APPLICANT, organisation=people.organisation())
        with app.app_context():
            made.append((email, full_application(people.person(email), units=3).id))
            db.session.remove()
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(update(Account).values(password_hash=real))
    app.config["SETTINGS"] = settings
    return made


def _files(folder: Path) -> list[str]:
    made = []
    for size in SIZES:
        writer, file, held = PdfWriter(), folder / f"{size}.pdf", BytesIO()
        writer.add_blank_page(595, 842)
        writer.add_attachment("photos.bin", secrets.token_bytes(size * 1_000_000))
        writer.write(held)
        file.write_bytes(held.getvalue())
        made.append(str(file))
    return made


def _looked_for(told: list[dict[str, Any]]) -> dict[str, Any]:
    """What was acknowledged and is not there; steps that were taken when they could not be."""
    lost = []
    for one in told:
        application = db.session.get_one(Application, one["application"])
        kept = queries.content_of(application).values("task_1")["goals"]
        if one["saved"] and kept not in {goals(number) for number in range(one["saved"], one["tried"] + 1)}:
            lost.append(f"{application.id}: {kept}")
        held = set(db.session.scalars(select(Evidence.sha256).where(Evidence.application_id == application.id)))
        lost += [f"{application.id}: {sha256}" for sha256 in one["files"] if sha256 not in held]
        if one["submitted"] and application.status is not Status.SUBMITTED:
            lost.append(f"{application.id}: submitted {one['submitted']}")
        db.session.expunge_all()
    late = 0
    for step in db.session.scalars(select(Transition).where(Transition.action == "submit", Transition.at >= END)):
        scan = db.session.scalars(select(SealedScan).where(SealedScan.version_id == step.version_id).order_by(SealedScan.id.desc())).first()
        late += scan is None or scan.uploaded_at >= END
    checked = backup.check_files() if db.engine.dialect.name == "sqlite" else None
    unread = len(db.session.scalars(select(SealedScan.id).where(SealedScan.verdict.is_(None))).all())
    return {"lost": lost, "late": late, "damaged": len(checked.missing + checked.damaged) if checked else 0, "unread": unread}


def _figures(name: str, told: list[dict[str, Any]], found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    def figure(case: str, value: float, unit: str, goal: str, met: bool) -> dict[str, Any]:
        return Figure("deadline", f"{name}, {APPLICANTS} applicants: {case}", value, unit, goal, met).line()

    wrong = [one for person in told for one in person["wrong"]]
    honest, without = sum(person["honest"] for person in told), sum(person["without_retry"] for person in told)
    gone = len(found["lost"]) + found["damaged"]
    yield figure("acknowledged and lost", gone, "", "0", gone == 0)
    yield figure("errors", len(wrong) + found["tracebacks"], "", "0", not wrong and not found["tracebacks"])
    yield figure("429 and 503", honest, "", "with Retry-After", without == 0)
    yield figure("submitted that could not be", found["late"], "", "0", found["late"] == 0)
    refused = sum(person["refused_in_time"] for person in told)
    yield figure("refused though the scan was there in time", refused, "", "0", refused == 0)
    for what in ("save", "look", "upload", "finalise", "print", "scan", "submit", "sign in"):
        taken = sorted(seconds for person in told for seconds in person["taken"].get(what, ()))
        if taken:
            p95 = round(taken[int(len(taken) * 0.95)] * 1000)
            goal, met = ("<= 500", p95 <= 500) if what == "save" else ("", True)
            yield figure(f"{what}, p95 of {len(taken)} (median {round(statistics.median(taken) * 1000)})", p95, "ms", goal, met)
    within = found["saving"]
    yield figure("save, p95 inside the portal", within[int(len(within) * 0.95)], "ms", "", True)
    kept = (sum(person["saved"] > 0 for person in told), sum(len(person["files"]) for person in told))
    submitted = sum(bool(person["submitted"]) for person in told)
    yield figure(f"saved by {kept[0]}, files {kept[1]}, scans still unread {found['unread']}; submitted", submitted, "", "", True)
    if wrong or found["lost"]:
        print(json.dumps({"wrong": sorted(set(wrong))[:20], "lost": found["lost"][:20]}, ensure_ascii=False), file=sys.stderr)

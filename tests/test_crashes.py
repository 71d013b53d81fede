"""Power cuts, a full disk, a database that somebody holds: what was acknowledged is there, nothing half-done is, and the pages say so.

`CRASH_SECONDS` makes the killing last longer than the suite has time for.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import func, select

from cte_portal import audit, clock
from cte_portal.accounts.models import Organisation
from cte_portal.backup import service as backup
from cte_portal.community import queries
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.notices import service as inboxes
from cte_portal.notices.models import Notice, NoticeLetter
from cte_portal.roles import Role
from cte_portal.settings import MailTls
from cte_portal.storage import storage
from cte_portal.uploads.models import Evidence
from tests.support.files import pdf
from tests.support.installation import NOON, Away, Caller, Installation, installed
from tests.support.people import PASSWORD, People, uscc
from tests.support.post_office import OnFreePort, PostOffice
from tests.support.world import full_application

pytestmark = pytest.mark.sqlite
SECONDS = float(os.environ.get("CRASH_SECONDS", "25"))
WRITERS = 3


@pytest.fixture(autouse=True)
def portal_s_time() -> Iterator[None]:
    with clock.at(datetime.fromisoformat(NOON).replace(tzinfo=clock.SHANGHAI)):
        yield


@dataclass
class Writer:
    """A clerk who saves, uploads and looks; what the portal said it had kept, and what was sent at all."""

    email: str
    application: int
    saved: int = 0
    tried: int = 0
    files: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)

    def work(self, address: str, over: threading.Event) -> None:
        caller = Caller(address)
        while not over.is_set():
            try:
                self._step(caller)
            except Away:
                time.sleep(0.2)

    def _step(self, caller: Caller) -> None:
        base = f"/applications/{self.application}"
        self.tried += 1
        answer = caller.send(f"{base}/sections/task_1", "/sections/task_1", {"task_1-goals": goals(self.tried)})
        if "/sign-in" in answer.address:
            self.tried -= 1
            self._expected(caller.sign_in(self.email).status, "signing in")
            return
        self._expected(answer.status, "saving")
        if answer.status == 200 and goals(self.tried) in answer.text:
            self.saved = self.tried
        if self.tried % 4 == 0:
            content = pdf(f"{self.application} {self.tried}").getvalue()
            said = caller.send(f"{base}/evidence", "/evidence/charter", {}, {"files": (f"章程{self.tried}.pdf", content)})
            self._expected(said.status, "uploading")
            if said.status == 200 and f"章程{self.tried}.pdf" in said.text:
                self.files.append(sha256(content).hexdigest())
                caller.send(f"{base}/evidence", "/remove", {})  # so that there is room for the next

    def _expected(self, status: int, what: str) -> None:
        if status not in (200, 409, 422, 429, 503):
            self.unexpected.append(f"{what}: {status}")


def goals(number: int) -> str:
    return f"第 {number} 次修改的建设目标"


def register(address: str, first: int, over: threading.Event, acknowledged: list[str]) -> None:
    """Organisations that register: each tells the province's officer, by a letter too."""
    number = first
    while not over.is_set():
        number += 1
        known = {"name": f"演示注册{number}有限公司", "uscc": uscc(number), "kind": "private", "province": "320000", "address": "演示路 1 号"}
        person = {"contact": "孙经办", "phone": "13812345678", "email": f"registered{number}@demo.example", "consent": "y"}
        password = {"password": PASSWORD, "password_again": PASSWORD}
        with suppress(Away):
            answer = Caller(address).send("/register", "/register", {**known, **person, **password})
            if answer.status == 200 and "有填写需要更正" not in answer.text and "登录" in answer.text:
                acknowledged.append(uscc(number))
        time.sleep(0.3)


def children(process: subprocess.Popen[bytes]) -> list[int]:
    file = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(one) for one in file.read_text().split()] if file.exists() else []


def kill_at_random(portal: Installation, until: float) -> int:
    count, chance = 0, random.Random(20261130)
    while time.monotonic() < until:
        time.sleep(chance.uniform(0.5, 3))
        what = chance.choice(("web", "worker", "one of the web"))
        if what == "one of the web":
            with suppress(ProcessLookupError, IndexError):
                os.kill(chance.choice(children(portal.running["web"])), 9)
        else:
            portal.kill(what)
            portal.start(what)
        count += 1
    return count


def test_nothing_acknowledged_is_lost_when_everything_is_killed_again_and_again(app: Flask, empty_database: Path, tmp_path: Path) -> None:
    office = PostOffice()
    post: Controller = OnFreePort(office, hostname="127.0.0.1", port=0)
    post.start()
    mails = {"CTE_MAIL_SERVER": f"127.0.0.1:{post.port}", "CTE_MAIL_FROM": "portal@demo.example", "CTE_MAIL_TLS": "none", "CTE_RATE_LIMITS": "false"}
    with closing(_Closing(post.stop)), installed(app, tmp_path, empty_database, **mails) as (portal, own):
        people = People(own)
        people.account(Role.PROVINCE_OFFICER)
        writers = [_writer(own, people) for _ in range(WRITERS)]
        over, registered = threading.Event(), list[str]()
        threads = [threading.Thread(target=one.work, args=(portal.address, over)) for one in writers]
        threads.append(threading.Thread(target=register, args=(portal.address, 5000, over, registered)))
        for thread in threads:
            thread.start()
        killed = kill_at_random(portal, time.monotonic() + SECONDS)
        portal.answers()
        over.set()
        for thread in threads:
            thread.join()
        portal.stop()
        print(f"killed {killed} times;", *((one.saved, one.tried, len(one.files)) for one in writers), len(registered))
        assert all(one.saved > 3 and one.files for one in writers) and registered
        assert [one.unexpected for one in writers] == [[]] * WRITERS
        with own.app_context():
            _everything_is_there(writers, registered, tmp_path)
            _letters_went_once(own, office, post, registered)
            db.session.remove()


class _Closing:
    def __init__(self, close: object):
        self.close = close


def _writer(own: Flask, people: People) -> Writer:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with own.app_context():
        return Writer(email, full_application(people.person(email), 2).id)


def _everything_is_there(writers: list[Writer], registered: list[str], folder: Path) -> None:
    with closing(sqlite3.connect(folder / "portal.sqlite3")) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
    assert audit.first_broken() is None
    for one in writers:
        kept = queries.content_of(db.session.get_one(Application, one.application)).values("task_1")["goals"]
        assert kept in {goals(number) for number in range(one.saved, one.tried + 1)}, (kept, one.saved)
        held = set(db.session.scalars(select(Evidence.sha256).where(Evidence.application_id == one.application)))
        assert set(one.files) <= held
    assert set(registered) <= set(db.session.scalars(select(Organisation.uscc)))
    found = backup.check_files()
    assert (found.missing, found.damaged) == ((), ())


def _letters_went_once(own: Flask, office: PostOffice, post: Controller, registered: list[str]) -> None:
    """What the worker had in hand when it was killed goes later; the officer has one letter for each registration."""
    settings = own.config["SETTINGS"]
    own.config["SETTINGS"] = msgspec.structs.replace(
        settings, mail_server=f"127.0.0.1:{post.port}", mail_from="portal@demo.example", mail_tls=MailTls.NONE
    )
    with clock.at(clock.now() + timedelta(hours=1)):
        inboxes.send_letters()
    own.config["SETTINGS"] = settings
    assert db.session.scalar(select(func.count()).select_from(NoticeLetter).where(NoticeLetter.sent_at.is_(None))) == 0
    notices = db.session.scalar(select(func.count()).select_from(Notice)) or 0
    names = {letter["Message-ID"] for letter in office.letters}
    assert len(names) == notices >= len(registered)


def test_a_full_disk_is_said_and_when_there_is_room_again_work_goes_on(app: Flask, empty_database: Path, tmp_path: Path) -> None:
    with closing(_Closing(_small_disk(tmp_path / "data", 48))), installed(app, tmp_path / "data", empty_database) as (portal, own):
        people = People(own)
        writer = _writer(own, people)
        caller, base = Caller(portal.address), f"/applications/{writer.application}"
        caller.sign_in(writer.email)
        assert caller.send(f"{base}/sections/task_1", "/sections/task_1", {"task_1-goals": goals(1)}).status == 200
        ballast = tmp_path / "data" / "ballast"
        _fill(ballast, leave=0)
        page = caller.send(f"{base}/sections/task_1", "/sections/task_1", {"task_1-goals": goals(2) * 200})
        assert page.status == 503 and "服务器空间不足" in page.text and page.headers["Retry-After"], page.text[-600:]
        said = caller.send(f"{base}/evidence", "/evidence/charter", {}, {"files": ("章程.pdf", pdf("章程", 300).getvalue())})
        assert said.status == 503 and "服务器空间不足" in said.text, said.text[-600:]
        assert goals(1) in caller.open(f"{base}/sections/task_1").text  # reading goes on
        ballast.unlink()
        assert goals(3) in caller.send(f"{base}/sections/task_1", "/sections/task_1", {"task_1-goals": goals(3)}).text
        content = pdf("章程", 300).getvalue()
        assert "章程.pdf" in caller.send(f"{base}/evidence", "/evidence/charter", {}, {"files": ("章程.pdf", content)}).text
        portal.stop()
        with own.app_context():
            assert storage().path(sha256(content).hexdigest()).read_bytes() == content
            _everything_is_there([], [], tmp_path / "data")
            assert backup.check_files().orphans == () and not list((tmp_path / "data" / "files").glob("incoming-*"))
            db.session.remove()


def _small_disk(folder: Path, megabytes: int) -> object:
    """A disk of its own at the folder; what takes it away."""
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "portal", str(folder)], check=False, capture_output=True).returncode:
        pytest.skip("这里不能挂载小磁盘（需要 root），磁盘写满的测试没有运行")
    return lambda: subprocess.run(["umount", "-l", str(folder)], check=True)


def _fill(ballast: Path, leave: int) -> None:
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
    with ballast.open("r+b") as file:
        file.truncate(max(0, ballast.stat().st_size - leave))


def test_a_database_that_somebody_holds_is_said_and_reading_goes_on(app: Flask, empty_database: Path, tmp_path: Path) -> None:
    with installed(app, tmp_path, empty_database) as (portal, own):
        people = People(own)
        writer = _writer(own, people)
        caller, path = Caller(portal.address), f"/applications/{writer.application}/sections/task_1"
        caller.sign_in(writer.email)
        with closing(sqlite3.connect(tmp_path / "portal.sqlite3", isolation_level=None)) as held:
            held.execute("BEGIN IMMEDIATE")
            page = caller.send(path, "/sections/task_1", {"task_1-goals": goals(1)})
            assert page.status == 503 and "现在办理的人太多" in page.text and page.headers["Retry-After"] == "10"
            assert caller.open(path).status == 200
            held.execute("ROLLBACK")
        assert goals(2) in caller.send(path, "/sections/task_1", {"task_1-goals": goals(2)}).text

"""The portal as it runs in service, in processes of its own, for tests that talk to it by HTTP or kill it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from bs4 import BeautifulSoup, Tag
from flask import Flask

from cte_portal import create_app
from cte_portal.document import fonts
from cte_portal.extensions import limiter
from cte_portal.settings import Profile, Settings
from tests.conftest import CACHE
from tests.support.database import own_database
from tests.support.people import PASSWORD, filled_in
from tests.support.servers import free_port

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
NOON = "2026-06-01T12:00:00"


def prepared(beside: Flask, data: Path, database: Path, province: str = "") -> tuple[Flask, dict[str, str], str]:
    """A portal with an empty database, a province's own where one is given; the environment to run it in; its address."""
    port = free_port()
    settings = Settings(
        data_dir=data,
        fonts_dir=str(CACHE / "fonts"),
        secret_key="b" * 40,
        profile=Profile.PROVINCIAL if province else Profile.NATIONAL,
        province=province,
        clock=NOON,
        password_cost=1,
        password_memory=64,
        base_url=f"http://127.0.0.1:{port}",
    )
    settings = own_database(beside, settings, database)
    app = create_app(settings)
    limiter.enabled = False  # one for the whole process, and this portal's pages are served by another
    with app.app_context():
        fonts.prepare(CACHE / "fonts", lambda line: None)
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port)}
    environment |= {
        "CTE_DATA_DIR": str(data),
        "CTE_DATABASE_URL": settings.database_url,
        "CTE_FONTS_DIR": settings.fonts_dir,
        "CTE_SECRET_KEY": settings.secret_key,
        "CTE_PROFILE": settings.profile.value,
        "CTE_PROVINCE": province,
        "CTE_CLOCK": NOON,
        "CTE_PASSWORD_COST": str(settings.password_cost),
        "CTE_PASSWORD_MEMORY": str(settings.password_memory),
        "CTE_BASE_URL": settings.base_url,
    }
    return app, environment, settings.base_url


@contextmanager
def answering(command: list[str], environment: dict[str, str], address: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own group that answers at the address."""
    file = Path(environment["CTE_DATA_DIR"]) / "log.txt"
    with file.open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait_for(address, file)
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(20)


def _wait_for(address: str, log: Path) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=5).read()
        except OSError:  # not there yet, or too busy to answer in time
            time.sleep(0.4)
        else:
            return
    raise AssertionError(f"the portal did not start:\n{log.read_text()}")


@dataclass
class Installation:
    """Web and worker, each a process group that can be killed and started again on the same data."""

    environment: dict[str, str]
    address: str
    threads: int = 2
    workers: int = 2
    behind: int = 0  # how far the web processes stand back, as nice counts
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        return Path(self.environment["CTE_DATA_DIR"]) / "log.txt"

    def start(self, name: str) -> None:
        """`name`: web or worker."""
        web = [
            "nice",
            f"-n{self.behind}",
            str(BIN / "gunicorn"),
            "wsgi:app",
            "--workers",
            str(self.workers),
            "--threads",
            str(self.threads),
            "--preload",
            "--bind",
            self.address.removeprefix("http://"),
        ]
        command = {"web": [*web, "--no-control-socket"], "worker": [str(BIN / "flask"), "--app", "wsgi", "worker"]}[name]
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True)

    def answers(self) -> None:
        _wait_for(self.address, self.log)

    def kill(self, name: str) -> None:
        """As a power cut does, all of its processes at once."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for name in list(self.running):
            process = self.running.pop(name)
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


@contextmanager
def installed(beside: Flask, folder: Path, database: Path, **more: str) -> Iterator[tuple[Installation, Flask]]:
    """An installation that runs, with a database of its own; and the same portal in this process, to set scenes and to look."""
    app, environment, address = prepared(beside, folder, database)
    found = Installation({**environment, **more}, address)
    try:
        found.start("web")
        found.start("worker")
        found.answers()
        yield found, app
    finally:
        for name in list(found.running):
            found.kill(name)


class Away(Exception):
    """Nobody answered, or the answer broke off."""


def form_of(page: str, path: str, ends: str) -> Tag | None:
    """The first form that goes to such an address; nothing else of the page is read, which is most of the work."""
    for found in re.finditer(r"<form\b[^>]*>.*?</form>", page, re.DOTALL):
        head = found[0][: found[0].index(">")]
        action = re.search(r'action="([^"]*)"', head)
        if (action[1] if action else path).endswith(ends):
            return BeautifulSoup(found[0], "html.parser").find("form")
    return None


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]
    address: str
    raw: bytes = b""


class Caller:
    """Somebody with a browser without JavaScript, at the other end of a line."""

    def __init__(self, address: str, patience: float = 30):
        self.address, self.patience = address, patience
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, path: str) -> Answer:
        return self._answer(urllib.request.Request(self.address + path))

    def send(self, path: str, form_ends: str, typed: Mapping[str, str], files: Mapping[str, tuple[str, bytes]] | None = None) -> Answer:
        """Open the page, fill in its form and send it."""
        page = self.open(path)
        if page.status != 200:
            return page
        form = form_of(page.text, path, form_ends)
        if form is None:
            return page  # such as the one for signing in
        sent = {**filled_in(form), **typed}
        return self.post(str(form.get("action") or path), sent, files or {})

    def post(
        self, path: str, typed: Mapping[str, object], files: Mapping[str, tuple[str, bytes]], further: Mapping[str, str] | None = None
    ) -> Answer:
        """As a browser does: as a form, or in parts where there are files."""
        boxes = [(name, str(one)) for name, value in typed.items() for one in (value if isinstance(value, list) else [value])]
        if files:
            mark = uuid4().hex
            parts = [(f'name="{name}"', text.encode()) for name, text in boxes]
            parts += [(f'name="{name}"; filename="{filename}"', content) for name, (filename, content) in files.items()]
            body = b"".join(f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n" for head, content in parts)
            kind, body = f"multipart/form-data; boundary={mark}", body + f"--{mark}--\r\n".encode()
        else:
            kind, body = "application/x-www-form-urlencoded", urlencode(boxes).encode()
        return self._answer(urllib.request.Request(self.address + path, body, {"Content-Type": kind, **(further or {})}))

    def sign_in(self, email: str) -> Answer:
        return self.send("/sign-in", "/sign-in", {"email": email, "password": PASSWORD})

    def _answer(self, asked: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(asked, timeout=self.patience) as answer:
                raw = answer.read()
                return Answer(answer.status, raw.decode(errors="replace"), answer.headers, answer.url, raw)
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.read().decode(), refused.headers, refused.url)
        except (OSError, ValueError, EOFError) as problem:
            raise Away(str(problem)) from None
        except Exception as problem:  # http.client's own, for answers that break off
            raise Away(repr(problem)) from None

"""The peer: pretalx in an environment of its own (`make bench-peers`), filled, served on loopback, measured, stopped.

And the same for our own portal, so that both are measured in one way: one gunicorn worker each, one client, in turn.
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PEERS = Path(".venv-peers/bin")
SECONDS_TO_START = 60
CONFIG = """[filesystem]
data={data}
[site]
debug=False
url=http://127.0.0.1:{port}
[database]
backend=sqlite3
"""


def installed() -> bool:
    return (PEERS / "gunicorn").exists()


@dataclass
class Signed:
    """A client with cookies, signed in at one server."""

    address: str
    opener: urllib.request.OpenerDirector = field(
        default_factory=lambda: urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    )

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=120) as answer:
            return str(answer.read().decode())

    def sign_in(self, path: str, token: str, **typed: str) -> None:
        """`token`: the name of the form's hidden token."""
        found = re.search(rf'name="?{token}"?[^>]*value="?([^">]+)', self.get(path))
        assert found, f"no form token on {path}"
        posted = urllib.parse.urlencode({token: found[1], **typed}).encode()
        request = urllib.request.Request(self.address + path, data=posted, headers={"Referer": self.address + path})
        self.opener.open(request, timeout=120).close()

    def seconds(self, path: str, holds: str) -> float:
        """How long the page takes; it must hold this text."""
        begun = time.perf_counter()
        page = self.get(path)
        taken = time.perf_counter() - begun
        assert holds in page, f"{path} does not hold {holds}"
        return taken


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def served(gunicorn: Path, application: str, port: int, environment: Mapping[str, str]) -> Iterator[str]:
    """One worker on loopback, until the block ends; its address."""
    command = [str(gunicorn.absolute()), application, "--workers", "1", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    server = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError("the server did not start")


@contextmanager
def pretalx(folder: Path, submissions: int) -> Iterator[Signed]:
    """pretalx with so many submissions in one event, and its organiser signed in. Its list: /orga/event/bench/submissions/"""
    port = _free_port()
    config = folder / "pretalx.cfg"
    (folder / "data").mkdir(parents=True)
    config.write_text(CONFIG.format(data=folder / "data", port=port))
    environment = {"PRETALX_CONFIG_FILE": str(config)}
    filling = (Path(__file__).parent / "peer_pretalx.py").read_bytes()
    for command, read in ((["-m", "pretalx", "migrate"], b""), (["-", str(submissions)], filling)):
        python = str(PEERS.absolute() / "python")
        subprocess.run([python, *command], env={**os.environ, **environment}, check=True, capture_output=True, input=read)
    with served(PEERS / "gunicorn", "pretalx.wsgi", port, environment) as address:
        organiser = Signed(address)
        organiser.sign_in("/orga/login/", "csrfmiddlewaretoken", login_email="bench@bench.example", login_password="a long enough pass phrase 7")
        yield organiser


@contextmanager
def ours(folder: Path, email: str, password: str) -> Iterator[Signed]:
    """Our portal on the data in this folder, and this officer signed in."""
    environment = {"CTE_DATA_DIR": str(folder), "CTE_PROFILE": "national", "CTE_RATE_LIMITS": "false"}
    with served(Path(sys.executable).parent / "gunicorn", "wsgi:app", _free_port(), environment) as address:
        officer = Signed(address)
        officer.sign_in("/sign-in", "csrf_token", email=email, password=password)
        yield officer

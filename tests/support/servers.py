"""Real servers that the portal talks to, on this machine only and gone with the test: an object store, a virus scanner, Redis."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

KEY, SECRET, BUCKET = "portal", "not-a-real-secret", "portal-files"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def program(name: str, package: str) -> str:
    """Where it is. Without it a test is left out, except where all of them are run to decide something."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{name} 没有安装（apt install {package}），这项测试没有运行")
    return found


@contextmanager
def _running(command: list[object], folder: Path, there: Callable[[], bool]) -> Iterator[subprocess.Popen[bytes]]:
    log = folder / "server.log"
    with log.open("ab") as said:
        process = subprocess.Popen([str(one) for one in command], cwd=folder, stdout=said, stderr=said)
    try:
        until = time.monotonic() + 60
        while not there():
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"{command[0]} did not start:\n{log.read_text()[-3000:]}")
            time.sleep(0.1)
        yield process
    finally:
        process.kill()  # it has nothing to keep
        process.wait(30)


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def object_store(folder: Path) -> Iterator[str]:
    """SeaweedFS with its S3 door open and one empty bucket; the address of the bucket."""
    weed = Path(sys.executable).parent / "weed"
    ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
    grpc = {name: free_port() for name in ports}
    known = folder / "identities.json"
    identity = {"name": "portal", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin", "Read", "Write", "List"]}
    known.write_text(json.dumps({"identities": [identity]}))
    options = [f"-{name}.port={port}" for name, port in ports.items()] + [f"-{name}.port.grpc={port}" for name, port in grpc.items()]
    options += [
        "-s3",
        f"-s3.config={known}",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=20",
    ]
    with _running([weed, "server", *options], folder, lambda: _answers(ports["s3"]) and _answers(ports["filer"])):
        address = f"http://127.0.0.1:{ports['s3']}/{BUCKET}"
        made = f"s3.bucket.create -name {BUCKET}\n"
        for _ in range(50):
            master, filer = f"127.0.0.1:{ports['master']}.{grpc['master']}", f"127.0.0.1:{ports['filer']}.{grpc['filer']}"
            said = subprocess.run(
                [weed, "shell", f"-master={master}", f"-filer={filer}"],
                input=made,
                text=True,
                capture_output=True,
                cwd=folder,
                timeout=60,
                check=False,
            )
            if "create bucket" in said.stdout + said.stderr:
                break
            time.sleep(0.2)
        else:
            raise AssertionError(f"no bucket could be made:\n{said.stdout}{said.stderr}")
        yield address


@contextmanager
def _answering(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A store that answers as the handler says; the address of its bucket."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{BUCKET}"
    server.shutdown()
    server.server_close()


class Failing(BaseHTTPRequestHandler):
    """An object store on a bad day."""

    slow = 0.0

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        time.sleep(type(self).slow)
        self.send_response(500)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PUT = do_POST = do_HEAD = answer

    def log_message(self, *said: object) -> None:
        pass


@contextmanager
def failing_store(slow: float = 0.0) -> Iterator[str]:
    """Answers everything with 500, after so many seconds; the address of its bucket."""
    with _answering(type("OneFailing", (Failing,), {"slow": slow})) as address:
        yield address


class Small(BaseHTTPRequestHandler):
    """An object store of a few lines, on a middling day."""

    kept: dict[str, bytes]
    forgets: bool
    away: int

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if type(self).away:
            type(self).away -= 1
            return self._answer(500)
        if not type(self).forgets:
            self.kept[self.path] = content
        return self._answer(200)

    def do_GET(self) -> None:
        if self.path in self.kept:
            self._answer(200, self.kept[self.path])
        else:
            self._answer(404)

    def _answer(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        for name, value in (("Content-Length", str(len(content))), ("ETag", '"1"'), ("Last-Modified", "Mon, 01 Jun 2026 04:00:00 GMT")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *said: object) -> None:
        pass


@contextmanager
def small_store(*, forgets: bool = False, away: int = 0) -> Iterator[str]:
    """`forgets`: says that it keeps, and keeps nothing. `away`: how many files it answers with 500 before it works."""
    with _answering(type("OneSmall", (Small,), {"kept": {}, "forgets": forgets, "away": away})) as address:
        yield address


@dataclass(frozen=True)
class Scanner:
    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def virus_scanner(folder: Path, largest: str = "64M", *, by_network: bool = False) -> Iterator[Scanner]:
    """clamd with two signatures of our own: the file that all scanners know (EICAR), and a word. `largest`: a file that it looks at."""
    clamd = program("clamd", "clamav-daemon")
    folder.chmod(0o755)
    signatures, door = folder / "signatures", folder / "clamd.ctl"
    signatures.mkdir()
    (signatures / "portal.ndb").write_text(
        f"Portal.Test.Word:0:*:{b'a-virus-made-for-the-tests-of-the-portal'.hex()}\nEicar-Test-Signature:0:0:{EICAR.hex()}\n"
    )
    configuration = folder / "clamd.conf"
    lines = [f"DatabaseDirectory {signatures}", f"LocalSocket {door}", "Foreground yes", f"StreamMaxLength {largest}", "OfficialDatabaseOnly no"]
    port = free_port()
    if by_network:
        lines += ["TCPAddr 127.0.0.1", f"TCPSocket {port}"]
    configuration.write_text("\n".join(lines) + "\n")
    there = (lambda: _answers(port)) if by_network else door.exists
    with _running([clamd, f"--config-file={configuration}"], folder, there) as process:
        yield Scanner(f"127.0.0.1:{port}" if by_network else str(door), process)


WORD = b"a-virus-made-for-the-tests-of-the-portal"
# split, so that scanners leave this file alone
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Redis that keeps nothing on disk; its address."""
    port = free_port()
    command = [
        program("redis-server", "redis-server"),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(folder),
    ]
    with _running([*command], folder, lambda: _answers(port)):
        yield f"redis://127.0.0.1:{port}/0"

"""A running portal and a real Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from cte_portal import clock
from tests.conftest import running_on_ci
from tests.support.clerk import BROWSERS
from tests.support.installation import NOON, answering, prepared
from tests.support.people import JIANGSU, People

ROOT = Path(__file__).parent.parent.parent


@dataclass
class RunningPortal:
    address: str
    app: Flask  # the same portal, for setting the scene
    people: People
    clock_moves_to: Callable[[str], None]  # started again at that time; whoever was signed in has been away too long


@dataclass
class Mortal(RunningPortal):
    """A portal whose web process can be killed and started again, on the same data and address."""

    start: Callable[[], None]
    kill: Callable[[], None]


@pytest.fixture(autouse=True)
def portal_s_time() -> Iterator[None]:
    """Scenes are set at the time that the running portal shows, whatever other portals of this process are set to."""
    with clock.at(datetime.fromisoformat(NOON).replace(tzinfo=clock.SHANGHAI)):
        yield


@pytest.fixture(scope="module")
def running(app: Flask, empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """Web and worker as `make run` starts them, on a database of their own; the tests of one file share it."""
    with _started(app, tmp_path_factory.mktemp("running"), empty_database) as portal:
        yield portal


@pytest.fixture(scope="module")
def province_s_own(app: Flask, empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """The same, as one province runs it for itself."""
    with _started(app, tmp_path_factory.mktemp("province"), empty_database, province=JIANGSU) as portal:
        yield portal


@contextmanager
def _started(beside: Flask, data: Path, database: Path, province: str = "") -> Iterator[RunningPortal]:
    app, environment, address = prepared(beside, data, database, province)
    command = [str(Path(sys.executable).parent / "honcho"), "start", "--port", environment["PORT"]]
    alive: list[ExitStack] = []

    def start(at: str = NOON) -> None:
        stack = ExitStack()
        alive.append(stack)
        process = stack.enter_context(answering(command, {**environment, "CTE_CLOCK": at}, address))
        stack.callback(lambda: process.wait(20))
        stack.callback(process.terminate)

    def clock_moves_to(at: str) -> None:
        alive.pop().close()
        start(at)

    start()
    yield RunningPortal(address, app, People(app), clock_moves_to)
    alive.pop().close()


@pytest.fixture
def mortal(app: Flask, empty_database: Path, tmp_path: Path) -> Iterator[Mortal]:
    own, environment, address = prepared(app, tmp_path, empty_database)
    command = [
        str(Path(sys.executable).parent / "gunicorn"),
        "--workers",
        "1",
        "--threads",
        "4",
        "--bind",
        address.removeprefix("http://"),
        "wsgi:app",
    ]
    alive: list[ExitStack] = []

    def start() -> None:
        stack = ExitStack()
        alive.append(stack)
        process = stack.enter_context(answering(command, environment, address))
        stack.callback(lambda: os.killpg(process.pid, signal.SIGKILL))

    def kill() -> None:
        alive.pop().close()

    def clock_moves_to(at: str) -> None:
        kill()
        environment["CTE_CLOCK"] = at
        start()

    start()
    yield Mortal(address, own, People(own), clock_moves_to, start, kill)
    while alive:
        kill()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed with the last test of a file: pages left open would go on working beside the other tests."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = "本机没有 Chromium，浏览器测试没有运行（apt install chromium）"
        if running_on_ci():
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()

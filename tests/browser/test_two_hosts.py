"""Two web hosts without sticky sessions, on one PostgreSQL, one object store and one Redis: nobody notices."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask import Flask
from playwright.sync_api import Browser

from cte_portal import create_app
from cte_portal.extensions import db
from cte_portal.settings import Settings
from cte_portal.storage import RemoteStorage
from cte_portal.upgrading import upgrade
from tests.support import postgresql
from tests.support.balancer import balancer
from tests.support.installation import Installation, prepared
from tests.support.people import People
from tests.support.servers import KEY, SECRET, free_port, object_store, redis_server

from .conftest import RunningPortal
from .test_road import walk

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]


@pytest.fixture
def two_hosts(app: Flask, empty_database: Path, tmp_path: Path) -> Iterator[tuple[RunningPortal, dict[int, int]]]:
    if postgresql.programs() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("PostgreSQL 没有安装，这项测试没有运行")
    for name in ("data", "store", "redis"):
        (tmp_path / name).mkdir()
    before, environment, address = prepared(app, tmp_path / "data", empty_database)
    with postgresql.running() as server, object_store(tmp_path / "store") as store, redis_server(tmp_path / "redis") as redis:
        server.run(postgresql.sql.SQL("CREATE DATABASE portal"))
        shared = {"database_url": server.url(), "storage_url": store, "storage_key": KEY, "storage_secret": SECRET}
        settings: Settings = msgspec.structs.replace(before.config["SETTINGS"], **shared)  # no Redis in this process: limits are one for all tests
        own = create_app(settings)
        with own.app_context():
            upgrade()
        environment |= {f"CTE_{name.upper()}": value for name, value in {**shared, "redis_url": redis}.items()}
        ports = [free_port(), free_port()]
        hosts = [Installation(environment, f"http://127.0.0.1:{port}", threads=1) for port in ports]
        for host in hosts:
            host.start("web")
        hosts[0].start("worker")
        try:
            for host in hosts:
                host.answers()
            with balancer(int(address.rpartition(":")[2]), ports) as counts:
                yield RunningPortal(address, own, People(own), lambda at: None), counts
        finally:
            for host in hosts:
                for name in list(host.running):
                    host.kill(name)
            with own.app_context():
                db.session.remove()
                db.engine.dispose()


def test_the_whole_road_goes_over_both(two_hosts: tuple[RunningPortal, dict[int, int]], chromium: Browser, tmp_path: Path) -> None:
    portal, counts = two_hosts
    walk(portal, chromium, tmp_path, javascript=True)
    assert min(counts.values()) > 50, counts
    held = portal.app.extensions["storage"]
    assert isinstance(held, RemoteStorage)
    with portal.app.app_context():
        assert db.session.get_bind().dialect.name == "postgresql"
        db.session.remove()

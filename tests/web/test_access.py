"""Who may call what: every route × every role × own, other and foreign objects, against one table."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from cte_portal import clock
from tests.conftest import NOON
from tests.support.people import Visitor
from tests.support.routes import BY_PROFILE, EVERYBODY, OVERSEEN, PEOPLE, SEES, TABLE, M, V, addresses
from tests.support.scenes import Scene
from tests.support.world import World

# all that reading may write: the trail says that an officer opened something
OPENING = re.compile(r"""INSERT INTO "audit_entry" VALUES\(.*'\w+\.opened'""")


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    with clock.at(NOON):
        yield


def test_the_table_names_exactly_the_routes_that_exist(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(TABLE)


def test_every_route_declares_its_gate_and_it_is_the_one_in_the_table(app: Flask) -> None:
    for endpoint, roles in TABLE.items():
        if endpoint == "static":
            continue
        gate = app.view_functions[endpoint].gate  # type: ignore[attr-defined]
        declared = gate.roles or EVERYBODY
        if endpoint.startswith("recognition.") or endpoint in BY_PROFILE:
            assert declared == {V, M}, endpoint  # who of the two depends on the profile; the answers below tell
        else:
            assert declared == roles, endpoint


@pytest.mark.sqlite
@pytest.mark.parametrize("endpoint", [name for name in TABLE if name != "static"])
def test_who_gets_what(app: Flask, scene: Scene[World], endpoint: str) -> None:
    world = scene.known
    scene.put()
    for rule in app.url_map.iter_rules():
        if rule.endpoint != endpoint:
            continue
        method = "POST" if "POST" in (rule.methods or set()) else "GET"
        for variant, address in addresses(app, world, endpoint):
            for who in (None, *PEOPLE):
                answer = _ask(app, world, who, method, address)
                _check(endpoint, variant, who, answer, f"{method} {address} as {who}: {answer}")
                changes = _changes(app.config["SETTINGS"].data_dir / "portal.sqlite3", scene.file)
                if not changes:
                    continue
                assert method != "GET" or all(OPENING.match(line) for line in changes), f"GET {address} as {who} changed something"
                refused = answer[0] in (403, 404) or (who is None and TABLE[endpoint] is not EVERYBODY)
                assert not refused, f"{method} {address} as {who} was refused, yet changed something"
                scene.put()


def _ask(app: Flask, world: World, who: str | None, method: str, address: str) -> tuple[int, str]:
    visitor = world.visitors[who] if who else Visitor(app.test_client())
    if method == "GET":
        response = visitor.client.get(address)
    else:
        token = visitor.open("/").token() if who is None else world.tokens[who]
        files = {"scan": (BytesIO(b"%PDF"), "a.pdf")} if address.endswith("/scan") else {}
        response = visitor.client.post(address, data={"csrf_token": token, **files}, content_type="multipart/form-data")
    return response.status_code, response.headers.get("Location", "")


def _check(endpoint: str, variant: tuple[str, str] | None, who: str | None, answer: tuple[int, str], said: str) -> None:
    status, location = answer
    roles = TABLE[endpoint]
    assert status < 500, said
    to_sign_in = status in (302, 303) and location.startswith("/sign-in")
    if roles is EVERYBODY:
        assert status not in (401, 403, 404) and (not to_sign_in or endpoint.startswith(("accounts.", "registration."))), said
    elif who is None:
        assert to_sign_in, said
    elif variant and who not in SEES[variant[0]][variant[1]]:
        assert status == 404, said
    elif PEOPLE[who] not in roles or (who == "ministry" and endpoint in OVERSEEN):
        assert status == 403, said
    else:
        assert status not in (401, 403) and not to_sign_in, said


def _changes(database: Path, start: Path) -> set[str]:
    """What the database holds and `start` does not, and the other way round. Where nothing was written, its bytes say so at once."""
    log = database.with_name(database.name + "-wal")
    if not (log.exists() and log.stat().st_size) and database.read_bytes() == start.read_bytes():
        return set()
    return set(_held(database)) ^ set(_held(start))


def _held(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()

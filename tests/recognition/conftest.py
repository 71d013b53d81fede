"""Three applications that were reported, made once: each test gets a copy of that database."""

from __future__ import annotations

import shutil
from copy import copy

import pytest
from flask import Flask

from cte_portal import clock
from cte_portal.extensions import db
from tests.conftest import NOON
from tests.support.people import People
from tests.support.recognition import Reported


@pytest.fixture(scope="session")
def made(app: Flask) -> Reported:
    data = app.config["SETTINGS"].data_dir
    with clock.at(NOON):
        _empty(app)
        shutil.copy(data / "pattern.sqlite3", data / "portal.sqlite3")
        found = Reported(People(app), 3)
        _empty(app, keep="reported.sqlite3")
    return found


def _empty(app: Flask, keep: str = "") -> None:
    data = app.config["SETTINGS"].data_dir
    with app.app_context():
        db.session.remove()
        if keep:
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    if keep:
        shutil.copy(data / "portal.sqlite3", data / keep)
    for file in data.glob("portal.sqlite3*"):
        file.unlink()


@pytest.fixture
def reported(made: Reported, portal: Flask) -> Reported:
    data = portal.config["SETTINGS"].data_dir
    _empty(portal)
    shutil.copy(data / "reported.sqlite3", data / "portal.sqlite3")
    found = copy(made)
    found.people = People(portal, made.people.made)
    return found


@pytest.fixture
def people(reported: Reported) -> People:
    return reported.people

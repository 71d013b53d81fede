from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from cte_portal import clock
from cte_portal.extensions import db
from tests.conftest import NOON
from tests.handover.two_portals import Portal, second_portal
from tests.support.files import png
from tests.support.people import People


@pytest.fixture(scope="module")
def province(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """An installation that has sent a batch of two; kept for the module: nothing of it is changed."""
    portal = second_portal(app, tmp_path_factory.mktemp("province"))
    yield portal
    with portal.app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def number(province: Portal) -> str:
    """Of the batch that was sent; one picture is a proof of both applications."""
    with clock.at(NOON):
        return province.reports(picture=png().getvalue())


@pytest.fixture(scope="module")
def bundle(province: Portal, number: str) -> bytes:
    with clock.at(NOON):
        return province.exports(number)


@pytest.fixture
def ministry(portal: Flask, province: Portal, tmp_path: Path) -> Portal:
    """An empty installation that trusts the province's key."""
    shutil.rmtree(portal.config["SETTINGS"].data_dir / "incoming", ignore_errors=True)
    found = Portal(portal, People(portal), tmp_path)
    found.trusts(province)
    return found

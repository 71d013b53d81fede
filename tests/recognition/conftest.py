"""Three applications that were reported, made once: each test starts from that database."""

from __future__ import annotations

from copy import copy

import pytest
from flask import Flask

from tests.support.people import People
from tests.support.recognition import Reported
from tests.support.scenes import Scene, set_scene


def three_reported(people: People) -> Reported:
    return Reported(people, 3)


@pytest.fixture(scope="session")
def made(app: Flask) -> Scene[Reported]:
    return set_scene(app, three_reported)


@pytest.fixture
def reported(made: Scene[Reported], portal: Flask) -> Reported:
    found = copy(made.known)
    found.people = made.put()
    return found


@pytest.fixture
def people(reported: Reported) -> People:
    return reported.people

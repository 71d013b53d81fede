"""The whole portal, for tests that go over all of it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.scenes import Scene, set_scene
from tests.support.world import World, build_world


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[World]:
    return set_scene(app, build_world)

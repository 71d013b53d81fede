"""What every test stands on: a portal with a clean database of its own, and people who use it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import huey  # noqa: F401  # whole, before a portal without Redis has it without
import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from cte_portal import clock, create_app
from cte_portal.extensions import db, limiter
from cte_portal.settings import Profile, Settings
from cte_portal.upgrading import upgrade
from tests.support import postgresql
from tests.support.database import keep_database, put_database
from tests.support.memory import temporary_files_in_memory
from tests.support.people import People
from tests.support.scenes import NOON

settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
settings.load_profile("portal")

CACHE = Path(__file__).parent.parent / ".cache"


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """Of a PostgreSQL that runs as long as the tests do, where CTE_TEST_DATABASE asks for one; otherwise empty: SQLite."""
    if os.environ.get("CTE_TEST_DATABASE") != "postgresql":
        yield ""
        return
    with postgresql.running() as server:
        server.copy("template0", postgresql.NAME)
        yield server.url()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Flask:
    """One portal for a whole run; its empty, migrated database is kept as a pattern for `portal`."""
    data = tmp_path_factory.mktemp("data")
    app = create_app(
        Settings(
            data_dir=data,
            database_url=database_url,
            fonts_dir=str(CACHE / "fonts"),
            secret_key="s" * 40,
            profile=Profile.NATIONAL,
            password_cost=1,
            password_memory=64,
            rate_limits=False,
            base_url="http://portal.test",
        ),
        testing=True,
    )
    with app.app_context():
        upgrade()
    keep_database(app, data / "pattern.sqlite3")
    return app


@pytest.fixture(scope="session")
def empty_database(app: Flask) -> Path:
    """Migrated, with nothing in it."""
    found: Path = app.config["SETTINGS"].data_dir / "pattern.sqlite3"
    return found


@pytest.fixture
def portal(app: Flask, empty_database: Path) -> Iterator[Flask]:
    """The portal with nothing in it, at noon of 1 June 2026."""
    put_database(app, empty_database)
    limiter.enabled = False  # of the whole process: a portal that another test made may have switched it on
    with clock.at(NOON):
        yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def people(portal: Flask) -> People:
    return People(portal)


@pytest.fixture(scope="session")
def fonts_folder() -> Path:
    return CACHE / "fonts"


def running_on_ci() -> bool:
    return bool(os.environ.get("CI"))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the processes that a run is spread over are started where this one is
        kept = ExitStack()
        kept.enter_context(temporary_files_in_memory())
        config.add_cleanup(kept.close)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL the tests of what only SQLite is are left out."""
    if os.environ.get("CTE_TEST_DATABASE") == "postgresql":
        apart = [item for item in items if item.get_closest_marker("sqlite")]
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if not item.get_closest_marker("sqlite")]

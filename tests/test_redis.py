"""Several hosts share what waits to be done, and what was tried too often, through a real Redis."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from cte_portal.jobs import Jobs
from cte_portal.settings import Settings, SettingsError, from_environment
from tests.support.servers import redis_server

pytestmark = pytest.mark.sqlite
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as found:
        yield found


def host(name: str, address: str, done: list[str]) -> Jobs:
    app = Flask(name)
    app.config["SETTINGS"] = Settings(redis_url=address)
    return Jobs(app, {"note": lambda word: done.append(f"{name}: {word}")})


def test_a_job_added_on_one_host_is_done_once_by_whichever_is_free(address: str) -> None:
    done: list[str] = []
    first, second = host("first", address, done), host("second", address, done)
    first.add("note", "印申报书")
    second.add("note", "查扫描件")
    assert first.waiting() == second.waiting() == 2
    assert second.do_waiting() == 2 and first.do_waiting() == 0
    assert done == ["second: 印申报书", "second: 查扫描件"]


HOST = """
from cte_portal import create_app
visitor = create_app(testing=True).test_client()
print([visitor.get("/verify?code=AAAA").status_code for _ in range(100)])
"""


def test_what_is_tried_too_often_is_counted_on_all_hosts_together(address: str, tmp_path: Path, empty_database: Path) -> None:
    answers = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        shutil.copy(empty_database, tmp_path / name / "portal.sqlite3")
        settings = {"CTE_DATA_DIR": str(tmp_path / name), "CTE_SECRET_KEY": "s" * 40, "CTE_PROFILE": "national", "CTE_REDIS_URL": address}
        said = subprocess.run([sys.executable, "-c", HOST], env={**os.environ, **settings}, cwd=ROOT, capture_output=True, text=True, check=True)
        answers.append(json.loads(said.stdout))
    assert answers[0][0] != 429 and answers[0][-1] == 429
    assert set(answers[1]) == {429}, "the second host answers after the first has said that it is enough"


def test_an_address_that_is_none_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="CTE_REDIS_URL"):
        from_environment({"CTE_REDIS_URL": "localhost", "CTE_SECRET_KEY": "k" * 40})

"""Several hosts share what waits to be done, and what was tried too often, through a real Redis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from cte_portal import create_app
from cte_portal.jobs import Jobs
from cte_portal.settings import Profile, Settings, SettingsError, from_environment
from tests.support.servers import redis_server

pytestmark = pytest.mark.sqlite


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


def test_what_is_tried_too_often_is_counted_on_all_hosts_together(address: str, tmp_path: Path) -> None:
    hosts = []
    for name in ("first", "second"):
        settings = Settings(data_dir=tmp_path / name, secret_key="s" * 40, profile=Profile.NATIONAL, redis_url=address)
        hosts.append(create_app(settings, testing=True).test_client())
    answers = [client.get("/verify?code=AAAA").status_code for _ in range(200) for client in hosts]
    assert 429 in answers
    since = answers.index(429)
    assert set(answers[since:]) == {429}, "one host goes on answering after the other has said that it is enough"


def test_an_address_that_is_none_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="CTE_REDIS_URL"):
        from_environment({"CTE_REDIS_URL": "localhost", "CTE_SECRET_KEY": "k" * 40})

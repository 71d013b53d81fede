"""Whoever runs the portal sees from outside how it goes: logs that can be searched, measures that can be watched; nothing secret in them."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from pathlib import Path

import pytest
from flask import Flask

from cte_portal import create_app, log
from cte_portal.accounts.invitations import service as invitations
from cte_portal.admin.people import service as staff
from cte_portal.roles import Role
from cte_portal.settings import Settings, SettingsError, from_environment
from tests.support.installation import Caller, installed
from tests.support.people import PASSWORD, People
from tests.support.servers import free_port
from tests.support.world import full_application

pytestmark = pytest.mark.sqlite


def test_what_happens_is_in_the_log_and_in_the_measures_and_nothing_secret_is(app: Flask, empty_database: Path, tmp_path: Path) -> None:
    metrics = f"127.0.0.1:{free_port()}"
    settings = {"CTE_LOG_JSON": "true", "CTE_METRICS": metrics, "CTE_PROXIES": "1"}
    with installed(app, tmp_path, empty_database, **settings) as (portal, own):
        people = People(own)
        email = people.account(Role.APPLICANT, organisation=people.organisation())
        administrator = people.account(Role.ADMINISTRATOR)
        with own.app_context():
            number = full_application(people.person(email), 2).id
            identity = people.person(email).id
            admin = people.person(administrator)
            code = invitations.code_of(staff.invite("钱编辑", "invited@demo.example", Role.EDITOR, admin))
        caller = Caller(portal.address)
        caller.sign_in(email)
        answer = caller.send(f"/applications/{number}/sections/task_1", "/sections/task_1", {"task_1-goals": "只有自己知道的目标"})
        caller.open(f"/staff/{code}")
        caller.open("/nowhere?phone=13812345678")
        caller.send(f"/applications/{number}/evidence", "/evidence/charter", {}, {"files": ("章程.txt", b"")})
        shown = _measured(metrics, 'portal_request_seconds_count{method="POST",part="community"')
        portal.stop()
        written = portal.log.read_text(encoding="utf-8")

    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    of_request = next(one for one in lines if one.get("id") == answer.headers["X-Request-ID"])
    assert of_request["route"].endswith("/sections/<key>") and of_request["numbers"] == {"application_id": number}
    saved = [one for one in lines if one.get("method") == "POST" and one.get("route", "").endswith("/sections/<key>")]
    assert [one["account"] for one in saved] == [identity] and saved[0]["status"] == 303 and saved[0]["milliseconds"] > 0
    assert len({one["id"] for one in lines if one.get("route")}) == sum(bool(one.get("route")) for one in lines)
    for secret in (PASSWORD, email, code, "只有自己知道的目标", "13812345678", "b" * 40):
        assert secret not in written, secret
    assert re.search(r"^portal_jobs_waiting 0\.0$", shown, re.M) and "portal_disk_free_bytes" in shown
    assert re.search(r"^portal_database_level 0\.0$", shown, re.M)
    assert email not in shown and code not in shown


def _measured(metrics: str, wanted: str) -> str:
    """What Prometheus is told, once it holds what is wanted."""
    shown = ""
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://{metrics}/metrics", timeout=5) as answer:
                shown = answer.read().decode()
        except OSError:
            pass
        if wanted in shown:
            return shown
        time.sleep(0.2)
    raise AssertionError(f"{wanted} is not among the measures:\n{shown}")


def test_a_request_keeps_the_id_that_the_proxy_gave_it_and_nobody_else_s(tmp_path: Path) -> None:
    for proxies, given, kept in ((1, "abcdef-0123456789", True), (0, "abcdef-0123456789", False), (1, "x\tevil id", False), (1, "a" * 65, False)):
        portal = create_app(Settings(data_dir=tmp_path, secret_key="k" * 40, proxies=proxies), testing=True)
        found = portal.test_client().get("/-/live", headers={"X-Request-ID": given}).headers["X-Request-ID"]
        assert (found == given) is kept and log.FIT.fullmatch(found)


def test_a_page_that_failed_names_the_line_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    portal = create_app(Settings(data_dir=tmp_path, secret_key="k" * 40))  # with no table in it
    with caplog.at_level("ERROR"):
        answer = portal.test_client().get("/sign-in", headers={"Cookie": "session=none"})
        broken = portal.test_client().get("/columns/news")
    assert answer.status_code in (200, 503) and broken.status_code == 503
    identity = broken.headers["X-Request-ID"]
    assert identity in broken.text and "平台暂时不能使用" in broken.text and "Traceback" not in broken.text
    assert any("no such table" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("wrong", ["9464", "localhost", "127.0.0.1:x", "127.0.0.1:9464/metrics"])
def test_a_port_for_measures_that_is_none_stops_the_start(wrong: str) -> None:
    with pytest.raises(SettingsError, match="CTE_METRICS"):
        from_environment({"CTE_METRICS": wrong, "CTE_SECRET_KEY": "k" * 40})

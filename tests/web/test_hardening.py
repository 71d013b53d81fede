"""What browsers are told in service, so that they help to keep people's sessions their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cte_portal import create_app
from cte_portal.settings import Profile, Settings

pytestmark = pytest.mark.sqlite


@pytest.fixture
def in_service(empty_database: Path, tmp_path: Path) -> Iterator[FlaskClient]:
    shutil.copy(empty_database, tmp_path / "portal.sqlite3")
    known = {"production": True, "profile": Profile.NATIONAL, "proxies": 1, "base_url": "https://portal.example.cn", "secret_key": "k" * 40}
    yield create_app(Settings(data_dir=tmp_path, **known), testing=True).test_client()  # type: ignore[arg-type]


def _cookies(client: FlaskClient, path: str, **sent: str) -> SimpleCookie:
    answer = client.post(path, data=sent, base_url="https://portal.example.cn") if sent else client.get(path, base_url="https://portal.example.cn")
    found = SimpleCookie()
    for line in answer.headers.getlist("Set-Cookie"):
        found.load(line)
    return found


def test_cookies_are_of_this_host_only_and_no_script_reads_them(in_service: FlaskClient) -> None:
    (session,) = _cookies(in_service, "/sign-in").values()
    assert session.key == "__Host-session" and session["path"] == "/" and not session["domain"]
    assert session["secure"] and session["httponly"] and session["samesite"] == "Lax"


def test_browsers_are_told_to_come_by_https_and_to_load_nothing_from_elsewhere(in_service: FlaskClient) -> None:
    headers = in_service.get("/", base_url="https://portal.example.cn").headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    policy = headers["Content-Security-Policy"]
    for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_where_people_try_it_without_https_cookies_still_work(app: Flask) -> None:
    found = SimpleCookie()
    for line in app.test_client().get("/sign-in").headers.getlist("Set-Cookie"):
        found.load(line)
    assert list(found) == ["session"] and not found["session"]["secure"]

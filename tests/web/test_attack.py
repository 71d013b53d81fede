"""Every route under attack: by who may call it, with what nobody who means well would send.

What a route reads is found out by listening to what it asks of the request; then all of it is hostile. Nothing but an answer in
words comes back: no error of ours, no header that was not meant, no address outside, no text that became markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter
from werkzeug.test import TestResponse

from cte_portal import audit, clock
from cte_portal.web.limits import Sent
from tests.conftest import NOON
from tests.support.files import pdf
from tests.support.people import Visitor
from tests.support.routes import EVERYBODY, OVERSEEN, PEOPLE, SEES, TABLE, addresses
from tests.support.scenes import Scene
from tests.support.world import World

MARKUP = "<script>alert(1)</script>"
HOSTILE = {
    "markup, SQL, templates, paths": f"\"'>{MARKUP}<img src=x onerror=alert(1)>' OR 1=1; -- {{{{ config }}}}${{7*7}}%(x)s../../../../etc/passwd",
    "what is not seen": "a\0b合同\u202efdp.exe\U0010ffff\ufffe\ufdd0",
    "header": "x\r\nSet-Cookie: evil=1\r\n\r\nLocation: https://evil.example/",
    "outside": "//evil.example/x",
    "elsewhere": "https://evil.example/",
    "huge number": "9" * 40,
    "negative": "-1",
    "long": "长" * 30_000,
    "structure": '{"a": [1, {"b": null}]} x-1 x--1 x-999999999999999999999 NaN',
}
FILE_NAMES = (
    "../../evil.pdf",
    "合同\u202efdp.exe",
    "a\0b.pdf",
    "x\r\nSet-Cookie: evil=1.pdf",
    "名" * 400 + ".pdf",
    ".htaccess",
    'a".pdf;filename="b.html',
)
NOT_UTF8 = b"\xff\xfe\x80\xc3\x28"


class Listening(Sent):
    """What was asked of it, by name."""

    asked: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, *rest: Any, **named: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *rest, **named)

    def getlist(self, key: str, *rest: Any, **named: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *rest, **named)


@pytest.fixture(autouse=True)
def held_clock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Listening)
    Listening.asked.clear()
    with clock.at(NOON):
        yield


def calls(app: Flask, world: World, endpoint: str) -> Iterator[tuple[str | None, str, str]]:
    """(who, method, address): one who may, for the first object of the world that they reach, by every way in."""
    roles = TABLE[endpoint]
    for rule in app.url_map.iter_rules():
        if rule.endpoint != endpoint:
            continue
        method = "POST" if "POST" in (rule.methods or set()) else "GET"
        for variant, address in addresses(app, world, endpoint):
            seen_by = SEES[variant[0]][variant[1]] if variant else PEOPLE
            fitting = [who for who in PEOPLE if (roles is EVERYBODY or PEOPLE[who] in roles) and who in seen_by]
            who = next((one for one in fitting if not (one == "ministry" and endpoint in OVERSEEN)), None)
            if who or roles is EVERYBODY:
                yield who, method, address
                break


def visitor_of(app: Flask, world: World, who: str | None) -> tuple[Visitor, str]:
    if who:
        return world.visitors[who], world.tokens[who]
    visitor = Visitor(app.test_client())
    return visitor, visitor.open("/").token()


def clear(answer: TestResponse, said: str) -> None:
    """An answer in words, and nothing in it that is not ours."""
    assert answer.status_code < 500, said
    assert "evil" not in str(answer.headers.getlist("Set-Cookie")), said
    if location := answer.headers.get("Location"):
        assert urlsplit(location).netloc in ("", "portal.test", "localhost") and not location.startswith(("//", "/\\")), f"{said}: {location}"
    if answer.mimetype == "text/html":
        body = answer.get_data(as_text=True)
        assert MARKUP not in body and "<img src=x" not in body, said
        assert "Traceback" not in body and "SECRET_KEY" not in body, said
        if answer.status_code >= 400:
            assert any("一" <= letter <= "鿿" for letter in body), said
    answer.close()


ROUTES = [name for name in TABLE if name != "static"]


@pytest.mark.parametrize("endpoint", ROUTES)
def test_hostile_words_do_no_harm(app: Flask, scene: Scene[World], endpoint: str) -> None:
    world = scene.known
    scene.put()
    for who, method, address in calls(app, world, endpoint):
        visitor, token = visitor_of(app, world, who)
        names: set[str] = set()
        for name, value in [("nothing", ""), *HOSTILE.items()]:
            said = f"{method} {address} as {who}, {name} in {sorted(names)}"
            query = urlencode(dict.fromkeys(names, value[:2000]))
            if method == "GET":
                clear(visitor.client.get(f"{address}?{query}", headers={"Referer": "https://evil.example/"}), said)
            else:
                data = {**dict.fromkeys(names, value), "csrf_token": token}
                clear(visitor.client.post(f"{address}?{query[:2000]}", data=data), said)
                scene.put()
            names |= {one for one in Listening.asked if one != "csrf_token" and one.isprintable() and len(one) < 60}
        if method == "GET":
            clear(visitor.client.get(address + "?" + "&".join(f"{one}=%ff%fe%80" for one in names or {"x"})), f"{address}: not UTF-8")


@pytest.mark.parametrize("endpoint", ROUTES)
def test_parts_of_an_address_that_name_nothing_are_not_found(app: Flask, scene: Scene[World], endpoint: str) -> None:
    world = scene.known
    scene.put()
    for rule in app.url_map.iter_rules():
        if rule.endpoint != endpoint or not rule.arguments:
            continue
        numbers = {name for name in rule.arguments if isinstance(rule._converters[name], IntegerConverter)}
        for who, method, _ in calls(app, world, endpoint):
            visitor, token = visitor_of(app, world, who)
            for value, number in [("../../etc/passwd", 2**31), ("a\0b", 2**63), (MARKUP, 10**30), ("合同\u202efdp", 0), ("x" * 3000, 2**31 - 1)]:
                tried = _address(rule.rule, {name: number if name in numbers else value for name in rule.arguments})
                if method == "GET":
                    answer = visitor.client.get(tried)
                else:
                    answer = visitor.client.post(tried, data={"csrf_token": token})
                clear(answer, f"{method} {tried[:200]} as {who}: {answer.status_code}")
                if endpoint not in ("web.vendor", "exchange.entry"):
                    assert answer.status_code not in (200, 201) or not numbers, f"{tried[:200]} as {who} was answered"


def _address(rule: str, values: dict[str, Any]) -> str:
    return re.sub(r"<(?:[^:>]*:)?([a-z_0-9]+)>", lambda found: quote(str(values[found.group(1)]), safe=""), rule)


def _trail(app: Flask) -> str:
    """Another one as soon as anything was done."""
    with app.app_context():
        return audit.last_hash()


@pytest.mark.parametrize("endpoint", ROUTES)
def test_what_is_sent_wrongly_changes_nothing(app: Flask, scene: Scene[World], endpoint: str) -> None:
    world = scene.known
    scene.put()
    for who, method, address in calls(app, world, endpoint):
        if method == "GET":
            continue
        visitor, token = visitor_of(app, world, who)
        before = _trail(app)
        for headers in ({}, {"HX-Request": "true"}, {"X-Requested-With": "XMLHttpRequest", "Origin": "https://evil.example"}):
            for forged in ({}, {"csrf_token": ""}, {"csrf_token": "x" * 91}, {"csrf_token": token[:-1]}):
                answer = visitor.client.post(address, data=forged, headers=headers)
                assert answer.status_code == 400, f"{address} as {who} with {forged}: {answer.status_code}"
                clear(answer, address)
        wrong: Sequence[tuple[str, bytes]] = [
            ("application/json", b'{"csrf_token": "x"}'),
            ("text/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
            ("multipart/form-data", b"no boundary"),
            ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'),
            ("application/x-www-form-urlencoded; charset=utf-7", b"csrf_token=+ADw-script+AD4-"),
            ("nonsense", NOT_UTF8),
        ]
        for kind, body in wrong:
            answer = visitor.client.post(address, data=body, content_type=kind)
            assert answer.status_code in (400, 413, 415), f"{address} as {who}, {kind}: {answer.status_code}"
            clear(answer, f"{address}, {kind}")
        assert _trail(app) == before, f"{address} as {who} did something"
        answer = visitor.client.post(address, data=b"csrf_token=" + token.encode() + b"&text=" + NOT_UTF8 + b"&" + NOT_UTF8 + b"=1")
        clear(answer, f"{address} as {who}, not UTF-8")
        scene.put()
        view = app.view_functions[endpoint]
        if getattr(view, "largest_post", 0) < 3 << 20:
            answer = visitor.client.post(address, data={"csrf_token": token, "text": "x" * (3 << 20)})
            assert answer.status_code == 413, f"{address} as {who} took three megabytes: {answer.status_code}"
            clear(answer, address)


TAKES_FILES = ("files", "file", "scan", "letter", "archive", "bundle", "head", "proof", "licence")


@pytest.mark.parametrize("name", FILE_NAMES, ids=["up", "disguised", "nul", "header", "long", "hidden", "two names"])
def test_a_file_s_name_is_only_a_name(app: Flask, scene: Scene[World], name: str) -> None:
    world = scene.known
    for endpoint in ROUTES:
        view = app.view_functions[endpoint]
        if not getattr(view, "largest_post", 0):
            continue
        scene.put()
        for who, _, address in calls(app, world, endpoint):
            visitor, token = visitor_of(app, world, who)
            files = {one: (BytesIO(pdf(one).getvalue()), name) for one in TAKES_FILES}
            answer = visitor.client.post(address, data={"csrf_token": token, **files}, content_type="multipart/form-data")
            clear(answer, f"{address} as {who}, a file called {name!r}")
            folder = app.config["SETTINGS"].data_dir
            assert not [*folder.parent.glob("evil*"), *folder.rglob("evil*"), *folder.rglob(".htaccess")]

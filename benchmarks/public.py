"""The public site with 20,000 articles: server time and queries of its pages, their first load in kB, and how many requests of
the home page gunicorn answers in a second, started as `make serve` starts it.
"""

from __future__ import annotations

import os
import random
import shlex
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

from benchmarks import exchange
from benchmarks.figures import Figure
from cte_portal import clock
from cte_portal.articles import markdown, queries
from cte_portal.articles.models import Article, ArticleTag, ArticleText, ArticleVersion
from cte_portal.articles.rules import Column, State
from cte_portal.extensions import db
from cte_portal.finding import rules as finding
from cte_portal.roles import Role
from tests.support.people import People, Visitor

ARTICLES, RECOMMENDED = 20_000, 8
MOMENT = datetime(2026, 6, 1, 12, tzinfo=clock.SHANGHAI)
ROOT = Path(__file__).parent.parent
SECONDS, AT_ONCE = 5.0, 8
BODY = "".join(f"## {part}、要求\n\n{''.join(exchange.SENTENCES[:6])}\n\n- 甲\n- 乙\n\n" for part in "一二三四")
PAGES = {
    "home": "/",
    "a column": "/columns/news",
    "a column, page 100": "/columns/news?page=100",
    "an article": "/articles/15000",
    "recommended": "/recommended",
    "a tag": "/tags/标签7",
    "questions and answers": "/faq",
    "the Atom feed": "/feed.atom",
}
SEARCHES = {"search, 2 characters": "/search?text=焊接", "search, in every body": "/search?text=负责", "search, one article": "/search?text=第7777篇"}


def filled(app: Flask, count: int = ARTICLES) -> None:
    """So many articles in an empty portal, published over ten years."""
    people, rng = People(app), random.Random(1)
    editor = people.account(Role.EDITOR)
    with app.app_context():
        by = people.person(editor).id
        html, plain = markdown.to_html(BODY, str), markdown.plain(BODY)
        with db.engine.begin() as connection:
            for first in range(1, count + 1, 1000):
                numbers = range(first, min(first + 1000, count + 1))
                _put(connection, numbers, count, by, html, plain, rng)
            connection.execute(text("UPDATE article SET published_version_id = id"))
            connection.execute(text("ANALYZE"))


def _put(connection: Any, numbers: range, count: int, by: int, html: str, plain: str, rng: random.Random) -> None:
    often = count // RECOMMENDED
    rows: dict[type, list[dict[str, Any]]] = {Article: [], ArticleVersion: [], ArticleText: [], ArticleTag: []}
    indexed = []
    for number in numbers:
        title = f"{rng.choice(exchange.KINDS)}{rng.choice(exchange.THINGS)}共同体工作动态第{number}篇"
        at = MOMENT - timedelta(hours=4 * (count - number))
        held = {"title": title, "source": "演示来源", "id": number}
        rows[Article].append(
            {**held, "column": list(Column)[number % 5], "state": State.PUBLISHED, "publish_at": at, "views": rng.randrange(5000), "revision": 2}
            | {"pinned": number % 500 == 0, "recommended": 1 + number // often if number % often == 0 else None, "withdrawn_reason": ""}
        )
        rows[ArticleVersion].append(
            {**held, "article_id": number, "number": 1, "subtitle": "", "author": "", "body": BODY, "html": html, "summary": plain[:120]}
            | {"tags": [f"标签{number % 50}"], "saved_at": at, "saved_by_id": by, "published_at": at, "published_by_id": by}
            | {"remark": "", "correction": ""}
        )
        rows[ArticleTag].append({"tag": f"标签{number % 50}", "article_id": number})
        words = {"title": finding.lines([title]), "body": finding.lines(plain.split("\n"))}
        rows[ArticleText].append({"article_id": number, **words})
        indexed.append({"id": number, "grams": " ".join(queries.tokens(**words))})
    for model, made in rows.items():
        connection.execute(insert(model), made)
    connection.execute(text("INSERT INTO article_grams (rowid, grams) VALUES (:id, :grams)"), indexed)


def first_load(visitor: Visitor) -> float:
    """kB over the line for somebody who was never here: the home page with its styles, compressed."""
    answer = visitor.client.get("/", headers={"Accept-Encoding": "br, gzip"})
    size = len(answer.data)
    visitor.open("/")
    for link in visitor.soup.find_all("link", rel=["stylesheet", "icon"]):
        size += len(visitor.client.get(str(link["href"]), headers={"Accept-Encoding": "br, gzip"}).data)
    return size / 1000


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The web process of the Procfile on the data of the folder; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = next(line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web:"))
    command = command.removeprefix("web:").strip().removeprefix("exec ").replace("$HOST", "127.0.0.1").replace("$PORT", str(port))
    gunicorn = [str(Path(sys.executable).parent / "gunicorn"), *shlex.split(command)[1:]]
    environment = {
        **os.environ,
        "CTE_DATA_DIR": str(folder),
        "CTE_SECRET_KEY": "s" * 40,
        "CTE_PROFILE": "national",
        "CTE_CLOCK": "2026-06-01T12:00:00",
    }
    process = subprocess.Popen(gunicorn, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
                break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def answered(port: int) -> float:
    """Requests of the home page in a second, asked by so many at once over connections that stay open."""
    until = time.perf_counter() + SECONDS

    def ask(_: int) -> int:
        connection, count = HTTPConnection("127.0.0.1", port), 0
        while time.perf_counter() < until:
            connection.request("GET", "/", headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            count += answer.status == 200
        return count

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(ask, range(AT_ONCE))) / SECONDS


def run() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, clock.at(MOMENT):
        app = exchange.portal(Path(folder))
        filled(app)
        visitor = Visitor(app.test_client())
        for name, address in {**PAGES, **SEARCHES}.items():
            milliseconds, count = exchange.measured(app, visitor, address)
            goal = 100 if name in SEARCHES else 20
            case = f"{ARTICLES:,} articles: {name}"
            yield Figure("public", case, milliseconds, "ms", f"<= {goal}", milliseconds <= goal).line()
            yield Figure("public", case, count, "queries", "<= 15", count <= 15).line()
        size = first_load(visitor)
        yield Figure("public", "first load of the home page", round(size, 1), "kB", "<= 60", size <= 60).line()
        with app.app_context():
            db.engine.dispose()
        with served(Path(folder)) as port:
            answered(port)
            rate = statistics.median(answered(port) for _ in range(3))
        yield Figure("public", "home page under gunicorn", round(rate), "requests/s", ">= 300", rate >= 300).line()

"""The least that such a page could cost: bare Flask, Jinja and SQLite, with so many queries and so much HTML."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from flask import Flask, render_template
from jinja2 import DictLoader

ROWS, A_ROW = 20_000, 190  # bytes that a row makes in the page, more or less
PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>一览</title></head><body><main><h1>一览</h1>
{% for rows in asked %}<table>{% for row in rows %}
<tr><td><a href="/things/{{ row["id"] }}">{{ row["name"] }}</a></td><td>{{ row["code"] }}</td><td class="quiet">{{ row["said"] }}</td></tr>
{% endfor %}</table>{% endfor %}</main></body></html>"""


def bare(folder: Path) -> Callable[[int, int], Callable[[], object]]:
    """What asks for a page of so many queries and so many bytes."""
    database = folder / "bare.sqlite3"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT, code TEXT, said TEXT)")
        things = ((n, f"演示行业产教融合共同体第{n}个", f"2026-{n:06d}", "已提交，等待省级审核；资料齐全。") for n in range(ROWS))
        connection.executemany("INSERT INTO thing VALUES (?, ?, ?, ?)", things)
    connection.close()
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"page.html": PAGE})

    @app.get("/<int:queries>/<int:size>")
    def page(queries: int, size: int) -> str:
        connection = sqlite3.connect(database)
        connection.row_factory = sqlite3.Row
        each = size // A_ROW // queries
        query = "SELECT id, name, code, said FROM thing WHERE id > ? ORDER BY id LIMIT ?"
        asked = [connection.execute(query, (at * 500 % ROWS, each + (at < size // A_ROW % queries))).fetchall() for at in range(queries)]
        html = render_template("page.html", asked=asked)
        connection.close()
        return html

    client = app.test_client()
    return lambda queries, size: lambda: client.get(f"/{max(queries, 1)}/{size}")

"""What links lead to, for one visitor."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.exceptions import HTTPException

from .people import Visitor

MOST_ALIKE = 2  # pages of one kind that are looked at


def crawled(
    app: Flask, visitor: Visitor, start: list[str], most: Callable[[str], int] = lambda endpoint: MOST_ALIKE
) -> dict[str, tuple[int, str, str]]:
    """Path → status, media type and text, of what links lead to; of pages of one kind only the first few.

    `most`: how many of a kind, by its endpoint.
    """
    waiting, seen, kinds = list(start), set(start), dict[str, int]()
    found: dict[str, tuple[int, str, str]] = {}
    while waiting:
        path = waiting.pop(0)
        answer = visitor.client.get(path, follow_redirects=True)
        found[path] = (answer.status_code, answer.mimetype, answer.text if answer.mimetype == "text/html" else "")
        if answer.mimetype != "text/html":
            continue
        for link in BeautifulSoup(answer.text, "lxml").find_all("a", href=True):
            address = urlsplit(str(link["href"]))
            if address.scheme or address.netloc or not address.path:
                continue
            target = f"{address.path}?{address.query}" if address.query else address.path
            endpoint = endpoint_at(app, address.path) or f"nowhere {target}"
            if target not in seen and kinds.get(endpoint, 0) < most(endpoint):
                seen.add(target)
                kinds[endpoint] = kinds.get(endpoint, 0) + 1
                waiting.append(target)
    return found


def endpoint_at(app: Flask, path: str) -> str:
    """The route that answers there; empty where there is none."""
    try:
        found: str = app.url_map.bind("portal.test").match(path.partition("?")[0], method="GET")[0]
    except HTTPException:
        return ""
    return found

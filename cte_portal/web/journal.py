"""Every request has an id, a line in the log and a place in the measures.

The line names the route and the numbers in the address, never the address itself: it may be a secret link.
"""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack

from flask import Flask, Response, g, request
from flask_login import current_user

from .. import log
from ..measures import Measures, measures

HEADER = "X-Request-ID"
lines = logging.getLogger("cte_portal.requests")


def init_app(app: Flask) -> None:
    """Before everything else that looks at requests."""
    app.extensions["measures"] = Measures(app.config["SETTINGS"])
    proxied = bool(app.config["SETTINGS"].proxies)

    @app.before_request
    def begin() -> None:
        g.begun = time.perf_counter()
        g.doing = ExitStack()
        g.doing.enter_context(log.doing(request.headers.get(HEADER, "") if proxied else ""))

    @app.after_request
    def end(response: Response) -> Response:
        if "begun" not in g:
            return response
        seconds = time.perf_counter() - g.begun
        response.headers[HEADER] = log.current()
        part = request.blueprint or request.endpoint or "none"
        measures(app).request(part, request.method, response.status_code, seconds)
        if lines.isEnabledFor(logging.INFO) and request.endpoint != "static" and request.blueprint != "web":
            lines.info("request", extra=_told(response, seconds))
        return response

    @app.teardown_request
    def forget(_: BaseException | None) -> None:
        if "doing" in g:
            g.pop("doing").close()


def _told(response: Response, seconds: float) -> dict[str, object]:
    return {
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else "",
        "numbers": {key: value for key, value in (request.view_args or {}).items() if isinstance(value, int)},
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
        "account": _who(response),
        "address": request.remote_addr,
    }


def _who(response: Response) -> int | None:
    """Nobody is looked up where the database has just failed."""
    known = response.status_code < 500 and current_user.is_authenticated
    return current_user.id if known else None

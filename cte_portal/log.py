"""Logs: one line an event on standard error, as JSON in service, each with the id of the request or job that it belongs to.

What people typed, addresses of secret links, passwords and codes never go into a log: requests are told by their route.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter

from .settings import Settings

FIT = re.compile(r"[A-Za-z0-9-]{8,64}")  # for an id that a proxy gave
PLAIN = "%(asctime)s %(levelname)s %(name)s [%(id)s] %(message)s"
RENAMED = {"asctime": "time", "levelname": "level", "name": "logger"}
OURS = "cte_portal"

_current: ContextVar[str] = ContextVar("id", default="")


def current() -> str:
    """The id of the request or job that is being done; empty outside of both."""
    return _current.get()


@contextmanager
def doing(identity: str = "") -> Iterator[str]:
    """What is logged inside bears this id, or a fresh one where none that fits is given."""
    token = _current.set(identity if FIT.fullmatch(identity) else secrets.token_hex(8))
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def _name(record: logging.LogRecord) -> bool:
    record.id = current()
    return True


def configure(settings: Settings) -> None:
    """Once a process; what others set up before is put aside."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_name)
    handler.setFormatter(JsonFormatter(PLAIN, rename_fields=RENAMED, json_ensure_ascii=False) if settings.logs_json else logging.Formatter(PLAIN))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(OURS).setLevel(logging.INFO if settings.logs_json else logging.WARNING)

"""A visitor of a portal that limits how often something is asked; the other tests' portal stays without limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from flask import Flask

from cte_portal import create_app
from cte_portal.extensions import limiter

from .people import Visitor


@contextmanager
def braked_visitor(app: Flask) -> Iterator[Visitor]:
    settings = msgspec.structs.replace(app.config["SETTINGS"], rate_limits=True)
    try:
        yield Visitor(create_app(settings, testing=True).test_client())
    finally:
        limiter.reset()
        limiter.enabled = False

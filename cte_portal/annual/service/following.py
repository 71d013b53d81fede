"""Who follows what becomes of the yearly duties: features above this one, named in `create_app`."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from ...extensions import db
from ..models import Deliverable

Follower = Callable[[Deliverable], None]


def init_app(app: Flask, *followers: Follower) -> None:
    """Each is called when something was handed in, taken back or reviewed, inside the transaction."""
    app.extensions["duty_followers"] = followers


def tell_followers(found: Deliverable) -> None:
    db.session.flush()
    db.session.expire(found, ["versions"])
    for follower in current_app.extensions["duty_followers"]:
        follower(found)

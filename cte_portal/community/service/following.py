"""Who follows the steps of all applications: features above this one, named in `create_app`."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from ...accounts.models import Account
from ..models import Application, Transition

Follower = Callable[[Application, Transition, Account], None]


def init_app(app: Flask, *followers: Follower) -> None:
    """Each is called after every step, inside its transaction: what it writes is kept together with the step or not at all."""
    app.extensions["followers"] = followers


def tell_followers(application: Application, transition: Transition, by: Account) -> None:
    for follower in current_app.extensions["followers"]:
        follower(application, transition, by)

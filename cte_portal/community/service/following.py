"""Who follows the steps of all applications, and what becomes of communities: features above this one, named in `create_app`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask, current_app

from ...accounts.models import Account
from ..models import Application, Community, Transition

Follower = Callable[[Application, Transition, Account], None]
RecognitionFollower = Callable[[Community], None]


def init_app(app: Flask, *followers: Follower, recognition: Sequence[RecognitionFollower] = ()) -> None:
    """Each is called after every step, inside its transaction: what it writes is kept together with the step or not at all.

    Those of `recognition`: after a community was recognised, or is recognised no more.
    """
    app.extensions["followers"] = followers
    app.extensions["recognition_followers"] = recognition


def tell_followers(application: Application, transition: Transition, by: Account) -> None:
    for follower in current_app.extensions["followers"]:
        follower(application, transition, by)


def tell_of_recognition(community: Community) -> None:
    for follower in current_app.extensions["recognition_followers"]:
        follower(community)

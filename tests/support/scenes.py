"""Scenes that take long to set: set once, kept as a database that each test starts from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from flask import Flask

from cte_portal import clock

from .database import keep_database, put_database
from .people import People

T = TypeVar("T")
NOON = datetime(2026, 6, 1, 12, tzinfo=clock.SHANGHAI)  # inside the filing window of 2026


@dataclass(frozen=True)
class Scene(Generic[T]):
    """What stands in the database, and what a test has to know of it: plain values, nothing of a session."""

    app: Flask
    file: Path
    known: T
    made: int  # people, so that more of them get other names

    def put(self) -> People:
        """Back to how it was set, whatever the last test did; the people of it."""
        put_database(self.app, self.file)
        return People(self.app, self.made)


def set_scene(app: Flask, build: Callable[[People], T]) -> Scene[T]:
    """What `build` puts into the empty portal, at noon."""
    data = app.config["SETTINGS"].data_dir
    put_database(app, data / "pattern.sqlite3")
    people = People(app)
    with clock.at(NOON):
        known = build(people)
    file = data / f"{build.__module__}.{build.__qualname__}.sqlite3"
    keep_database(app, file)
    return Scene(app, file, known, people.made)

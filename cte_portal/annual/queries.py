"""What can be asked of the yearly duties, each in a fixed number of queries."""

from __future__ import annotations

from ..extensions import db
from .models import Deliverable


def deliverable(identity: int) -> Deliverable | None:
    return db.session.get(Deliverable, identity)

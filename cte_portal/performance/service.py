"""Keeps the figures that count in step with what was handed in."""

from __future__ import annotations

from sqlalchemy import delete, insert

from ..annual.models import Deliverable
from ..extensions import db
from . import queries
from .models import PERFORMANCE, IndicatorFigure
from .rules import number


def follow(found: Deliverable) -> None:
    """A yearly duty was handed in, taken back, returned, passed or corrected. Inside the caller's transaction."""
    if found.key != PERFORMANCE:
        return
    of_it = (IndicatorFigure.community_id == found.community_id, IndicatorFigure.year == found.year)
    db.session.execute(delete(IndicatorFigure).where(*of_it))
    version = queries.counting(found)
    figures = queries.reported(version) if version and version.content else {}
    rows = [
        {"year": found.year, "measure": key, "community_id": found.community_id, "hundredths": int(figure * 100)}
        for key, value in figures.items()
        if (figure := number(value)) is not None
    ]
    if rows:
        db.session.execute(insert(IndicatorFigure), rows)

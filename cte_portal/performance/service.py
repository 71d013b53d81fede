"""Keeps the figures that count in step with what was handed in."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from ..annual.models import Deliverable
from ..extensions import db
from . import queries
from .figures.service import retally
from .models import PERFORMANCE, IndicatorFigure
from .rules import number


def follow(found: Deliverable) -> None:
    """A yearly duty was handed in, taken back, returned, passed or corrected. Inside the caller's transaction."""
    if found.key != PERFORMANCE:
        return
    of_it = (IndicatorFigure.community_id == found.community_id, IndicatorFigure.year == found.year)
    before = dict(db.session.execute(select(IndicatorFigure.measure, IndicatorFigure.hundredths).where(*of_it)).all())
    db.session.execute(delete(IndicatorFigure).where(*of_it))
    version = queries.counting(found)
    figures = queries.reported(version) if version and version.content else {}
    after = {key: int(figure * 100) for key, value in figures.items() if (figure := number(value)) is not None}
    if after:
        same = {"year": found.year, "community_id": found.community_id}
        db.session.execute(insert(IndicatorFigure), [{**same, "measure": key, "hundredths": hundredths} for key, hundredths in after.items()])
    retally(found.community, found.year, before, after)

"""What can be asked of draws and corrections."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ...annual.models import Deliverable, DeliverableVersion
from ...extensions import db
from .models import FigureCorrection, FigureSample


def sample_of(version: DeliverableVersion) -> FigureSample | None:
    query = select(FigureSample).where(FigureSample.version_id == version.id).options(selectinload(FigureSample.checks))
    return db.session.scalar(query)


def earlier_sample(found: Deliverable, version: DeliverableVersion) -> FigureSample | None:
    """The latest draw of a version that was handed in before this one."""
    before = [one.id for one in found.versions if one.number < version.number]
    query = select(FigureSample).where(FigureSample.version_id.in_(before)).order_by(FigureSample.version_id.desc())
    return db.session.scalar(query.options(selectinload(FigureSample.checks)).limit(1))


def corrections_of(version: DeliverableVersion) -> Sequence[FigureCorrection]:
    """All, oldest first, those taken back too."""
    return db.session.scalars(select(FigureCorrection).where(FigureCorrection.version_id == version.id).order_by(FigureCorrection.id)).all()

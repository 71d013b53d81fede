"""What was drawn, what was found, and what was corrected of one handed-in version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account, stored_enum
from ...annual.models import DeliverableVersion
from ...extensions import Model, Moment
from .rules import Verdict


class FigureSample(Model):
    """The indicators drawn of one version; drawn once. `seed`: with the version's SHA-256 it gives the same draw again."""

    __tablename__ = "figure_sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("deliverable_version.id"), unique=True)
    seed: Mapped[str] = mapped_column(String(32))
    codes: Mapped[list[str]] = mapped_column(JSON)  # of indicators, in the catalogue's order
    drawn_at: Mapped[datetime] = mapped_column(Moment)
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    version: Mapped[DeliverableVersion] = relationship()
    drawn_by: Mapped[Account] = relationship()
    checks: Mapped[list[FigureCheck]] = relationship(back_populates="sample")


class FigureCheck(Model):
    """What the officer found of one drawn indicator; the latest counts."""

    __tablename__ = "figure_check"

    sample_id: Mapped[int] = mapped_column(ForeignKey("figure_sample.id"), primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    verdict: Mapped[Verdict] = mapped_column(stored_enum(Verdict))
    note: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    sample: Mapped[FigureSample] = relationship(back_populates="checks")
    by: Mapped[Account] = relationship()


class FigureCorrection(Model):
    """更正: one figure of a version that counts otherwise than it was handed in. What was handed in stays as it was."""

    __tablename__ = "figure_correction"
    __table_args__ = (Index("ix_figure_correction_version", "version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("deliverable_version.id"))
    measure: Mapped[str] = mapped_column(String(40))
    before: Mapped[Any] = mapped_column(JSON, nullable=True)  # as the catalogue encodes it; null: nothing was given
    after: Mapped[Any] = mapped_column(JSON, nullable=True)
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)

    by: Mapped[Account] = relationship()

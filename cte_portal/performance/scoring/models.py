"""Schemes, every version kept, and the scores that each of them gave."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account, Authority, stored_enum
from ...community.models import Community
from ...extensions import Model, Moment
from .rules import Band, Bands, Weight


class ScoringScheme(Model):
    """评分方案: an authority's, of one year; a change is the next number. `stale`: figures have changed since it was computed."""

    __tablename__ = "scoring_scheme"
    __table_args__ = (UniqueConstraint("authority_id", "year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    year: Mapped[int]
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    weights: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    bands: Mapped[dict[str, str]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    computed_at: Mapped[datetime] = mapped_column(Moment)
    stale: Mapped[bool] = mapped_column(default=False)

    authority: Mapped[Authority] = relationship()
    made_by: Mapped[Account] = relationship()

    @property
    def weighed(self) -> list[Weight]:
        return [Weight.from_json(one) for one in self.weights]

    @property
    def banded(self) -> Bands:
        return Bands(*(Decimal(self.bands[name]) for name in ("excellent", "good", "passed")))

    @property
    def most(self) -> Decimal:
        """All points."""
        return sum((one.points for one in self.weighed), Decimal(0))


class CommunityScore(Model):
    """What one version of a scheme gave one community. `lines`: the arithmetic of each figure."""

    __tablename__ = "community_score"
    __table_args__ = (Index("ix_community_score_ranked", "scheme_id", "hundredths"),)

    scheme_id: Mapped[int] = mapped_column(ForeignKey("scoring_scheme.id"), primary_key=True, autoincrement=False)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), primary_key=True, autoincrement=False)
    hundredths: Mapped[int]  # points × 100
    percent: Mapped[int]  # of all points, × 100
    band: Mapped[Band] = mapped_column(stored_enum(Band))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    community: Mapped[Community] = relationship()
    scheme: Mapped[ScoringScheme] = relationship()

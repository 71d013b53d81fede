"""绩效数据采集 as a yearly form, and the figures that count once it was handed in."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..annual.yearly_forms.models import YearlyForm
from ..community.opening.rules import Opening
from ..extensions import Model
from .rules import Collecting

PERFORMANCE = "performance"


class Collection(YearlyForm):
    """One community's figures of one year, as they are filled in."""

    form_kind = PERFORMANCE
    __mapper_args__ = {"polymorphic_identity": PERFORMANCE}

    @property
    def opening(self) -> Opening:
        return Collecting(self.definition)

    @property
    def title(self) -> str:
        return f"{self.year} 年度绩效数据"


class IndicatorFigure(Model):
    """One figure of one community in one year, as it counts: what was handed in and not returned or taken back, with the province's corrections.

    Written by `service.follow` only; dates are not kept here.
    """

    __tablename__ = "indicator_figure"
    __table_args__ = (Index("ix_indicator_figure_community", "community_id", "year"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), primary_key=True, autoincrement=False)
    hundredths: Mapped[int] = mapped_column(BigInteger)  # the figure times 100, so that amounts add up exactly

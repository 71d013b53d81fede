"""Sums of the figures that count, kept with each change, so that a page of the nation reads some hundred rows."""

from __future__ import annotations

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from ...extensions import Model


class IndicatorTally(Model):
    """The sum of one figure in one year. `scope`: see `rules.scopes`."""

    __tablename__ = "indicator_tally"

    scope: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    communities: Mapped[int]  # how many have it
    hundredths: Mapped[int] = mapped_column(BigInteger)

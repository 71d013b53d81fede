"""Sums of the figures that count, kept with each change, so that a page of the nation reads some hundred rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account
from ...community.models import Community
from ...extensions import Model, Moment


class IndicatorTally(Model):
    """The sum of one figure in one year. `scope`: see `rules.scopes`."""

    __tablename__ = "indicator_tally"

    scope: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    communities: Mapped[int]  # how many have it
    hundredths: Mapped[int] = mapped_column(BigInteger)


class OpenFigures(Model):
    """A community agreed that its own figures of a year are among the open data."""

    __tablename__ = "open_figures"

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    agreed_at: Mapped[datetime] = mapped_column(Moment)
    agreed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    community: Mapped[Community] = relationship()
    agreed_by: Mapped[Account] = relationship()

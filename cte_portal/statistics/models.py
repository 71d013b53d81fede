"""Counts of steps, kept so that no page has to count the steps themselves."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from ..accounts.models import stored_enum
from ..extensions import Model
from .rules import Kind


class FilingTally(Model):
    """What happened on one day in one round, in one province or (`province_code` empty) in the whole country."""

    __tablename__ = "filing_tally"
    __table_args__ = {"sqlite_with_rowid": False}  # rows lie in the order in which they are added up

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # the round's
    province_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    kind: Mapped[Kind] = mapped_column(stored_enum(Kind), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    steps: Mapped[int]
    first: Mapped[int]  # of them, how many were the first of this kind for their application


class DecisionWait(Model):
    """How many applications got their province's first decision after so many days."""

    __tablename__ = "decision_wait"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    province_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    applications: Mapped[int]

"""The links given to participating units, and what the units answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import stored_enum
from ...extensions import Model, Moment
from ..models import Application
from .rules import Answer


class UnitConfirmation(Model):
    """One link for one row of the participants, and the answer that came by it.

    A withdrawn link does not work any more; an answer that came by it stands until the unit gives another.
    """

    __tablename__ = "unit_confirmation"
    __table_args__ = (Index("ix_unit_confirmation_of_row", "application_id", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    row: Mapped[str] = mapped_column(String(20))  # the row's id for life
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[Answer | None] = mapped_column(stored_enum(Answer))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    person: Mapped[str] = mapped_column(String(30), default="")
    position: Mapped[str] = mapped_column(String(50), default="")
    reason: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")  # the unit's name and code, as they were when it answered
    uscc: Mapped[str] = mapped_column(default="")

    application: Mapped[Application] = relationship()

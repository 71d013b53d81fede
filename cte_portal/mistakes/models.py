"""What was told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..extensions import Model, Moment


class Mistake(Model):
    """One mistake on one page. `contact` is the teller's own, and nobody has to give any."""

    __tablename__ = "mistake"
    __table_args__ = (Index("ix_mistake_open", "handled_at", "told_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(String(300))
    text: Mapped[str]
    contact: Mapped[str] = mapped_column(String(100), default="")
    told_at: Mapped[datetime] = mapped_column(Moment)
    handled_at: Mapped[datetime | None] = mapped_column(Moment)
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str] = mapped_column(default="")

    handled_by: Mapped[Account | None] = relationship()

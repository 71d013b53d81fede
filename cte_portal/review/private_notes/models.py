"""Private notes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account
from ...extensions import Model, Moment


class PrivateNote(Model):
    """内部记录: a note of one officer about one application, for the officers of the same authority and nobody else."""

    __tablename__ = "private_note"
    __table_args__ = (Index("ix_private_note_of_application", "application_id", "authority_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    by: Mapped[Account] = relationship(lazy="joined")

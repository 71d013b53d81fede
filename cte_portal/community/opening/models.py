"""What an applicant asks to be opened after a return."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account
from ...extensions import Model, Moment


class OpeningRequest(Model):
    """申请开放修改: places that the applicant needs to change and the return did not open, with the reason."""

    __tablename__ = "opening_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    places: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(default="")  # the officer's words

    asked_by: Mapped[Account] = relationship(lazy="joined")

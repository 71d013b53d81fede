"""What was decided on a registration. The organisation itself lives in accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account, RegistrationState, stored_enum
from ..extensions import Model, Moment


class RegistrationDecision(Model):
    """One decision, or one new filing after a return. Never changed."""

    __tablename__ = "registration_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[RegistrationState] = mapped_column(stored_enum(RegistrationState))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    by: Mapped[Account] = relationship(lazy="joined")

"""Invitations to have an account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account, Authority, stored_enum
from ...extensions import Model, Moment
from ...roles import Role


class StaffInvitation(Model):
    """A link by which somebody sets a password of their own: for a new account or, with `account`, for one that there is."""

    __tablename__ = "staff_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[Role] = mapped_column(stored_enum(Role))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    invited_at: Mapped[datetime] = mapped_column(Moment)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    mailed_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    authority: Mapped[Authority | None] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    invited_by: Mapped[Account] = relationship(foreign_keys=[invited_by_id])

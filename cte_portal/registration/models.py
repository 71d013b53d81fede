"""What was decided on a registration. The organisation itself lives in accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.invitations.models import AccountInvitation
from ..accounts.models import Account, Organisation, RegistrationState, stored_enum
from ..extensions import Model, Moment
from ..named import Named
from ..uploads.models import StoredFile


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


class Licence(Model):
    """证照: a scan of the business licence. The newest counts; earlier ones stay, since they were seen when it was decided."""

    __tablename__ = "registration_licence"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    file: Mapped[StoredFile] = relationship(lazy="joined")


class TakeoverState(Named):
    PENDING = "pending", "待审核", "amber"
    APPROVED = "approved", "已同意", "green"
    DECLINED = "declined", "未同意", "red"


class Takeover(Model):
    """账号找回与移交: asked for without an account, on the strength of a letter with the organisation's seal.

    `replaces`: the organisation's other accounts are to be switched off, since those people have left or moved on.
    """

    __tablename__ = "account_takeover"
    __table_args__ = (Index("ix_account_takeover_waiting", "organisation_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))
    replaces: Mapped[bool]
    letter_name: Mapped[str] = mapped_column(String(200))
    letter_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    filed_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[TakeoverState] = mapped_column(stored_enum(TakeoverState), default=TakeoverState.PENDING)
    remark: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("account_invitation.id"))

    organisation: Mapped[Organisation] = relationship()
    letter: Mapped[StoredFile | None] = relationship()
    decided_by: Mapped[Account | None] = relationship()
    invitation: Mapped[AccountInvitation | None] = relationship()

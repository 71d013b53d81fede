"""Invitations to have an account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...extensions import Model, Moment
from ...roles import Role
from ..models import Account, Authority, Organisation, stored_enum


class AccountInvitation(Model):
    """A link by which somebody sets a password of their own: for a new account or, with `account`, for one that there is."""

    __tablename__ = "account_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[Role] = mapped_column(stored_enum(Role))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    invited_at: Mapped[datetime] = mapped_column(Moment)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    mailed_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    authority: Mapped[Authority | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    invited_by: Mapped[Account] = relationship(foreign_keys=[invited_by_id])

    @property
    def body(self) -> Authority | Organisation | None:
        """Whom the account belongs to; None for the operator's own people."""
        return self.authority or self.organisation

    @property
    def own(self) -> bool:
        """Whether the person asked for it, having forgotten the password; such a link is nobody else's to see."""
        return self.account_id is not None and self.account_id == self.invited_by_id

    @property
    def inviter(self) -> str:
        """Whom to ask when the link does not work."""
        known = {Role.APPLICANT: "邀请您的同事", Role.ADMINISTRATOR: "平台管理员"}
        return known.get(self.invited_by.role, "审核本单位注册的教育行政部门")

    @property
    def by_colleague(self) -> bool:
        """Whether a person of the same organisation made it; only such links are the organisation's to see and to withdraw."""
        return self.organisation_id is not None and self.invited_by.organisation_id == self.organisation_id and not self.own

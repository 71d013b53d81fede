"""Who was invited to fill in which parts of an application."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account
from ...extensions import Model, Moment
from ..models import Application


class CoEditor(Model):
    """协作人员: one person and what it was given. Once withdrawn, it stays in the list and may be invited again."""

    __tablename__ = "co_editor"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    name: Mapped[str] = mapped_column(String(30))
    unit: Mapped[str] = mapped_column(String(40))  # the lead's section key
    email: Mapped[str] = mapped_column(String(254), default="")  # empty: the link is handed over
    parts: Mapped[list[str]] = mapped_column(JSON)  # keys of pages, and EVIDENCE
    reads_rest: Mapped[bool] = mapped_column(default=False)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_sha256: Mapped[str] = mapped_column(String(64), default="")  # of what the parts held then

    application: Mapped[Application] = relationship()
    account: Mapped[Account | None] = relationship()
    invitations: Mapped[list[Invitation]] = relationship(back_populates="co_editor", order_by="Invitation.id")

    @property
    def invitation(self) -> Invitation:
        """The one that counts: the newest."""
        return self.invitations[-1]


class Invitation(Model):
    """One link that was given out; each time somebody is invited again it is another one."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    co_editor_id: Mapped[int] = mapped_column(ForeignKey("co_editor.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    mailed_at: Mapped[datetime | None] = mapped_column(Moment)

    co_editor: Mapped[CoEditor] = relationship(back_populates="invitations")

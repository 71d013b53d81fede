"""A notice in somebody's inbox, and the letter that goes with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account
from ..extensions import Model, Moment

MOST_ATTEMPTS = 6  # of sending one letter


class Notice(Model):
    """消息: to one person. `key` tells what it is about, so that the same thing is never told twice."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_inbox", "account_id", "id"),
        Index("ix_notice_unread", "account_id", sqlite_where=text("read_at IS NULL"), postgresql_where=text("read_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    path: Mapped[str] = mapped_column(String(300))  # where it leads
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)  # what it tells was taken back; it stays to be read

    account: Mapped[Account] = relationship()
    letter: Mapped[NoticeLetter | None] = relationship(back_populates="notice")


class NoticeLetter(Model):
    """The outbox: a letter is claimed before it is sent, and never sent again when it is unknown whether it went."""

    __tablename__ = "notice_letter"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    failure: Mapped[str] = mapped_column(String(300), default="")
    not_before: Mapped[datetime | None] = mapped_column(Moment)  # held back until then, as long as it may be taken back

    notice: Mapped[Notice] = relationship(back_populates="letter")

    @property
    def state(self) -> str:
        """In words, for the one it was meant for."""
        if self.sent_at:
            return "邮件已发送"
        if self.claimed_at:
            return "邮件可能没有送达"
        if self.notice.taken_back_at:
            return "邮件没有发送"
        if self.attempts >= MOST_ATTEMPTS:
            return "邮件没有送达，请以这里的消息为准"
        if self.failure:
            return "邮件发送失败，稍后再试"
        return f"邮件将在 {self.not_before:%H:%M} 后发送" if self.not_before else "邮件待发送"

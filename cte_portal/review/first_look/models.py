"""What a city's bureau was asked, and what it said."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account, Authority, stored_enum
from ...community.models import Application, ApplicationVersion
from ...extensions import Model, Moment
from .rules import Advice


class FirstLook(Model):
    """市级初审 of one submitted version by one bureau; by none (`authority_id` None) where the province goes on without.

    It is over when the opinion is given, or ended without one: the applicant took the submission back, the province decided
    or asked somebody else.
    """

    __tablename__ = "first_look"
    __table_args__ = (Index("ix_first_look_desk", "authority_id", "given_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("application_version.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None: by itself, when it was submitted
    due: Mapped[date] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # without an opinion
    ended_by_step: Mapped[int | None]  # the step of the workflow that ended it
    given_at: Mapped[datetime | None] = mapped_column(Moment)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    advice: Mapped[Advice | None] = mapped_column(stored_enum(Advice))
    opinion: Mapped[str] = mapped_column(default="")

    application: Mapped[Application] = relationship(lazy="joined")
    version: Mapped[ApplicationVersion | None] = relationship()
    authority: Mapped[Authority | None] = relationship(lazy="joined")
    given_by: Mapped[Account | None] = relationship(foreign_keys=[given_by_id])
    comments: Mapped[list[FirstLookComment]] = relationship(order_by="FirstLookComment.id", back_populates="look")

    @property
    def waits(self) -> bool:
        return self.authority_id is not None and self.ended_at is None and self.given_at is None


class FirstLookComment(Model):
    """What a bureau said of one place. The applicant does not see it; the province may make it its own."""

    __tablename__ = "first_look_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    look_id: Mapped[int] = mapped_column(ForeignKey("first_look.id"), index=True)
    place: Mapped[str] = mapped_column(String(120))
    text: Mapped[str]

    look: Mapped[FirstLook] = relationship(back_populates="comments")

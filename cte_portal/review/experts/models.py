"""A round, its experts, the applications it is about, and what each expert says of each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account
from ...community.models import Application, ApplicationVersion
from ...extensions import Model, Moment


class ExpertRound(Model):
    """评审轮次. `criteria` are copied from the edition, so that a later edition does not change what was scored."""

    __tablename__ = "expert_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    year: Mapped[int]
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    deadline: Mapped[date] = mapped_column(Date)  # inclusive, to 23:59:59
    per_application: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class RoundApplication(Model):
    """An application that the round is about, in the version that was reported."""

    __tablename__ = "round_application"
    __table_args__ = (UniqueConstraint("round_id", "application_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("expert_round.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("application_version.id"))

    application: Mapped[Application] = relationship(lazy="joined")
    version: Mapped[ApplicationVersion] = relationship()


class RoundExpert(Model):
    """评审专家 of one round; the invitation's code follows from the id (`links.py`) and works until the deadline."""

    __tablename__ = "round_expert"
    __table_args__ = (UniqueConstraint("round_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("expert_round.id"))
    name: Mapped[str] = mapped_column(String(30))
    organisation: Mapped[str] = mapped_column(String(100))
    uscc: Mapped[str] = mapped_column(String(18), default="")
    email: Mapped[str] = mapped_column(String(254))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    invited_at: Mapped[datetime] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    mailed_at: Mapped[datetime | None] = mapped_column(Moment)

    round: Mapped[ExpertRound] = relationship(lazy="joined")
    account: Mapped[Account | None] = relationship()


class ExpertSheet(Model):
    """评审表: one expert on one application. Given up by the expert (`conflict_at`), it counts no more and stays on record."""

    __tablename__ = "expert_sheet"
    __table_args__ = (UniqueConstraint("subject_id", "expert_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("round_application.id"))
    expert_id: Mapped[int] = mapped_column(ForeignKey("round_expert.id"), index=True)
    scores: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # criterion → 0–100
    opinion: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime | None] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    reopen_reason: Mapped[str] = mapped_column(default="")
    conflict_at: Mapped[datetime | None] = mapped_column(Moment)
    conflict_reason: Mapped[str] = mapped_column(default="")

    subject: Mapped[RoundApplication] = relationship(lazy="joined")
    expert: Mapped[RoundExpert] = relationship(lazy="joined")

"""Jobs that failed, and changes of settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account
from ...extensions import Model, Moment


class FailedJob(Model):
    """One job with one set of arguments that did not succeed the last time. A row goes when it does."""

    __tablename__ = "failed_job"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of name and arguments
    name: Mapped[str] = mapped_column(String(60))
    arguments: Mapped[list[Any]] = mapped_column(JSON)
    error: Mapped[str]
    failed_at: Mapped[datetime] = mapped_column(Moment)  # the last time
    times: Mapped[int]


class SettingChange(Model):
    """One setting, changed while the portal runs. The newest of a name holds; None: back to what the environment says."""

    __tablename__ = "setting_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), index=True)
    value: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    changed_by: Mapped[Account] = relationship()

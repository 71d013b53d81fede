"""Editions that were uploaded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...accounts.models import Account, stored_enum
from ...extensions import Model, Moment
from ...named import Named


class EditionState(Named):
    PROPOSED = "proposed", "待启用", "amber"
    IN_USE = "in_use", "已启用", "green"
    WITHDRAWN = "withdrawn", "已停用", "neutral"


class UploadedEdition(Model):
    """A whole edition as it was uploaded. Its files never change: a correction is another edition with a key of its own."""

    __tablename__ = "uploaded_edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    from_year: Mapped[int]
    archive: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # .zip of its files, without a folder around them
    sha256: Mapped[str] = mapped_column(String(64))  # of the edition, see the loader
    state: Mapped[EditionState] = mapped_column(stored_enum(EditionState))
    trial: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # see trying.Report; None: not tried yet
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    put_to_use_at: Mapped[datetime | None] = mapped_column(Moment)

    uploaded_by: Mapped[Account] = relationship()

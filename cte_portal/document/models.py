"""Which file is the print of a version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model, Moment


class PrintedVersion(Model):
    """The PDF of a finalised version, in the storage under its SHA-256."""

    __tablename__ = "printed_version"

    version_id: Mapped[int] = mapped_column(ForeignKey("application_version.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    printed_at: Mapped[datetime] = mapped_column(Moment)

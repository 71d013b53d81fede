"""Which file is the print of a version, and what the check of its stamped scan found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Model, Moment


class PrintedVersion(Model):
    """The PDF of a finalised version, in the storage under its SHA-256."""

    __tablename__ = "printed_version"

    version_id: Mapped[int] = mapped_column(ForeignKey("application_version.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    printed_at: Mapped[datetime] = mapped_column(Moment)


class ScanCheck(Model):
    """What was found on the pages of a stamped scan."""

    __tablename__ = "scan_check"

    scan_id: Mapped[int] = mapped_column(ForeignKey("sealed_scan.id"), primary_key=True)
    codes: Mapped[list[list[str]]] = mapped_column(JSON)  # page by page, the texts of its codes
    typed: Mapped[dict[str, Any]] = mapped_column(JSON)  # page → what a person read from it
    pages: Mapped[list[Any]] = mapped_column(JSON)  # (page of the scan, state, page printed on it)
    missing: Mapped[list[int]] = mapped_column(JSON)
    seals: Mapped[int | None]  # red round seals counted on the seal page; None: no colour, or no seal page found
    checked_at: Mapped[datetime] = mapped_column(Moment)

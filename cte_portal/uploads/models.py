"""Uploaded files and what they prove."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import stored_enum
from ..extensions import Model, Moment
from .rules import Verdict


class StoredFile(Model):
    """One content, whoever uploaded it; the bytes lie in the storage under its SHA-256."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # pdf, jpeg, png, docx, xlsx
    size: Mapped[int]  # bytes
    pages: Mapped[int | None]  # of a PDF
    received_at: Mapped[datetime] = mapped_column(Moment)


class Evidence(Model):
    """佐证材料: a file under one category of one application. Removed ones stay in the history."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_of_application", "application_id", "category"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    category: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    foreign_id: Mapped[str | None] = mapped_column(String(20))  # its id in the installation that handed it over

    file: Mapped[StoredFile] = relationship(lazy="joined")

    @property
    def known_as(self) -> str:
        """The id by which versions and comments name it."""
        return self.foreign_id or str(self.id)

    def seen_by_officers(self, submitted_at: datetime | None) -> bool:
        """Whether it is there, or was at the latest submission, which officers go on reading."""
        return self.removed_at is None or (submitted_at is not None and self.uploaded_at <= submitted_at < self.removed_at)


class SealedScan(Model):
    """盖章扫描件: the stamped, scanned 申报书 of one version. The newest one counts."""

    __tablename__ = "sealed_scan"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("application_version.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    verdict: Mapped[Verdict | None] = mapped_column(stored_enum(Verdict))  # None: not checked yet
    verdict_text: Mapped[str] = mapped_column(default="", server_default="")

    file: Mapped[StoredFile] = relationship(lazy="joined")

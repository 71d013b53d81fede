"""Whom this installation trusts, what it handed over, and what was handed to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account, stored_enum
from ..catalogue.places import province_name
from ..extensions import Model, Moment
from ..named import Named
from ..review.batches.models import ReportingBatch
from .keys import grouped


class TrustedKey(Model):
    """The public key of another installation, whose bundles are taken. With a province: that province's bundles only."""

    __tablename__ = "trusted_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    public_key: Mapped[str]  # PEM
    name: Mapped[str] = mapped_column(String(100))  # of the authority, as whoever added it knows it
    province_code: Mapped[str | None] = mapped_column(String(6))
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None: from the command line
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    added_by: Mapped[Account | None] = relationship()

    @property
    def province_name(self) -> str:
        return province_name(self.province_code)

    @property
    def shown_fingerprint(self) -> str:
        return grouped(self.fingerprint)


class HandoverExport(Model):
    """What a batch's bundle says, fixed the first time one is made: later ones are the same, byte for byte."""

    __tablename__ = "handover_export"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("reporting_batch.id"), unique=True)
    manifest: Mapped[str]  # canonical JSON
    sha256: Mapped[str] = mapped_column(String(64))  # of `manifest`
    signature: Mapped[str] = mapped_column(String(128))  # hexadecimal
    fingerprint: Mapped[str] = mapped_column(String(64))  # of the key that signed
    made_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def shown_fingerprint(self) -> str:
        return grouped(self.fingerprint)


class ImportState(Named):
    CHECKING = "checking", "检查中", "blue"
    IMPORTED = "imported", "已导入", "green"
    REPEATED = "repeated", "以前已导入", "neutral"
    REFUSED = "refused", "未导入", "red"
    STOPPED = "stopped", "已停止", "neutral"


class HandoverImport(Model):
    """One attempt to take a bundle in, and what was found."""

    __tablename__ = "handover_import"
    __table_args__ = (Index("ix_handover_import_of_batch", "batch_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    uploaded: Mapped[bool]  # by form: the file is removed when it is over
    asked_at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None: from the command line
    state: Mapped[ImportState] = mapped_column(stored_enum(ImportState))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    work_id: Mapped[int | None] = mapped_column(ForeignKey("long_work.id"))
    problems: Mapped[list[list[str]]] = mapped_column(JSON, default=list)  # (path, what is wrong) of each
    sha256: Mapped[str] = mapped_column(String(64), default="")  # of the manifest; empty: it could not be read
    fingerprint: Mapped[str] = mapped_column(String(64), default="")  # of the key it says it was signed with
    batch_number: Mapped[str] = mapped_column(String(40), default="")
    origin_name: Mapped[str] = mapped_column(String(200), default="")  # as the trusted key's entry calls it
    origin_address: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime | None] = mapped_column(Moment)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("reporting_batch.id"))  # what came of it, or of the one before
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("handover_import.id"))  # the import that this one repeats

    by: Mapped[Account | None] = relationship()
    batch: Mapped[ReportingBatch | None] = relationship()
    earlier: Mapped[HandoverImport | None] = relationship(remote_side=[id])

    @property
    def by_name(self) -> str:
        return self.by.name if self.by else "命令行"

    @property
    def shown_fingerprint(self) -> str:
        return grouped(self.fingerprint)


class HandoverUpload(Model):
    """A bundle on its way from an officer's machine, piece by piece. It is recognised by its size and its first bytes.

    The first bytes of a bundle hold the checksum of its manifest, and that the hash of every file: a name or a date would
    only tell copies of the same bundle apart.
    """

    __tablename__ = "handover_upload"
    __table_args__ = (Index("ix_handover_upload_of_account", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)  # bytes, of the whole file
    head_sha256: Mapped[str] = mapped_column(String(64))
    received: Mapped[int] = mapped_column(BigInteger, default=0)  # bytes that are safely on the disk
    begun_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)  # when something was added last
    import_id: Mapped[int | None] = mapped_column(ForeignKey("handover_import.id"))  # what the whole file became

    @property
    def whole(self) -> bool:
        return self.received == self.size

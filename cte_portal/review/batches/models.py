"""Batches, what is in them, and their stamped letters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from ...accounts.models import Account, stored_enum
from ...catalogue.places import province_name
from ...community.models import Application, ApplicationVersion
from ...extensions import Model, Moment
from ...named import Named
from ...uploads.models import StoredFile
from .rules import ADDRESSEE


class BatchState(Named):
    DRAFT = "draft", "编制中", "amber"
    SENT = "sent", "已报送", "green"
    TAKEN_BACK = "taken_back", "已收回", "red"
    DISCARDED = "discarded", "已作废", "neutral"


class ReportingBatch(Model):
    """报送批次. Its number is given when it is begun and never again; a draft that is given up keeps it."""

    __tablename__ = "reporting_batch"
    __table_args__ = (Index("ix_reporting_batch_list", "province_code", "year", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    province_code: Mapped[str] = mapped_column(String(6))
    year: Mapped[int]  # of its applications
    state: Mapped[BatchState] = mapped_column(stored_enum(BatchState), default=BatchState.DRAFT)
    revision: Mapped[int] = mapped_column(default=1)  # grows by one with each change of the draft
    addressee: Mapped[str] = mapped_column(String(60), default=ADDRESSEE)
    letter_number: Mapped[str] = mapped_column(String(60), default="")
    letter_date: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reported_at: Mapped[datetime | None] = mapped_column(Moment)  # None: never sent
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # taken back or discarded
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    frozen: Mapped[str] = mapped_column(default="")  # canonical JSON of its contents, from sending on
    sha256: Mapped[str] = mapped_column(String(64), default="")  # of `frozen`

    created_by: Mapped[Account] = relationship(foreign_keys=[created_by_id])
    changed_by: Mapped[Account] = relationship(foreign_keys=[changed_by_id])
    reported_by: Mapped[Account | None] = relationship(foreign_keys=[reported_by_id])
    ended_by: Mapped[Account | None] = relationship(foreign_keys=[ended_by_id])
    items: Mapped[list[BatchItem]] = relationship(order_by="BatchItem.position", back_populates="batch", cascade="all, delete-orphan")
    letters: Mapped[list[StampedLetter]] = relationship(order_by="StampedLetter.id", back_populates="batch")

    @property
    def province_name(self) -> str:
        return province_name(self.province_code)

    @property
    def draft(self) -> bool:
        return self.state is BatchState.DRAFT

    @property
    def sent(self) -> bool:
        return self.state is BatchState.SENT

    @property
    def letter(self) -> StampedLetter | None:
        """The stamped letter that counts: the newest."""
        return self.letters[-1] if self.letters else None


class BatchItem(Model):
    """One application in a batch. The database itself keeps an application from standing in two drafts."""

    __tablename__ = "batch_item"
    __table_args__ = (UniqueConstraint("batch_id", "application_id"), UniqueConstraint("application_id", "in_draft"))

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("reporting_batch.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("application_version.id"))  # when it was chosen; once sent, the one reported
    position: Mapped[int]
    in_draft: Mapped[bool | None]  # true or nothing

    batch: Mapped[ReportingBatch] = relationship(back_populates="items")
    application: Mapped[Application] = relationship(lazy="joined")
    version: Mapped[ApplicationVersion] = relationship()


class StampedLetter(Model):
    """盖章的报送函, as uploaded. The newest one counts; those before it stay."""

    __tablename__ = "stamped_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("reporting_batch.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    batch: Mapped[ReportingBatch] = relationship(back_populates="letters")
    file: Mapped[StoredFile] = relationship(lazy="joined")
    uploaded_by: Mapped[Account] = relationship()


class SentIsFinal(Exception):
    """Somebody tried to change what was sent."""


def _refuse(mapper: Mapper[Any], connection: Any, batch: ReportingBatch) -> None:
    before = inspect(batch).attrs.frozen.history.deleted
    if before and before[0]:
        raise SentIsFinal(f"报送批次 {batch.number} 的报送内容不能修改")


event.listen(ReportingBatch, "before_update", _refuse)

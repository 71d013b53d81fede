"""Recognition lists, what is on them, objections, visible amendments; results of the ministry as they were read from a workbook."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account, stored_enum
from ..catalogue.places import province_name
from ..community.models import Application
from ..extensions import Model, Moment
from ..uploads.models import StoredFile
from .rules import Level, ObjectionState, Outcome, State


class RecognitionList(Model):
    """认定名单: drafted, under public notice, published. `revision` grows with each change, so that a lost race is noticed.

    `recorded`: what the ministry decided, noted by a province in its own installation; it was never under notice here.
    """

    __tablename__ = "recognition_list"
    __table_args__ = (Index("ix_recognition_list_of_authority", "province_code", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[Level] = mapped_column(stored_enum(Level))
    province_code: Mapped[str | None] = mapped_column(String(6))  # whose list it is; None: the ministry's
    recorded: Mapped[bool] = mapped_column(default=False)
    year: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    state: Mapped[State] = mapped_column(stored_enum(State))
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    notice_days: Mapped[int]  # working days
    notice_started_at: Mapped[datetime | None] = mapped_column(Moment)
    notice_last: Mapped[date | None] = mapped_column(Date)
    notice_calendar: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # as it was published: counted, skipped, unknown_years
    document: Mapped[str] = mapped_column(String(200), default="")  # name or number of what says so
    document_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    published_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    created_by: Mapped[Account | None] = relationship()
    document_file: Mapped[StoredFile | None] = relationship()
    amendments: Mapped[list[Amendment]] = relationship(order_by="Amendment.id", back_populates="list")

    @property
    def province_name(self) -> str:
        return province_name(self.province_code)

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it: under notice or published, or withdrawn after that."""
        return self.notice_started_at is not None or (self.published_at is not None and self.state is State.FINAL)


class ListItem(Model):
    """One application on a list. Once under notice, what is taken out stays, with the reason."""

    __tablename__ = "recognition_list_item"
    __table_args__ = (UniqueConstraint("list_id", "application_id"), Index("ix_recognition_list_item_order", "list_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("recognition_list.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    position: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(stored_enum(Outcome))
    remark: Mapped[str] = mapped_column(String(200), default="")
    name: Mapped[str] = mapped_column(String(100), default="")  # of the community, as it was put under notice or published
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_reason: Mapped[str] = mapped_column(default="")

    list: Mapped[RecognitionList] = relationship(lazy="joined")
    application: Mapped[Application] = relationship(lazy="joined")

    @property
    def shown_name(self) -> str:
        return self.name or self.application.community.name


class Objection(Model):
    """异议, filed by anybody during the notice; who filed it is for the authority's officers only."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("recognition_list_item.id"), index=True)
    name: Mapped[str] = mapped_column(String(30))
    contact: Mapped[str] = mapped_column(String(100))
    unit: Mapped[str] = mapped_column(String(100), default="")
    reason: Mapped[str]
    file_name: Mapped[str] = mapped_column(String(200), default="")
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    filed_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[ObjectionState] = mapped_column(stored_enum(ObjectionState))
    handled_at: Mapped[datetime | None] = mapped_column(Moment)
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[str] = mapped_column(default="")  # read by whoever has the receipt number

    item: Mapped[ListItem] = relationship(lazy="joined")
    file: Mapped[StoredFile | None] = relationship()
    handled_by: Mapped[Account | None] = relationship()


class Amendment(Model):
    """更正: a published list is changed by one of these and in no other way; everybody reads it on the list."""

    __tablename__ = "amendment"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("recognition_list.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("recognition_list_item.id"))  # whose recognition is revoked
    document: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    list: Mapped[RecognitionList] = relationship(back_populates="amendments")
    item: Mapped[ListItem | None] = relationship()


class ResultDraft(Model):
    """What was read from a workbook of results, until it is recorded or given up."""

    __tablename__ = "result_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    document: Mapped[str] = mapped_column(String(200))
    document_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    year: Mapped[int]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment)
    list_id: Mapped[int | None] = mapped_column(ForeignKey("recognition_list.id"))

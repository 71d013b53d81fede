"""What officers leave behind: answered checklists and reporting batches."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account, stored_enum
from ..catalogue.places import province_name
from ..community.models import Application, Transition
from ..extensions import Model, Moment


class Outcome(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    TO_DISCUSS = "to_discuss"

    @property
    def label(self) -> str:
        return {"met": "符合", "not_met": "不符合", "to_discuss": "待商议"}[self.value]


class ChecklistAnswer(Model):
    """What an officer answered to one item before approving."""

    __tablename__ = "checklist_answer"
    __table_args__ = (UniqueConstraint("transition_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transition_id: Mapped[int] = mapped_column(ForeignKey("transition.id"))
    item: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(200), default="", server_default="")  # what was asked, in the words of then
    outcome: Mapped[Outcome] = mapped_column(stored_enum(Outcome))
    note: Mapped[str] = mapped_column(default="")

    transition: Mapped[Transition] = relationship()


class ReportingBatch(Model):
    """报送批次: what a province reported to the ministry at once, with its numbered summary table."""

    __tablename__ = "reporting_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    province_code: Mapped[str] = mapped_column(String(6), index=True)
    year: Mapped[int]
    letter_number: Mapped[str] = mapped_column(String(60))
    reported_at: Mapped[datetime] = mapped_column(Moment)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    reported_by: Mapped[Account] = relationship()
    items: Mapped[list[BatchItem]] = relationship(order_by="BatchItem.position", back_populates="batch")

    @property
    def province_name(self) -> str:
        return province_name(self.province_code)


class BatchItem(Model):
    __tablename__ = "batch_item"
    __table_args__ = (UniqueConstraint("batch_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("reporting_batch.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("application_version.id"))
    position: Mapped[int]

    batch: Mapped[ReportingBatch] = relationship(back_populates="items")
    application: Mapped[Application] = relationship(lazy="joined")

"""What was made of a yearly duty: its versions, their review, its publication."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account, stored_enum
from ..community.check_code import grouped
from ..community.models import Community
from ..extensions import Model, Moment
from ..named import Named
from ..uploads.models import StoredFile
from .rules import Done, State

ON_SITE = "published_at IS NOT NULL AND withdrawn_at IS NULL"


class ReviewOutcome(Named):
    PASSED = "passed", "通过", "green"
    RETURNED = "returned", "退回修改", "red"

    @property
    def state(self) -> State:
        """What the deliverable becomes."""
        return State(self.value)


class Deliverable(Model):
    """年度任务材料: one duty of one community in one year. No row: not begun. Whether it is late is never stored.

    `revision` grows with each step, so that a lost race is noticed.
    """

    __tablename__ = "deliverable"
    __table_args__ = (
        UniqueConstraint("community_id", "year", "key"),
        Index("ix_deliverable_duty", "year", "key", "state"),
        Index("ix_deliverable_public", "published_at", "key", sqlite_where=text(ON_SITE), postgresql_where=text(ON_SITE)),
        Index("ix_deliverable_on_site", "year", "published_at", sqlite_where=text(ON_SITE), postgresql_where=text(ON_SITE)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    year: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    state: Mapped[State] = mapped_column(stored_enum(State))
    revision: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)  # the first time: late or not is decided by it
    excused_at: Mapped[datetime | None] = mapped_column(Moment)
    excused_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    excused_reason: Mapped[str] = mapped_column(default="")
    publish_on: Mapped[date | None] = mapped_column(Date, index=True)  # published by itself on that day
    published_at: Mapped[datetime | None] = mapped_column(Moment)  # stays, so that the address stays
    published_version_id: Mapped[int | None] = mapped_column(ForeignKey("deliverable_version.id", use_alter=True))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)  # from the public site; its page says so
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    community: Mapped[Community] = relationship(lazy="joined")
    excused_by: Mapped[Account | None] = relationship()
    published_version: Mapped[DeliverableVersion | None] = relationship(foreign_keys=[published_version_id], post_update=True)
    versions: Mapped[list[DeliverableVersion]] = relationship(
        order_by="DeliverableVersion.number.desc()", foreign_keys="DeliverableVersion.deliverable_id", back_populates="deliverable"
    )

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it now."""
        return self.published_at is not None and self.withdrawn_at is None

    def as_done(self) -> Done:
        return Done(self.state, self.submitted_at.date() if self.submitted_at else None, self.excused_at is not None)


class DeliverableVersion(Model):
    """What was handed in: a file, or the content of a form with the print of it as its file. Changed only until it is submitted."""

    __tablename__ = "deliverable_version"
    __table_args__ = (UniqueConstraint("deliverable_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverable.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    summary: Mapped[str] = mapped_column(default="")
    published_elsewhere_on: Mapped[date | None] = mapped_column(Date)  # by the community itself
    survey_methods: Mapped[str] = mapped_column(default="")
    sample_size: Mapped[int | None]
    file_name: Mapped[str] = mapped_column(String(200), default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))  # PDF or DOCX
    content: Mapped[str | None]  # canonical JSON (RFC 8785), where it was filled in as a form; the file is printed from it
    content_sha256: Mapped[str | None] = mapped_column(String(64))
    check_code: Mapped[str | None] = mapped_column(String(12), index=True)  # of the content's hash; on every printed page
    saved_at: Mapped[datetime] = mapped_column(Moment)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)  # by the community, before the province acted

    deliverable: Mapped[Deliverable] = relationship(foreign_keys=[deliverable_id], back_populates="versions")
    file: Mapped[StoredFile | None] = relationship(lazy="joined")
    submitted_by: Mapped[Account | None] = relationship(foreign_keys=[submitted_by_id])
    reviews: Mapped[list[DeliverableReview]] = relationship(order_by="DeliverableReview.id.desc()", back_populates="version")

    @property
    def printed_code(self) -> str:
        """Its check code as printed; empty for a file of their own."""
        return grouped(self.check_code) if self.check_code else ""


class CalendarLink(Model):
    """订阅链接: opens one person's deadlines as a calendar to whoever has it; made anew, the one before is void."""

    __tablename__ = "calendar_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    account: Mapped[Account] = relationship()


class DeliverableReview(Model):
    """What the province says of one version. Ratings are keys of the catalogue. A review taken back stays, and counts for nothing."""

    __tablename__ = "deliverable_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverable.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("deliverable_version.id"), index=True)
    timeliness: Mapped[str] = mapped_column(String(20))
    objectivity: Mapped[str] = mapped_column(String(20))
    completeness: Mapped[str] = mapped_column(String(20))
    comment: Mapped[str]
    outcome: Mapped[ReviewOutcome] = mapped_column(stored_enum(ReviewOutcome))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)

    deliverable: Mapped[Deliverable] = relationship()
    version: Mapped[DeliverableVersion] = relationship(back_populates="reviews")
    by: Mapped[Account] = relationship()

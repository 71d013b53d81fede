"""The community, its yearly applications, what they hold, and what happened to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, Date, ForeignKey, Index, String, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship, validates

from ..accounts.models import Account, Organisation, stored_enum
from ..catalogue.places import industry_group, province_name
from ..catalogue.schema import APPLICATION, FormDefinition
from ..extensions import Model, Moment
from ..web.editions import edition_of
from ..windows import Extended, Purpose
from .filling.models import Numbered
from .opening.rules import Opening
from .workflow import Status


class Community(Model):
    """共同体: lives for years; its applications are its filings."""

    __tablename__ = "community"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    recognised_on: Mapped[date | None] = mapped_column(Date)
    recognition_document: Mapped[str] = mapped_column(String(200), default="")
    recognised_application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id", use_alter=True), index=True)  # stays when revoked
    overseen_by: Mapped[str | None] = mapped_column(String(6), index=True)  # the province that reviews its yearly work; None: the ministry
    published_at: Mapped[datetime | None] = mapped_column(Moment, index=True)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    recognised_application: Mapped[Application | None] = relationship(foreign_keys=[recognised_application_id], post_update=True)


def _in_queue(name: str, *columns: str, only: str = "") -> Index:
    """An index for officers' queues: only what was handed over, or `only` is true of. Read by `review/queue/queries.py`."""
    condition = only or ("reported_at IS NOT NULL" if "submitted_to" not in columns else "submitted_to IS NOT NULL")
    return Index(name, *columns, sqlite_where=text(condition.format(true=1)), postgresql_where=text(condition.format(true="true")))


# what a filter may ask, at the end of an index, so that what does not match is passed over without looking at the row
_ASKED = ("year", "industry_group", "industry_code", "direct", "manual_check", "correction_due")


class Application(Numbered, Model):
    """申报: the community's filing in one year's round."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("community_id", "year"),
        _in_queue("ix_application_province_queue", "submitted_to", "status", "submitted_at", *_ASKED, "province_officer_id"),
        _in_queue("ix_application_province_year", "submitted_to", "year", "status", "submitted_at", *_ASKED[1:], "province_officer_id"),
        _in_queue("ix_application_province_names", "submitted_to", "year", "status", "name_order", *_ASKED[1:], "province_officer_id"),
        _in_queue("ix_application_ministry_queue", "status", "reported_at", *_ASKED, "ministry_officer_id"),
        _in_queue("ix_application_ministry_year", "year", "status", "reported_at", *_ASKED[1:], "ministry_officer_id"),
        _in_queue("ix_application_ministry_names", "year", "status", "name_order", *_ASKED[1:], "ministry_officer_id"),
        *(  # of the few that wait for a look at the scan
            _in_queue(f"ix_application_{whose}_flagged", *columns, only="manual_check IS {true}")
            for whose, columns in (
                ("province", ("submitted_to", "status", "year", "submitted_at", "manual_check")),
                ("ministry", ("status", "year", "reported_at", "manual_check")),
            )
        ),
        _in_queue("ix_application_pre_review", "pre_review_province", "pre_review_asked_at", only="pre_review_province IS NOT NULL"),
        Index("ix_application_round", "year", "status", "province_code"),
        _in_queue("ix_application_same_industry", "industry_code", "community_id", only="submitted_at IS NOT NULL"),
        Index("ix_application_overview", "year", "submitted_to", "industry_code", "status", "reported_at"),
    )

    form_kind: ClassVar[str] = APPLICATION

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    year: Mapped[int]
    edition: Mapped[str] = mapped_column(String(20))
    status: Mapped[Status] = mapped_column(stored_enum(Status))
    province_code: Mapped[str | None] = mapped_column(String(6))  # recommending province, as on the cover
    industry_code: Mapped[str | None] = mapped_column(String(2))
    industry_group: Mapped[str | None] = mapped_column(String(1))  # the 门类 of `industry_code`, written with it
    name_order: Mapped[str] = mapped_column(String(320), default="", server_default="")  # see community/finding/rules.py
    province_officer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # who looks after it in the province
    ministry_officer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # and in the ministry
    direct: Mapped[bool] = mapped_column(default=False)  # direct reporting is asked for on the cover and granted
    pre_review_province: Mapped[str | None] = mapped_column(String(6))  # who was asked for a pre-review and has not answered yet
    pre_review_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    city_asked_id: Mapped[int | None] = mapped_column(index=True)  # the city's bureau asked for a first look, which has not answered yet
    taken_over_year: Mapped[int | None]  # the year whose content this application began with
    manual_check: Mapped[bool] = mapped_column(default=False)  # the scan could not be read by machine
    scan_reason: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    submitted_to: Mapped[str | None] = mapped_column(String(6))  # the province that the latest submission went to
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reported_at: Mapped[datetime | None] = mapped_column(Moment)
    correction_due: Mapped[date | None] = mapped_column(Date)
    open_places: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))  # of the latest return; None: everything
    result_published_at: Mapped[datetime | None] = mapped_column(Moment)  # a list says whether it is recognised
    version_id: Mapped[int | None] = mapped_column(ForeignKey("application_version.id", use_alter=True))

    community: Mapped[Community] = relationship(lazy="joined", foreign_keys=[community_id])
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    version: Mapped[ApplicationVersion | None] = relationship(foreign_keys=[version_id], post_update=True)

    @validates("industry_code")
    def _group(self, _: str, code: str | None) -> str | None:
        self.industry_group = industry_group(code)
        return code

    @classmethod
    def of_industry(cls, code: str) -> ColumnElement[bool]:
        """Those of a 大类, or of any in a 门类 (a letter)."""
        return (cls.industry_group if code.isalpha() else cls.industry_code) == code

    @property
    def province_name(self) -> str:
        return province_name(self.province_code)

    @property
    def definition(self) -> FormDefinition:
        """What it asks: the edition it began under."""
        return edition_of(self)

    @property
    def name(self) -> str:
        """What it is called where forms of several communities stand side by side."""
        return self.community.name

    @property
    def closed_because(self) -> str:
        return f"申报当前状态是“{self.status.label}”"

    @property
    def to_open_again(self) -> str:
        return "如需修改，请先解除定稿或撤回。"

    @property
    def editable(self) -> bool:
        """Whether sections, lists and evidence may be changed."""
        return self.status.editable

    @property
    def opening(self) -> Opening:
        """Which places of it may be changed, as far as the latest return says."""
        return Opening.of(self.definition, self.open_places)

    def opens_evidence(self, category: str) -> bool:
        """Whether proofs of this category may be changed, as far as the latest return says."""
        return self.opening.category(category)

    @property
    def pre_review_asked(self) -> bool:
        """Whether the draft waits for a pre-review by the province that the cover names now."""
        return self.status is Status.DRAFT and self.pre_review_province is not None and self.pre_review_province == self.province_code

    @property
    def awaits_seals(self) -> bool:
        """Whether the current version is to be printed, stamped and scanned."""
        return self.status is Status.FINALISED


class MemberUnit(Model):
    """建设单位, as other features search and count them; written whenever a section or row that is a unit is saved."""

    __tablename__ = "member_unit"
    __table_args__ = (
        UniqueConstraint("application_id", "unit"),
        Index("ix_member_unit_lead", "application_id", "name", sqlite_where=text("lead IS 1"), postgresql_where=text("lead IS true")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    unit: Mapped[str] = mapped_column(String(40))  # the lead's section key, or the row's id
    lead: Mapped[bool]
    name: Mapped[str] = mapped_column(String(100), index=True)
    uscc: Mapped[str | None] = mapped_column(String(18), index=True)
    category: Mapped[str | None] = mapped_column(String(40))
    province_code: Mapped[str | None] = mapped_column(String(6))

    @property
    def province_name(self) -> str:
        return province_name(self.province_code)


class ApplicationVersion(Model):
    """定稿版本: a frozen, hashed copy of an application, the thing that is printed and stamped. Never changed."""

    __tablename__ = "application_version"
    __table_args__ = (UniqueConstraint("application_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    number: Mapped[int]
    content: Mapped[str]  # canonical JSON, RFC 8785
    sha256: Mapped[str] = mapped_column(String(64))  # of `content`
    check_code: Mapped[str] = mapped_column(String(12), unique=True)
    finalised_at: Mapped[datetime] = mapped_column(Moment)
    finalised_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    application: Mapped[Application] = relationship(foreign_keys=[application_id])


class VersionIsFinal(Exception):
    """Somebody tried to change or remove a finalised version."""


def _refuse(mapper: Mapper[Any], connection: Any, target: ApplicationVersion) -> None:
    raise VersionIsFinal(f"定稿版本 {target.id} 不能修改或删除")


event.listen(ApplicationVersion, "before_update", _refuse)
event.listen(ApplicationVersion, "before_delete", _refuse)


class Transition(Model):
    """One step in the life of an application: the timeline. Never changed."""

    __tablename__ = "transition"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("application_version.id"))
    action: Mapped[str] = mapped_column(String(40))
    source: Mapped[Status | None] = mapped_column(stored_enum(Status))
    target: Mapped[Status] = mapped_column(stored_enum(Status))
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    comment: Mapped[str] = mapped_column(default="")  # opinion, reason
    province_code: Mapped[str | None] = mapped_column(String(6))  # whose figures it counts in: the cover's, or the lead enterprise's
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # of a decision: what it changed, as it was
    takes_back_id: Mapped[int | None]  # the decision that this step took back

    account: Mapped[Account] = relationship(lazy="joined")
    version: Mapped[ApplicationVersion | None] = relationship()
    places: Mapped[list[PlaceComment]] = relationship(back_populates="transition", order_by="PlaceComment.id")


class PlaceComment(Model):
    """An officer's comment on one place of an application, written as in `catalogue/address.py`.

    The applicant answers it in words, ticks it as dealt with, or both; what an officer said is never changed.
    """

    __tablename__ = "place_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    transition_id: Mapped[int] = mapped_column(ForeignKey("transition.id"), index=True)
    place: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(default="", server_default="")  # what the place was called then; empty: not known
    text: Mapped[str]
    held: Mapped[str] = mapped_column(String(64), default="")  # SHA-256 of what stood at the place then; empty: not known
    answer: Mapped[str] = mapped_column(default="")  # the applicant's
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)

    transition: Mapped[Transition] = relationship(back_populates="places")

    @property
    def open(self) -> bool:
        """Neither answered nor ticked as dealt with."""
        return self.done_at is None and not self.answer

    @property
    def of_pre_review(self) -> bool:
        return self.transition.action == "pre_review"


class DirectGrant(Model):
    """直报: the ministry lets one central-SOE headquarters report directly for one year. Once revoked it may be granted anew."""

    __tablename__ = "direct_grant"
    __table_args__ = (Index("ix_direct_grant_organisation", "organisation_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    reason: Mapped[str]
    granted_at: Mapped[datetime] = mapped_column(Moment)
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    document: Mapped[str] = mapped_column(String(200), default="", server_default="")  # what says so, where a province recorded it
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoke_reason: Mapped[str] = mapped_column(default="", server_default="")

    organisation: Mapped[Organisation] = relationship(lazy="joined")


class Extension(Model):
    """延期: a window stays open longer, for one organisation, one province, or all."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(stored_enum(Purpose))
    year: Mapped[int]
    until: Mapped[date] = mapped_column(Date)
    province_code: Mapped[str | None] = mapped_column(String(6))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    reason: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    organisation: Mapped[Organisation | None] = relationship()
    opened_by: Mapped[Account] = relationship()

    def as_rule(self) -> Extended:
        return Extended(self.purpose, self.year, self.until, self.province_code, self.organisation_id)

    @property
    def province_name(self) -> str:
        return province_name(self.province_code)

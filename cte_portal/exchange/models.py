"""Published editions of the lists and their entries; what followed from them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Numeric, String, UniqueConstraint, event, inspect, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from ..accounts.models import Account, Organisation, stored_enum
from ..catalogue.places import industry_name, province_name
from ..community.models import Community
from ..extensions import Model, Moment
from ..uploads.models import StoredFile
from .rules import FollowingState, Table, Way


class ListEdition(Model):
    """发布版: one list of a community as it was published. What was published is never changed; it may be withdrawn."""

    __tablename__ = "list_edition"
    __table_args__ = (UniqueConstraint("community_id", "table", "number"), Index("ix_list_edition_published", "table", "published_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    table: Mapped[Table] = mapped_column(stored_enum(Table))
    edition: Mapped[str] = mapped_column(String(20))  # of the catalogue, whose columns it has
    number: Mapped[int]  # 1, 2, 3… for each community and list
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    content: Mapped[str] = mapped_column(deferred=True)  # canonical JSON, RFC 8785; nothing personal; large
    sha256: Mapped[str] = mapped_column(String(64))  # of `content`
    entries: Mapped[int]  # how many
    current: Mapped[bool]  # the newest one, unless withdrawn: what is searched and counted
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    community: Mapped[Community] = relationship(lazy="joined")


class EditionIsFinal(Exception):
    """Somebody tried to change or remove what was published."""


def _refuse_change(mapper: Mapper[Any], connection: Any, target: ListEdition) -> None:
    if any(inspect(target).attrs[name].history.has_changes() for name in ("content", "sha256", "number", "published_at")):
        raise EditionIsFinal(f"已发布的清单 {target.id} 不能修改")


def _refuse_removal(mapper: Mapper[Any], connection: Any, target: ListEdition) -> None:
    raise EditionIsFinal(f"已发布的清单 {target.id} 不能删除")


event.listen(ListEdition, "before_update", _refuse_change)
event.listen(ListEdition, "before_delete", _refuse_removal)


def _of_current(name: str, *columns: str) -> Index:
    """An index of what is published now; the condition is written as each database is asked it."""
    return Index(name, *columns, sqlite_where=text("current = 1"), postgresql_where=text("current"))


class PublishedEntry(Model):
    """供需清单条目 as it was published, with typed columns for what is searched, counted and brought together.

    `row` is the entry's id in the community's living list, for life: the same row in a later edition is another entry.
    """

    __tablename__ = "published_entry"
    __table_args__ = (
        UniqueConstraint("edition_id", "row"),
        Index("ix_published_entry_row", "community_id", "row", "current"),
        _of_current("ix_published_entry_profession", "table", "profession_code"),
        _of_current("ix_published_entry_field", "table", "field"),
        _of_current("ix_published_entry_figures", "year", "table", "province_code", "profession_code", "profession", "people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("list_edition.id"))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    table: Mapped[Table] = mapped_column(stored_enum(Table))
    row: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]  # in its edition, from 1
    current: Mapped[bool]  # of a current edition, and not withdrawn
    year: Mapped[int]  # in which it was published
    unit_name: Mapped[str] = mapped_column(String(100))
    unit_uscc: Mapped[str | None] = mapped_column(String(18), index=True)
    industry_code: Mapped[str | None] = mapped_column(String(2))  # the community's
    province_code: Mapped[str | None] = mapped_column(String(6))  # where the work is; where the unit is
    title: Mapped[str] = mapped_column(String(200))
    field: Mapped[str | None] = mapped_column(String(60))  # of technology
    profession_code: Mapped[str | None] = mapped_column(String(8))
    profession: Mapped[str | None] = mapped_column(String(100))
    degree: Mapped[str | None] = mapped_column(String(40))  # the option's key, of the edition of the catalogue
    people: Mapped[int | None]
    wage_from: Mapped[int | None]  # 元 a month
    wage_to: Mapped[int | None]
    due_on: Mapped[date | None] = mapped_column(Date)  # the first day of what was named: a day, a month, a year
    amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))  # 万元
    maturity: Mapped[str | None] = mapped_column(String(40))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)  # the public columns, as in the edition's content
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)  # by itself; a withdrawn edition takes all of its entries along
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    edition: Mapped[ListEdition] = relationship()
    community: Mapped[Community] = relationship()

    @property
    def province_name(self) -> str:
        return province_name(self.province_code)

    @property
    def industry_name(self) -> str:
        return industry_name(self.industry_code)


class EntryContact(Model):
    """Whom to ask about an entry. Kept apart: nothing that everybody may read looks here."""

    __tablename__ = "entry_contact"

    entry_id: Mapped[int] = mapped_column(ForeignKey("published_entry.id"), primary_key=True, autoincrement=False)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)  # the list's personal columns, by key


class EntryText(Model):
    """What a current entry is found by, made alike. Its pairs of characters stand in the full-text table `entry_grams`."""

    __tablename__ = "entry_text"

    entry_id: Mapped[int] = mapped_column(ForeignKey("published_entry.id"), primary_key=True, autoincrement=False)
    scope: Mapped[str] = mapped_column(String(100))  # tokens: which list, of which industry, province, profession and year
    title: Mapped[str]
    subject: Mapped[str]  # field, profession and its code
    body: Mapped[str]  # everything else that is public


class Following(Model):
    """A technology demand from its publication to its end; by its row, so that a later edition goes on with it."""

    __tablename__ = "following"
    __table_args__ = (UniqueConstraint("community_id", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    row: Mapped[str] = mapped_column(String(20))
    state: Mapped[FollowingState] = mapped_column(stored_enum(FollowingState), index=True)
    began_at: Mapped[datetime] = mapped_column(Moment)  # when the demand was first published
    revision: Mapped[int] = mapped_column(default=1)
    completed_on: Mapped[date | None] = mapped_column(Date)
    result: Mapped[str] = mapped_column(default="")
    acceptance_name: Mapped[str] = mapped_column(String(200), default="")
    acceptance_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    terminated_on: Mapped[date | None] = mapped_column(Date)
    termination_reason: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # when the portal was told of the one or the other
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    community: Mapped[Community] = relationship()
    acceptance_file: Mapped[StoredFile | None] = relationship()
    undertakings: Mapped[list[Undertaking]] = relationship(back_populates="following", order_by="Undertaking.id")


class Undertaking(Model):
    """承接: a unit that has taken a technology demand upon itself by contract."""

    __tablename__ = "undertaking"

    id: Mapped[int] = mapped_column(primary_key=True)
    following_id: Mapped[int] = mapped_column(ForeignKey("following.id"), index=True)
    unit_name: Mapped[str] = mapped_column(String(100))
    unit_uscc: Mapped[str | None] = mapped_column(String(18))
    supply_id: Mapped[int | None] = mapped_column(ForeignKey("published_entry.id"))  # what it offered, where that is published
    signed_on: Mapped[date] = mapped_column(Date)
    contract_name: Mapped[str] = mapped_column(String(200), default="")
    contract_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    noted_at: Mapped[datetime] = mapped_column(Moment)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_reason: Mapped[str] = mapped_column(default="")

    following: Mapped[Following] = relationship(back_populates="undertakings")
    contract_file: Mapped[StoredFile | None] = relationship()


class TalentAgreement(Model):
    """How many people were agreed upon for one talent entry, in which way; by the entry's row."""

    __tablename__ = "talent_agreement"
    __table_args__ = (Index("ix_talent_agreement_row", "community_id", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    table: Mapped[Table] = mapped_column(stored_enum(Table))
    row: Mapped[str] = mapped_column(String(20))
    way: Mapped[Way] = mapped_column(stored_enum(Way))
    people: Mapped[int]
    agreed_on: Mapped[date] = mapped_column(Date)
    unit_name: Mapped[str] = mapped_column(String(100))  # the other side
    unit_uscc: Mapped[str | None] = mapped_column(String(18))
    counterpart_id: Mapped[int | None] = mapped_column(ForeignKey("published_entry.id"))  # its entry, where that is published
    noted_at: Mapped[datetime] = mapped_column(Moment)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    community: Mapped[Community] = relationship()


class Interest(Model):
    """对接意向 of an organisation in another community's entry; contacts are shown to both once it is accepted."""

    __tablename__ = "interest"
    __table_args__ = (Index("ix_interest_entry", "entry_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("published_entry.id"))
    own_entry_id: Mapped[int | None] = mapped_column(ForeignKey("published_entry.id"))  # what it would bring together with it
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)  # from which it comes
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    message: Mapped[str]
    expressed_at: Mapped[datetime] = mapped_column(Moment)
    expressed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    contact: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # name, phone, email of the one who asks
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    declined_at: Mapped[datetime | None] = mapped_column(Moment)
    decline_reason: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    entry: Mapped[PublishedEntry] = relationship(foreign_keys=[entry_id])
    own_entry: Mapped[PublishedEntry | None] = relationship(foreign_keys=[own_entry_id])
    community: Mapped[Community] = relationship()
    organisation: Mapped[Organisation] = relationship()
    expressed_by: Mapped[Account] = relationship(foreign_keys=[expressed_by_id])

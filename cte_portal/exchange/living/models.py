"""The living lists, what is known of their rows, and the links of units that fill in their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ... import clock
from ...accounts.models import stored_enum
from ...catalogue.schema import FormDefinition
from ...community.filling.models import Numbered
from ...community.models import Community
from ...community.opening.rules import Opening
from ...extensions import Model, Moment
from ...web.editions import edition_for_year
from ..entries import Unit
from .rules import Deed, LinkState, OwnRows, link_state

KIND = "supply_demand"
UNIT_KIND = "unit_rows"


class LivingLists(Numbered, Model):
    """供需清单 of one community: one filled form for all its years, asked as this year's edition asks."""

    __tablename__ = "supply_demand"
    form_kind: ClassVar[str] = KIND

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), unique=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    community: Mapped[Community] = relationship(lazy="joined")

    @property
    def year(self) -> int:
        return clock.today().year

    @property
    def name(self) -> str:
        return self.community.name

    @property
    def definition(self) -> FormDefinition:
        return edition_for_year(self.year).of_kind(KIND)

    @property
    def editable(self) -> bool:
        return self.community.recognised_on is not None

    @property
    def closed_because(self) -> str:
        return "共同体的认定已经撤销"

    @property
    def to_open_again(self) -> str:
        return "如有疑问，请联系认定部门。"

    @property
    def opening(self) -> Opening:
        return Opening(self.definition)


class LivingEntry(Model):
    """What is known of one row, so that nobody has to read the lists for it: written whenever a row is saved."""

    __tablename__ = "living_entry"
    __table_args__ = (UniqueConstraint("form_id", "row"), Index("ix_living_entry_list", "form_id", "section", "there"))

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"))
    section: Mapped[str] = mapped_column(String(40))
    row: Mapped[str] = mapped_column(String(20))
    there: Mapped[bool]  # not removed
    unit: Mapped[str] = mapped_column(String(40))  # whose it is; empty: nobody's yet
    problems: Mapped[int]  # that keep it from being published
    digest: Mapped[str] = mapped_column(String(16))  # of what everybody would read
    published: Mapped[str | None] = mapped_column(String(16))  # the same, as it stands in the newest edition; None: not in it


class UnitLink(Model):
    """A link by which a member unit fills in its own rows. A new one takes the place of the one before."""

    __tablename__ = "unit_link"
    __table_args__ = (Index("ix_unit_link_of_unit", "form_id", "unit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("supply_demand.id"))
    unit: Mapped[str] = mapped_column(String(40))  # its id in the recognised application, for life
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    until: Mapped[date] = mapped_column(Date)  # the last day
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    person: Mapped[str] = mapped_column(String(30), default="")  # who fills in now, as it was said
    position: Mapped[str] = mapped_column(String(50), default="")

    lists: Mapped[LivingLists] = relationship(lazy="joined")

    @property
    def state(self) -> LinkState:
        return link_state(self.until, self.withdrawn_at is not None, clock.today())


class UnitChange(Model):
    """What somebody did to a row by a link. Never changed."""

    __tablename__ = "unit_change"
    __table_args__ = (Index("ix_unit_change_list", "form_id", "section", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("supply_demand.id"))
    link_id: Mapped[int] = mapped_column(ForeignKey("unit_link.id"))
    unit: Mapped[str] = mapped_column(String(40))
    section: Mapped[str] = mapped_column(String(40))
    row: Mapped[str] = mapped_column(String(20))
    deed: Mapped[Deed] = mapped_column(stored_enum(Deed))
    at: Mapped[datetime] = mapped_column(Moment)
    person: Mapped[str] = mapped_column(String(30))
    position: Mapped[str] = mapped_column(String(50))


@dataclass(frozen=True)
class UnitRows:
    """The living lists as one unit has them before it: its own rows and no others."""

    link: UnitLink
    unit: Unit

    __tablename__: ClassVar[str] = KIND
    form_kind: ClassVar[str] = UNIT_KIND

    @property
    def id(self) -> int:
        return self.link.form_id

    @property
    def year(self) -> int:
        return self.link.lists.year

    @property
    def name(self) -> str:
        return self.unit.name

    @property
    def definition(self) -> FormDefinition:
        return self.link.lists.definition

    @property
    def editable(self) -> bool:
        return self.link.lists.editable and bool(self.link.person)

    @property
    def closed_because(self) -> str:
        return "还没有登记填写人" if self.link.lists.editable else self.link.lists.closed_because

    @property
    def to_open_again(self) -> str:
        return "请先登记填写人的姓名和职务。" if self.link.lists.editable else self.link.lists.to_open_again

    @property
    def opening(self) -> Opening:
        return OwnRows(self.definition)

"""One unit's part of a collection, and what the lead enterprise took over from the parts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ... import clock
from ...catalogue.schema import FormDefinition
from ...community.filling.models import Numbered
from ...extensions import Model, Moment
from ..models import Collection
from .rules import PartState, UnitOpening, part_of, state_of

PART = "performance_part"


class UnitPart(Numbered, Model):
    """`issue` grows with each new link, which makes the one before void. `person`: who fills in, as it was said."""

    __tablename__ = "figure_part"
    __table_args__ = (UniqueConstraint("collection_id", "unit"),)

    form_kind = PART

    collection_id: Mapped[int] = mapped_column(ForeignKey("yearly_form.id"), index=True)
    unit: Mapped[str] = mapped_column(String(40))  # its id in the recognised application
    name: Mapped[str] = mapped_column(String(100))
    issue: Mapped[int] = mapped_column(default=0)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[date] = mapped_column(Date)  # the last day
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    handed_back_at: Mapped[datetime | None] = mapped_column(Moment)
    person: Mapped[str] = mapped_column(String(30), default="")
    position: Mapped[str] = mapped_column(String(50), default="")

    collection: Mapped[Collection] = relationship(lazy="joined")

    @property
    def year(self) -> int:
        return self.collection.year

    @property
    def definition(self) -> FormDefinition:
        return part_of(self.collection.definition)

    @property
    def state(self) -> PartState:
        return state_of(self.withdrawn_at is not None, self.handed_back_at is not None, self.until, clock.today())

    @property
    def editable(self) -> bool:
        return self.collection.editable and self.handed_back_at is None and bool(self.person)

    @property
    def closed_because(self) -> str:
        if not self.collection.editable:
            return self.collection.closed_because
        return "已交回" if self.handed_back_at else "还没有登记填写人"

    @property
    def to_open_again(self) -> str:
        return "需要修改的，请联系牵头企业重新开放。" if self.handed_back_at else "请先登记填写人的姓名和职务。"

    @property
    def opening(self) -> UnitOpening:
        return UnitOpening(self.definition)


class FigureAdoption(Model):
    """采用: sums of the parts taken over into the collection. `before` and `after`: section → figure → as the catalogue encodes it."""

    __tablename__ = "figure_adoption"

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("yearly_form.id"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)

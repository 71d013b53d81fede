"""A work plan or an annual summary that is filled in; it belongs to a deliverable, whose state says whether it is open."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, String, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...catalogue.schema import FormDefinition
from ...community.filling.models import Numbered
from ...community.models import Community
from ...community.opening.rules import Opening
from ...extensions import Model
from ...web.editions import edition_of
from ..models import Deliverable
from .rules import BesidePlan, columns_of_plan, why_closed

WORK_PLAN, ANNUAL_SUMMARY = "work_plan", "annual_summary"


class YearlyForm(Numbered, Model):
    """One for each deliverable at most. `from_plan`: ids of the rows that came from the year's plan; what is planned in them stands."""

    __tablename__ = "yearly_form"

    form_kind: ClassVar[str]

    kind: Mapped[str] = mapped_column(String(40))
    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverable.id"), unique=True)
    edition: Mapped[str] = mapped_column(String(20))
    begun_from: Mapped[str] = mapped_column(String(200), default="")  # what it began with, in words
    from_plan: Mapped[list[str]] = mapped_column(JSON, default=list)

    deliverable: Mapped[Deliverable] = relationship(lazy="joined")

    __mapper_args__ = {"polymorphic_on": "kind"}

    @property
    def community(self) -> Community:
        return self.deliverable.community

    @property
    def year(self) -> int:
        return self.deliverable.year

    @property
    def name(self) -> str:
        return self.community.name

    @property
    def definition(self) -> FormDefinition:
        return edition_of(self).of_kind(self.form_kind)

    @property
    def title(self) -> str:
        return f"{self.year} 年度{self.definition.form.title.removeprefix('年度')}"

    @property
    def editable(self) -> bool:
        return why_closed(self.deliverable.as_done(), self.community.recognised_on) is None

    @property
    def closed_because(self) -> str:
        return f"{self.title}{why_closed(self.deliverable.as_done(), self.community.recognised_on) or ''}"

    @property
    def to_open_again(self) -> str:
        return "如需修改，请先撤回，或由主管部门退回。"

    @property
    def opening(self) -> Opening:
        if not self.from_plan:
            return Opening(self.definition)
        columns = columns_of_plan(edition_of(self).of_kind(WORK_PLAN), self.definition)
        return BesidePlan(self.definition, planned=frozenset(self.from_plan), columns=columns)


class WorkPlan(YearlyForm):
    """年度工作计划."""

    form_kind = WORK_PLAN
    __mapper_args__ = {"polymorphic_identity": WORK_PLAN}


class AnnualSummary(YearlyForm):
    """年度总结报告."""

    form_kind = ANNUAL_SUMMARY
    __mapper_args__ = {"polymorphic_identity": ANNUAL_SUMMARY}


def class_of(key: str) -> type[YearlyForm]:
    """The class of the forms of that duty.

    Raises:
        KeyError: the duty is not filled in on the portal.
    """
    found: type[YearlyForm] = inspect(YearlyForm).polymorphic_map[key].class_
    return found

"""deliverables.toml: what established communities owe every year."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

import msgspec

from .table import Option, Table


class Heading(Table, frozen=True, kw_only=True):
    """One part of a report's outline, and what the portal can fill in there by itself."""

    title: str
    hint: str = ""
    figures: tuple[str, ...] = ()  # see cte_portal/annual/outline.py


class DutyKind(StrEnum):
    """How a yearly duty is fulfilled."""

    REPORT = "report"  # a file, passed by the province, published
    LISTS = "lists"  # an edition of the lists, published
    PLAN = "plan"
    SUMMARY = "summary"
    COLLECTION = "collection"  # figures of the year


DayOfYear = Annotated[str, msgspec.Meta(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]  # MM-DD


class DeliverableKind(Table, frozen=True, kw_only=True):
    """年度任务: what an established community owes every year."""

    key: str
    title: str
    short: str = ""  # its name where there is little room; the title when empty
    attachment: str = ""  # its name in the guide, e.g. 附件1
    kind: DutyKind
    opens: DayOfYear
    due: DayOfYear  # inclusive
    window: Literal["first_quarter", "annual_summary", "collection"]  # what an extension names to move the due date
    published: bool = False  # once passed it appears on the public site
    survey: bool = False  # asks for survey methods and sample size
    tables: tuple[str, ...] = ()  # of lists: each must have an edition published in the year
    hint: str = ""
    headings: tuple[Heading, ...] = ()

    @property
    def short_title(self) -> str:
        return self.short or self.title

    @property
    def handed_in(self) -> bool:
        """Whether the authority gets something to review."""
        return self.kind is not DutyKind.LISTS

    @property
    def uploaded(self) -> bool:
        """Whether it is handed in as a file."""
        return self.kind in (DutyKind.REPORT, DutyKind.PLAN, DutyKind.SUMMARY)


class Aspect(Table, frozen=True, kw_only=True):
    """What a province rates a deliverable by."""

    key: Literal["timeliness", "objectivity", "completeness"]
    label: str
    hint: str = ""


class Deliverables(Table, frozen=True, kw_only=True, rename={"kinds": "deliverable", "ratings": "rating", "aspects": "aspect"}):
    """deliverables.toml; an edition without it knows no yearly duties."""

    kinds: tuple[DeliverableKind, ...] = ()
    ratings: tuple[Option, ...] = ()  # best first
    aspects: tuple[Aspect, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, DeliverableKind]:
        return {kind.key: kind for kind in self.kinds}

    @cached_property
    def rating_labels(self) -> dict[str, str]:
        return {rating.key: rating.label for rating in self.ratings}

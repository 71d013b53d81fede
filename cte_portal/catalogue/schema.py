"""What an edition of the form may say: the shape of its TOML files.

Every class here is one table of a TOML file, read by msgspec: an unknown key, a missing key or a value of
the wrong type is refused with its path. What goes beyond the shape (a rule that does not exist, a doubled
key) is checked in `loader`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

import msgspec

from .duties import Deliverables
from .fields import Field, FieldType, Level, Meaning
from .indicators import Indicator, Measure, Relation
from .reviewing import Checklist, ExpertCriteria
from .table import Table


class Check(Table, frozen=True, kw_only=True):
    """A registered rule, asked of the whole application; its findings point into this section."""

    rule: str
    level: Level
    field: str | None = None


class Figure(Table, frozen=True, kw_only=True):
    """A number the portal knows by itself and prints; never typed."""

    key: str
    label: str
    rule: str
    unit: str = ""


class Derived(Table, frozen=True, kw_only=True):
    """A column of a list that follows from the others of its row: shown on screen and paper, never typed."""

    key: str
    label: str
    rule: str
    after: str  # the column that it stands behind
    share: int = 2

    @property
    def type(self) -> FieldType:
        return FieldType.TEXT

    @property
    def unit(self) -> str:
        return ""

    @property
    def whole(self) -> bool:
        return True


SHAPE_NAMES = {"fields": "field", "checks": "check", "figures": "figure", "indicators": "indicator", "relations": "relation"}


class SectionShape(Table, frozen=True, kw_only=True, rename=SHAPE_NAMES):
    """One file under sections/, lists/ or forms/…/: what a section or a list asks. With `indicators`, their figures and notes are the fields."""

    title: str = ""
    hint: str = ""
    editors: tuple[str, ...] = ("applicant",)
    fields: tuple[Field, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    relations: tuple[Relation, ...] = ()
    checks: tuple[Check, ...] = ()
    figures: tuple[Figure, ...] = ()
    derived: tuple[Derived, ...] = ()
    rows: bool = False  # a list: the fields are its columns
    row_name: str = "行"
    min_rows: int = 0
    max_rows: int = 1000
    unique: tuple[str, ...] = ()  # columns that may not repeat a value
    member_name: str | None = None  # the field that names a member unit, when each row (or the section) is one
    totals: tuple[str, ...] = ()  # number columns that are summed under the list


class Placement(Table, frozen=True, kw_only=True):
    """Where a shape stands in the printed form; one shape may stand in several places."""

    key: str
    number: str = ""
    title: str = ""
    hint: str = ""
    shape: str = ""  # file among the form's own shapes, the key when empty; with a folder, one of the edition's: lists/talent_demand
    attached_to: str = ""  # shown on the page of that section, under it


class Group(Table, frozen=True, kw_only=True, rename={"placements": "section"}):
    title: str
    placements: tuple[Placement, ...]


class FormShape(Table, frozen=True, kw_only=True, rename={"groups": "group"}):
    """A file under forms/: the order of the sections of one kind of form; their shapes stand in a folder of its name."""

    title: str
    attachment: str = ""  # its name in the guide, e.g. 附件4
    notes: tuple[str, ...] = ()  # notes for filling in, printed after the cover
    pledge: tuple[str, ...] = ()  # paragraphs of the pledge
    groups: tuple[Group, ...]


class ApplicationForm(FormShape, frozen=True, kw_only=True):
    """application.toml: the form that the edition is named after."""

    key: str
    from_year: int  # first filing year that uses this edition
    notes: tuple[str, ...]
    pledge: tuple[str, ...]


class Sample(Table, frozen=True, kw_only=True):
    """How one long text may be written."""

    section: str
    field: str
    text: str


class Samples(Table, frozen=True, kw_only=True, rename={"samples": "sample"}):
    """samples.toml"""

    samples: tuple[Sample, ...]


FileKind = Literal["pdf", "jpeg", "png", "docx", "xlsx"]


FILE_KINDS: dict[FileKind, str] = {"pdf": "PDF", "jpeg": "JPG 图片", "png": "PNG 图片", "docx": "Word（.docx）", "xlsx": "Excel（.xlsx）"}


class EvidenceCategory(Table, frozen=True, kw_only=True):
    key: str
    title: str
    required: bool = False
    max_files: int = 20
    kinds: tuple[FileKind, ...] = ("pdf", "jpeg", "png", "docx", "xlsx")
    hint: str = ""

    @property
    def kinds_in_words(self) -> str:
        return "、".join(FILE_KINDS[kind] for kind in self.kinds)


class EvidenceRules(Table, frozen=True, kw_only=True, rename={"categories": "category"}):
    """evidence.toml"""

    number: str
    title: str
    hint: str = ""
    max_file_mb: int = 50
    max_total_mb: int = 500
    shared: bool = False  # one file may prove several things
    categories: tuple[EvidenceCategory, ...]


NO_EVIDENCE = EvidenceRules(number="", title="", categories=())


class Section(SectionShape, frozen=True, kw_only=True):
    """A shape in its place: what every reader of the catalogue works with."""

    key: str
    number: str
    group: str
    attached_to: str = ""

    @cached_property
    def by_key(self) -> dict[str, Field]:
        return {field.key: field for field in self.fields}

    @cached_property
    def by_meaning(self) -> dict[Meaning, Field]:
        return {meaning: field for field in self.fields for meaning in field.means}

    @property
    def columns(self) -> tuple[Field, ...]:
        """The fields that are columns of the table, on screen and on paper."""
        return tuple(field for field in self.fields if field.in_table)

    @property
    def shown_columns(self) -> tuple[Field | Derived, ...]:
        """The columns, and what follows from them in its place."""
        found: list[Field | Derived] = []
        for field in self.columns:
            found += [field, *(derived for derived in self.derived if derived.after == field.key)]
        return tuple(found)

    def asked_when(self, field: Field) -> str:
        """In words, when a conditional field is asked: “类别”为“企业”时填写。"""
        if field.only_if is None:
            return ""
        other = self.by_key[field.only_if.field]
        labels = {"yes": "是", "no": "否"} if other.type is FieldType.YES_NO else other.option_labels
        wanted = "或".join(f"“{labels.get(key, key)}”" for key in field.only_if.any_of)
        return f"“{other.label}”为{wanted}时填写。"

    @property
    def heading(self) -> str:
        return f"{self.number} {self.title}".strip()


APPLICATION = "application"  # the kind of form that every edition has


class FormDefinition(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What one kind of form asks, in order: what screens, checks, print and comparison of any filled form read."""

    kind: str
    edition: str  # key of the edition it belongs to
    form: FormShape
    sections: tuple[Section, ...]
    evidence: EvidenceRules = NO_EVIDENCE

    @cached_property
    def by_key(self) -> dict[str, Section]:
        return {section.key: section for section in self.sections}

    @cached_property
    def pages(self) -> tuple[Section, ...]:
        """The sections that have a page of their own, in order."""
        return tuple(section for section in self.sections if not section.attached_to)

    def attached(self, page: Section) -> tuple[Section, ...]:
        """The lists shown on that section's page."""
        return tuple(section for section in self.sections if section.attached_to == page.key)

    def page_of(self, section: Section) -> Section:
        return self.by_key[section.attached_to] if section.attached_to else section

    @cached_property
    def indicators(self) -> dict[str, tuple[Section, Indicator]]:
        """By code, in order, each with the section that it stands in."""
        return {one.code: (section, one) for section in self.sections for one in section.indicators}

    @cached_property
    def measures(self) -> dict[str, tuple[Section, Indicator, Measure]]:
        """By key, in order, with where they stand."""
        return {measure.key: (section, one, measure) for section, one in self.indicators.values() for measure in one.measures}


class Edition(FormDefinition, frozen=True, kw_only=True, dict=True):
    """One year's application form, whole and checked, and the further forms of that year."""

    form: ApplicationForm
    checklist: Checklist
    experts: ExpertCriteria
    deliverables: Deliverables = Deliverables()
    lists: tuple[Section, ...] = ()  # 附件3: the lists of supply and demand, each a section with rows; no part of the form
    further: Mapping[str, FormDefinition]  # by kind
    sha256: str  # over the bytes of all files that an application is made of

    @property
    def key(self) -> str:
        return self.edition

    @cached_property
    def list_by_key(self) -> dict[str, Section]:
        return {section.key: section for section in self.lists}

    def of_kind(self, kind: str) -> FormDefinition:
        """The definition of one kind of form; the edition itself for the application.

        Raises:
            KeyError: the edition has no such form.
        """
        return self if kind == self.kind else self.further[kind]

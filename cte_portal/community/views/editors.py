"""What the section page draws: a section's boxes, and its lists with the one row that is open."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request
from flask_login import current_user
from flask_wtf import FlaskForm

from ...catalogue.content import Content, Row, Values
from ...catalogue.kinds import Labels, show
from ...catalogue.merging import Base
from ...catalogue.reading import asked, missing_or_wrong
from ...catalogue.schema import Field, Section
from ...web.access import edits_part
from ...web.catalogue_forms import form_for, show_typed, show_values
from ...web.paging import Page, page_of
from .. import queries
from ..models import Application, MemberUnit
from ..opening.rules import Opening

Typed = Mapping[str, Sequence[str]]
LabelsOf = Callable[[Field], Labels]
FEW = 10  # rows that need no filter


@dataclass(frozen=True)
class Boxes:
    """A form of the section, or of one of its rows, as it stands on the page."""

    form: FlaskForm
    base: Base
    known: list[MemberUnit] | None = None  # what a look-up found; None when none was asked for
    closed: Mapping[str, str] = field(default_factory=dict)  # fields that a return left closed → what they hold, as people read it

    def closing(self, fields: frozenset[str], found: Section, values: Values, labels: LabelsOf) -> Boxes:
        """The same with every other field closed."""
        return replace(self, closed={f.key: show(f, values.get(f.key), labels(f)) for f in found.fields if f.key not in fields})


@dataclass(frozen=True)
class Line:
    """One row of a list as the table shows it."""

    id: str
    number: int
    cells: list[str]
    problems: list[str]
    open: bool = True  # something of it may be changed
    removable: bool = True


@dataclass(frozen=True)
class Editor:
    """A list on the page: its lines, and the one row that is open for editing, if any."""

    section: Section
    lines: Page[Line]
    count: int  # rows in all, whatever the filter
    totals: dict[str, str]
    open_row: str | None  # a row's id, "" for a new row, None when none is open
    boxes: Boxes | None
    removed: bool  # the open row was taken out by somebody else
    filter: str
    wrong_only: bool
    whole: bool = True  # rows may be added, moved and imported

    @property
    def filtered(self) -> bool:
        return bool(self.filter or self.wrong_only)

    @property
    def offers_filter(self) -> bool:
        return self.filtered or self.count > FEW


@dataclass(frozen=True)
class Attempt:
    """What was typed but not saved as asked: shown again, nothing lost."""

    section: Section
    typed: Typed
    base: Base
    row: str | None = None
    removed: bool = False
    known: list[MemberUnit] | None = None


def boxes_of(found: Section, values: Values, revision: int, labels: LabelsOf, attempt: Attempt | None, *, complete: bool = False) -> Boxes:
    """The form with what is kept, or with what an attempt wanted to be kept."""
    form = form_for(found, labels)
    show_values(form, found, values, labels, complete=complete)
    if attempt is None:
        return Boxes(form, Base.of(found, values, revision, secrets.token_hex(4)))
    show_typed(form, found, attempt.typed)
    return Boxes(form, attempt.base, attempt.known)


def section_boxes(application: Application, found: Section, content: Content, labels: LabelsOf, attempt: Attempt | None) -> Boxes:
    record = queries.section_record(application, found)
    mine = attempt if attempt and attempt.section == found else None
    values = content.values(found.key)
    boxes = boxes_of(found, values, record.revision if record else 0, labels, mine)
    return boxes.closing(application.opening.fields(found), found, values, labels)


def editor_of(application: Application, found: Section, content: Content, labels: LabelsOf, attempt: Attempt | None) -> Editor:
    """The list as the address asks for it: page, filter, the row to open."""
    rows = content.rows(found.key)
    mine = attempt if attempt and attempt.section == found else None
    opening = application.opening
    editable = application.status.editable and edits_part(current_user, application, found.key)
    open_row = mine.row if mine else _asked_row(found, [row for row in rows if opening.fields(found, row.id)], editable, opening.whole(found))
    boxes = None
    if open_row is not None:
        current = next((row.values for row in rows if row.id == open_row), _copied(found, rows) if not open_row else {})
        stored = queries.list_row(application, found, open_row) if open_row else None
        boxes = boxes_of(found, current, stored.revision if stored else 0, labels, mine, complete=bool(open_row))
        boxes = boxes.closing(opening.fields(found, open_row), found, current, labels)
    wanted, wrong_only = _filter(found)
    numbered = list(enumerate(rows, start=1))
    if wanted or wrong_only:
        numbered = [(n, row) for n, row in numbered if _fits(found, row, labels, wanted, wrong_only)]
    shown = page_of(numbered, _page_number(numbered, open_row))
    lines = Page([_line(found, number, row, labels, opening) for number, row in shown.items], shown.number, shown.total)
    removed = bool(mine and mine.removed)
    return Editor(found, lines, len(rows), _totals(found, rows), open_row, boxes, removed, wanted, wrong_only, opening.whole(found))


def _asked_row(found: Section, rows: Sequence[Row], editable: bool, whole: bool) -> str | None:
    if not editable:
        return None
    if request.args.get("add") == found.key:
        return "" if whole else None
    return next((row.id for row in rows if row.id == request.args.get("edit")), None)


def _copied(found: Section, rows: Sequence[Row]) -> Values:
    """What a new row begins with: nothing, or another row without what may not repeat."""
    values = next((row.values for row in rows if row.id == request.args.get("copy")), {})
    return {key: value for key, value in values.items() if key not in found.unique}


def _filter(found: Section) -> tuple[str, bool]:
    """(text to look for, only the rows with something to correct), where the address means this list."""
    if request.args.get("list") != found.key:
        return "", False
    return request.args.get("find", "").strip(), "wrong" in request.args


def _fits(found: Section, row: Row, labels: LabelsOf, wanted: str, wrong_only: bool) -> bool:
    if wrong_only and not missing_or_wrong(found, row.values, labels):
        return False
    texts = (show(field, row.values.get(field.key), labels(field)) for field in found.fields)
    return not wanted or any(wanted.casefold() in text.casefold() for text in texts)


def _page_number(numbered: Sequence[tuple[int, Row]], open_row: str | None) -> int:
    """The page asked for, or the one with the open row."""
    if open_row and "page" not in request.args:
        index = next((index for index, (_, row) in enumerate(numbered) if row.id == open_row), 0)
        return index // Page.size + 1
    return max(1, request.args.get("page", 1, type=int))


def _line(found: Section, number: int, row: Row, labels: LabelsOf, opening: Opening) -> Line:
    cells = [show(f, row.values.get(f.key), labels(f)) if asked(f, row.values) else "—" for f in found.columns]
    problems = [sentence for _, sentence in missing_or_wrong(found, row.values, labels)]
    return Line(row.id, number, cells, problems, bool(opening.fields(found, row.id)), opening.removable(found, row.id))


def _totals(found: Section, rows: Sequence[Row]) -> dict[str, str]:
    totals: dict[str, str] = {}
    for key in found.totals:
        numbers: list[Any] = [row.values[key] for row in rows if isinstance(row.values.get(key), int) or hasattr(row.values.get(key), "quantize")]
        totals[key] = show(found.by_key[key], sum(numbers), {}) if numbers else ""
    return totals

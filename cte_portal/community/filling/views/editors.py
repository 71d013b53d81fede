"""What the section page draws: a section's boxes, and its lists with the one row that is open."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import ceil

from flask import request
from flask_wtf import FlaskForm

from ....catalogue.content import Content, Row, Values, decode_values
from ....catalogue.fields import Field, FieldType
from ....catalogue.kinds import Labels, show
from ....catalogue.merging import Base
from ....catalogue.reading import asked, missing_or_wrong
from ....catalogue.schema import Derived, Section
from ....web.catalogue_forms import form_for, show_typed, show_values
from ....web.limits import whole
from ....web.paging import Page, page_of
from ...opening.rules import Opening
from ...rules import DERIVED, labels_in
from .. import queries
from ..kinds import Filled, KnownUnit, kind_of
from ..models import ListRow, SectionRecord

Typed = Mapping[str, Sequence[str]]
LabelsOf = Callable[[Field], Labels]
FEW = 10  # rows that need no filter


@dataclass(frozen=True)
class Boxes:
    """A form of the section, or of one of its rows, as it stands on the page."""

    form: FlaskForm
    base: Base
    known: Sequence[KnownUnit] | None = None  # what a look-up found; None when none was asked for
    unsaved: bool = False  # holds what was typed and not saved
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
    unsaved: bool = False  # nothing of it was saved
    known: Sequence[KnownUnit] | None = None


def boxes_of(found: Section, values: Values, revision: int, labels: LabelsOf, attempt: Attempt | None, *, complete: bool = False) -> Boxes:
    """The form with what is kept, or with what an attempt wanted to be kept."""
    form = form_for(found, labels)
    show_values(form, found, values, labels, complete=complete)
    if attempt is None:
        return Boxes(form, Base.of(found, values, revision, secrets.token_hex(4)))
    show_typed(form, found, attempt.typed)
    return Boxes(form, attempt.base, attempt.known, attempt.unsaved)


def section_boxes(form: Filled, found: Section, content: Content, record: SectionRecord | None, attempt: Attempt | None) -> Boxes:
    """`record`: what is saved of the section, if anything."""
    mine = attempt if attempt and attempt.section == found else None
    values, labels = content.values(found.key), labels_in(content)
    boxes = boxes_of(found, values, record.revision if record else 0, labels, mine)
    return boxes.closing(form.opening.fields(found), found, values, labels)


def editor_of(form: Filled, found: Section, labels: LabelsOf, attempt: Attempt | None) -> Editor:
    """The list as the address asks for it: page, filter, the row to open; only the rows of the page are read."""
    mine = attempt if attempt and attempt.section == found else None
    opening = form.opening
    open_row = mine.row if mine else _asked_row(found)
    stored = queries.list_row(form, found, open_row) if open_row else None
    if mine is None and open_row is not None and not _opens(form, found, stored):
        open_row = None
    boxes = None if open_row is None else _row_boxes(form, found, open_row, stored, labels, mine)
    count, totals = queries.count_and_totals(form, found)
    wanted, wrong_only = _filter(found)
    if wanted or wrong_only:
        numbered = [(n, row) for n, row in enumerate(queries.rows_of(form, found), start=1) if _fits(found, row, labels, wanted, wrong_only)]
        shown = page_of(numbered, _page_number(next((at for at, (_, row) in enumerate(numbered, start=1) if row.id == open_row), None)))
    else:
        shown = _page(form, found, count, open_row)
    return Editor(
        section=found,
        lines=Page([_line(found, number, row, labels, opening) for number, row in shown.items], shown.number, shown.total),
        count=count,
        totals={key: "" if total is None else _total(found.by_key[key], total) for key, total in totals.items()},
        open_row=open_row,
        boxes=boxes,
        removed=bool(mine and mine.removed),
        filter=wanted,
        wrong_only=wrong_only,
        whole=opening.whole(found),
    )


def _asked_row(found: Section) -> str | None:
    """The row that the address wants to open: its id, "" for a new one, None for none."""
    return "" if request.args.get("add") == found.key else request.args.get("edit") or None


def _opens(form: Filled, found: Section, stored: ListRow | None) -> bool:
    """Whether the row is there and may be changed by the one signed in; None: whether a new one may be added."""
    if not form.editable or not kind_of(form).edits(form, found.key):
        return False
    if stored is None:
        return request.args.get("add") == found.key and form.opening.whole(found)
    return stored.removed_at is None and bool(form.opening.fields(found, stored.row))


def _row_boxes(form: Filled, found: Section, row: str, stored: ListRow | None, labels: LabelsOf, attempt: Attempt | None) -> Boxes:
    there = stored is not None and stored.removed_at is None
    values = decode_values(found, stored.values) if stored and there else {} if row else _copied(form, found)
    boxes = boxes_of(found, values, stored.revision if stored else 0, labels, attempt, complete=bool(row))
    return boxes.closing(form.opening.fields(found, row), found, values, labels)


def _page(form: Filled, found: Section, count: int, open_row: str | None) -> Page[tuple[int, Row]]:
    """One page of the whole list."""
    place = queries.place_of(form, found, open_row) if open_row and "page" not in request.args else None
    last = max(1, ceil(count / Page.size))
    empty: Page[tuple[int, Row]] = Page([], min(_page_number(place), last), count)
    return replace(empty, items=list(enumerate(queries.some_rows(form, found, empty.first, empty.size), start=empty.first)))


def _copied(form: Filled, found: Section) -> Values:
    """What a new row begins with: another row without what may not repeat, or nothing; and what is given with the form."""
    copied = queries.list_row(form, found, request.args["copy"]) if "copy" in request.args else None
    values = decode_values(found, copied.values) if copied and copied.removed_at is None else {}
    return {**{key: value for key, value in values.items() if key not in found.unique}, **kind_of(form).given(form, found)}


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


def _page_number(place: int | None) -> int:
    """The page asked for, or the one with the open row, which stands at this place."""
    if place and "page" not in request.args:
        return (place - 1) // Page.size + 1
    return max(1, request.args.get("page", 1, type=whole))


def _line(found: Section, number: int, row: Row, labels: LabelsOf, opening: Opening) -> Line:
    cells = [_cell(one, row, labels) for one in found.shown_columns]
    problems = [sentence for _, sentence in missing_or_wrong(found, row.values, labels)]
    return Line(row.id, number, cells, problems, bool(opening.fields(found, row.id)), opening.removable(found, row.id))


def _cell(column: Field | Derived, row: Row, labels: LabelsOf) -> str:
    if isinstance(column, Derived):
        return DERIVED[column.rule](row.values)
    return show(column, row.values.get(column.key), labels(column)) if asked(column, row.values) else "—"


def _total(field: Field, total: Decimal) -> str:
    return show(field, total if field.type is FieldType.MONEY else int(total), {})

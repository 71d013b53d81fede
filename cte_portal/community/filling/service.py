"""Saving sections and rows. Nothing typed is refused; what several people changed at once is put together."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from ... import audit, clock
from ...accounts import service as accounts
from ...accounts.models import Account
from ...catalogue.content import Values, decode_values, encode_values
from ...catalogue.fields import Field
from ...catalogue.merging import Base, Merged, merge
from ...catalogue.reading import Reading, read_typed
from ...catalogue.schema import Section
from ...extensions import db
from ...transactions import transaction
from ...web.errors import Refused
from ..opening.rules import only_open
from . import queries
from .kinds import Filled, kind_of
from .models import ListRow, Presence, SectionRecord

Typed = Mapping[str, Sequence[str]]
Author = Account | None  # None: without an account; the kind tells the trail more
AT_ONCE = 500  # rows named in one query


class NotEditable(Refused):
    """The form, or this part of it, is not open for changes now."""


class RowRemoved(Exception):
    """Somebody took the row out of its list since it was opened; nothing was saved."""


@dataclass(frozen=True)
class Saved:
    """What became of what was typed. `problems`: field key → sentence, of the values that are kept as typed.

    `theirs`: fields that only somebody else changed meanwhile. `conflicts`: fields that both changed, to different
    values; these, and only these, are not saved. `touched`: what the page typed into since it last heard of a save. `base`: of the
    form that was sent, as it stands now.
    """

    problems: dict[str, str]
    theirs: tuple[Field, ...]
    conflicts: tuple[Field, ...]
    touched: tuple[Field, ...]
    base: Base


def save_section(form: Filled, section: Section, typed: Typed, base: Base, by: Author) -> Saved:
    """Save what was typed into a section on the ground of `base`.

    What a return left closed stays as it is, whatever was typed.

    Raises:
        NotEditable: the form is closed, or nothing of the section was opened.
    """
    with transaction():
        must_be_editable(form)
        fields = _open_fields(form, section)
        record = queries.section_record(form, section)
        stored = kind_of(form).completed(form, section, decode_values(section, record.values) if record else {})
        reading = only_open(_read(form, section, typed), stored, fields)
        merged = merge(section, stored, reading.values, base, record.revision if record else 0, _own(record, base))
        record = record or _new_record(form, section, by)
        if merged.changed or not record.revision:
            _keep(record, section, merged, base)
            record.saved_at, record.saved_by_id = clock.now(), by.id if by else None
            kind_of(form).saved(form, section, [(section.key, merged.values)])
            audit.record(
                "section.saved", form, by=by, section=section.key, fields=[field.key for field in merged.changed], **kind_of(form).told(form)
            )
        if record.taken_over:
            record.taken_over = False
            audit.record("section.looked_at", form, by=by, sections=[section.key], **kind_of(form).told(form))
        if not merged.conflicts:
            _forget_input(form, section, by)
    return _saved(reading, merged)


def _forget_input(form: Filled, section: Section, by: Author) -> None:
    if by:
        accounts.forget_input(by, kind_of(form).path(form, section))


def _own(record: SectionRecord | ListRow | None, base: Base) -> set[str]:
    """The fields that were last saved from the same sheet: an answer that got lost on the way is no conflict."""
    return {key for key, sheet in record.written.items() if sheet == base.sheet} if record and base.sheet else set()


def _keep(record: SectionRecord | ListRow, section: Section, merged: Merged, base: Base) -> None:
    record.values, record.revision = encode_values(section, merged.values), record.revision + 1
    record.written = {**record.written, **{field.key: base.sheet for field in merged.changed}}


def _saved(reading: Reading, merged: Merged) -> Saved:
    mine = {key: text for key, text in reading.problems.items() if merged.base.has(key)}
    others = {field.key for field in (*merged.theirs, *merged.conflicts)}
    return Saved({key: text for key, text in mine.items() if key not in others}, merged.theirs, merged.conflicts, merged.touched, merged.base)


def _read(form: Filled, section: Section, typed: Typed) -> Reading:
    return read_typed(section, typed, queries.labels_of(form, section))


def must_be_editable(form: Filled) -> None:
    if not form.editable:
        raise NotEditable(f"{form.closed_because}，内容不能修改。{form.to_open_again}")


def _open_fields(form: Filled, section: Section, row: str | None = None) -> frozenset[str]:
    """The fields of the section or row that may be changed.

    Raises:
        NotEditable: none may.
    """
    fields = form.opening.fields(section, row)
    if not fields:
        raise NotEditable(kind_of(form).closed(form, section))
    return fields


def must_be_open(form: Filled, section: Section, row: str | None = None) -> None:
    """For what changes a list as a whole: adding, moving, importing; with `row`, for taking it out and bringing it back.

    Raises:
        NotEditable: the form is closed, or the latest return left the list closed.
    """
    must_be_editable(form)
    opening = form.opening
    if not (opening.removable(section, row) if row else opening.whole(section)):
        raise NotEditable(kind_of(form).closed(form, section))


def add_row(form: Filled, section: Section, typed: Typed, by: Author) -> tuple[ListRow, Reading]:
    """Add a row at the end of a list; wrong values are kept as typed.

    Raises:
        NotEditable: the form is closed, or the list is full.
    """
    return add_rows(form, section, [typed], by)[0]


def add_rows(form: Filled, section: Section, many: Sequence[Typed], by: Author) -> list[tuple[ListRow, Reading]]:
    """Add rows at the end of a list, all or none.

    Raises:
        NotEditable: as for `add_row`.
    """
    with transaction():
        must_be_open(form, section)
        labels, given = queries.labels_of(form, section), kind_of(form).given(form, section)
        kept = (ListRow.form_id == form.id, ListRow.section == section.key, ListRow.removed_at.is_(None))
        last, count = db.session.execute(select(func.max(ListRow.position), func.count()).where(*kept)).one()
        if count + len(many) > section.max_rows:
            raise NotEditable(f"“{section.title}”最多 {section.max_rows} 条，现有 {count} 条，放不下。")
        added = []
        for position, typed in enumerate(many, start=(last or 0) + 1):
            reading = _with(given, read_typed(section, typed, labels))
            row = ListRow(
                form_id=form.id,
                section=section.key,
                row=secrets.token_hex(5),
                position=position,
                values=encode_values(section, reading.values),
                revision=1,
                written={},
            )
            db.session.add(row)
            kind_of(form).saved(form, section, [(row.row, reading.values)])
            added.append((row, reading))
        _touch_list(form, section, by)
        audit.record("rows.added", form, by=by, section=section.key, rows=[row.row for row, _ in added], **kind_of(form).told(form))
        _forget_input(form, section, by)
    return added


def _with(given: Values, reading: Reading) -> Reading:
    return Reading({**reading.values, **given}, {key: text for key, text in reading.problems.items() if key not in given})


def save_row(form: Filled, section: Section, row: ListRow, typed: Typed, base: Base, by: Author, *, restore: bool = False) -> Saved:
    """Save a row on the ground of `base`; with `restore`, a row that was removed meanwhile comes back.

    Raises:
        NotEditable: as for `save_section`.
        RowRemoved: the row is not in its list any more.
    """
    with transaction():
        must_be_editable(form)
        fields = _open_fields(form, section, row.row)
        if row.removed_at is not None:
            if not restore:
                raise RowRemoved
            restore_row(form, section, row, by)
        stored = decode_values(section, row.values)
        reading = only_open(_read(form, section, typed), stored, fields)
        merged = merge(section, stored, reading.values, base, row.revision, _own(row, base))
        if merged.changed:
            _keep(row, section, merged, base)
            kind_of(form).saved(form, section, [(row.row, merged.values)])
            _touch_list(form, section, by)
            audit.record(
                "row.saved", form, by=by, section=section.key, row=row.row, fields=[field.key for field in merged.changed], **kind_of(form).told(form)
            )
        if not merged.conflicts:
            _forget_input(form, section, by)
    return _saved(reading, merged)


def put_rows(form: Filled, section: Section, rows: Sequence[tuple[str | None, Values]], by: Author, **told: Any) -> dict[str, Any]:
    """Add many rows (id None) and change many (by id) in one go; what `take_rows_back` needs to undo it.

    What is closed in a row stays as it is, whatever comes in.
    """
    with transaction():
        must_be_open(form, section)
        kept = _rows_named(form, section, [identity for identity, _ in rows if identity is not None])
        last = db.session.scalar(select(func.max(ListRow.position)).filter_by(form_id=form.id, section=section.key)) or 0
        added: list[dict[str, Any]] = [
            {"row": secrets.token_hex(5), "values": encode_values(section, values)} for identity, values in rows if identity is None
        ]
        if added:
            same = {"form_id": form.id, "section": section.key, "revision": 1, "written": {}}
            db.session.execute(insert(ListRow), [{**same, **row, "position": last + at} for at, row in enumerate(added, start=1)])
        changed: dict[str, dict[str, Any]] = {}
        opening = form.opening
        for identity, values in rows:
            if identity is not None:
                row, open_fields = kept[identity], opening.fields(section, identity)
                stored = {key: value for key, value in encode_values(section, values).items() if key in open_fields}
                stored |= {key: value for key, value in row.values.items() if key not in open_fields}
                changed[identity] = {"values": row.values, "revision": row.revision + 1}
                row.written = _still_written(row, stored)
                row.values, row.revision = stored, row.revision + 1
        new = iter(added)
        held = [
            (next(new)["row"], values) if identity is None else (identity, decode_values(section, kept[identity].values)) for identity, values in rows
        ]
        kind_of(form).saved(form, section, held)
        _touch_list(form, section, by)
        audit.record("rows.imported", form, by=by, section=section.key, added=len(added), changed=len(changed), **told, **kind_of(form).told(form))
    return {"added": [row["row"] for row in added], "changed": changed}


def _rows_named(form: Filled, section: Section, named: Sequence[str]) -> dict[str, ListRow]:
    """These rows by id, removed or not."""
    found: dict[str, ListRow] = {}
    for first in range(0, len(named), AT_ONCE):
        query = select(ListRow).filter_by(form_id=form.id, section=section.key)
        found |= {row.row: row for row in db.session.scalars(query.where(ListRow.row.in_(named[first : first + AT_ONCE])))}
    return found


def _still_written(row: ListRow, stored: Mapping[str, Any]) -> dict[str, str]:
    """What a page saved itself (see `Base`) counts as its own only as long as nobody else changed it."""
    return {key: sheet for key, sheet in row.written.items() if row.values.get(key) == stored.get(key)}


def take_rows_back(form: Filled, section: Section, undo: Mapping[str, Any], by: Author, **told: Any) -> None:
    """Undo `put_rows`: what was added is removed, what was changed is as before, unless it was changed again since."""
    with transaction():
        must_be_open(form, section)
        rows = _rows_named(form, section, [*undo["added"], *undo["changed"]])
        gone = [rows[identity] for identity in undo["added"] if rows[identity].removed_at is None and rows[identity].revision == 1]
        for row in gone:
            row.removed_at, row.revision = clock.now(), row.revision + 1
        kind_of(form).taken_out(form, section, [row.row for row in gone])
        put_back: list[tuple[str, Values]] = []
        for identity, before in undo["changed"].items():
            row = rows[identity]
            if row.revision == before["revision"] and row.removed_at is None:
                row.written = _still_written(row, before["values"])
                row.values, row.revision = before["values"], row.revision + 1
                put_back.append((row.row, decode_values(section, row.values)))
        kind_of(form).saved(form, section, put_back)
        _touch_list(form, section, by)
        audit.record("rows.import_undone", form, by=by, section=section.key, **told, **kind_of(form).told(form))


def remove_row(form: Filled, section: Section, row: ListRow, by: Author) -> None:
    """Take a row out of its list; `restore_row` brings it back."""
    with transaction():
        must_be_open(form, section, row.row)
        if row.removed_at is None:
            row.removed_at, row.revision = clock.now(), row.revision + 1
            kind_of(form).taken_out(form, section, [row.row])
            _touch_list(form, section, by)
            audit.record("row.removed", form, by=by, section=section.key, row=row.row, **kind_of(form).told(form))


def restore_row(form: Filled, section: Section, row: ListRow, by: Author) -> None:
    """Undo `remove_row`; the row stands where it stood."""
    with transaction():
        must_be_open(form, section, row.row)
        if row.removed_at is not None:
            row.removed_at, row.revision = None, row.revision + 1
            values = decode_values(section, row.values)
            kind_of(form).saved(form, section, [(row.row, values)])
            _touch_list(form, section, by)
            audit.record("row.restored", form, by=by, section=section.key, row=row.row, **kind_of(form).told(form))


def move_row(form: Filled, section: Section, row: ListRow, to: int, by: Author) -> int:
    """Put a row at a place, counted from 1 (the last one, when there are not so many); the place where it stood.

    Raises:
        NotEditable: as for `save_section`.
    """
    with transaction():
        must_be_open(form, section)
        order = queries.row_ids(form, section)
        if row.row not in order:
            return to
        before = order.index(row.row)
        order.insert(min(max(to, 1), len(order)) - 1, order.pop(before))
        places = [{"place_of": id_, "place": place} for place, id_ in enumerate(order, start=1)]
        mine = (ListRow.form_id == form.id, ListRow.section == section.key, ListRow.row == bindparam("place_of"))
        db.session.connection().execute(update(ListRow).where(*mine).values(position=bindparam("place")), places)
        db.session.expire_all()
        _touch_list(form, section, by)
        audit.record("row.moved", form, by=by, section=section.key, row=row.row, to=order.index(row.row) + 1, **kind_of(form).told(form))
    return before + 1


def be_present(form: Filled, section: Section, by: Account) -> None:
    """Note that this person has the section open now. Not in the trail: nothing of the form changes."""
    with transaction():
        found = db.session.get(Presence, (form.id, section.key, by.id))
        if found is None:
            found = Presence(form_id=form.id, section=section.key, account_id=by.id)
            db.session.add(found)
        found.seen_at = clock.now()


def _new_record(form: Filled, section: Section, by: Author) -> SectionRecord:
    made = {"saved_at": clock.now(), "saved_by_id": by.id if by else None, "taken_over": False}
    record = SectionRecord(form_id=form.id, section=section.key, values={}, revision=0, written={}, **made)
    db.session.add(record)
    return record


def _touch_list(form: Filled, section: Section, by: Author) -> None:
    """Note who changed the list last, and when."""
    record = queries.section_record(form, section) or _new_record(form, section, by)
    record.revision, record.saved_at, record.saved_by_id = record.revision + 1, clock.now(), by.id if by else None

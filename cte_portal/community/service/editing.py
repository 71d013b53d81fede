"""Saving sections and rows. Nothing typed is refused; what several people changed at once is put together."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from ... import audit, clock
from ...accounts import service as accounts
from ...accounts.models import Account
from ...catalogue.content import Values, decode_values, encode_values
from ...catalogue.kinds import Value
from ...catalogue.merging import Base, Merged, merge
from ...catalogue.reading import Reading, read_typed
from ...catalogue.schema import Field, Section
from ...extensions import db
from ...transactions import transaction
from ...web.editions import edition_of
from ...web.errors import Refused
from .. import queries
from ..models import Application, ListRow, MemberUnit, Presence, SectionRecord
from ..opening.rules import only_open
from ..rules import LEADS, fitting, labels_in, unit_columns

Typed = Mapping[str, Sequence[str]]


class NotEditable(Refused):
    """The application is not open for changes now."""


class RowRemoved(Exception):
    """Somebody took the row out of its list since it was opened; nothing was saved."""


@dataclass(frozen=True)
class Saved:
    """What became of what was typed. `problems`: field key → sentence, of the values that are kept as typed.

    `theirs`: fields that only somebody else changed meanwhile. `conflicts`: fields that both changed, to different
    values; these, and only these, are not saved. `base`: of the form that was sent, as it stands now.
    """

    problems: dict[str, str]
    theirs: tuple[Field, ...]
    conflicts: tuple[Field, ...]
    base: Base


def save_section(application: Application, section: Section, typed: Typed, base: Base, by: Account) -> Saved:
    """Save what was typed into a section on the ground of `base`.

    What a return left closed stays as it is, whatever was typed.

    Raises:
        NotEditable: the application is finalised or submitted, or nothing of the section was opened.
    """
    with transaction():
        must_be_editable(application)
        fields = _open_fields(application, section)
        record = queries.section_record(application, section)
        stored = decode_values(section, record.values) if record else {}
        reading = only_open(_read(application, section, typed), stored, fields)
        merged = merge(section, stored, reading.values, base, record.revision if record else 0, _own(record, base))
        if record is None:
            record = SectionRecord(application_id=application.id, section=section.key, values={}, revision=0, written={})
            db.session.add(record)
        if merged.changed or not record.revision:
            _keep(record, section, merged, base)
            record.saved_at, record.saved_by_id = clock.now(), by.id
            mirror_section(application, section, merged.values)
            audit.record("section.saved", application, by=by, section=section.key, fields=[field.key for field in merged.changed])
        if record.taken_over:
            record.taken_over = False
            audit.record("section.looked_at", application, by=by, sections=[section.key])
        if not merged.conflicts:
            accounts.forget_input(by, section_path(application, section))
    return _saved(reading, merged)


def _own(record: SectionRecord | ListRow | None, base: Base) -> set[str]:
    """The fields that were last saved from the same sheet: an answer that got lost on the way is no conflict."""
    return {key for key, sheet in record.written.items() if sheet == base.sheet} if record and base.sheet else set()


def _keep(record: SectionRecord | ListRow, section: Section, merged: Merged, base: Base) -> None:
    record.values, record.revision = encode_values(section, merged.values), record.revision + 1
    record.written = {**record.written, **{field.key: base.sheet for field in merged.changed}}


def _saved(reading: Reading, merged: Merged) -> Saved:
    mine = {key: text for key, text in reading.problems.items() if merged.base.has(key)}
    others = {field.key for field in (*merged.theirs, *merged.conflicts)}
    return Saved({key: text for key, text in mine.items() if key not in others}, merged.theirs, merged.conflicts, merged.base)


def section_path(application: Application, section: Section) -> str:
    """The address of the section's page; kept input is found by it."""
    edition = edition_of(application)
    return f"/applications/{application.id}/sections/{edition.page_of(section).key}"


def _read(application: Application, section: Section, typed: Typed) -> Reading:
    return read_typed(section, typed, labels_in(queries.content_of(application)))


def must_be_editable(application: Application) -> None:
    if not application.status.editable:
        raise NotEditable(f"申报当前状态是“{application.status.label}”，内容不能修改。如需修改，请先解除定稿或撤回。")


def _open_fields(application: Application, section: Section, row: str | None = None) -> frozenset[str]:
    """The fields of the section or row that may be changed.

    Raises:
        NotEditable: none may.
    """
    fields = application.opening.fields(section, row)
    if not fields:
        raise NotEditable(_closed(section))
    return fields


def must_be_open(application: Application, section: Section, row: str | None = None) -> None:
    """For what changes a list as a whole: adding, moving, importing; with `row`, for taking it out and bringing it back.

    Raises:
        NotEditable: the application is finalised or submitted, or the latest return left the list closed.
    """
    must_be_editable(application)
    opening = application.opening
    if not (opening.removable(section, row) if row else opening.whole(section)):
        raise NotEditable(_closed(section))


def _closed(section: Section) -> str:
    return f"退回后，“{section.title}”的这项内容没有开放修改，没有保存。确需修改，请在填报目录点“申请开放更多栏目”说明理由。"


def add_row(application: Application, section: Section, typed: Typed, by: Account) -> tuple[ListRow, Reading]:
    """Add a row at the end of a list; wrong values are kept as typed.

    Raises:
        NotEditable: the application is finalised or submitted, or the list is full.
    """
    return add_rows(application, section, [typed], by)[0]


def add_rows(application: Application, section: Section, many: Sequence[Typed], by: Account) -> list[tuple[ListRow, Reading]]:
    """Add rows at the end of a list, all or none.

    Raises:
        NotEditable: as for `add_row`.
    """
    with transaction():
        must_be_open(application, section)
        labels = labels_in(queries.content_of(application))
        kept = (ListRow.application_id == application.id, ListRow.section == section.key, ListRow.removed_at.is_(None))
        last, count = db.session.execute(select(func.max(ListRow.position), func.count()).where(*kept)).one()
        if count + len(many) > section.max_rows:
            raise NotEditable(f"“{section.title}”最多 {section.max_rows} 条，现有 {count} 条，放不下。")
        added = []
        for position, typed in enumerate(many, start=(last or 0) + 1):
            reading = read_typed(section, typed, labels)
            row = ListRow(
                application_id=application.id,
                section=section.key,
                row=secrets.token_hex(5),
                position=position,
                values=encode_values(section, reading.values),
                revision=1,
                written={},
            )
            db.session.add(row)
            _mirror_row(application, section, row, reading.values)
            added.append((row, reading))
        _touch_list(application, section, by)
        audit.record("rows.added", application, by=by, section=section.key, rows=[row.row for row, _ in added])
        accounts.forget_input(by, section_path(application, section))
    return added


def save_row(application: Application, section: Section, row: ListRow, typed: Typed, base: Base, by: Account, *, restore: bool = False) -> Saved:
    """Save a row on the ground of `base`; with `restore`, a row that was removed meanwhile comes back.

    Raises:
        NotEditable: as for `save_section`.
        RowRemoved: the row is not in its list any more.
    """
    with transaction():
        must_be_editable(application)
        fields = _open_fields(application, section, row.row)
        if row.removed_at is not None:
            if not restore:
                raise RowRemoved
            restore_row(application, section, row, by)
        stored = decode_values(section, row.values)
        reading = only_open(_read(application, section, typed), stored, fields)
        merged = merge(section, stored, reading.values, base, row.revision, _own(row, base))
        if merged.changed:
            _keep(row, section, merged, base)
            _mirror_row(application, section, row, merged.values)
            _touch_list(application, section, by)
            audit.record("row.saved", application, by=by, section=section.key, row=row.row, fields=[field.key for field in merged.changed])
        if not merged.conflicts:
            accounts.forget_input(by, section_path(application, section))
    return _saved(reading, merged)


def put_rows(application: Application, section: Section, rows: Sequence[tuple[str | None, Values]], by: Account, **told: Any) -> dict[str, Any]:
    """Add many rows (id None) and change many (by id) in one go; what `take_rows_back` needs to undo it."""
    with transaction():
        must_be_open(application, section)
        kept = {row.row: row for row in db.session.scalars(select(ListRow).filter_by(application_id=application.id, section=section.key))}
        last = max((row.position for row in kept.values()), default=0)
        added: list[dict[str, Any]] = [
            {"row": secrets.token_hex(5), "values": encode_values(section, values)} for identity, values in rows if identity is None
        ]
        if added:
            same = {"application_id": application.id, "section": section.key, "revision": 1, "written": {}}
            db.session.execute(insert(ListRow), [{**same, **row, "position": last + at} for at, row in enumerate(added, start=1)])
        changed: dict[str, dict[str, Any]] = {}
        for identity, values in rows:
            if identity is not None:
                row, stored = kept[identity], encode_values(section, values)
                changed[identity] = {"values": row.values, "revision": row.revision + 1}
                row.written = _still_written(row, stored)
                row.values, row.revision = stored, row.revision + 1
        if section.member_name:
            new = iter(added)
            named = [(next(new)["row"] if identity is None else identity, values) for identity, values in rows]
            write_members(application, section, named)
        _touch_list(application, section, by)
        audit.record("rows.imported", application, by=by, section=section.key, added=len(added), changed=len(changed), **told)
    return {"added": [row["row"] for row in added], "changed": changed}


def _still_written(row: ListRow, stored: Mapping[str, Any]) -> dict[str, str]:
    """What a page saved itself (see `Base`) counts as its own only as long as nobody else changed it."""
    return {key: sheet for key, sheet in row.written.items() if row.values.get(key) == stored.get(key)}


def take_rows_back(application: Application, section: Section, undo: Mapping[str, Any], by: Account, **told: Any) -> None:
    """Undo `put_rows`: what was added is removed, what was changed is as before, unless it was changed again since."""
    with transaction():
        must_be_open(application, section)
        rows = {row.row: row for row in db.session.scalars(select(ListRow).filter_by(application_id=application.id, section=section.key))}
        gone = [rows[identity] for identity in undo["added"] if rows[identity].removed_at is None and rows[identity].revision == 1]
        for row in gone:
            row.removed_at, row.revision = clock.now(), row.revision + 1
        db.session.execute(delete(MemberUnit).where(MemberUnit.application_id == application.id, MemberUnit.unit.in_([row.row for row in gone])))
        put_back: list[tuple[str, Values]] = []
        for identity, before in undo["changed"].items():
            row = rows[identity]
            if row.revision == before["revision"] and row.removed_at is None:
                row.written = _still_written(row, before["values"])
                row.values, row.revision = before["values"], row.revision + 1
                put_back.append((row.row, decode_values(section, row.values)))
        if section.member_name:
            write_members(application, section, put_back)
        _touch_list(application, section, by)
        audit.record("rows.import_undone", application, by=by, section=section.key, **told)


def remove_row(application: Application, section: Section, row: ListRow, by: Account) -> None:
    """Take a row out of its list; `restore_row` brings it back."""
    with transaction():
        must_be_open(application, section, row.row)
        if row.removed_at is None:
            row.removed_at, row.revision = clock.now(), row.revision + 1
            db.session.execute(delete(MemberUnit).where(MemberUnit.application_id == application.id, MemberUnit.unit == row.row))
            _touch_list(application, section, by)
            audit.record("row.removed", application, by=by, section=section.key, row=row.row)


def restore_row(application: Application, section: Section, row: ListRow, by: Account) -> None:
    """Undo `remove_row`; the row stands where it stood."""
    with transaction():
        must_be_open(application, section, row.row)
        if row.removed_at is not None:
            row.removed_at, row.revision = None, row.revision + 1
            values = decode_values(section, row.values)
            _mirror_row(application, section, row, values)
            _touch_list(application, section, by)
            audit.record("row.restored", application, by=by, section=section.key, row=row.row)


def move_row(application: Application, section: Section, row: ListRow, to: int, by: Account) -> int:
    """Put a row at a place, counted from 1 (the last one, when there are not so many); the place where it stood.

    Raises:
        NotEditable: as for `save_section`.
    """
    with transaction():
        must_be_open(application, section)
        order = queries.row_ids(application, section)
        if row.row not in order:
            return to
        before = order.index(row.row)
        order.insert(min(max(to, 1), len(order)) - 1, order.pop(before))
        places = [{"place_of": id_, "place": place} for place, id_ in enumerate(order, start=1)]
        mine = (ListRow.application_id == application.id, ListRow.section == section.key, ListRow.row == bindparam("place_of"))
        db.session.connection().execute(update(ListRow).where(*mine).values(position=bindparam("place")), places)
        db.session.expire_all()
        _touch_list(application, section, by)
        audit.record("row.moved", application, by=by, section=section.key, row=row.row, to=order.index(row.row) + 1)
    return before + 1


def be_present(application: Application, section: Section, by: Account) -> None:
    """Note that this person has the section open now. Not in the trail: nothing of the application changes."""
    with transaction():
        found = db.session.get(Presence, (application.id, section.key, by.id))
        if found is None:
            found = Presence(application_id=application.id, section=section.key, account_id=by.id)
            db.session.add(found)
        found.seen_at = clock.now()


def _touch_list(application: Application, section: Section, by: Account) -> None:
    """Note who changed the list last, and when."""
    record = queries.section_record(application, section)
    if record is None:
        record = SectionRecord(application_id=application.id, section=section.key, values={}, revision=0, written={})
        db.session.add(record)
    record.revision, record.saved_at, record.saved_by_id = record.revision + 1, clock.now(), by.id


def mirror_section(application: Application, section: Section, values: Mapping[str, Value]) -> None:
    """What other features search is kept in typed columns too."""
    if section.key == "cover":
        application.province_code = fitting(values.get("recommending_province"), 6)
        application.industry_code = fitting(values.get("industry"), 2)
        db.session.flush()
        application.direct = queries.reports_directly(application)
        if name := fitting(values.get("community_name"), 100):
            application.community.name = name
    if section.member_name:
        write_members(application, section, [(section.key, values)])


def _mirror_row(application: Application, section: Section, row: ListRow, values: Mapping[str, Value]) -> None:
    if section.member_name:
        write_members(application, section, [(row.row, values)])


def write_members(application: Application, section: Section, units: Sequence[tuple[str, Values]]) -> None:
    """Write the typed columns of these units: id and values of each."""
    mine = (MemberUnit.application_id == application.id, MemberUnit.unit.in_([unit for unit, _ in units]))
    known = {found.unit: found for found in db.session.scalars(select(MemberUnit).where(*mine))}
    lead = section.key in LEADS
    new: list[dict[str, Any]] = []
    for unit, values in units:
        columns = unit_columns(section, values)
        if unit not in known:
            new.append({"application_id": application.id, "unit": unit, "lead": lead, **columns})
            continue
        for name, value in columns.items():
            setattr(known[unit], name, value)
    if new:
        db.session.execute(insert(MemberUnit), new)

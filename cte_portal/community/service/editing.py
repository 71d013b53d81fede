"""Saving sections and rows. Nothing typed is refused; a lost race is noticed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from ... import audit, clock
from ...accounts import service as accounts
from ...accounts.models import Account
from ...catalogue.content import decode_values, encode_values
from ...catalogue.kinds import AsTyped, Value
from ...catalogue.reading import Reading, read_typed
from ...catalogue.schema import Section
from ...extensions import db
from ...transactions import transaction
from ...web.editions import edition_of
from ...web.errors import Refused
from .. import queries
from ..models import Application, ListRow, MemberUnit, PlaceComment, SectionRecord
from ..rules import LEADS, labels_in

Typed = Mapping[str, Sequence[str]]


class NotEditable(Refused):
    """The application is not open for changes now."""


class ChangedMeanwhile(Exception):
    """Somebody else saved this section or row since it was opened; nothing was overwritten."""


def save_section(application: Application, section: Section, typed: Typed, revision: int, by: Account) -> Reading:
    """Save what was typed into a section that was opened at `revision` (0: never saved before).

    Raises:
        NotEditable: the application is finalised or submitted.
        ChangedMeanwhile: the section has a newer revision.
    """
    with transaction():
        _must_be_editable(application)
        reading = _read(application, section, typed)
        record = queries.section_record(application, section)
        if (record.revision if record else 0) != revision:
            raise ChangedMeanwhile
        values = encode_values(section, reading.values)
        if record is None:
            record = SectionRecord(application_id=application.id, section=section.key, revision=0)
            db.session.add(record)
        changed = [f.key for f in section.fields if (record.values or {}).get(f.key) != values.get(f.key)]
        record.values, record.revision, record.saved_at, record.saved_by_id = values, revision + 1, clock.now(), by.id
        _mirror_section(application, section, reading.values)
        audit.record("section.saved", application, by=by, section=section.key, fields=changed)
        accounts.forget_input(by, section_path(application, section))
    return reading


def section_path(application: Application, section: Section) -> str:
    """The address of the section's page; kept input is found by it."""
    edition = edition_of(application)
    return f"/applications/{application.id}/sections/{edition.page_of(section).key}"


def _read(application: Application, section: Section, typed: Typed) -> Reading:
    return read_typed(section, typed, labels_in(queries.content_of(application)))


def _must_be_editable(application: Application) -> None:
    if not application.status.editable:
        raise NotEditable(f"申报当前状态是“{application.status.label}”，内容不能修改。如需修改，请先解除定稿或撤回。")


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
        _must_be_editable(application)
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
            )
            db.session.add(row)
            _mirror_row(application, section, row, reading.values)
            added.append((row, reading))
        _touch_list(application, section, by)
        audit.record("rows.added", application, by=by, section=section.key, rows=[row.row for row, _ in added])
        accounts.forget_input(by, section_path(application, section))
    return added


def save_row(application: Application, section: Section, row: ListRow, typed: Typed, revision: int, by: Account) -> Reading:
    """Save a row that was opened at `revision`.

    Raises:
        NotEditable, ChangedMeanwhile: as for `save_section`.
    """
    with transaction():
        _must_be_editable(application)
        if row.revision != revision or row.removed_at is not None:
            raise ChangedMeanwhile
        reading = _read(application, section, typed)
        row.values, row.revision = encode_values(section, reading.values), revision + 1
        _mirror_row(application, section, row, reading.values)
        _touch_list(application, section, by)
        audit.record("row.saved", application, by=by, section=section.key, row=row.row)
        accounts.forget_input(by, section_path(application, section))
    return reading


def remove_row(application: Application, section: Section, row: ListRow, by: Account) -> None:
    """Take a row out of its list; `restore_row` brings it back."""
    with transaction():
        _must_be_editable(application)
        if row.removed_at is None:
            row.removed_at, row.revision = clock.now(), row.revision + 1
            db.session.execute(delete(MemberUnit).where(MemberUnit.application_id == application.id, MemberUnit.unit == row.row))
            _touch_list(application, section, by)
            audit.record("row.removed", application, by=by, section=section.key, row=row.row)


def restore_row(application: Application, section: Section, row: ListRow, by: Account) -> None:
    """Undo `remove_row`; the row stands where it stood."""
    with transaction():
        _must_be_editable(application)
        if row.removed_at is not None:
            row.removed_at, row.revision = None, row.revision + 1
            values = decode_values(section, row.values)
            _mirror_row(application, section, row, values)
            _touch_list(application, section, by)
            audit.record("row.restored", application, by=by, section=section.key, row=row.row)


def mark_comment(application: Application, comment: PlaceComment, done: bool, by: Account) -> None:
    """The applicant ticks a comment off, or takes the tick back."""
    with transaction():
        comment.done_at = clock.now() if done else None
        audit.record("comment.marked", application, by=by, comment=comment.id, done=done)


def _touch_list(application: Application, section: Section, by: Account) -> None:
    """Note who changed the list last, and when."""
    record = queries.section_record(application, section)
    if record is None:
        record = SectionRecord(application_id=application.id, section=section.key, values={}, revision=0)
        db.session.add(record)
    record.revision, record.saved_at, record.saved_by_id = record.revision + 1, clock.now(), by.id


def _mirror_section(application: Application, section: Section, values: Mapping[str, Value]) -> None:
    """What other features search is kept in typed columns too."""
    if section.key == "cover":
        application.province_code = _text(values.get("recommending_province"), 6)
        application.industry_code = _text(values.get("industry"), 2)
        db.session.flush()
        application.direct = queries.reports_directly(application)
        if name := _text(values.get("community_name"), 100):
            application.community.name = name
    if section.member_name:
        _mirror_member(application, section.key, section, values)


def _mirror_row(application: Application, section: Section, row: ListRow, values: Mapping[str, Value]) -> None:
    if section.member_name:
        _mirror_member(application, row.row, section, values)


def _mirror_member(application: Application, unit: str, section: Section, values: Mapping[str, Value]) -> None:
    found = db.session.scalar(select(MemberUnit).filter_by(application_id=application.id, unit=unit))
    if found is None:
        found = MemberUnit(application_id=application.id, unit=unit, lead=section.key in LEADS)
        db.session.add(found)
    found.name = _text(values.get(section.member_name or ""), 100) or ""
    found.uscc = _text(values.get("uscc"), 18)
    found.category = _text(values.get("category"), 40) or (section.key if found.lead else None)
    found.province_code = _text(values.get("province"), 6)


def _text(value: Any, most: int) -> str | None:
    """A valid text that fits its column; None for anything else."""
    return value if isinstance(value, str) and not isinstance(value, AsTyped) and len(value) <= most else None

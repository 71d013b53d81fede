"""What a filled form holds: all of it, or only what one page shows, whatever the length of its lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, Select, and_, case, cast, func, or_, select
from sqlalchemy.orm import joinedload

from ... import clock
from ...accounts.models import Account
from ...catalogue.content import Content, Row, decode_values
from ...catalogue.fields import Field, FieldType
from ...catalogue.kinds import Labels
from ...catalogue.schema import FormDefinition, Section
from ...extensions import db
from ..rules import labels_in
from .kinds import Filled, kind_of
from .models import ListRow, Presence, SectionRecord

PRESENT_FOR = timedelta(seconds=90)
NAME_UNITS = (FieldType.MEMBER, FieldType.MEMBERS)


def content_of(form: Filled) -> Content:
    """Everything the form holds now, in a fixed number of queries, however many rows."""
    return _content(form, section_records(form), None, kind_of(form).beside(form))


def content_for(form: Filled, shown: Iterable[Section], records: Mapping[str, SectionRecord] | None = None) -> Content:
    """What the boxes, options and figures of these sections are made from: every section, and the rows of few lists or none.

    `records`: of the whole form, where they were read already.
    """
    return _content(form, section_records(form) if records is None else records, _asked_of(form.definition, list(shown)), {})


def labels_of(form: Filled, section: Section) -> Callable[[Field], Labels]:
    """The option labels of the section's fields; nothing is read where none of them depends on the rest of the form."""
    if any(field.options_from or field.type in NAME_UNITS for field in section.fields):
        return labels_in(content_for(form, [section]))
    return lambda _: {}


def _asked_of(definition: FormDefinition, shown: Sequence[Section]) -> set[str]:
    """The lists whose rows these sections depend on: where options or figures are made by a rule, all of them."""
    fields = [field for section in shown for field in section.fields]
    lists = [section for section in definition.sections if section.rows]
    if any(section.figures for section in shown) or any(field.options_from for field in fields):
        return {section.key for section in lists}
    if any(field.type in NAME_UNITS for field in fields):
        return {section.key for section in lists if section.member_name}
    return set()


def _content(form: Filled, records: Mapping[str, SectionRecord], lists: Collection[str] | None, beside: Mapping[str, Any]) -> Content:
    definition = form.definition
    rows: dict[str, list[Row]] = {}
    if lists is None or lists:
        query = select(ListRow.section, ListRow.row, ListRow.values).where(ListRow.form_id == form.id, ListRow.removed_at.is_(None))
        if lists is not None:
            query = query.where(ListRow.section.in_(lists))
        for key, identity, values in db.session.execute(query.order_by(ListRow.section, ListRow.position, ListRow.id)):
            if section := definition.by_key.get(key):
                rows.setdefault(key, []).append(Row(identity, decode_values(section, values)))
    kind, held = kind_of(form), {key: record.values for key, record in records.items()}
    return Content(
        definition=definition,
        year=form.year,
        sections={s.key: kind.completed(form, s, decode_values(s, held.get(s.key, {}))) for s in definition.sections if not s.rows},
        lists={key: tuple(found) for key, found in rows.items()},
        units=kind.units(form),
        **beside,
    )


def section_records(form: Filled) -> dict[str, SectionRecord]:
    """The saved sections by key, with who saved each last."""
    query = select(SectionRecord).where(SectionRecord.form_id == form.id).options(joinedload(SectionRecord.saved_by))
    return {record.section: record for record in db.session.scalars(query)}


def section_record(form: Filled, section: Section) -> SectionRecord | None:
    return db.session.scalar(select(SectionRecord).filter_by(form_id=form.id, section=section.key))


def list_row(form: Filled, section: Section, row: str) -> ListRow | None:
    """One row, removed or not."""
    return db.session.scalar(select(ListRow).where(_of_list(form, section), ListRow.row == row))


def _in_list(form: Filled, section: Section) -> ColumnElement[bool]:
    return and_(_of_list(form, section), ListRow.removed_at.is_(None))


def _of_list(form: Filled, section: Section) -> ColumnElement[bool]:
    """The rows that the form reaches, removed or not."""
    mine = and_(ListRow.form_id == form.id, ListRow.section == section.key)
    within = kind_of(form).within(form, section)
    return mine if within is None else and_(mine, within)


def _in_order(query: Select[Any]) -> Select[Any]:
    return query.order_by(ListRow.position, ListRow.id)


def row_ids(form: Filled, section: Section) -> list[str]:
    """The ids of a list's rows, in order."""
    return list(db.session.scalars(_in_order(select(ListRow.row).where(_in_list(form, section)))))


def rows_of(form: Filled, section: Section) -> tuple[Row, ...]:
    """All rows of one list, in order."""
    return _rows(section, _in_order(select(ListRow.row, ListRow.values).where(_in_list(form, section))))


def some_rows(form: Filled, section: Section, first: int, most: int) -> tuple[Row, ...]:
    """At most so many rows of a list, from this place on, counted from 1."""
    return _rows(section, _in_order(select(ListRow.row, ListRow.values).where(_in_list(form, section))).offset(first - 1).limit(most))


def _rows(section: Section, query: Select[tuple[str, dict[str, Any]]]) -> tuple[Row, ...]:
    return tuple(Row(identity, decode_values(section, values)) for identity, values in db.session.execute(query))


def count_and_totals(form: Filled, section: Section) -> tuple[int, dict[str, Decimal | None]]:
    """How many rows a list has, and the sums of its number columns that are summed; None where no row has a number."""
    sums = [func.sum(_number(key)) for key in section.totals]
    count, *found = db.session.execute(select(func.count(), *sums).where(_in_list(form, section))).one()
    return count, {key: None if total is None else Decimal(total) / 100 for key, total in zip(section.totals, found, strict=True)}


def _number(key: str) -> ColumnElement[Any]:
    """The number that a column holds, in hundredths; nothing where text is kept that could not be understood."""
    held = ListRow.values[key].as_string()
    return case((held.not_like("{%"), cast(func.round(cast(held, Float) * 100), Integer)))


def place_of(form: Filled, section: Section, row: str) -> int | None:
    """The place of a row in its list, counted from 1; None where it is not in it."""
    found = db.session.execute(select(ListRow.position, ListRow.id).where(_in_list(form, section), ListRow.row == row)).first()
    if found is None:
        return None
    before = or_(ListRow.position < found.position, and_(ListRow.position == found.position, ListRow.id < found.id))
    return (db.session.scalar(select(func.count()).where(_in_list(form, section), before)) or 0) + 1


def present(form: Filled, section: Section, but: Account | None) -> list[Account]:
    """Who else has the section open now."""
    query = select(Presence).where(Presence.form_id == form.id, Presence.section == section.key)
    query = query.where(Presence.seen_at > clock.now() - PRESENT_FOR, *([Presence.account_id != but.id] if but else []))
    return [presence.account for presence in db.session.scalars(query.order_by(Presence.account_id))]

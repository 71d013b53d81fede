"""沿用: an application begins with what an earlier year's holds, each section marked until somebody has looked at it."""

from __future__ import annotations

from sqlalchemy import select

from ... import audit, clock
from ...accounts.models import Account
from ...catalogue.carrying_over import carried_over
from ...catalogue.content import Content, Values, encode_values
from ...catalogue.schema import Section
from ...extensions import db
from ...transactions import transaction
from ...web.editions import edition_of
from ..filling import queries
from ..filling.models import ListRow, SectionRecord
from ..filling.service import must_be_editable
from ..models import Application
from .mirroring import mirror_section, write_members


def take_over(application: Application, source: Application, by: Account) -> None:
    """Copy what the source holds into a new application, inside the caller's transaction.

    What the application holds already stays where the source has nothing.
    """
    edition = edition_of(application)
    content = carried_over(queries.content_of(source), edition, application.year)
    application.taken_over_year = source.year
    for section in edition.sections:
        if section.rows:
            _copy_rows(application, section, content, by)
        elif values := content.values(section.key):
            _copy_section(application, section, values, by)


def _copy_section(application: Application, section: Section, values: Values, by: Account) -> None:
    record = _record(application, section, by)
    record.values = {**record.values, **encode_values(section, values)}
    db.session.flush()
    mirror_section(application, section, values)


def _copy_rows(application: Application, section: Section, content: Content, by: Account) -> None:
    rows = content.rows(section.key)
    for position, row in enumerate(rows, start=1):
        stored = encode_values(section, row.values)
        db.session.add(ListRow(form_id=application.id, section=section.key, row=row.id, position=position, values=stored, revision=1, written={}))
    if rows:
        write_members(application, section, [(row.id, row.values) for row in rows])
        _record(application, section, by)


def _record(application: Application, section: Section, by: Account) -> SectionRecord:
    record = queries.section_record(application, section)
    if record is None:
        record = SectionRecord(form_id=application.id, section=section.key, values={}, revision=0, written={})
        db.session.add(record)
    record.revision, record.taken_over, record.saved_at, record.saved_by_id = record.revision + 1, True, clock.now(), by.id
    return record


def looked_at(application: Application, page: Section, by: Account) -> None:
    """已核对: somebody has looked at what was taken over on this page.

    Raises:
        NotEditable: the application is finalised or submitted.
    """
    keys = [page.key, *(section.key for section in edition_of(application).attached(page))]
    with transaction():
        must_be_editable(application)
        query = select(SectionRecord).where(SectionRecord.form_id == application.id, SectionRecord.section.in_(keys), SectionRecord.taken_over)
        found = list(db.session.scalars(query))
        for record in found:
            record.taken_over = False
        if found:
            audit.record("section.looked_at", application, by=by, sections=[record.section for record in found])

"""What other features search and count is kept in typed columns too, written whenever a section or row is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from ...catalogue.content import Values
from ...catalogue.kinds import Value
from ...catalogue.schema import Section
from ...extensions import db
from .. import queries
from ..models import Application, MemberUnit
from ..rules import LEADS, fitting, unit_columns


def mirror(application: Application, section: Section, held: Sequence[tuple[str, Values]]) -> None:
    """The section itself, or these rows of it, hold this now."""
    if section.rows:
        write_members(application, section, held)
        return
    for _, values in held:
        mirror_section(application, section, values)


def mirror_section(application: Application, section: Section, values: Mapping[str, Value]) -> None:
    """What other features search is kept in typed columns too."""
    if section.key == "cover":
        application.province_code = fitting(values.get("recommending_province"), 6)
        application.industry_code = fitting(values.get("industry"), 2)
        db.session.flush()
        application.direct = queries.reports_directly(application)
        if name := fitting(values.get("community_name"), 100):
            application.community.name = name
    write_members(application, section, [(section.key, values)])


def write_members(application: Application, section: Section, units: Sequence[tuple[str, Values]]) -> None:
    """Write the typed columns of these units, where the section holds units: id and values of each."""
    if not section.member_name or not units:
        return
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


def forget_members(application: Application, rows: Iterable[str]) -> None:
    """These rows are not in their list any more."""
    db.session.execute(delete(MemberUnit).where(MemberUnit.application_id == application.id, MemberUnit.unit.in_(list(rows))))

"""Finding a unit by what the portal knows already, and filling it in; nothing is saved by it, and nothing typed is lost."""

from __future__ import annotations

from flask import request
from flask_login import current_user

from ...catalogue.merging import Base
from ...catalogue.schema import Section
from ...roles import Role
from .. import queries
from ..models import Application, MemberUnit
from .editors import Attempt, Typed

NOBODYS = 0  # a co-editor finds published communities' units only, not those of the applicant's other applications


def looked_up(application: Application, found: Section, typed: Typed, base: Base, row: str | None) -> Attempt | None:
    """The form as it was typed, with what was found, or with the unit that was chosen filled in; None when not asked."""
    if not found.member_name:
        return None
    mine = application.organisation_id if current_user.role is Role.APPLICANT else NOBODYS
    if request.form.get("go") == "look_up":
        name, uscc = (" ".join(typed.get(key, ())).strip() for key in (found.member_name, "uscc"))
        return Attempt(found, typed, base, row, known=queries.known_units(mine, name, uscc.upper()))
    if "fill" in request.form:
        unit = queries.known_unit(mine, request.form.get("fill", 0, type=int))
        return Attempt(found, {**typed, **(_typed_of(found, unit) if unit else {})}, base, row)
    return None


def _typed_of(found: Section, unit: MemberUnit) -> dict[str, list[str]]:
    """What is public of the unit, as it would be typed into this section; contacts are not."""
    known = {found.member_name or "": unit.name, "uscc": unit.uscc, "category": unit.category, "province": unit.province_code}
    filled = {}
    for key, text in known.items():
        field = found.by_key.get(key)
        if text and field and (not field.options or text in field.option_labels):
            filled[key] = [text]
    return filled

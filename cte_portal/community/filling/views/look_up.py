"""Finding a unit by what the portal knows already, and filling it in; nothing is saved by it, and nothing typed is lost."""

from __future__ import annotations

from flask import request

from ....catalogue.merging import Base
from ....catalogue.schema import Section
from ....web.limits import whole
from ..kinds import Filled, KnownUnit, kind_of
from .editors import Attempt, Typed


def looked_up(form: Filled, found: Section, typed: Typed, base: Base, row: str | None) -> Attempt | None:
    """The form as it was typed, with what was found, or with the unit that was chosen filled in; None when not asked."""
    if not found.member_name:
        return None
    kind = kind_of(form)
    if request.form.get("go") == "look_up":
        name, uscc = (" ".join(typed.get(key, ())).strip() for key in (found.member_name, "uscc"))
        return Attempt(found, typed, base, row, unsaved=True, known=kind.known_units(form, name, uscc.upper()))
    if "fill" in request.form:
        unit = kind.known_unit(form, request.form.get("fill", 0, type=whole))
        return Attempt(found, {**typed, **(_typed_of(found, unit) if unit else {})}, base, row, unsaved=True)
    return None


def _typed_of(found: Section, unit: KnownUnit) -> dict[str, list[str]]:
    """What is public of the unit, as it would be typed into this section; contacts are not."""
    known = {found.member_name or "": unit.name, "uscc": unit.uscc, "category": unit.category, "province": unit.province_code}
    filled = {}
    for key, text in known.items():
        field = found.by_key.get(key)
        if text and field and (not field.options or text in field.option_labels):
            filled[key] = [text]
    return filled

"""The answers in a page: read from the boxes, and shown with what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from ...catalogue.schema import Edition
from ..models import Outcome
from .queries import CheckedList
from .rules import Said
from .service import Typed


class OwnItemForm(FlaskForm):
    text = StringField("要点", [InputRequired("请写明要点"), Length(max=200, message="要点最多 200 字")])
    hint = StringField("说明（选填）", [Length(max=300, message="说明最多 300 字")])
    section = SelectField("对照的栏目（选填）", validate_choice=False)

    def offer(self, edition: Edition) -> OwnItemForm:
        self.section.choices = [SelectChoice("", "不指定"), *(SelectChoice(page.key, page.heading) for page in edition.pages)]
        return self


@dataclass(frozen=True)
class ShownChecklist:
    """A checklist for a page. `typed`: answers that were not kept; `conflicts`: keys of items a colleague answered meanwhile."""

    checked: CheckedList
    typed: Mapping[str, Typed] = field(default_factory=dict)
    conflicts: frozenset[str] = frozenset()
    problem: str = ""

    def said(self, key: str, stands: Said) -> Said:
        return self.typed[key].said if key in self.typed else stands


def read_answers(checked: CheckedList) -> dict[str, Typed]:
    """What the form says of each item; only those whose boxes it has."""
    found = {}
    for item in checked.items:
        outcome, note = request.form.get(f"item-{item.key}", ""), request.form.get(f"note-{item.key}")
        if note is None and not outcome:
            continue
        said = Said(outcome if outcome in set(Outcome) else "", (note or "").strip())
        found[item.key] = Typed(said, request.form.get(f"was-{item.key}", item.stands.mark))
    return found

"""Forms built from the catalogue: one WTForms field for each field of a section or list.

WTForms draws the boxes and carries the problems; what was typed is read by `catalogue.reading`, the same way as an
import reads a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field as FormField
from wtforms import RadioField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField

from ..catalogue.fields import Field, FieldType
from ..catalogue.kinds import KINDS, Choice, Choices, Labels, Value, typed
from ..catalogue.reading import missing_or_wrong
from ..catalogue.schema import Section

MOST_RADIOS = 6


def form_for(section: Section, labels: Callable[[Field], Labels]) -> FlaskForm:
    """An empty form with the section's boxes, in order; a box's name is the section's key, a hyphen, the field's key."""
    boxes = {field.key: _box(field, labels(field)) for field in section.fields}
    return type("CatalogueForm", (FlaskForm,), boxes)(formdata=None, prefix=section.key)


def _box(field: Field, labels: Labels) -> Any:
    kind = KINDS[field.type]
    settings: dict[str, Any] = {"label": field.label}
    if isinstance(kind, Choice):
        offered = [SelectChoice(key, label) for key, label in (labels if field.options_from else kind.labels(field, labels)).items()]
        settings["validate_choice"] = False
        if isinstance(kind, Choices):
            return SelectMultipleField(choices=offered, **settings)
        if len(offered) <= MOST_RADIOS and field.type is not FieldType.MEMBER:
            return RadioField(choices=offered, **settings)
        return SelectField(choices=[SelectChoice("", "请选择"), *offered], **settings)
    return TextAreaField(**settings) if field.type is FieldType.LONG_TEXT else StringField(**settings)


def show_values(form: FlaskForm, section: Section, values: Mapping[str, Value], labels: Callable[[Field], Labels], *, complete: bool = False) -> None:
    """Put kept values into the boxes, and beside each wrong one what is wrong; `complete` marks the missing too."""
    show_typed(form, section, {field.key: typed(field, values.get(field.key)) for field in section.fields})
    for field, sentence in missing_or_wrong(section, values, labels):
        if complete or values.get(field.key) is not None:
            _box_of(form, field).errors = [sentence]


def show_typed(form: FlaskForm, section: Section, texts: Mapping[str, Sequence[str]]) -> None:
    """Put texts into the boxes exactly as they were typed."""
    for field in section.fields:
        box, given = _box_of(form, field), list(texts.get(field.key, ()))
        many = isinstance(box, SelectMultipleField)
        box.data = given if many else (given[0] if given else "")
        if isinstance(box, SelectField):
            _offer_too(box, field, given)


def _offer_too(box: SelectField, field: Field, given: Sequence[str]) -> None:
    """What was chosen stays to be seen, even when it is not on offer any more."""
    offered = {choice.value for choice in box.choices}
    for text in given:
        if text and text not in offered:
            kind = KINDS[field.type]
            label = kind.show((text,) if isinstance(kind, Choices) else text, field, {})
            box.choices = [*box.choices, SelectChoice(text, f"{label}（不在可选范围内，请重新选择）")]


def _box_of(form: FlaskForm, field: Field) -> FormField:
    return form[field.key]


def typed_in(section: Section, posted: MultiDict[str, str]) -> dict[str, list[str]]:
    """What was posted for the section's boxes, by field key."""
    return {field.key: posted.getlist(f"{section.key}-{field.key}") for field in section.fields}

"""A new year's form begins with what an earlier one held. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from .content import Content, Row, Values
from .fields import Field
from .kinds import AsTyped, Value, read, typed
from .schema import FormDefinition, Section


def carried_over(old: Content, definition: FormDefinition, year: int) -> Content:
    """What of the old content fits the form, by key: sections, rows and values that both know; of evidence nothing.

    Rows keep their ids, so that a unit which is named somewhere stays named there.
    """
    sections: dict[str, Values] = {}
    lists: dict[str, tuple[Row, ...]] = {}
    for section in definition.sections:
        before = old.definition.by_key.get(section.key)
        if before is None or before.rows is not section.rows:
            continue
        if section.rows:
            lists[section.key] = tuple(Row(row.id, _values(before, section, row.values)) for row in old.rows(section.key))
        else:
            sections[section.key] = _values(before, section, old.values(section.key))
    return Content(definition, year, sections, lists)


def _values(before: Section, section: Section, values: Mapping[str, Value]) -> Values:
    known = ((before.by_key.get(field.key), field, values.get(field.key)) for field in section.fields)
    return {field.key: _value(old, field, value) for old, field, value in known if old is not None and value is not None}


def _value(before: Field, field: Field, value: Value) -> Value:
    """The value itself, or where the field is of another kind now what its text means there."""
    if before.type is field.type or isinstance(value, AsTyped):
        return value
    found, _ = read(field, typed(before, value), {})
    return found

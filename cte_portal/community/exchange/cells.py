"""A value as a cell of a workbook, and a cell's text as it would be typed. Pure."""

from __future__ import annotations

import re

from ...catalogue.kinds import KINDS, AsTyped, Choice, Choices, Labels, Value, read, typed
from ...catalogue.places import provinces
from ...catalogue.schema import Field, FieldType

SEPARATOR = "；"


def heading(field: Field) -> str:
    """The column's head: 第一年（万元）."""
    return field.label + (f"（{field.unit}）" if field.unit else "")


def options(field: Field, labels: Labels) -> list[str]:
    """What the cell may say, for a field with a closed list."""
    kind = KINDS[field.type]
    return list((labels if field.options_from else kind.labels(field, labels)).values()) if isinstance(kind, Choice) else []


def cell_text(field: Field, value: Value, labels: Labels) -> str:
    """The text of the cell; read again by `read_cell` it gives the same value."""
    if value is None:
        return ""
    kind = KINDS[field.type]
    if isinstance(value, AsTyped):
        return SEPARATOR.join(typed(field, value))
    if not isinstance(kind, Choice):
        return typed(field, value)[0]
    known = kind.labels(field, labels)
    return SEPARATOR.join(known.get(key, key) for key in typed(field, value))


def read_cell(field: Field, text: str, labels: Labels) -> tuple[Value, str | None]:
    """The value that the cell holds, and what is wrong with it."""
    return read(field, _as_typed(field, text.strip(), labels), labels)


def _as_typed(field: Field, text: str, labels: Labels) -> list[str]:
    kind = KINDS[field.type]
    if isinstance(kind, Choices):
        keys = {label: key for key, label in kind.labels(field, labels).items()}
        parts = [part.strip() for part in re.split(r"[；;\n]", text) if part.strip()]
        return [keys.get(part, part) for part in parts] if all(part in keys for part in parts) else [text]
    if field.type is FieldType.PROVINCE:
        return [next((code for code, one in provinces().items() if one.short_name == text), text)]
    if field.type is FieldType.INDUSTRY:
        return [next((code for code, label in kind.labels(field, labels).items() if text in (code, label.partition(" ")[2])), text)]  # type: ignore[attr-defined]
    if field.type is FieldType.MONTH:  # a workbook makes a day of a month
        return [re.sub(r"^(\d{4}-\d{2})-01$", r"\1", text)]
    return [text]

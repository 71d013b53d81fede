"""A value as a cell of a workbook, and a cell's text as it would be typed. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ...catalogue.fields import Field, FieldType
from ...catalogue.kinds import KINDS, AsTyped, Choice, Choices, Labels, Problem, Value, read, typed
from ...catalogue.places import provinces

SERIAL = re.compile(r"[3-7]\d{4}")  # workbooks count days: from 1982 to 2119
BEFORE_THE_FIRST = date(1899, 12, 30)
SEPARATOR, SEPARATORS = "；", r"[；;\n]"
MOST_CHARACTERS = 32_767  # that a cell of a workbook can hold


def heading(field: Field) -> str:
    """The column's head: 第一年（万元）."""
    return field.label + (f"（{field.unit}）" if field.unit else "")


def options(field: Field, labels: Labels) -> list[str]:
    """What the cell may say, for a field with a closed list."""
    kind = KINDS[field.type]
    return list((labels if field.options_from else kind.labels(field, labels)).values()) if isinstance(kind, Choice) else []


def cell_text(field: Field, value: Value, labels: Labels) -> str:
    """The text of the cell; a right value is read from it again by `read_cell`."""
    if value is None:
        return ""
    kind = KINDS[field.type]
    if isinstance(value, AsTyped):
        return SEPARATOR.join(typed(field, value))[:MOST_CHARACTERS]
    if not isinstance(kind, Choice):
        return typed(field, value)[0][:MOST_CHARACTERS]
    known = kind.labels(field, labels)
    return SEPARATOR.join(_called(key, known) for key in typed(field, value))


def _called(key: str, known: Labels) -> str:
    """The option's label; its key where the label would be read as another option, or as several."""
    label = known.get(key, key)
    meant = next((other for other, text in known.items() if text == label), key)
    return key if meant != key or label in known or re.search(SEPARATORS, label) else label


def same(one: str, other: str) -> bool:
    """Whether two cells say the same; programs write the ends of lines in different ways."""
    return one == other or _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def read_cell(field: Field, text: str, labels: Labels) -> tuple[Value, str | None]:
    """The value that the cell holds, and what is wrong with it."""
    return read(field, _as_typed(field, text.strip(), labels), labels)


def _as_typed(field: Field, text: str, labels: Labels) -> list[str]:
    kind = KINDS[field.type]
    if isinstance(kind, Choices):
        known = kind.labels(field, labels)
        keys = {**{label: key for key, label in reversed(list(known.items()))}, **{key: key for key in known}}
        parts = [part.strip() for part in re.split(SEPARATORS, text) if part.strip()]
        return [keys.get(part, part) for part in parts] if all(part in keys for part in parts) else [text]
    if field.type is FieldType.PROVINCE:
        return [next((code for code, one in provinces().items() if one.short_name == text), text)]
    if field.type is FieldType.INDUSTRY:
        return [next((code for code, label in kind.labels(field, labels).items() if text in (code, label.partition(" ")[2])), text)]  # type: ignore[attr-defined]
    if field.type in (FieldType.DATE, FieldType.MONTH) and (day := _day(field, text)):  # a workbook makes a day of a month
        return [day.isoformat() if field.type is FieldType.DATE else f"{day:%Y-%m}"]
    return [text]


def _day(field: Field, text: str) -> date | None:
    """The day that the cell holds, in any spelling, or as the number by which workbooks count days."""
    if SERIAL.fullmatch(text):
        return BEFORE_THE_FIRST + timedelta(days=int(text))
    try:
        value = KINDS[FieldType.DATE].read([text], field, {})
    except Problem:
        return None
    return value if isinstance(value, date) else None

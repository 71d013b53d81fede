"""What experts read of an application: the version that was reported, without anybody's telephone or address. Pure."""

from __future__ import annotations

from dataclasses import replace

from ...catalogue.content import Content, Row, Values
from ...catalogue.fields import FieldType
from ...catalogue.schema import Section

HIDDEN = (FieldType.PHONE, FieldType.EMAIL)


def for_experts(content: Content) -> Content:
    """The same with telephones, e-mail addresses and what the edition calls personal left out."""
    by_key = content.definition.by_key
    return replace(
        content,
        sections={key: _shown(by_key[key], values) for key, values in content.sections.items()},
        lists={key: tuple(Row(row.id, _shown(by_key[key], row.values)) for row in rows) for key, rows in content.lists.items()},
    )


def _shown(section: Section, values: Values) -> Values:
    hidden = {field.key for field in section.fields if field.personal or field.type in HIDDEN}
    return {key: value for key, value in values.items() if key not in hidden}

"""What a filled form holds, as plain values: the one thing every reader of the catalogue is given.

Read from the database by `community.queries`, or from a version's canonical JSON by `from_json`; checked,
printed, compared and exported without knowing which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .kinds import AsTyped, Value, decode, encode
from .schema import FormDefinition, Section

Values = Mapping[str, Value]


@dataclass(frozen=True)
class Row:
    """One row of a list. `id` stays the same for the life of the row, through every version."""

    id: str
    values: Values


@dataclass(frozen=True)
class EvidenceItem:
    """A proof as the form knows it; the bytes are found by `sha256`."""

    id: str
    category: str
    name: str
    kind: str
    size: int  # bytes
    pages: int | None
    sha256: str


@dataclass(frozen=True)
class Content:
    """Everything typed and uploaded for one form.

    `direct`: an application reports to the ministry directly (直报): asked for on the cover and granted by the ministry.
    `units`: name by id of the member units that a form may name but does not hold itself.
    """

    definition: FormDefinition
    year: int
    sections: Mapping[str, Values] = field(default_factory=dict)
    lists: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    evidence: tuple[EvidenceItem, ...] = ()
    direct: bool = False
    units: Mapping[str, str] = field(default_factory=dict)

    def values(self, section: str) -> Values:
        return self.sections.get(section, {})

    def value(self, section: str, key: str) -> Value:
        """The value, or None where nothing valid was typed."""
        found = self.sections.get(section, {}).get(key)
        return None if isinstance(found, AsTyped) else found

    def rows(self, section: str) -> tuple[Row, ...]:
        return self.lists.get(section, ())

    @cached_property
    def members(self) -> dict[str, str]:
        """Name of each member unit by its id: the section's key for a lead, the row's id for the others."""
        names = dict(self.units)
        for section in self.definition.sections:
            if not section.member_name:
                continue
            for unit, values in self.holders(section):
                name = values.get(section.member_name)
                if isinstance(name, str) and name:
                    names[unit] = name
        return names

    def holders(self, section: Section) -> list[tuple[str, Values]]:
        """(id, values) of the section itself or of each of its rows."""
        if section.rows:
            return [(row.id, row.values) for row in self.rows(section.key)]
        return [(section.key, self.values(section.key))]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, keys and order fixed by the definition; `from_json` gives an equal Content."""
        sections: dict[str, Any] = {}
        for section in self.definition.sections:
            if section.rows:
                sections[section.key] = [{"id": row.id, **encode_values(section, row.values)} for row in self.rows(section.key)]
            else:
                sections[section.key] = encode_values(section, self.values(section.key))
        evidence = [
            {"id": e.id, "category": e.category, "name": e.name, "kind": e.kind, "size": e.size, "pages": e.pages, "sha256": e.sha256}
            for e in self.evidence
        ]
        found = {"year": self.year, "direct": self.direct, "sections": sections, "evidence": evidence}
        return {**found, "units": dict(self.units)} if self.units else found

    @classmethod
    def from_json(cls, definition: FormDefinition, data: Mapping[str, Any]) -> Content:
        sections: dict[str, Values] = {}
        lists: dict[str, tuple[Row, ...]] = {}
        for section in definition.sections:
            stored = data["sections"].get(section.key)
            if section.rows:
                lists[section.key] = tuple(Row(row["id"], decode_values(section, row)) for row in stored or ())
            else:
                sections[section.key] = decode_values(section, stored or {})
        evidence = tuple(EvidenceItem(**item) for item in data["evidence"])
        return cls(definition, data["year"], sections, lists, evidence, data["direct"], data.get("units", {}))


def encode_values(section: Section, values: Values) -> dict[str, Any]:
    """The section's values as JSON; what is empty is left out."""
    return {f.key: encode(f.type, values[f.key]) for f in section.fields if values.get(f.key) is not None}


def decode_values(section: Section, stored: Mapping[str, Any]) -> dict[str, Value]:
    """The reverse of `encode_values`; keys the section does not know are passed over."""
    return {f.key: decode(f.type, stored[f.key]) for f in section.fields if f.key in stored}

"""Where something stands in a filled form: section, section/field (of a list: its column), section/row or section/row/field.

One address for everything that points: findings, comments, changes, trail, anchors in pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from .schema import FormDefinition

EVIDENCE = "evidence"  # the section of addresses that point to proofs; its fields are the categories, its rows the files, by number


@dataclass(frozen=True)
class Address:
    section: str
    row: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        return "/".join(part for part in (self.section, self.row, self.field) if part)

    @property
    def anchor(self) -> str:
        """The id of the place in a page."""
        return str(self).replace("/", "-")

    @classmethod
    def parse(cls, definition: FormDefinition, text: str) -> Address | None:
        """The address written as text; None when the form has no such section or field."""
        section, *rest = text.split("/")
        found = definition.by_key.get(section)
        if (found is None and section != EVIDENCE) or "" in rest:
            return None
        fields = found.by_key if found else {category.key for category in definition.evidence.categories}
        rows = found is not None and found.rows
        match rest:
            case []:
                return cls(section)
            case [field] if field in fields:
                return cls(section, field=field)
            case [row] if rows or (found is None and row.isascii() and row.isdigit()):
                return cls(section, row)
            case [row, field] if rows and field in fields:
                return cls(section, row, field)
        return None

    def words(self, definition: FormDefinition) -> str:
        """The place in words: 3 参与单位 · 联系人."""
        if self.section == EVIDENCE:
            titles = {category.key: category.title for category in definition.evidence.categories}
            heading = f"{definition.evidence.number} {definition.evidence.title}"
            return " · ".join(part for part in (heading, titles.get(self.field or "", "")) if part)
        section = definition.by_key[self.section]
        label = section.by_key[self.field].label if self.field else ""
        return " · ".join(part for part in (definition.page_of(section).heading, section.title if section.attached_to else "", label) if part)

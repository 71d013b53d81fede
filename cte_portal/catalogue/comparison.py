"""What changed between two states of one application, item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from .address import EVIDENCE, Address
from .content import Content, Values
from .kinds import Labels, show
from .schema import Field, Section

LabelsOf = Callable[[Content, Field], Labels]


class ChangeKind(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return {"changed": "修改", "added": "新增", "removed": "删除"}[self.value]


@dataclass(frozen=True)
class Change:
    """One item that differs; `before` and `after` are what people read. For a row added or removed, its first values."""

    kind: ChangeKind
    address: Address
    label: str
    before: str = ""
    after: str = ""


def compare(old: Content, new: Content, labels: LabelsOf) -> list[Change]:
    """Every difference, in the order of the form. Both contents are of the same edition."""
    changes: list[Change] = []
    for section in new.edition.sections:
        if section.rows:
            changes.extend(_rows(section, old, new, labels))
        else:
            changes.extend(_values(section, None, old, new, (old.values(section.key), new.values(section.key)), labels))
    return changes + list(_evidence(old, new))


def _values(section: Section, row: str | None, old: Content, new: Content, pair: tuple[Values, Values], labels: LabelsOf) -> Iterator[Change]:
    for field in section.fields:
        before = show(field, pair[0].get(field.key), labels(old, field))
        after = show(field, pair[1].get(field.key), labels(new, field))
        if before != after:
            yield Change(ChangeKind.CHANGED, Address(section.key, row, field.key), field.label, before, after)


def _rows(section: Section, old: Content, new: Content, labels: LabelsOf) -> Iterator[Change]:
    before = {row.id: row.values for row in old.rows(section.key)}
    after = {row.id: row.values for row in new.rows(section.key)}
    for row, values in after.items():
        if row in before:
            yield from _values(section, row, old, new, (before[row], values), labels)
        else:
            yield Change(ChangeKind.ADDED, Address(section.key, row), section.row_name, after=_summary(section, new, values, labels))
    for row, values in before.items():
        if row not in after:
            yield Change(ChangeKind.REMOVED, Address(section.key, row), section.row_name, before=_summary(section, old, values, labels))


def _summary(section: Section, content: Content, values: Values, labels: LabelsOf) -> str:
    shown = (show(field, values.get(field.key), labels(content, field)) for field in section.columns)
    return "，".join(text for text in shown if text)


def _evidence(old: Content, new: Content) -> Iterator[Change]:
    titles = {category.key: category.title for category in new.edition.evidence.categories}
    before = {item.id: item for item in old.evidence}
    after = {item.id: item for item in new.evidence}
    for item in (item for key, item in after.items() if key not in before):
        yield Change(ChangeKind.ADDED, Address(EVIDENCE, item.id), titles.get(item.category, item.category), after=item.name)
    for item in (item for key, item in before.items() if key not in after):
        yield Change(ChangeKind.REMOVED, Address(EVIDENCE, item.id), titles.get(item.category, item.category), before=item.name)

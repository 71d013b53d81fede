"""What changed between two states of one form, item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..named import Named
from .address import EVIDENCE, Address
from .content import Content, Values
from .fields import Field, FieldType
from .kinds import Labels, show
from .schema import Section
from .text_changes import Piece, folded, pieces

LabelsOf = Callable[[Content, Field], Labels]


class ChangeKind(Named):
    CHANGED = "changed", "修改"
    ADDED = "added", "新增"
    REMOVED = "removed", "删除"


@dataclass(frozen=True)
class Change:
    """One item that differs; `before` and `after` are what people read: a value, or all values of a row added or removed.

    `row`: the row that it is about, in words. `is_text`: whether a change inside the text is worth marking.
    """

    kind: ChangeKind
    address: Address
    label: str
    before: str = ""
    after: str = ""
    row: str = ""
    is_text: bool = False

    @property
    def pieces(self) -> list[Piece]:
        """The change marked inside the text."""
        return folded(pieces(self.before, self.after))


def compare(old: Content, new: Content, labels: LabelsOf) -> list[Change]:
    """Every difference, in the order of the form. Both contents are of the same definition."""
    changes: list[Change] = []
    for section in new.definition.sections:
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
            is_text = field.type in (FieldType.TEXT, FieldType.LONG_TEXT) and bool(before and after)
            called = _called(section, {**pair[0], **pair[1]}) if row else ""
            yield Change(ChangeKind.CHANGED, Address(section.key, row, field.key), field.label, before, after, called, is_text)


def _rows(section: Section, old: Content, new: Content, labels: LabelsOf) -> Iterator[Change]:
    before = {row.id: row.values for row in old.rows(section.key)}
    after = {row.id: row.values for row in new.rows(section.key)}
    for row, values in after.items():
        if row in before:
            yield from _values(section, row, old, new, (before[row], values), labels)
        else:
            yield _row(ChangeKind.ADDED, section, row, values, after=_summary(section, new, values, labels))
    for row, values in before.items():
        if row not in after:
            yield _row(ChangeKind.REMOVED, section, row, values, before=_summary(section, old, values, labels))


def _row(kind: ChangeKind, section: Section, row: str, values: Values, *, before: str = "", after: str = "") -> Change:
    return Change(kind, Address(section.key, row), section.row_name, before, after, _called(section, values))


def _summary(section: Section, content: Content, values: Values, labels: LabelsOf) -> str:
    shown = ((field.label, show(field, values.get(field.key), labels(content, field))) for field in section.fields)
    return "；".join(f"{label}：{text}" for label, text in shown if text)


def _called(section: Section, values: Values) -> str:
    """The row in a word: its unit's name, or the first text in it."""
    texts = [value for key in (section.member_name, *section.by_key) if key and isinstance(value := values.get(key), str)]
    return texts[0] if texts else section.row_name


def _evidence(old: Content, new: Content) -> Iterator[Change]:
    titles = {category.key: category.title for category in new.definition.evidence.categories}
    before = {item.id: item for item in old.evidence}
    after = {item.id: item for item in new.evidence}
    for item in (item for key, item in after.items() if key not in before):
        yield Change(ChangeKind.ADDED, Address(EVIDENCE, item.id, item.category), titles.get(item.category, item.category), after=item.name)
    for item in (item for key, item in before.items() if key not in after):
        yield Change(ChangeKind.REMOVED, Address(EVIDENCE, item.id, item.category), titles.get(item.category, item.category), before=item.name)

"""Several people fill in one section: what goes together by itself, and what only a person can decide. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from .content import Values
from .fields import Field
from .kinds import Value, encode
from .schema import Section


def mark_of(field: Field, value: Value) -> str:
    """A short digest of one value."""
    stored = None if value is None else encode(field.type, value)
    return hashlib.sha256(json.dumps(stored, ensure_ascii=False).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Base:
    """What a form was filled in from. The form carries it in one hidden box, so that the server need not remember.

    `marks`: for each box on the form the mark of the value it showed. None: every box of the section, marks unknown.
    `sheet`: the page the form stood on; what this page saved itself is no change by somebody else.
    """

    revision: int
    sheet: str = ""
    marks: Mapping[str, str] | None = field(default=None)

    @classmethod
    def of(cls, section: Section, values: Values, revision: int, sheet: str) -> Base:
        return cls(revision, sheet, {f.key: mark_of(f, values.get(f.key)) for f in section.fields})

    def __str__(self) -> str:
        return " ".join([str(self.revision), self.sheet or "-", *(f"{key}:{mark}" for key, mark in (self.marks or {}).items())])

    @classmethod
    def parse(cls, text: str) -> Base:
        """The reverse of `str`; what cannot be read is the base that knows nothing."""
        revision, sheet, *marks = [*text.split(" "), "", ""]
        pairs = dict(mark.split(":", 1) for mark in marks if ":" in mark)
        return cls(int(revision) if revision.isdecimal() else 0, "" if sheet == "-" else sheet, pairs or None)

    def has(self, key: str) -> bool:
        """Whether the form had a box for the field."""
        return self.marks is None or key in self.marks

    def mark(self, field: Field) -> str:
        """Of what its box showed; empty where that is not known."""
        return self.marks[field.key] if self.marks is not None else ""

    def only(self, keys: Container[str]) -> Base:
        """For a form with these boxes only."""
        return Base(self.revision, self.sheet, {key: mark for key, mark in (self.marks or {}).items() if key in keys})


@dataclass(frozen=True)
class Merged:
    """What becomes of a save.

    `values`: what is to be kept. `changed`: the fields that this save changes. `theirs`: those that somebody else
    changed since, and this form did not. `conflicts`: those that both changed, to different values; they stay as they
    stood. `touched`: those whose box holds something else than the form showed at first. `base`: of the form, now that it
    is saved.
    """

    values: dict[str, Value]
    changed: tuple[Field, ...]
    theirs: tuple[Field, ...]
    conflicts: tuple[Field, ...]
    touched: tuple[Field, ...]
    base: Base


def merge(section: Section, stored: Values, typed: Values, base: Base, revision: int, own: Container[str] = ()) -> Merged:
    """Put what was typed on `base` together with what is stored at `revision`.

    A field that only one side changed takes that side's value. `own`: the fields whose stored value was saved from the
    same sheet, so that it is no change by somebody else. A base without marks is trusted where its revision is the
    stored one.
    """
    values = dict(stored)
    changed: list[Field] = []
    theirs_only: list[Field] = []
    conflicts: list[Field] = []
    for one in section.fields:
        mine, theirs = typed.get(one.key), stored.get(one.key)
        if not base.has(one.key) or mine == theirs:
            continue
        before = base.mark(one) or (mark_of(one, theirs) if base.revision == revision else "")
        if mark_of(one, mine) == before:
            theirs_only.append(one)
        elif mark_of(one, theirs) != before and one.key not in own:
            conflicts.append(one)
        else:
            values[one.key] = mine
            changed.append(one)
    marks = {**(base.marks or Base.of(section, stored, revision, base.sheet).marks or {}), **{f.key: mark_of(f, values[f.key]) for f in changed}}
    after = Base(revision + 1 if changed else revision, base.sheet, marks)
    touched = tuple(one for one in section.fields if base.has(one.key) and base.mark(one) != mark_of(one, typed.get(one.key)))
    return Merged(values, tuple(changed), tuple(theirs_only), tuple(conflicts), touched, after)

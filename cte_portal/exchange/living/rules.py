"""Decisions about living lists, and the links by which units fill in their own rows. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

import rfc8785

from ...catalogue.content import Row
from ...catalogue.fields import Meaning
from ...catalogue.schema import Section
from ...community.opening.rules import Opening
from ...named import Named
from .. import entries

VALID_FOR = timedelta(days=90)  # a link; it can be given out anew


class Deed(Named):
    """What somebody with a link did to a row."""

    ADDED = "added", "添加", "green"
    CHANGED = "changed", "修改", "blue"
    REMOVED = "removed", "删除", "red"


class LinkState(Named):
    """Of the link that a unit was given last."""

    NONE = "none", "没有链接", "neutral"
    WORKS = "works", "可以填写", "green"
    OVER = "over", "已过期", "amber"
    WITHDRAWN = "withdrawn", "已停用", "neutral"


def link_state(until: date, withdrawn: bool, today: date) -> LinkState:
    if withdrawn:
        return LinkState.WITHDRAWN
    return LinkState.WORKS if today <= until else LinkState.OVER


def unit_key(section: Section) -> str:
    """The column that says whose row it is."""
    return section.by_meaning[Meaning.UNIT].key


def title_key(section: Section) -> str:
    return section.by_meaning[Meaning.TITLE].key


@dataclass(frozen=True)
class OwnRows(Opening):
    """Everything is open but whose row it is."""

    def fields(self, section: Section, row: str | None = None) -> frozenset[str]:
        return super().fields(section, row) - {unit_key(section)}


def digest(section: Section, row: Row) -> str:
    """Alike for rows of which everybody would read the same."""
    return hashlib.sha256(rfc8785.dumps(entries.public_values(section, row))).hexdigest()[:16]


@dataclass(frozen=True)
class Changes:
    """How a list differs from its newest edition, in rows."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def any(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    @property
    def words(self) -> str:
        """新增 3 条，修改 1 条."""
        pairs = (("新增", self.added), ("修改", self.changed), ("删去", self.removed))
        return "，".join(f"{word} {count:,} 条" for word, count in pairs if count)

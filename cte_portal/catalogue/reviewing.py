"""What officers and experts go by: the shapes of checklist.toml and experts.toml."""

from __future__ import annotations

from typing import Annotated

import msgspec

from .table import Table


class ChecklistItem(Table, frozen=True, kw_only=True):
    key: str
    text: str
    hint: str = ""
    section: str = ""  # the place to look at


class Checklist(Table, frozen=True, kw_only=True, rename={"items": "item"}):
    """checklist.toml: what a province's officer answers before approving, and the ministry's while reading."""

    items: tuple[ChecklistItem, ...]
    ministry: tuple[ChecklistItem, ...] = ()


class Criterion(Table, frozen=True, kw_only=True):
    """What experts give 0–100 by; counts by its share of all weights."""

    key: str
    text: str
    hint: str = ""
    weight: Annotated[int, msgspec.Meta(ge=1)]


class ExpertCriteria(Table, frozen=True, kw_only=True, rename={"criteria": "criterion"}):
    """experts.toml; an edition without it has no expert rounds."""

    criteria: tuple[Criterion, ...] = ()

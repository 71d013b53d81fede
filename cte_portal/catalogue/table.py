"""What every table of an edition's TOML files is."""

from __future__ import annotations

import msgspec


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, dict=True):
    """A TOML table whose keys are exactly the attributes of the class."""


class Option(Table, frozen=True, kw_only=True):
    key: str
    label: str

"""What a batch says, as plain values: the same for summary table, letter and what is frozen at sending. Pure."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import msgspec
import rfc8785

from ...catalogue.places import provinces

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One application of the batch, as a row of the summary table."""

    position: int  # counted from 1
    number: str  # of the community
    name: str
    industry: str  # code of the 大类
    lead_enterprise: str
    lead_university: str
    lead_school: str
    units: int  # leads included
    version: int
    version_sha256: str
    check_code: str  # as kept, not grouped


@dataclass(frozen=True, slots=True)
class IndustryTotal:
    industry: str
    communities: int
    units: int


@dataclass(frozen=True, slots=True)
class Contents:
    """A batch: who reports what to whom, with which letter."""

    number: str
    province: str  # code
    year: int  # of the applications
    addressee: str
    letter_number: str
    letter_date: date | None
    letter_sha256: str  # of the stamped letter; empty: not there yet
    lines: tuple[Line, ...]
    format: int = FORMAT

    def canonical(self) -> bytes:
        """Canonical JSON (RFC 8785)."""
        return rfc8785.dumps(msgspec.to_builtins(self))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()

    @property
    def authority(self) -> str:
        """The province's education authority, by its name."""
        return provinces()[self.province].education_authority

    @property
    def units(self) -> int:
        return sum(line.units for line in self.lines)

    def by_industry(self) -> list[IndustryTotal]:
        """How many communities and units of each industry, in the order of GB/T 4754."""
        return totals(self.lines)


def totals(lines: Iterable[Line]) -> list[IndustryTotal]:
    of_industry: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        of_industry[line.industry].append(line)
    return [IndustryTotal(code, len(found), sum(line.units for line in found)) for code, found in sorted(of_industry.items())]


def read(frozen: str) -> Contents:
    """The contents as they were frozen."""
    return msgspec.json.decode(frozen, type=Contents)

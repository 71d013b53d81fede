"""From one list of counts to the tables of the overview. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ...catalogue.places import industries, recommending_provinces
from ...community.workflow import Status

DIRECT = "direct"  # the column of what came past the provinces
NONE = ""  # what names no industry
SHOWN = tuple(status for status in Status if status is not Status.DRAFT)


@dataclass(frozen=True)
class Counted:
    """How many applications have all three in common. `province` None: reported directly."""

    province: str | None
    industry: str | None
    status: Status
    count: int


@dataclass(frozen=True)
class Line:
    """One row; `cells` in the order of the table's heads."""

    key: str
    label: str
    cells: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.cells)


@dataclass(frozen=True)
class Table:
    """Counts by two things. `heads`: key and label of each column."""

    heads: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(sum(line.cells[index] for line in self.lines) for index in range(len(self.heads)))

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)


Key = Callable[[Counted], str]


def by_province(one: Counted) -> str:
    return one.province or DIRECT


def by_category(one: Counted) -> str:
    """门类: the letter."""
    found = industries().get(one.industry or NONE)
    return (found.parent or found.code) if found else NONE


def by_division(one: Counted) -> str:
    """大类: the two digits."""
    return one.industry if one.industry in industries() else NONE  # type: ignore[return-value]


def by_status(one: Counted) -> str:
    return one.status.value


def by_states(counted: Sequence[Counted]) -> list[tuple[Status, int]]:
    """How many stand where, in the order of the road."""
    return [(status, sum(one.count for one in counted if one.status is status)) for status in SHOWN]


def of_provinces(counted: Iterable[Counted]) -> dict[str, int]:
    """How many came by way of each province, by its code, and past them (`DIRECT`); the most first."""
    found: Counter[str] = Counter()
    for one in counted:
        found[by_province(one)] += one.count
    return dict(found.most_common())


def categories() -> list[tuple[str, str]]:
    """The 20 门类, with letter."""
    return [(one.code, one.label) for one in industries().values() if not one.parent]


def divisions() -> list[tuple[str, str]]:
    """The 97 大类, with number."""
    return [(one.code, one.label) for one in industries().values() if one.parent]


def province_heads() -> list[tuple[str, str]]:
    """Those that recommend, by short name, and what came past them."""
    return [(code, province.short_name) for code, province in recommending_provinces().items()] + [(DIRECT, "直报")]


def status_heads(counted: Iterable[Counted]) -> list[tuple[str, str]]:
    """The states in which there is something, in the order of the workflow."""
    present = {one.status for one in counted}
    return [(status.value, status.label) for status in SHOWN if status in present]


def table(counted: Sequence[Counted], rows: Sequence[tuple[str, str]], row_of: Key, heads: Sequence[tuple[str, str]], column_of: Key) -> Table:
    """Every count in exactly one cell: what belongs to no row or column that was named gets one of its own at the end."""
    cells: Counter[tuple[str, str]] = Counter()
    for one in counted:
        cells[row_of(one), column_of(one)] += one.count
    all_rows = [*rows, *_missing(rows, (row for row, _ in cells))]
    all_heads = [*heads, *_missing(heads, (column for _, column in cells))]
    return Table(tuple(all_heads), tuple(Line(key, label, tuple(cells[key, column] for column, _ in all_heads)) for key, label in all_rows))


def _missing(named: Sequence[tuple[str, str]], found: Iterable[str]) -> list[tuple[str, str]]:
    known = {key for key, _ in named}
    return [(key, key or "未填写") for key in sorted(set(found) - known)]

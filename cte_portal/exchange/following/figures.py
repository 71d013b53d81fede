"""What became of a community's lists in one year, in the figures that the indicators ask for. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ..rules import Way


@dataclass(frozen=True)
class Figures:
    """One community's, of one year. A demand is undertaken in the year of its first contract; `…_so_far`: to the year's end."""

    undertaken: int = 0
    completed: int = 0
    undertaken_so_far: int = 0
    completed_so_far: int = 0
    renovation: int = 0  # undertaken in the year, by kind of demand
    process: int = 0
    product: int = 0
    met: int = 0  # entries of the year that led to a contract or an agreement
    entrusted: int = 0  # people agreed upon in the year
    order: int = 0
    apprentice: int = 0
    employment: int = 0


INDICATORS = {
    "2.6": ("met",),
    "3.1": ("entrusted",),
    "3.2": ("order",),
    "3.3": ("apprentice",),
    "3.6": ("employment",),
    "4.3": ("renovation",),
    "4.4": ("process",),
    "4.5": ("product",),
    "4.8": ("undertaken", "completed"),
}  # the indicator's code → the figures that answer it


@dataclass(frozen=True)
class Followed:
    """A technology demand that was undertaken."""

    kind: str
    undertaken_on: date  # the first contract's
    completed_on: date | None


@dataclass(frozen=True)
class Agreed:
    """People agreed upon for a talent entry."""

    row: str
    way: Way
    people: int
    agreed_on: date


def figures(followed: Iterable[Followed], agreed: Iterable[Agreed], year: int) -> Figures:
    """The figures of one community in one year."""
    found = Figures()
    for one in followed:
        if one.undertaken_on.year > year:
            continue
        found = replace(found, undertaken_so_far=found.undertaken_so_far + 1)
        if one.undertaken_on.year == year:
            found = replace(found, undertaken=found.undertaken + 1, met=found.met + 1)
            if one.kind in ("renovation", "process", "product"):
                found = replace(found, **{one.kind: getattr(found, one.kind) + 1})
        if one.completed_on and one.completed_on.year <= year:
            found = replace(found, completed_so_far=found.completed_so_far + 1, completed=found.completed + (one.completed_on.year == year))
    of_year = [one for one in agreed if one.agreed_on.year == year]
    people = {way.value: sum(one.people for one in of_year if one.way is way) for way in Way}
    return replace(found, met=found.met + len({one.row for one in of_year}), **people)

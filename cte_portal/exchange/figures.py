"""The figures of a year as charts and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from ..catalogue.places import provinces
from ..charts import Series, level_bars, tiles
from .queries import Both, Figures
from .rules import Table

MOST_DRAWN = 12
MOST_LISTED = 60


@dataclass(frozen=True)
class Drawn:
    """`professions` and `places`: the lines of the tables, those of the most people first; `left_out`: professions that are not listed."""

    by_profession: Markup
    sought: Markup
    offered: Markup
    professions: list[tuple[str, str, Both]]  # code, name
    places: list[tuple[str, Both]]  # code
    left_out: int


def drawn(year: int, found: Figures, links: Mapping[str, str]) -> Drawn:
    """`links`: province code → address."""
    named = sorted(found.professions.items(), key=lambda one: (-(one[1].sought + one[1].offered), one[0]))
    shown = [(name or "没有写明专业", both) for (_, name), both in named[:MOST_DRAWN]]
    people = [Series("需求人数", [both.sought for _, both in shown]), Series("可供人数", [both.offered for _, both in shown])]
    known = {code: found.provinces[code] for code in provinces() if code in found.provinces}
    places = sorted(known.items(), key=lambda one: -one[1].entries)
    return Drawn(
        by_profession=level_bars("professions", f"{year} 年各专业需求和可供人数", [name for name, _ in shown], people, unit="人"),
        sought=tiles("sought", f"{year} 年各省需求人数", {code: both.sought for code, both in known.items()}, "人", links),
        offered=tiles("offered", f"{year} 年各省可供人数", {code: both.offered for code, both in known.items()}, "人", links),
        professions=[(code, name, both) for (code, name), both in named[:MOST_LISTED]],
        places=places,
        left_out=max(0, len(named) - MOST_LISTED),
    )


def cards(found: Figures) -> list[tuple[Table, int, int]]:
    """(list, entries, people)"""
    return [(table, found.entries[table], found.people[table]) for table in Table]

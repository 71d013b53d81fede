"""What the counts say: each question a fixed number of queries, however many applications there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from ..community.models import Application
from ..community.workflow import Status
from ..extensions import db
from .models import DecisionWait, FilingTally
from .rules import NATION, Kind, median_days, on_days, share


@dataclass(frozen=True)
class Year:
    """One round in one province or in the country: a number for each day of its year."""

    year: int
    first: Mapping[Kind, list[int]]  # applications, each on the day of its first step of the kind
    steps: Mapping[Kind, list[int]]  # all steps

    def total(self, kind: Kind) -> int:
        """Applications."""
        return sum(self.first[kind])


@dataclass(frozen=True)
class Standing:
    """Where one province, or the country, stands in a round now."""

    started: int
    submitted: int
    waiting: int  # for a province's decision
    reported: int
    returned: int
    median: float | None  # days from submission to the province's first decision
    counts: Mapping[Kind, int]

    @property
    def returned_share(self) -> float | None:
        """Of the applications submitted how many were returned at least once, in per cent."""
        return share(self.returned, self.submitted)


def by_day(year: int, province: str = NATION) -> tuple[Year, Year]:
    """The round and the one before it."""
    query = select(FilingTally.year, FilingTally.kind, FilingTally.day, FilingTally.first, FilingTally.steps)
    query = query.where(FilingTally.year.in_((year, year - 1)), FilingTally.province_code == province)
    first: dict[tuple[int, Kind], dict[date, int]] = defaultdict(dict)
    steps: dict[tuple[int, Kind], dict[date, int]] = defaultdict(dict)
    for of, kind, day, firsts, all_steps in db.session.execute(query):
        first[of, kind][day], steps[of, kind][day] = firsts, all_steps

    def one(of: int) -> Year:
        return Year(of, {k: on_days(first[of, k], of) for k in Kind}, {k: on_days(steps[of, k], of) for k in Kind})

    return one(year), one(year - 1)


def standings(year: int, province: str | None = None) -> dict[str, Standing]:
    """By province code, the whole country under NATION; only the one named, where one is."""
    tallies = select(FilingTally.province_code, FilingTally.kind, func.sum(FilingTally.first)).where(FilingTally.year == year)
    waits = select(DecisionWait.province_code, DecisionWait.days, DecisionWait.applications).where(DecisionWait.year == year)
    waiting = select(Application.province_code, func.count()).where(Application.year == year, Application.status == Status.SUBMITTED)
    if province is not None:
        tallies = tallies.where(FilingTally.province_code == province)
        waits = waits.where(DecisionWait.province_code == province)
        waiting = waiting.where(Application.province_code == province) if province else waiting
    counts: dict[str, Counter[Kind]] = defaultdict(Counter)
    for code, kind, number in db.session.execute(tallies.group_by(FilingTally.province_code, FilingTally.kind)):
        counts[code][kind] = number
    days: dict[str, dict[int, int]] = defaultdict(dict)
    for code, wait, number in db.session.execute(waits):
        days[code][wait] = number
    now = {code or "": number for code, number in db.session.execute(waiting.group_by(Application.province_code))}
    now[NATION] = sum(now.values())
    wanted = {NATION, *counts, *days, *now} if province is None else {province}
    return {code: _standing(counts[code], now.get(code, 0), days[code]) for code in wanted}


def _standing(counts: Counter[Kind], waiting: int, days: Mapping[int, int]) -> Standing:
    return Standing(
        started=counts[Kind.STARTED],
        submitted=counts[Kind.SUBMITTED],
        waiting=waiting,
        reported=counts[Kind.REPORTED],
        returned=counts[Kind.RETURNED],
        median=median_days(days),
        counts={kind: counts[kind] for kind in Kind},
    )


def years() -> list[int]:
    """The rounds with anything to count, newest first."""
    return list(db.session.scalars(select(FilingTally.year).where(FilingTally.province_code == NATION).distinct().order_by(FilingTally.year.desc())))

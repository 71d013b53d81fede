"""What is counted of an application's steps, and what the counts say. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from ..community.workflow import Status
from ..named import Named

NATION = ""  # the province code of counts for the whole country
DECISIONS = frozenset({"return", "approve", "decline"})  # of a province


class Kind(Named):
    STARTED = "started", "开始填报"
    FINALISED = "finalised", "定稿"
    SUBMITTED = "submitted", "提交"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "省级审核通过"
    REPORTED = "reported", "报送教育部"


KIND_OF = {
    "start": Kind.STARTED,
    "finalise": Kind.FINALISED,
    "submit": Kind.SUBMITTED,
    "return": Kind.RETURNED,
    "ministry_return": Kind.RETURNED,
    "approve": Kind.APPROVED,
    "report": Kind.REPORTED,
}


@dataclass(frozen=True)
class Step:
    """One step of one application's life, as far as it is counted."""

    id: int
    action: str
    target: Status
    day: date
    province: str  # the one that the cover named then; the lead enterprise's where it named none
    takes_back: int | None = None  # id of the decision that this step took back

    @property
    def kinds(self) -> Iterator[Kind]:
        if self.action in KIND_OF:
            yield KIND_OF[self.action]
        if self.action == "submit" and self.target is Status.REPORTED:  # direct reporting
            yield Kind.REPORTED


@dataclass(frozen=True)
class Cell:
    """Where a step is counted."""

    province: str
    kind: Kind
    day: date
    first: bool  # among first steps of their kind; otherwise among all


@dataclass(frozen=True)
class Wait:
    """How long the first decision took, in days from the submission it answers."""

    province: str
    days: int


def counted(steps: Sequence[Step]) -> Counter[Cell | Wait]:
    """What the steps of one application, in order, add to the counts of its round.

    Each step counts once for its province and once for the country; the first of its kind in either is counted as such
    too. A decision or a report that was taken back is not counted; what the ministry returned, and a province recorded in its
    own installation before it handed the application over again, is counted once.
    """
    found: Counter[Cell | Wait] = Counter()
    seen: set[tuple[str, Kind | None]] = set()
    undone = _undone(steps)
    submitted: date | None = None
    before = ""
    for step in steps:
        if step.id in undone or step.action == before == "ministry_return":
            continue
        before = step.action
        for place in (NATION, step.province):
            for kind in step.kinds:
                found[Cell(place, kind, step.day, first=False)] += 1
                if (place, kind) not in seen:
                    found[Cell(place, kind, step.day, first=True)] += 1
                    seen.add((place, kind))
            if step.action in DECISIONS and submitted and (place, None) not in seen:
                found[Wait(place, (step.day - submitted).days)] += 1
                seen.add((place, None))
        submitted = step.day if step.action == "submit" else submitted
    return found


def _undone(steps: Sequence[Step]) -> set[int]:
    """Ids of the decisions that were taken back, and of the reports that were (收回报送)."""
    found: set[int] = set()
    report: int | None = None
    for step in steps:
        if step.takes_back is not None:
            found.add(step.takes_back)
        if step.action == "report":
            report = step.id
        elif step.action == "take_back_report" and report is not None:
            found.add(report)
            report = None
    return found


def added_by_last(steps: Sequence[Step]) -> dict[Cell | Wait, int]:
    """What the last step changes of the counts; where it takes a decision back, some become fewer."""
    change = counted(steps)
    change.subtract(counted(steps[:-1]))
    return {where: number for where, number in change.items() if number}


def median_days(waits: Mapping[int, int]) -> float | None:
    """The middle one of all waits (days → how many); between the two middle ones where their number is even."""
    each = list(Counter(waits).elements())
    return float(median(each)) if each else None


def share(part: int, whole: int) -> float | None:
    """In per cent."""
    return 100 * part / whole if whole else None


@dataclass(frozen=True)
class Period:
    """Some days of a year, both ends included."""

    label: str
    first: int  # positions of days in the year, counted from 0
    last: int


def days_of(year: int) -> list[date]:
    start = date(year, 1, 1)
    return [start + timedelta(days=number) for number in range((date(year + 1, 1, 1) - start).days)]


def weeks_of(year: int) -> list[Period]:
    """Seven days each from 1 January on, so that the same week of two years is the same days; the last is shorter."""
    days = days_of(year)
    starts = range(0, len(days), 7)
    return [Period(f"{days[a]:%m-%d} 至 {days[min(a + 6, len(days) - 1)]:%m-%d}", a, min(a + 6, len(days) - 1)) for a in starts]


def months_of(year: int) -> list[Period]:
    days = days_of(year)
    spans = [[number for number, day in enumerate(days) if day.month == month] for month in range(1, 13)]
    return [Period(f"{month} 月", span[0], span[-1]) for month, span in enumerate(spans, start=1)]


def on_days(counts: Mapping[date, int], year: int) -> list[int]:
    """One number for each day of the year. What lies before or after is counted on the first or the last day."""
    days = days_of(year)
    found = [0] * len(days)
    for day, number in counts.items():
        found[min(max((day - days[0]).days, 0), len(days) - 1)] += number
    return found


def summed(counts: Sequence[int], periods: Sequence[Period]) -> list[int]:
    return [sum(counts[period.first : period.last + 1]) for period in periods]

"""Counting: each step as it is taken, or all steps anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import delete, func, insert, select, update

from ..accounts.models import Account, Organisation
from ..community.models import Application, Transition
from ..extensions import db
from ..transactions import transaction
from .models import DecisionWait, FilingTally
from .rules import Cell, Step, Wait, added_by_last, counted

Counts = Counter[Cell | Wait]


def count(application: Application, transition: Transition, by: Account) -> None:
    """Follows every step of the workflow, inside its transaction."""
    db.session.flush()
    steps = [step for _, step in _steps(application.id)]
    for where, number in added_by_last(steps).items():
        _add(application.year, where, number)


def _add(year: int, where: Cell | Wait, number: int) -> None:
    if isinstance(where, Wait):
        key = {"year": year, "province_code": where.province, "days": where.days}
        _raise(DecisionWait, key, {"applications": number})
    else:
        key = {"year": year, "province_code": where.province, "kind": where.kind, "day": where.day}
        _raise(FilingTally, key, {"steps": 0 if where.first else number, "first": number if where.first else 0})


def _raise(table: type[FilingTally] | type[DecisionWait], key: dict[str, object], by: dict[str, int]) -> None:
    """Under the write lock that every transaction holds nobody else can put the row there in between."""
    values = {column: getattr(table, column) + number for column, number in by.items()}
    if not db.session.execute(update(table).filter_by(**key).values(values).execution_options(synchronize_session=False)).rowcount:  # type: ignore[attr-defined]
        db.session.execute(insert(table).values(**key, **by))


def recount() -> None:
    """Throw all counts away and count every step anew. The portal waits meanwhile: some ten seconds for 100,000 applications."""
    with transaction():
        db.session.execute(delete(FilingTally))
        db.session.execute(delete(DecisionWait))
        for year, counts in _all_counts().items():
            _insert(year, counts)


def recount_if_never_counted() -> None:
    """Job: after an upgrade from a portal that did not count."""
    if db.session.scalar(select(FilingTally.year).limit(1)) is None and db.session.scalar(select(Transition.id).limit(1)) is not None:
        recount()


def differences() -> int:
    """How many counts are not what the steps say; 0 when all is right."""
    kept: dict[int, Counts] = {}
    for tally in db.session.scalars(select(FilingTally)):
        for first, number in ((False, tally.steps), (True, tally.first)):
            kept.setdefault(tally.year, Counter())[Cell(tally.province_code, tally.kind, tally.day, first)] = number
    for wait in db.session.scalars(select(DecisionWait)):
        kept.setdefault(wait.year, Counter())[Wait(wait.province_code, wait.days)] = wait.applications
    right = _all_counts()
    return sum(
        kept.get(year, Counter())[where] != right.get(year, Counter())[where]
        for year in kept.keys() | right.keys()
        for where in kept.get(year, Counter()).keys() | right.get(year, Counter()).keys()
    )


def _all_counts() -> dict[int, Counts]:
    """By the year of the round."""
    found: dict[int, Counts] = {}
    for (year, _), steps in groupby(_steps(), key=lambda pair: pair[0]):
        found.setdefault(year, Counter()).update(counted([step for _, step in steps]))
    return found


def _steps(application_id: int | None = None) -> Iterator[tuple[tuple[int, int], Step]]:
    """((year, application's id), step) of one application or of all, in order."""
    province = func.coalesce(Transition.province_code, Application.province_code, Organisation.province_code)
    query = (
        select(
            Application.year, Application.id, Transition.id, Transition.action, Transition.target, Transition.at, province, Transition.takes_back_id
        )
        .join(Application, Application.id == Transition.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .order_by(Transition.application_id, Transition.id)
    )
    if application_id is not None:
        query = query.where(Transition.application_id == application_id)
    for year, application, identity, action, target, at, code, taken_back in db.session.execute(query.execution_options(yield_per=5000)):
        yield (year, application), Step(identity, action, target, at.date(), code, taken_back)


def _insert(year: int, counts: Counts) -> None:
    tallies: dict[tuple[object, ...], dict[str, object]] = {}
    waits = []
    for where, number in counts.items():
        if isinstance(where, Wait):
            waits.append({"year": year, "province_code": where.province, "days": where.days, "applications": number})
            continue
        key = (where.province, where.kind, where.day)
        row = {"year": year, "province_code": where.province, "kind": where.kind, "day": where.day, "steps": 0, "first": 0}
        tallies.setdefault(key, row)["first" if where.first else "steps"] = number
    if tallies:
        db.session.execute(insert(FilingTally), list(tallies.values()))
    if waits:
        db.session.execute(insert(DecisionWait), waits)

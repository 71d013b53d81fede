"""The queue: one page of it, and how much stands in each state, at the same cost however many applications there are.

A page is put together from the states: of each as many as a page holds, walked along an index in the order asked for,
and of these the first. Numbers are counted up to 1,000. A search gives at most 500 ids (`community/finding`), which are
then looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, literal_column, or_, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from ... import clock
from ...accounts.models import Account
from ...community.finding import queries as finding
from ...community.finding.queries import Found
from ...community.finding.rules import scope_tokens
from ...community.models import Application, Community, MemberUnit
from ...community.rules import LEADS
from ...community.workflow import Status
from ...extensions import db
from ...roles import Role
from ..queries import within_reach
from .rules import CORRECTING, ME, NOBODY, PRE_REVIEW, WAITING, Filters, Place, days_waiting, waits_too_long_since

SIZE = 50
AT_ONCE = 500
MOST_COUNTED = 1000
Condition = ColumnElement[bool]
EVERYBODY = tuple(Status)


@dataclass(frozen=True)
class Row:
    """One application as the queue shows it. `due`: the last day to correct, as long as it has not been handed in again."""

    id: int
    name: str
    number: str
    year: int
    status: Status
    industry_code: str | None
    direct: bool
    manual_check: bool
    arrived: datetime
    due: date | None
    waiting: int | None  # days
    officer_id: int | None
    officer: str
    place: Place
    leads: tuple[str, ...] = ()


@dataclass(frozen=True)
class QueuePage:
    rows: list[Row]
    earlier: Place | None  # where the page before ends
    later: Place | None
    cut: bool = False  # the search found more than it looks at


def officer_column(officer: Account) -> Any:
    """Who looks after an application on this officer's side."""
    return Application.province_officer_id if officer.role is Role.PROVINCE_OFFICER else Application.ministry_officer_id


def waits_for_pre_review(officer: Account) -> Condition:
    """`Application.pre_review_asked` of the officer's province, for a whole list; never the ministry's."""
    if officer.role is not Role.PROVINCE_OFFICER:
        return false()
    asked = Application.pre_review_province == officer.province_code
    return and_(asked, Application.province_code == officer.province_code, Application.status == Status.DRAFT)


def _arrived(officer: Account) -> Any:
    return Application.reported_at if officer.role is Role.MINISTRY_OFFICER else Application.submitted_at


def _key(officer: Account, filters: Filters) -> Any:
    """What the list is ordered by."""
    match filters.sorted_by:
        case "name":
            return Application.name_order
        case "due":
            return Application.correction_due
    return Application.pre_review_asked_at if filters.pre_review else _arrived(officer)


def _asked(officer: Account, filters: Filters) -> list[Condition]:
    """Every filter but state and overdue."""
    wanted: list[Condition] = []
    if filters.year:
        wanted.append(Application.year == filters.year)
    if filters.industry:
        wanted.append(Application.of_industry(filters.industry))
    if filters.province:
        wanted.append(Application.submitted_to == filters.province)
    if filters.direct:
        wanted.append(Application.direct.is_(True))
    if filters.flagged:
        wanted.append(Application.manual_check.is_(True))
    if filters.officer:
        column = officer_column(officer)
        who = officer.id if filters.officer == ME else filters.officer
        wanted.append(column.is_(None) if who == NOBODY else column == int(who))
    if filters.sorted_by == "due":
        wanted.append(Application.correction_due.is_not(None))
    return wanted


def _of_state(officer: Account, filters: Filters, status: Status) -> Condition | None:
    """Of one state, what is asked for; None where there can be none."""
    wanted = [within_reach(officer), Application.status == status, *_asked(officer, filters)]
    if filters.sorted_by == "due" and status not in CORRECTING:
        return None
    if filters.overdue:
        if status in CORRECTING:
            wanted.append(Application.correction_due < clock.now().date())
        elif status in WAITING[officer.role]:
            wanted.append(_arrived(officer) < waits_too_long_since(clock.now(), filters.days))
        else:
            return None
    return and_(*wanted)


def _of_pre_review(officer: Account, filters: Filters) -> Condition:
    wanted = [waits_for_pre_review(officer), *_asked(officer, filters)]
    if filters.overdue:
        wanted.append(Application.pre_review_asked_at < waits_too_long_since(clock.now(), filters.days))
    return and_(*wanted)


def conditions(officer: Account, filters: Filters) -> list[Condition]:
    """One for each state that is asked for."""
    if filters.pre_review:
        return [_of_pre_review(officer, filters)]
    states = (filters.status,) if filters.status else EVERYBODY
    return [found for status in states if (found := _of_state(officer, filters, status)) is not None]


def search(officer: Account, filters: Filters) -> Found | None:
    """What the text is found in, within the officer's scope; None where nothing is looked for."""
    if not filters.text:
        return None
    scope = scope_tokens([officer.province_code], filters.year or 0, officer.role is Role.MINISTRY_OFFICER)
    return finding.find(filters.text, [token for token in scope if filters.year or not token.startswith("y")])


def queue(officer: Account, filters: Filters, found: Found | None, place: Place | None) -> QueuePage:
    """One page: what comes after (or before) the place, in the order asked for. Three queries."""
    turned = filters.backwards != bool(place and place.before)
    rows = _rows(officer, filters, found, place, turned, SIZE + 1)
    more, rows = len(rows) > SIZE, rows[:SIZE]
    if place and (not rows or (place.before and not more)):
        return queue(officer, filters, found, None)
    if place and place.before:
        rows.reverse()
    before, after = (more, True) if place and place.before else (place is not None, more)
    return QueuePage(
        rows=with_leads(rows),
        earlier=Place(rows[0].place.key, rows[0].id, before=True) if before and rows else None,
        later=rows[-1].place if after and rows else None,
        cut=bool(found and found.cut),
    )


def _rows(officer: Account, filters: Filters, found: Found | None, place: Place | None, turned: bool, most: int) -> list[Row]:
    query = _ordered(officer, filters, found, place, turned, most)
    return [] if query is None else [_row(officer, filters, one) for one in db.session.execute(query)]


def _ordered(officer: Account, filters: Filters, found: Found | None, place: Place | None, turned: bool, most: int) -> Select[Any] | None:
    """So many rows beyond the place; None where there can be none."""
    asked = conditions(officer, filters)
    if not asked or (found is not None and not found.ids):
        return None
    key = _key(officer, filters)
    order = [key.desc(), Application.id.desc()] if turned else [key, Application.id]
    beyond: list[Condition] = []
    if place:
        here = tuple_(literal(place.key, key.type), literal(place.id))
        beyond = [tuple_(key, Application.id) < here if turned else tuple_(key, Application.id) > here]
    if found is not None:
        fits = case((or_(*asked), 1), else_=0) == 1  # asked of the few that were found; as a plain OR SQLite walks an index for each state
        ids: Any = select(Application.id.label("id")).where(Application.id.in_(found.ids), fits, *beyond).order_by(*order).limit(most)
    else:
        parts = [select(Application.id.label("id")).where(one, *beyond).order_by(*order).limit(most).subquery() for one in asked]
        ids = select(parts[0].c.id) if len(parts) == 1 else union_all(*(select(part.c.id) for part in parts))
    chosen = ids.subquery("chosen")
    return _shown(officer, filters).join(chosen, chosen.c.id == Application.id).order_by(*order).limit(most)


def _shown(officer: Account, filters: Filters) -> Select[Any]:
    """Only the columns that a row shows."""
    a, who = Application, aliased(Account)
    arrived = a.pre_review_asked_at if filters.pre_review else _arrived(officer)
    columns = (a.id, Community.name, Community.number, a.year, a.status, a.industry_code, a.direct, a.manual_check)
    query = select(*columns, arrived.label("arrived"), a.correction_due, who.id.label("officer_id"), who.name.label("officer"), a.name_order)
    return query.select_from(a).join(Community, Community.id == a.community_id).outerjoin(who, who.id == officer_column(officer))


def _row(officer: Account, filters: Filters, one: Any) -> Row:
    key = {"name": one.name_order, "due": one.correction_due}.get(filters.sorted_by, one.arrived)
    return Row(
        id=one.id,
        name=one.name,
        number=one.number,
        year=one.year,
        status=one.status,
        industry_code=one.industry_code,
        direct=one.direct,
        manual_check=one.manual_check,
        arrived=one.arrived,
        due=one.correction_due if one.status in CORRECTING and not filters.pre_review else None,
        waiting=None if one.status is Status.DRAFT and not filters.pre_review else days_waiting(officer.role, one.status, one.arrived, clock.now()),
        officer_id=one.officer_id,
        officer=one.officer or "",
        place=Place(key, one.id),
    )


def after(application: Application, officer: Account, filters: Filters, found: Found | None) -> int | None:
    """The id of what comes next in the list that is asked for, whether the application itself is on it still; after the last, the first."""
    key = getattr(application, _key(officer, filters).key)
    for place in (Place(key, application.id), None) if key else (None,):
        query = _ordered(officer, filters, found, place, filters.backwards, 2)
        for one in [] if query is None else db.session.execute(query):
            if one.id != application.id:
                return int(one.id)
    return None


def with_leads(rows: Sequence[Row], reading: Session | None = None) -> list[Row]:
    """With the names of the three leads, in their order."""
    query = select(MemberUnit.application_id, MemberUnit.unit, MemberUnit.name)
    query = query.where(MemberUnit.application_id.in_([row.id for row in rows]), MemberUnit.unit.in_(LEADS))
    names = {(identity, unit): name for identity, unit, name in (reading or db.session).execute(query)} if rows else {}
    return [Row(**{**row.__dict__, "leads": tuple(filter(None, (names.get((row.id, unit)) for unit in LEADS)))}) for row in rows]


def counts(officer: Account, filters: Filters, found: Found | None) -> dict[str, int]:
    """State → how many of what is asked for stand in it, at most 1,000 being counted; the state's own filter left out."""
    anywhere = filters.without("state")
    asked = {status.value: _of_state(officer, anywhere, status) for status in EVERYBODY}
    asked[PRE_REVIEW] = _of_pre_review(officer, filters) if officer.role is Role.PROVINCE_OFFICER and filters.sorted_by != "due" else None
    wanted = {name: condition for name, condition in asked.items() if condition is not None}
    if found is None:
        return _counted({name: [condition] for name, condition in wanted.items()})
    if not found.ids or not wanted:
        return {}
    state = case(*((condition, literal(name)) for name, condition in wanted.items()), else_="")
    query = select(state.label("state"), func.count()).where(Application.id.in_(found.ids)).group_by(literal_column("state"))
    return {name: number for name, number in db.session.execute(query) if name}


def _counted(wanted: dict[str, list[Condition]]) -> dict[str, int]:
    """One query, however many numbers; each number is the sum of its parts, each part counted up to 1,000."""
    numbered = [(name, condition) for name, parts in wanted.items() for condition in parts]
    if not numbered:
        return {}
    selects = []
    for name, condition in numbered:
        some = select(literal_column("1")).select_from(Application).where(condition).limit(MOST_COUNTED).subquery()
        selects.append(select(literal(name).label("name"), func.count().label("number")).select_from(some))
    result: dict[str, int] = {}
    for name, number in db.session.execute(union_all(*selects)):
        result[name] = result.get(name, 0) + number
    return result


def waiting(officer: Account, usual_days: int) -> dict[str, int]:
    """What waits for the officer's authority, of all years: state, mine, nobody, overdue, pre_review → how many."""
    every = Filters(year=None, days=usual_days)
    states = WAITING[officer.role]
    wanted: dict[str, list[Condition]] = {}
    for name, filters, of in (
        (ME, Filters(year=None, officer=ME), states[:1]),
        (NOBODY, Filters(year=None, officer=NOBODY), states[:1]),
        ("overdue", Filters(year=None, overdue=True, days=usual_days), EVERYBODY),
        *((status.value, every, (status,)) for status in states),
    ):
        wanted[name] = [one for status in of if (one := _of_state(officer, filters, status)) is not None]
    if officer.role is Role.PROVINCE_OFFICER:
        wanted[PRE_REVIEW] = [_of_pre_review(officer, every)]
    return _counted(wanted)


def chosen(officer: Account, identities: Iterable[int]) -> list[Application]:
    """Those of them that are within the officer's reach, pre-reviews included, in the order of the queue."""
    reach = or_(within_reach(officer), waits_for_pre_review(officer))
    query = select(Application).where(Application.id.in_(list(identities)), reach)
    return list(db.session.scalars(query.order_by(_arrived(officer), Application.id)))


def looks_after(application: Application, officer: Account) -> int | None:
    """Who of the officer's authority looks after the application: the account's id."""
    return application.province_officer_id if officer.role is Role.PROVINCE_OFFICER else application.ministry_officer_id


def officer_of(application: Application, officer: Account) -> Account | None:
    """The same, as a person."""
    identity = looks_after(application, officer)
    return db.session.get(Account, identity) if identity else None


def every_row(reading: Session, officer: Account, filters: Filters, found: Found | None) -> Iterator[list[Row]]:
    """All there is, in pieces of 500, as this session sees it."""
    place: Place | None = None
    while True:
        query = _ordered(officer, filters, found, place, filters.backwards, AT_ONCE)
        rows = [] if query is None else [_row(officer, filters, one) for one in reading.execute(query)]
        if not rows:
            return
        yield with_leads(rows, reading)
        place = rows[-1].place


def how_many(reading: Session, officer: Account, filters: Filters, found: Found | None) -> int:
    """Counted to the end, for work that has the time."""
    asked = conditions(officer, filters)
    query = select(func.count()).select_from(Application).where(or_(false(), *asked))
    return reading.scalar(query if found is None else query.where(Application.id.in_(found.ids))) or 0


def contacts(reading: Session, applications: Iterable[int]) -> dict[int, tuple[str, str, str, int]]:
    """Application's id → contact's name and phone, as registered; the recommending province; the number of units."""
    ids = list(applications)
    units = dict(
        reading.execute(
            select(MemberUnit.application_id, func.count()).where(MemberUnit.application_id.in_(ids)).group_by(MemberUnit.application_id)
        ).all()
    )
    first = select(func.min(Account.id)).where(Account.organisation_id == Application.organisation_id).correlate(Application).scalar_subquery()
    query = select(Application.id, Application.province_code, Account.name, Account.phone).outerjoin(Account, Account.id == first)
    found = reading.execute(query.where(Application.id.in_(ids)))
    return {identity: (name or "", phone or "", province or "", units.get(identity, 0)) for identity, province, name, phone in found}

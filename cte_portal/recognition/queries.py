"""What can be asked of recognition lists, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from .. import clock
from ..accounts.models import Account
from ..audit import AuditEntry
from ..community.models import Application, Community, MemberUnit
from ..community.workflow import Status
from ..extensions import db
from ..web.paging import Page, paged, paged_at_once
from .models import Amendment, ListItem, Objection, RecognitionList, ResultDraft
from .rules import OFFERED, Level, ObjectionState, Outcome, State

CONTACT_READ = "objection.contact_read"  # in the trail
CONTACT_SHOWN = timedelta(minutes=30)
OPEN_OBJECTION = (ObjectionState.RECEIVED, ObjectionState.ACCEPTED)


def recognition_list(identity: int) -> RecognitionList | None:
    return db.session.get(RecognitionList, identity)


def lists_of(officer: Account, page: int) -> Page[RecognitionList]:
    """The authority's own, newest first."""
    query = select(RecognitionList).where(RecognitionList.province_code == officer.province_code)  # None: IS NULL
    return paged(query.order_by(RecognitionList.id.desc()), page)


def counts(list_ids: Iterable[int]) -> Mapping[int, tuple[int, int]]:
    """List id → (items still on it, open objections)."""
    ids = list(list_ids)
    items = select(ListItem.list_id, func.count()).where(ListItem.list_id.in_(ids), ListItem.removed_at.is_(None)).group_by(ListItem.list_id)
    held = dict(db.session.execute(items).all())
    query = select(ListItem.list_id, func.count(Objection.id)).join(Objection).where(ListItem.list_id.in_(ids), Objection.state.in_(OPEN_OBJECTION))
    objections = dict(db.session.execute(query.group_by(ListItem.list_id)).all())
    return {one: (held.get(one, 0), objections.get(one, 0)) for one in ids}


def items(found: RecognitionList) -> list[ListItem]:
    """All of them, in order."""
    return list(db.session.scalars(_items(found)))


def items_page(found: RecognitionList, page: int, size: int = 50) -> Page[ListItem]:
    return paged(_items(found), page, size)


def public_items(found: RecognitionList, page: int, size: int = 100) -> Page[ListItem]:
    """What everybody reads: those recognised, or to be, and not taken out."""
    return paged(_items(found).where(ListItem.outcome == Outcome.RECOGNISED, ListItem.removed_at.is_(None)), page, size)


def all_public_items(found: RecognitionList) -> list[ListItem]:
    return list(db.session.scalars(_items(found).where(ListItem.outcome == Outcome.RECOGNISED, ListItem.removed_at.is_(None))))


def taken_out(found: RecognitionList) -> list[ListItem]:
    """Those that were taken out after the notice began."""
    return list(db.session.scalars(_items(found).where(ListItem.outcome == Outcome.RECOGNISED, ListItem.removed_at.is_not(None))))


def not_recognised(found: RecognitionList) -> int:
    query = select(func.count()).where(ListItem.list_id == found.id, ListItem.outcome == Outcome.NOT_RECOGNISED, ListItem.removed_at.is_(None))
    return db.session.scalar(query) or 0


def unfit(found: RecognitionList, fit: Collection[Status]) -> list[ListItem]:
    """Items whose application has meanwhile been returned, withdrawn or the like."""
    query = _items(found).join(ListItem.application).where(Application.status.not_in(list(fit)), ListItem.removed_at.is_(None))
    return list(db.session.scalars(query))


def _items(found: RecognitionList) -> Select[ListItem]:
    return select(ListItem).where(ListItem.list_id == found.id).order_by(ListItem.position, ListItem.id)


def item(found: RecognitionList, identity: int) -> ListItem | None:
    return db.session.scalar(select(ListItem).filter_by(list_id=found.id, id=identity))


def last_position(found: RecognitionList) -> int:
    return db.session.scalar(select(func.max(ListItem.position)).where(ListItem.list_id == found.id)) or 0


@dataclass(frozen=True)
class Sought:
    """What an officer looks for among the applications that may be put on a list."""

    province: str | None = None
    industry: str | None = None
    text: str = ""


def candidates(found: RecognitionList, sought: Sought, page: int) -> Page[Application]:
    """What may be put on the list, longest waiting first."""
    query = _candidates(found, sought).order_by(Application.reported_at, Application.submitted_at, Application.id)
    return paged(query, page)


def all_candidates(found: RecognitionList, sought: Sought) -> list[Application]:
    query = _candidates(found, sought).order_by(Application.reported_at, Application.submitted_at, Application.id)
    return list(db.session.scalars(query))


def candidate_ids(found: RecognitionList, ids: Iterable[int]) -> set[int]:
    query = _candidates(found, Sought()).where(Application.id.in_(list(ids))).with_only_columns(Application.id)
    return set(db.session.scalars(query))


def chosen(ids: Iterable[int]) -> list[Application]:
    query = select(Application).where(Application.id.in_(list(ids)))
    return list(db.session.scalars(query.order_by(Application.reported_at, Application.submitted_at, Application.id)))


def _candidates(found: RecognitionList, sought: Sought) -> Select[Application]:
    query = select(Application).join(Application.community).options(contains_eager(Application.community))
    query = query.where(Application.year == found.year, Application.status.in_(OFFERED[found.level]), _not_listed(found))
    if found.province_code:
        query = query.where(Application.province_code == found.province_code)
    elif sought.province:
        query = query.where(Application.province_code == sought.province)
    if sought.industry:
        query = query.where(Application.of_industry(sought.industry))
    if sought.text:
        query = query.where(or_(Community.name.contains(sought.text, autoescape=True), Community.number.contains(sought.text, autoescape=True)))
    return query


def _not_listed(found: RecognitionList) -> ColumnElement[bool]:
    """On no other list of this authority's that still counts, and not on this one."""
    counting = or_(and_(RecognitionList.state != State.WITHDRAWN, ListItem.removed_at.is_(None)), ListItem.list_id == found.id)
    same = (RecognitionList.level == found.level, RecognitionList.recorded.is_(False), counting)
    listed = select(ListItem.application_id).join(RecognitionList, RecognitionList.id == ListItem.list_id).where(*same)
    return Application.id.not_in(listed)


def waiting_for_result(officer: Account, page: int) -> Page[Application]:
    """In a province's own installation: what was reported and has no result yet."""
    return paged(reported_here(officer).order_by(Application.reported_at, Application.id), page)


def reported_here(officer: Account) -> Select[Application]:
    """The province's own, and what a central SOE reported directly."""
    own = or_(Application.submitted_to == officer.province_code, Application.direct.is_(True))
    return select(Application).where(Application.status == Status.REPORTED, own)


def of_the_province(officer: Account, numbers: Iterable[str], names: Iterable[str]) -> list[Application]:
    """Every application that a workbook of results may mean, by number or name of its community, newest year first."""
    own = or_(Application.submitted_to == officer.province_code, Application.direct.is_(True))
    meant = or_(Community.number.in_(list(numbers)), Community.name.in_(list(names)))
    query = select(Application).join(Application.community).options(contains_eager(Application.community)).where(own, meant)
    return list(db.session.scalars(query.where(Application.submitted_at.is_not(None)).order_by(Application.year.desc(), Application.id)))


# objections


def objection(identity: int) -> Objection | None:
    return db.session.get(Objection, identity)


def objection_to(found: RecognitionList, identity: int) -> Objection | None:
    query = select(Objection).join(Objection.item).where(ListItem.list_id == found.id, Objection.id == identity)
    return db.session.scalar(query.options(contains_eager(Objection.item)))


def objections(found: RecognitionList, page: int) -> Page[Objection]:
    query = select(Objection).join(Objection.item).where(ListItem.list_id == found.id).options(contains_eager(Objection.item))
    return paged(query.order_by(Objection.handled_at.is_not(None), Objection.id), page)


def open_objections(found: RecognitionList) -> int:
    query = select(func.count()).select_from(Objection).join(ListItem).where(ListItem.list_id == found.id, Objection.state.in_(OPEN_OBJECTION))
    return db.session.scalar(query) or 0


def objections_waiting(officer: Account) -> int:
    """How many wait for an answer, to all lists that the officer's authority makes."""
    query = select(func.count()).select_from(Objection).join(Objection.item).join(RecognitionList, RecognitionList.id == ListItem.list_id)
    return db.session.scalar(query.where(RecognitionList.province_code == officer.province_code, Objection.state.in_(OPEN_OBJECTION))) or 0


def contact_opened(found: Objection, officer: Account) -> bool:
    """Whether this officer asked, a little while ago, to see who filed it."""
    recent = AuditEntry.at > clock.now() - CONTACT_SHOWN
    about = (AuditEntry.action == CONTACT_READ, AuditEntry.object_id == str(found.id), AuditEntry.account_id == officer.id, recent)
    return db.session.scalar(select(AuditEntry.id).where(*about).limit(1)) is not None


# for everybody


@dataclass(frozen=True)
class SoughtRecognised:
    """What a visitor looks for among the recognised communities."""

    level: Level | None = None
    province: str | None = None
    industry: str | None = None
    year: int | None = None
    text: str = ""


def recognitions() -> Select[ListItem]:
    """Every recognition that stands: on a published list, and not revoked."""
    query = select(ListItem).join(ListItem.list).join(ListItem.application).join(Application.community)
    return query.where(RecognitionList.state == State.FINAL, ListItem.outcome == Outcome.RECOGNISED, ListItem.removed_at.is_(None))


def recognised(sought: SoughtRecognised, page: int) -> Page[ListItem]:
    """Newest first; a community that is recognised by ministry and province stands there twice."""
    query = recognitions()
    if sought.level:
        query = query.where(RecognitionList.level == sought.level)
    if sought.province:
        query = query.where(Application.province_code == sought.province)
    if sought.industry:
        query = query.where(Application.of_industry(sought.industry))
    if sought.year:
        query = query.where(Application.year == sought.year)
    if sought.text:
        units = select(MemberUnit.application_id).where(MemberUnit.lead.is_(True), MemberUnit.name.contains(sought.text, autoescape=True))
        name = or_(Community.name.contains(sought.text, autoescape=True), Community.number.contains(sought.text, autoescape=True))
        query = query.where(or_(name, Application.id.in_(units)))
    ids = query.order_by(RecognitionList.published_at.desc(), RecognitionList.id.desc(), ListItem.position).with_only_columns(ListItem.id)
    return paged_at_once(ids, select(ListItem), ListItem.id, page)


def recognised_years() -> list[int]:
    query = recognitions().with_only_columns(Application.year).distinct().order_by(Application.year.desc())
    return list(db.session.scalars(query))


def recognised_by_province() -> dict[str | None, int]:
    """Communities by the province that recommended them, each once; None: reported directly."""
    query = recognitions().with_only_columns(Application.province_code, func.count(Application.community_id.distinct()))
    return dict(db.session.execute(query.group_by(Application.province_code)).all())  # type: ignore[arg-type]


def of_community(community_id: int) -> list[ListItem]:
    """Every published list by which the community was ever recognised, newest first, those it was taken off included."""
    query = select(ListItem).join(ListItem.list).join(ListItem.application).options(contains_eager(ListItem.list))
    published = (RecognitionList.state == State.FINAL, ListItem.outcome == Outcome.RECOGNISED, Application.community_id == community_id)
    return list(db.session.scalars(query.where(*published).order_by(RecognitionList.published_at.desc(), ListItem.id.desc())))


def of_application(application_id: int) -> list[ListItem]:
    """Every public list that the application is or was on, newest first."""
    query = (
        select(ListItem).join(ListItem.list).where(ListItem.application_id == application_id, or_(_public(), RecognitionList.state == State.NOTICE))
    )
    return list(db.session.scalars(query.order_by(ListItem.id.desc())))


def _public() -> ColumnElement[bool]:
    """As `RecognitionList.is_public`."""
    published = and_(RecognitionList.published_at.is_not(None), RecognitionList.state == State.FINAL)
    return or_(RecognitionList.notice_started_at.is_not(None), published)


def under_notice() -> list[RecognitionList]:
    """Lists to which objections may be filed now, or whose notice is just over."""
    query = select(RecognitionList).where(RecognitionList.state == State.NOTICE)
    return list(db.session.scalars(query.order_by(RecognitionList.notice_last, RecognitionList.id)))


def published_lists(page: int) -> Page[RecognitionList]:
    """And those that were withdrawn under notice, newest first."""
    query = select(RecognitionList).where(_public(), RecognitionList.state != State.NOTICE)
    return paged(query.order_by(RecognitionList.id.desc()), page, 30)


def amendments(found: RecognitionList) -> list[Amendment]:
    query = select(Amendment).where(Amendment.list_id == found.id).options(selectinload(Amendment.item))
    return list(db.session.scalars(query.order_by(Amendment.id)))


def result_draft(identity: int, officer: Account) -> ResultDraft | None:
    """The officer's own."""
    return db.session.scalar(select(ResultDraft).filter_by(id=identity, account_id=officer.id))


def numbers_waiting(officer: Account) -> list[tuple[str, str]]:
    """(number, name) of every community that waits for a result."""
    query = reported_here(officer).join(Application.community).with_only_columns(Community.number, Community.name)
    return [(number, name) for number, name in db.session.execute(query.order_by(Community.number))]


def application_waiting(officer: Account, identity: int) -> Application | None:
    return db.session.scalar(reported_here(officer).where(Application.id == identity))

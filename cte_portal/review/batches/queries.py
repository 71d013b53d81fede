"""What can be asked of batches, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ...accounts.models import Account
from ...community.models import Application, ApplicationVersion, Community, MemberUnit
from ...community.workflow import Status
from ...extensions import db
from ...roles import Role
from ...web.paging import Page, paged
from .. import queries as review
from ..authority_settings import queries as settings
from . import contents, rules, second_look
from .contents import Contents, Line
from .models import BatchItem, BatchState, ReportingBatch, StampedLetter


def batch(identity: int) -> ReportingBatch | None:
    """With its items, their versions, its letters and its people."""
    people = [joinedload(person) for person in (ReportingBatch.created_by, ReportingBatch.changed_by, ReportingBatch.reported_by)]
    items = selectinload(ReportingBatch.items)
    letters = selectinload(ReportingBatch.letters).joinedload(StampedLetter.uploaded_by)
    options = [*people, joinedload(ReportingBatch.ended_by), items.joinedload(BatchItem.version), letters]
    return db.session.get(ReportingBatch, identity, options=[*options, items.joinedload(BatchItem.application).joinedload(Application.version)])


def contents_of(batch: ReportingBatch) -> Contents:
    """As it was sent; for a batch that was not (or that this portal sent before it froze them), as it stands now."""
    if batch.frozen:
        return contents.read(batch.frozen)
    return Contents(
        number=batch.number,
        province=batch.province_code,
        year=batch.year,
        addressee=batch.addressee,
        letter_number=batch.letter_number,
        letter_date=batch.letter_date,
        letter_sha256=batch.letter.sha256 if batch.letter else "",
        lines=lines_of(batch),
    )


def lines_of(batch: ReportingBatch) -> tuple[Line, ...]:
    """Its applications in their order; of a draft as they stand now."""
    ids = [item.application_id for item in batch.items]
    leads, units = review.lead_names(ids), review.member_counts(ids)
    return tuple(
        _line(position, item, leads.get(item.application_id, {}), units.get(item.application_id, 0))
        for position, item in enumerate(batch.items, start=1)
    )


def _line(position: int, item: BatchItem, leads: Mapping[str, str], units: int) -> Line:
    application, version = item.application, reported_version(item)
    return Line(
        position=position,
        number=application.community.number,
        name=application.community.name,
        industry=application.industry_code or "",
        lead_enterprise=leads.get("lead_enterprise", ""),
        lead_university=leads.get("lead_university", ""),
        lead_school=leads.get("lead_school", ""),
        units=units,
        version=version.number,
        version_sha256=version.sha256,
        check_code=version.check_code,
    )


def reported_version(item: BatchItem) -> ApplicationVersion:
    """The version that is, or will be, reported: of a draft the current one, where there is one."""
    return item.application.version or item.version if item.in_draft else item.version


@dataclass(frozen=True)
class Standing:
    """An item of a draft: what it will say, and what is to be known of it before it is sent."""

    item: BatchItem
    line: Line
    problem: str  # why it cannot be reported, in words
    replaced: bool  # it was handed in and approved anew since it was chosen
    own: bool  # approved by the officer who looks
    stopped: bool  # 复核: somebody else must report it

    @property
    def clear(self) -> bool:
        return not self.problem


def standings(batch: ReportingBatch, officer: Account) -> list[Standing]:
    """The items of a draft as this officer sees them."""
    ids = [item.application_id for item in batch.items]
    approved, strict = second_look.approvals(ids), settings.needs_second_look(officer)
    found = []
    for item, line in zip(batch.items, lines_of(batch), strict=True):
        step = approved.get(item.application_id)
        own = step is not None and step.account_id == officer.id
        replaced = item.application.version_id not in (None, item.version_id)
        found.append(Standing(item, line, problem_of(item), replaced, own, own and strict))
    return found


def problem_of(item: BatchItem) -> str:
    """Why an application of a draft cannot be reported any more, in words; empty when it can."""
    application, batch = item.application, item.batch
    if application.status is not Status.APPROVED:
        return f"已不是“{Status.APPROVED.label}”，现为“{application.status.label}”"
    if application.province_code != batch.province_code:
        return "推荐省份已改，不再由本单位报送"
    return ""


def waiting(officer: Account) -> dict[int, int]:
    """Year → how many approved applications of the officer's province stand in no draft; newest year first."""
    query = select(Application.year, func.count()).where(*_free(officer.province_code)).group_by(Application.year)
    return dict(db.session.execute(query.order_by(Application.year.desc())).all())


def _free(province: str | None) -> tuple[ColumnElement[bool], ...]:
    in_a_draft = exists().where(BatchItem.application_id == Application.id, BatchItem.in_draft.is_(True))
    return Application.province_code == province, Application.status == Status.APPROVED, Application.direct.is_(False), ~in_a_draft


@dataclass(frozen=True)
class Wanted:
    """What is looked for among the approved applications. Empty: whatever."""

    text: str = ""  # in the community's name, its number or the name of a unit
    industry: str = ""


def _candidates(batch: ReportingBatch, wanted: Wanted) -> Select[Application]:
    query = select(Application).join(Community, Community.id == Application.community_id)
    query = query.where(Application.year == batch.year, *_free(batch.province_code))
    if wanted.text:
        unit = exists().where(MemberUnit.application_id == Application.id, MemberUnit.name.contains(wanted.text, autoescape=True))
        named = Community.name.contains(wanted.text, autoescape=True)
        query = query.where(or_(named, Community.number.contains(wanted.text, autoescape=True), unit))
    if wanted.industry:
        query = query.where(Application.of_industry(wanted.industry))
    return query.order_by(Application.decided_at, Application.id)


def candidates(batch: ReportingBatch, wanted: Wanted, page: int) -> Page[Application]:
    """Approved applications of the batch's year that stand in no draft; first approved first."""
    return paged(_candidates(batch, wanted), page)


def candidate_ids(batch: ReportingBatch, wanted: Wanted) -> list[int]:
    """The same, all of them."""
    return list(db.session.scalars(_candidates(batch, wanted).with_only_columns(Application.id)))


def candidate_industries(batch: ReportingBatch) -> list[str]:
    """The industries there are among them."""
    query = select(Application.industry_code).where(Application.year == batch.year, *_free(batch.province_code))
    return [code for code in db.session.scalars(query.distinct().order_by(Application.industry_code)) if code]


def to_choose(batch: ReportingBatch, application_ids: Iterable[int]) -> list[Application]:
    """Those of them that can be chosen for the batch now."""
    return list(db.session.scalars(_candidates(batch, Wanted()).where(Application.id.in_(list(application_ids)))))


@dataclass(frozen=True)
class Listed:
    """A batch in a list, with how many applications it holds."""

    batch: ReportingBatch
    count: int


def drafts(officer: Account) -> list[Listed]:
    """What the officer's province is working on, newest first."""
    query = select(ReportingBatch).where(ReportingBatch.province_code == officer.province_code, ReportingBatch.state == BatchState.DRAFT)
    query = query.options(joinedload(ReportingBatch.changed_by)).order_by(ReportingBatch.id.desc())
    return _with_counts(list(db.session.scalars(query)))


def _with_counts(found: Sequence[ReportingBatch]) -> list[Listed]:
    query = select(BatchItem.batch_id, func.count()).where(BatchItem.batch_id.in_([batch.id for batch in found])).group_by(BatchItem.batch_id)
    counts: dict[int, int] = dict(db.session.execute(query).all())
    return [Listed(batch, counts.get(batch.id, 0)) for batch in found]


def _over(officer: Account) -> ColumnElement[bool]:
    """Batches that are no drafts: a province its own, the ministry what was sent to it."""
    if officer.role is Role.PROVINCE_OFFICER:
        return and_(ReportingBatch.province_code == officer.province_code, ReportingBatch.state != BatchState.DRAFT)
    return ReportingBatch.reported_at.is_not(None)


def over(officer: Account, year: int | None, province: str | None, page: int) -> Page[Listed]:
    """Newest first."""
    query = select(ReportingBatch).where(_over(officer)).options(joinedload(ReportingBatch.reported_by))
    if year:
        query = query.where(ReportingBatch.year == year)
    if province:
        query = query.where(ReportingBatch.province_code == province)
    found = paged(query.order_by(ReportingBatch.id.desc()), page)
    return Page(_with_counts(found.items), found.number, found.total, found.size)


def years_and_provinces(officer: Account) -> tuple[list[int], list[str]]:
    """What can be filtered by."""
    query = select(ReportingBatch.year, ReportingBatch.province_code).where(_over(officer)).distinct()
    rows = db.session.execute(query).all()
    return sorted({year for year, _ in rows}, reverse=True), sorted({province for _, province in rows})


def begun(province: str, year: int) -> int:
    """How many batches the province has begun for the year, given up ones too."""
    query = select(func.count()).select_from(ReportingBatch).filter_by(province_code=province, year=year)
    return db.session.scalar(query) or 0


def in_another_draft(batch: ReportingBatch, application_ids: Iterable[int]) -> list[BatchItem]:
    """Items of other drafts that hold these applications."""
    query = select(BatchItem).where(BatchItem.application_id.in_(list(application_ids)), BatchItem.in_draft.is_(True), BatchItem.batch_id != batch.id)
    return list(db.session.scalars(query.options(joinedload(BatchItem.batch))))


def obstacles(batch: ReportingBatch, officer: Account) -> list[str]:
    """Everything that keeps this officer from sending the draft now, in words; whole sentences."""
    found = rules.missing(batch.letter_number, batch.letter_date is not None, batch.letter is not None, len(batch.items))
    for item in batch.items:
        if problem := problem_of(item):
            found.append(f"第 {item.position} 份“{item.application.community.name}”{problem}，请先移出。")
    own = second_look.own_approvals(officer, [item.application_id for item in batch.items])
    if names := [item.application.community.name for item in batch.items if item.application_id in own]:
        found.append(second_look.why_another(names, second_look.whom_to_ask(officer)))
    return found

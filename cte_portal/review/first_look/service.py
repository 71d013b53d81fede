"""Asking a city's bureau, taking its opinion, and making its comments the province's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy import select

from ... import audit, clock
from ...accounts.models import Account, Authority, AuthorityLevel
from ...community.models import Application, Transition
from ...community.service.before_deciding import must_be_as_seen
from ...community.service.lifecycle import ActionRefused, perform
from ...community.workflow import TAKE_BACK, Status
from ...extensions import db
from ...notices import queries as notices
from ...notices import service as inboxes
from ...transactions import transaction
from ..authority_settings import queries as settings
from ..comments import queries as drafts
from ..comments import service as draft_comments
from . import queries, rules
from .models import FirstLook, FirstLookComment
from .rules import Advice

ENDING = ("withdraw", "return", "decline", "approve")


def follow(application: Application, transition: Transition, by: Account) -> None:
    """Follows every step of the workflow, inside its transaction: a submission is passed on, what ends it ends the first look."""
    if transition.action == "submit" and transition.target is Status.SUBMITTED:
        province = province_authority(application.province_code)
        if province and settings.settings_of(province.id).city_first_look:
            code = rules.bureau_for(queries.leads_of(application), application.province_code or "", _codes(application.province_code))
            if bureau := db.session.scalar(select(Authority).filter_by(level=AuthorityLevel.CITY, city_code=code)) if code else None:
                _ask(application, bureau, None)
    elif transition.action in ENDING:
        db.session.flush()
        _end(application, transition.id)
    elif transition.action == TAKE_BACK and (ended := queries.ended_by(transition.takes_back_id)):
        ended.ended_at = ended.ended_by_step = None
        application.city_asked_id = ended.authority_id


def province_authority(province_code: str | None) -> Authority | None:
    return db.session.scalar(select(Authority).filter_by(level=AuthorityLevel.PROVINCE, province_code=province_code)) if province_code else None


def _codes(province_code: str | None) -> set[str]:
    return {bureau.city_code for bureau in queries.bureaus_of(province_code or "-") if bureau.city_code}


def assign(application: Application, bureau: Authority | None, by: Account) -> FirstLook:
    """Ask this bureau, instead of whoever was asked; with None the province goes on without.

    Raises:
        ActionRefused: the application does not wait for the province, the bureau is another province's, or it has answered.
    """
    with transaction():
        db.session.refresh(application)
        if application.status is not Status.SUBMITTED:
            raise ActionRefused(f"当前状态是“{application.status.label}”，不在省级审核中，不能转市级初审。")
        if bureau and bureau.under_province != application.province_code:
            raise ActionRefused("只能转本省的市级教育局。")
        last = queries.latest(application)
        if last and last.waits and bureau and last.authority_id == bureau.id:
            raise ActionRefused(f"这份申报已经在等待{bureau.name}的初审意见。")
        if last and last.given_at and bureau and (last.authority_id, last.version_id) == (bureau.id, application.version_id):
            raise ActionRefused(f"{bureau.name}已对这一版本提出初审意见。")
        _end(application, None)
        return _ask(application, bureau, by)


def _ask(application: Application, bureau: Authority | None, by: Account | None) -> FirstLook:
    province = province_authority(application.province_code)
    now = clock.now()
    look = FirstLook(
        application_id=application.id,
        version_id=application.version_id,
        authority_id=bureau.id if bureau else None,
        asked_at=now,
        asked_by_id=by.id if by else None,
        due=(now + timedelta(days=settings.settings_of(province.id if province else None).city_days)).date(),
        ended_at=None if bureau else now,
        opinion="",
    )
    db.session.add(look)
    db.session.flush()
    application.city_asked_id = look.authority_id
    audit.record("first_look.asked", look, by=by, application=application.id, bureau=bureau.name if bureau else None)
    if bureau:
        inboxes.tell(queries.people_of(bureau.id), "first_look_asked", f"/review/{application.id}", application=application, look=look)
    return look


def _end(application: Application, step: int | None) -> None:
    """Nobody is asked any more; the bureau that was is told."""
    look = queries.waiting(application)
    application.city_asked_id = None
    if look is None or look.authority_id is None:
        return
    look.ended_at, look.ended_by_step = clock.now(), step
    inboxes.tell(queries.people_of(look.authority_id), "first_look_ended", "/first-looks", application=application)


def give(application: Application, by: Account, advice: Advice, opinion: str, places: Mapping[str, str], seen: int | None = None) -> FirstLook:
    """市级初审意见: advice and opinion, and comments on places (address → text). The state stays; the province is told.

    `seen`: as for `must_be_as_seen`.

    Raises:
        ActionRefused: nobody asks (any more), no opinion is written, or a return is advised and no place named.
        Overtaken: something happened since the officer opened the page.
    """
    with transaction():
        must_be_as_seen(application, seen)
        wanted = {place: text.strip() for place, text in places.items() if text.strip()}
        if advice is Advice.RETURN and not wanted:
            raise ActionRefused("建议退回修改的，至少要写一条意见，并指明所在位置。")
        perform("city_review", application, by, reason=opinion)
        look = queries.waiting(application)
        assert look is not None  # the workflow's condition
        look.advice, look.opinion, look.given_at, look.given_by_id = advice, opinion.strip(), clock.now(), by.id
        look.comments = [FirstLookComment(place=place, text=text) for place, text in wanted.items()]
        application.city_asked_id = None
        draft_comments.discard_all(application, by.authority)
        officers = notices.officers_of(application.province_code)
        bureau = by.authority.name if by.authority else by.name
        inboxes.tell(officers, "first_look_given", f"/review/{application.id}", application=application, look=look, bureau=bureau)
    return look


def take_over(application: Application, look: FirstLook, chosen: Iterable[int], by: Account) -> int:
    """Put the city's comments (by id) among the province's own drafts, behind what stands there; how many.

    Raises:
        ActionRefused: none was chosen.
        CommentRefused: one does not fit any more; nothing is taken over then.
    """
    wanted = [comment for comment in look.comments if comment.id in set(chosen)]
    if not wanted:
        raise ActionRefused("请至少勾选一条意见。")
    with transaction():
        own = {draft.place: draft.text for draft in drafts.drafts(application, by.authority_id)}
        for comment in wanted:
            own[comment.place] = rules.joined(own.get(comment.place, ""), comment.text)
            draft_comments.put(application, comment.place, own[comment.place], by)
    return len(wanted)


def remind() -> int:
    """Job, every hour: a bureau is told once when only a day is left, and once when the day has passed; how many notices."""
    today, told = clock.today(), 0
    query = select(FirstLook).where(FirstLook.authority_id.is_not(None), FirstLook.given_at.is_(None), FirstLook.ended_at.is_(None))
    with transaction():
        for look in db.session.scalars(query.where(FirstLook.due <= today + timedelta(days=1))):
            assert look.authority_id is not None
            late = look.due < today
            key = f"first_look:{look.id}:{'late' if late else 'soon'}"
            facts = {"application": look.application, "look": look, "late": late}
            told += inboxes.tell(queries.people_of(look.authority_id), "first_look_due", f"/review/{look.application_id}", key, **facts)
    return told

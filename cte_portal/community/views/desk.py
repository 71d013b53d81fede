"""The applicant's desk, starting an application, and its task list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import Response, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...catalogue.address import EVIDENCE
from ...catalogue.content import Content
from ...catalogue.schema import Section
from ...roles import AUTHORS, Role
from ...web.access import WHOLE, edits_part, reads_part, requires
from ...web.editions import edition_of
from ...web.fragments import done, page
from ...windows import lets_finish, time_left, with_correction
from .. import queries
from ..co_editing import queries as co_editing
from ..co_editing.queries import Standing
from ..filling.models import SectionRecord
from ..forms import StartForm
from ..journey import journey
from ..models import Application
from ..readiness import Finding, state_of
from ..rules import about_direct
from ..service import lifecycle
from ..workflow import UNSUBMITTED, Facts, Step, offered
from . import bp
from .addresses import address_url, crumbs
from .kind import ApplicationKind


@bp.get("/desk")
@requires(Role.APPLICANT)
def desk() -> Response:
    organisation = current_user.organisation
    applications, now = queries.applications_of(organisation), clock.now()
    today = now.date()
    return page(
        "community/desk.html",
        organisation=organisation,
        applications=applications,
        stages=journey(None),
        to_go_on={last.id for _, last in queries.communities_of(organisation) if last and last.year < today.year},
        windows=queries.windows_of([one for one in applications if one.status in UNSUBMITTED]),
        window=queries.window_for(organisation, None, today.year),
        next_window=queries.window_for(organisation, None, today.year + 1),
        today=today,
        in_grace=lambda window: lets_finish(window.opens_at, window.closes_at, now, lifecycle.settings().grace_minutes),
        about_direct=about_direct(organisation.kind, queries.direct_granted(organisation.id, today.year), today.year),
        crumbs=[("首页", url_for("public.home")), ("我的工作台", None)],
    )


@bp.get("/applications/new")
@requires(Role.APPLICANT)
def new() -> Response:
    return _new_page(_start_form())


def _start_form() -> StartForm:
    """The years on offer: this one and the next; preset to the one that can still be submitted."""
    organisation = current_user.organisation
    now = clock.now()
    windows = [queries.window_for(organisation, None, year) for year in (now.year, now.year + 1)]
    communities = queries.communities_of(organisation)
    year = next(window.year for window in windows if now < window.closes_at)
    wanted = next((f"{c.id}-{last.id}" for c, last in communities if last and str(last.id) == request.args.get("from")), "")
    return StartForm(communities, windows, data={"year": year, "community": wanted})


def _new_page(form: StartForm, problem: str = "") -> Response:
    trail = [("首页", url_for("public.home")), ("我的工作台", url_for("community.desk")), ("开始申报", None)]
    return page("community/new.html", form=form, problem_text=problem, crumbs=trail, status=409 if problem else 422 if form.errors else 200)


@bp.post("/applications/new")
@requires(Role.APPLICANT)
def start() -> BaseResponse:
    form = _start_form()
    if not form.validate_on_submit():
        return _new_page(form)
    chosen, source = form.chosen
    name = chosen.name if chosen else (form.name.data or "").strip()
    try:
        application = lifecycle.start(current_user.organisation, name, form.year.data, current_user, chosen, source)
    except lifecycle.ActionRefused as refused:
        return _new_page(form, str(refused))
    message = f"申报已建立，已带入 {source.year} 年度的内容，请逐栏核对。" if source else "申报已建立，请按填报目录逐项填写。"
    return done(message, url_for("community.tasks", application_id=application.id))


@dataclass(frozen=True)
class Task:
    """One line of the task list."""

    number: str
    title: str
    url: str
    state_label: str
    state_tone: str
    note: str
    locked: bool = False  # a return left it closed


@bp.get("/applications/<int:application_id>")
@requires(*AUTHORS, of="application")
def tasks(application: Application) -> Response:
    content = queries.content_of(application)
    found = _findings_in_reach(application, content)
    comments = [comment for comment in queries.comments_on(application) if edits_part(current_user, application, comment.place.split("/")[0])]
    not_looked_at = queries.not_looked_at(application)
    facts = lifecycle.facts_of(application)
    window = queries.window_for(application.organisation, application.province_code, application.year)
    return page(
        "community/tasks.html",
        application=application,
        stages=journey(application.status, application.province_name, application.direct),
        groups=_groups(application, content, found, not_looked_at, Counter(comment.place.split("/")[0] for comment in comments if comment.open)),
        open_comments=sum(comment.open for comment in comments),
        pre_reviewed=next((comment.transition for comment in reversed(comments) if comment.of_pre_review), None),
        not_looked_at=not_looked_at,
        blocking=[finding for finding in found if finding.blocking],
        warnings=[finding for finding in found if not finding.blocking],
        steps=steps_offered(facts),
        facts=facts,
        unsubmitted=application.status in UNSUBMITTED,
        window=window,
        time_left=time_left(with_correction(window, application.correction_due), clock.now()),
        timeline_steps=queries.timeline_of(application) if reads_part(current_user, application, WHOLE) else [],
        versions=queries.versions_of(application) if current_user.role is Role.APPLICANT else [],
        standings=_standings_shown(application, content),
        crumbs=crumbs(application),
    )


def _standings_shown(application: Application, content: Content) -> list[Standing]:
    """The co-editors at work, to the applicant; to a co-editor itself."""
    at_work = [standing for standing in co_editing.standings(application, content) if standing.at_work]
    if current_user.role is Role.APPLICANT:
        return at_work
    return [standing for standing in at_work if standing.co_editor.account_id == current_user.id]


def _findings_in_reach(application: Application, content: Content | None = None) -> list[Finding]:
    """What the readiness check says of the parts that the one signed in may read."""
    return [finding for finding in queries.findings_of(application, content) if reads_part(current_user, application, finding.address.section)]


def steps_offered(facts: Facts) -> dict[str, Step]:
    return {step.action: step for step in offered(lifecycle.profile(), current_user.role, facts)}


def _groups(
    application: Application, content: Content, found: list[Finding], not_looked_at: list[Section], open_comments: Counter[str]
) -> list[tuple[str, list[Task]]]:
    edition = edition_of(application)
    records = queries.section_records(application)
    blocking = Counter(finding.address.section for finding in found if finding.blocking)
    groups: dict[str, list[Task]] = {}
    for section in ApplicationKind().pages(application):
        keys = [section.key, *(attached.key for attached in edition.attached(section))]
        waiting = sum(open_comments[k] for k in keys)
        state = state_of(any(key in records for key in keys), sum(blocking[k] for k in keys), waiting, section in not_looked_at)
        locked = _locked(application, section.key)
        url = url_for("community.section", application_id=application.id, key=section.key)
        groups.setdefault(section.group, []).append(
            Task(section.number, section.title, url, *state, _note(application, section.key, _last_saved(records, keys), waiting), locked)
        )
    if reads_part(current_user, application, EVIDENCE):
        state = state_of(bool(content.evidence), blocking[EVIDENCE], open_comments[EVIDENCE])
        url = url_for("uploads.evidence", application_id=application.id)
        note = _note(application, EVIDENCE, waiting=open_comments[EVIDENCE])
        groups.setdefault(edition.evidence.title, []).append(
            Task(edition.evidence.number, edition.evidence.title, url, *state, note, _locked(application, EVIDENCE))
        )
    return list(groups.items())


def _locked(application: Application, part: str) -> bool:
    return application.editable and not application.opening.part(part)


def _note(application: Application, part: str, saved: str = "", waiting: int = 0) -> str:
    """How many comments wait, who saved last; to a co-editor also which parts are its own."""
    own = current_user.role is Role.CO_EDITOR and edits_part(current_user, application, part)
    return "　".join(words for words in ("由您填写" if own else "", f"{waiting} 条意见待处理" if waiting else "", saved) if words)


def _last_saved(records: dict[str, SectionRecord], keys: list[str]) -> str:
    saved = [records[key] for key in keys if key in records]
    if not saved:
        return ""
    last = max(saved, key=lambda record: record.saved_at)
    return f"{last.saved_by.name if last.saved_by else ''} {last.saved_at:%m-%d %H:%M} 保存"


@bp.get("/applications/<int:application_id>/readiness")
@requires(*AUTHORS, of="application")
def readiness(application: Application) -> Response:
    found = _findings_in_reach(application)
    edition = edition_of(application)
    placed = [(f, address_url(application, f.address), f.address.words(edition)) for f in found]
    return page(
        "community/readiness.html",
        application=application,
        blocking=[item for item in placed if item[0].blocking],
        warnings=[item for item in placed if not item[0].blocking],
        opens=application.opening.opens,
        steps=steps_offered(lifecycle.facts_of(application)),
        crumbs=crumbs(application, "自查"),
    )

"""The applicant's desk, starting an application, and its task list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import Response, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...catalogue.address import EVIDENCE
from ...catalogue.schema import Section
from ...roles import Role
from ...web.access import requires
from ...web.editions import edition_of
from ...web.fragments import done, page
from ...windows import time_left
from .. import queries
from ..forms import StartForm
from ..models import Application, SectionRecord
from ..readiness import Finding, state_of
from ..service import lifecycle
from ..workflow import Step, offered
from . import bp
from .addresses import address_url, crumbs


@bp.get("/desk")
@requires(Role.APPLICANT)
def desk() -> Response:
    organisation = current_user.organisation
    applications = queries.applications_of(organisation)
    return page(
        "community/desk.html",
        organisation=organisation,
        applications=applications,
        windows={a.id: queries.window_for(organisation, a.province_code, a.year) for a in applications if a.status.editable},
        window=queries.window_for(organisation, None, clock.today().year),
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
    open_this_year = now < queries.window_for(organisation, None, now.year).closes_at
    years = [now.year, now.year + 1]
    return StartForm(queries.communities_of(organisation), years, data={"year": years[0] if open_this_year else years[1]})


def _new_page(form: StartForm) -> Response:
    trail = [("首页", url_for("public.home")), ("我的工作台", url_for("community.desk")), ("开始申报", None)]
    return page("community/new.html", form=form, crumbs=trail, status=422 if form.errors else 200)


@bp.post("/applications/new")
@requires(Role.APPLICANT)
def start() -> BaseResponse:
    form = _start_form()
    if not form.validate_on_submit():
        return _new_page(form)
    own = {str(community.id): community for community in queries.communities_of(current_user.organisation)}
    chosen = own.get(form.community.data or "")
    name = chosen.name if chosen else (form.name.data or "").strip()
    application = lifecycle.start(current_user.organisation, name, form.year.data, current_user, chosen)
    return done("申报已建立，请按填报目录逐项填写。", url_for("community.tasks", application_id=application.id))


@dataclass(frozen=True)
class Task:
    """One line of the task list."""

    number: str
    title: str
    url: str
    state_label: str
    state_tone: str
    note: str


@bp.get("/applications/<int:application_id>")
@requires(Role.APPLICANT, of="application")
def tasks(application: Application) -> Response:
    content = queries.content_of(application)
    found = queries.findings_of(application, content)
    comments = queries.comments_on(application)
    window = queries.window_for(application.organisation, application.province_code, application.year)
    return page(
        "community/tasks.html",
        application=application,
        groups=_groups(application, bool(content.evidence), found, Counter(c.place.split("/")[0] for c in comments if c.done_at is None)),
        blocking=[finding for finding in found if finding.blocking],
        warnings=[finding for finding in found if not finding.blocking],
        steps=_offered(application),
        window=window,
        time_left=time_left(window, clock.now()),
        timeline_steps=queries.timeline_of(application),
        versions=queries.versions_of(application),
        crumbs=crumbs(application),
    )


def _offered(application: Application) -> dict[str, Step]:
    return {step.action: step for step in offered(lifecycle.profile(), Role.APPLICANT, lifecycle.facts_of(application))}


def _groups(application: Application, has_evidence: bool, found: list[Finding], open_comments: Counter[str]) -> list[tuple[str, list[Task]]]:
    edition = edition_of(application)
    records = queries.section_records(application)
    blocking = Counter(finding.address.section for finding in found if finding.blocking)
    groups: dict[str, list[Task]] = {}
    for section in edition.pages:
        keys = [section.key, *(attached.key for attached in edition.attached(section))]
        state = state_of(any(key in records for key in keys), sum(blocking[k] for k in keys), sum(open_comments[k] for k in keys))
        url = url_for("community.section", application_id=application.id, key=section.key)
        groups.setdefault(section.group, []).append(Task(section.number, section.title, url, *state, _last_saved(records, keys)))
    state = state_of(has_evidence, blocking[EVIDENCE], open_comments[EVIDENCE])
    url = url_for("uploads.evidence", application_id=application.id)
    groups.setdefault(edition.evidence.title, []).append(Task(edition.evidence.number, edition.evidence.title, url, *state, ""))
    return list(groups.items())


def _last_saved(records: dict[str, SectionRecord], keys: list[str]) -> str:
    saved = [records[key] for key in keys if key in records]
    if not saved:
        return ""
    last = max(saved, key=lambda record: record.saved_at)
    return f"{last.saved_by.name} {last.saved_at:%m-%d %H:%M} 保存"


def neighbours(application: Application, section: Section) -> tuple[Section | None, Section | None]:
    """The pages before and after this one."""
    pages = edition_of(application).pages
    index = pages.index(section)
    return (pages[index - 1] if index else None), (pages[index + 1] if index + 1 < len(pages) else None)


@bp.get("/applications/<int:application_id>/readiness")
@requires(Role.APPLICANT, of="application")
def readiness(application: Application) -> Response:
    found = queries.findings_of(application)
    edition = edition_of(application)
    placed = [(f, address_url(application, f.address), f.address.words(edition)) for f in found]
    return page(
        "community/readiness.html",
        application=application,
        blocking=[item for item in placed if item[0].blocking],
        warnings=[item for item in placed if not item[0].blocking],
        steps=_offered(application),
        crumbs=crumbs(application, "自查"),
    )

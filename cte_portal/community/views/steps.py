"""Finalising, submitting, taking back: the applicant's steps of the workflow."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...catalogue.address import Address
from ...catalogue.comparison import Change, compare
from ...catalogue.content import Content
from ...roles import Role
from ...uploads import queries as uploads
from ...web.access import requires
from ...web.editions import edition_of
from ...web.fragments import done, page
from ...web.limits import whole
from .. import queries
from ..check_code import grouped
from ..forms import SubmitForm
from ..models import Application
from ..rules import labels_in, looks_again_after
from ..service import lifecycle
from ..workflow import Status
from . import bp
from .addresses import crumbs, place_url
from .desk import steps_offered


def _tasks_url(application: Application) -> str:
    return url_for("community.tasks", application_id=application.id)


@bp.get("/applications/<int:application_id>/finalise")
@requires(Role.APPLICANT, of="application")
def finalise(application: Application) -> Response:
    """What finalising means, before it is done."""
    content = queries.content_of(application)
    found = queries.findings_of(application, content)
    return page(
        "community/finalise.html",
        application=application,
        blocking=[finding for finding in found if finding.blocking],
        closed=[finding for finding in found if finding.blocking and not application.opening.opens(finding.address)],
        warnings=[finding for finding in found if not finding.blocking],
        untouched=[(c, place_url(application, c.place)) for c in queries.untouched_comments(application, content)],
        crumbs=crumbs(application, "定稿"),
    )


@bp.post("/applications/<int:application_id>/finalise")
@requires(Role.APPLICANT, of="application")
def finalised(application: Application) -> BaseResponse:
    version = lifecycle.finalise(application, current_user)
    message = f"已定稿，第 {version.number} 版，校验码 {grouped(version.check_code)}。请打印、盖章、扫描后上传。"
    return done(message, url_for("community.submit", application_id=application.id))


@bp.post("/applications/<int:application_id>/reopen")
@requires(Role.APPLICANT, of="application")
def reopen(application: Application) -> BaseResponse:
    if _must_ask(application, "reopen"):
        return _asked_first(application, "解除定稿")
    lifecycle.reopen(application, current_user)
    return done("已解除定稿，可以继续修改。此前打印的版本已作废，修改后请重新定稿、打印和盖章。", _tasks_url(application))


def _must_ask(application: Application, action: str) -> bool:
    """Whether the step is to be taken, but nobody has yet been told what follows."""
    return "confirmed" not in request.form and action in steps_offered(lifecycle.facts_of(application))


def _asked_first(application: Application, title: str) -> Response:
    """What a step back means; the same form is sent again once that is confirmed."""
    return page(
        "community/step_back.html",
        application=application,
        title=title,
        facts=lifecycle.facts_of(application),
        open_until=queries.window_of(application).closes,
        back=url_for("community.submit" if request.args.get("at") == "submit" else "community.tasks", application_id=application.id),
        crumbs=crumbs(application, title),
    )


@bp.get("/applications/<int:application_id>/submit")
@requires(Role.APPLICANT, of="application")
def submit(application: Application) -> Response:
    return _submit_page(application, SubmitForm())


def _submit_page(application: Application, form: SubmitForm) -> Response:
    facts = lifecycle.facts_of(application)
    scan = uploads.scan_of(application.version_id) if application.version_id else None
    response = page(
        "community/submit.html",
        application=application,
        version=application.version,
        code=grouped(application.version.check_code) if application.version else "",
        scan=scan,
        facts=facts,
        open_until=queries.window_of(application).closes,
        form=form,
        crumbs=crumbs(application, "盖章与提交"),
        status=422 if form.errors else 200,
    )
    if scan and not facts.scan_checked:
        waited = (clock.now() - scan.uploaded_at).total_seconds()
        response.headers["Refresh"] = str(looks_again_after(waited))  # until the check is done; works without scripts
    return response


@bp.post("/applications/<int:application_id>/submit")
@requires(Role.APPLICANT, of="application")
def submitted(application: Application) -> BaseResponse:
    form = SubmitForm()
    if not form.validate_on_submit():
        return _submit_page(application, form)
    if application.status in (Status.SUBMITTED, Status.REPORTED) and application.submitted_at:
        flash(f"这份申报已于 {application.submitted_at:%Y-%m-%d %H:%M:%S} 提交成功，不需要再次提交。", "info")
        return BaseResponse(status=303, headers={"Location": _tasks_url(application)})
    try:
        status = lifecycle.submit(application, current_user, (form.scan_reason.data or "").strip())
    except lifecycle.ActionRefused as refused:
        flash(str(refused), "error")
        return _submit_page(application, form)
    goes_to = "教育部职成司" if status is Status.REPORTED else f"{application.province_name}教育行政部门"
    return done(f"已于 {clock.now():%Y-%m-%d %H:%M:%S} 提交，由{goes_to}审核。10 分钟内或审核前可以撤回。", _tasks_url(application))


@bp.post("/applications/<int:application_id>/withdraw")
@requires(Role.APPLICANT, of="application")
def withdraw(application: Application) -> BaseResponse:
    if _must_ask(application, "withdraw"):
        return _asked_first(application, "撤回提交")
    lifecycle.withdraw(application, current_user)
    return done("已撤回。可重新上传盖章扫描件后提交，或解除定稿后修改。", url_for("community.submit", application_id=application.id))


@bp.get("/applications/<int:application_id>/compare")
@requires(Role.APPLICANT, of="application")
def compared(application: Application) -> Response:
    """What changed between two versions, or between a version and what stands now (`new` left out).

    Without `old` it is the version before: where the newest one holds what stands now, the one before that.
    """
    versions = {version.number: version for version in queries.versions_of(application)}
    newest = list(versions.values()) or abort(404)
    before = newest[1] if len(newest) > 1 and not application.editable else newest[0]
    old = versions.get(request.args.get("old", 0, type=whole)) or before
    new = versions.get(request.args.get("new", 0, type=whole))
    return page(
        "community/compare.html",
        application=application,
        versions=list(versions.values()),
        old=old,
        new=new,
        changes=changes(application, queries.frozen_content(old), queries.frozen_content(new) if new else queries.content_of(application)),
        crumbs=crumbs(application, "版本比较"),
    )


@dataclass(frozen=True)
class Changed:
    """What changed on one page of the form; `place` in words."""

    key: str
    place: str
    changes: list[Change]


def changes(application: Application, old: Content, new: Content) -> list[Changed]:
    """Every difference, by page of the form, in its order."""
    edition = edition_of(application)
    by_page: dict[str, list[Change]] = {}
    for change in compare(old, new, lambda content, field: labels_in(content)(field)):
        section = edition.by_key.get(change.address.section)
        by_page.setdefault(edition.page_of(section).key if section else change.address.section, []).append(change)
    return [Changed(key, Address(key).words(edition), found) for key, found in by_page.items()]

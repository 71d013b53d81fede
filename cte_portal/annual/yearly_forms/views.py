"""Screens of yearly forms: beginning one, its first page, 自查, handing in, print, comparison. Sections are edited as everywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...catalogue.address import EVIDENCE, Address
from ...catalogue.comparison import Change, compare
from ...community.filling.kinds import kind_of
from ...community.filling.views import hang
from ...community.models import Community
from ...community.rules import labels_in
from ...roles import OFFICERS, Role
from ...web.access import requires
from ...web.downloads import as_file
from ...web.fragments import done, failed, page
from ...web.limits import whole
from .. import queries as annual
from ..service.working import DutyRefused
from ..views import must_owe
from ..views.working import crumbs as duty_crumbs
from ..views.working import duty_url
from . import printing, queries, service
from .kind import KINDS, YearlyKind
from .models import YearlyForm

bp = Blueprint("yearly_forms", __name__)
DUTY = "/duties/<int:community_id>/<int:year>/<key>"


@bp.post(f"{DUTY}/form")
@requires(Role.APPLICANT, of="community")
def begin(community: Community, year: int, key: str) -> BaseResponse:
    kind = must_owe(community, year, key).kind
    try:
        form = service.begin(community, year, kind, current_user, like_last_year=request.form.get("from") == "last")
    except DutyRefused as refused:
        return failed(str(refused), duty_url(community, year, key))
    said = f"已带入 {form.begun_from}的内容，请逐项核对。" if form.begun_from else "请按目录逐项填写，填写的内容自动保存。"
    return done(said, kind_of(form).url(form, "home"))


@bp.get(f"{DUTY}/changes")
@requires(Role.APPLICANT, *OFFICERS, of="community")
def changes(community: Community, year: int, key: str) -> Response:
    """What changed from one handed-in version to another; without `old` and `new` the last two."""
    kind, own = must_owe(community, year, key).kind, current_user.role is Role.APPLICANT
    found = annual.deliverable(community, year, key)
    versions = {one.number: one for one in queries.versions_filled_in(found, own)} if found else {}
    if not versions:
        abort(404)
    numbers = list(versions)
    new = versions.get(request.args.get("new", 0, type=whole)) or versions[numbers[0]]
    before = next((number for number in numbers if number < new.number), new.number)
    old = versions.get(request.args.get("old", 0, type=whole)) or versions[before]
    return page(
        "yearly_forms/changes.html",
        title=kind.title,
        versions=list(versions.values()),
        old=old,
        new=new,
        changes=_by_page(queries.frozen_content(old), queries.frozen_content(new)),
        back=duty_url(community, year, key),
        crumbs=[*duty_crumbs(community, year, kind.title)[:-1], (kind.title, duty_url(community, year, key)), ("各稿比较", None)],
    )


def _by_page(old: Any, new: Any) -> list[dict[str, Any]]:
    found: dict[str, list[Change]] = {}
    for change in compare(old, new, lambda content, field: labels_in(content)(field)):
        found.setdefault(change.address.section, []).append(change)
    return [{"key": key, "place": Address(key).words(new.definition), "changes": changed} for key, changed in found.items()]


def home(form: YearlyForm) -> Response:
    found = queries.findings_of(form)
    groups = queries.tasks(form, found)
    duty = must_owe(form.community, form.year, form.form_kind)
    return page(
        "yearly_forms/home.html",
        form=form,
        duty=duty,
        groups=groups,
        complete=sum(task.state[0] == "已完成" for tasks in groups.values() for task in tasks),
        total=sum(map(len, groups.values())),
        blocking=sum(finding.blocking for finding in found),
        warnings=sum(not finding.blocking for finding in found),
        back=duty_url(form.community, form.year, form.form_kind),
        file_draft=_file_draft(form),
        crumbs=kind_of(form).crumbs(form),
    )


def _file_draft(form: YearlyForm) -> str:
    """The name of a file that was uploaded for the duty and would not be handed in with the form."""
    draft = annual.draft(annual.deliverable(form.community, form.year, form.form_kind))
    return draft.file_name if draft else ""


def check(form: YearlyForm) -> Response:
    """自查: each finding leads to its place."""
    placed = [(finding, _address_url(form, finding.address), finding.address.words(form.definition)) for finding in queries.findings_of(form)]
    return page(
        "yearly_forms/check.html",
        form=form,
        blocking=[one for one in placed if one[0].blocking],
        warnings=[one for one in placed if not one[0].blocking],
        home=kind_of(form).home(form),
        crumbs=kind_of(form).crumbs(form, "自查"),
    )


def _address_url(form: YearlyForm, address: Address) -> str:
    if address.section == EVIDENCE:
        return kind_of(form).proof_url(form, address.field or "")
    host = form.definition.page_of(form.definition.by_key[address.section])
    anchor = f"{address.section}-{address.field}" if address.field else address.anchor
    row = {"edit": address.row} if address.row else {}
    return kind_of(form).url(form, "section", key=host.key, _anchor=anchor, **row)


def hand_in(form: YearlyForm) -> BaseResponse:
    duty = must_owe(form.community, form.year, form.form_kind)
    try:
        service.hand_in(form, duty.kind, current_user)
    except DutyRefused as refused:
        return failed(str(refused), kind_of(form).url(form, "check"))
    return done(f"“{form.title}”已提交，内容已冻结，审核前可以撤回。", duty_url(form.community, form.year, form.form_kind))


def draft(form: YearlyForm) -> Response:
    pdf = Response(printing.draft_pdf(form), mimetype="application/pdf")
    return as_file(pdf, f"{form.name}-{form.title}-草稿.pdf", inline=True)


def _given(name: str, view: Callable[[Any], BaseResponse]) -> Callable[..., BaseResponse]:
    @wraps(view)
    def called(**values: Any) -> BaseResponse:
        return view(values[name])

    return called


PAGES = (("GET", "", home), ("GET", "/check", check), ("POST", "/hand-in", hand_in), ("GET", "/draft.pdf", draft))


def hang_yearly(on: Blueprint, kind: YearlyKind) -> None:
    """Put the routes of one kind of yearly form on a feature's blueprint: its own pages and those that every form has."""
    hang(on, kind)
    for method, rule, view in PAGES:
        guarded = requires(*kind.roles, of=kind.name)(_given(kind.name, view))
        on.add_url_rule(f"/{kind.folder}/<int:{kind.name}_id>{rule}", f"{kind.name}_{view.__name__}", guarded, methods=[method])


for _kind in KINDS:
    hang_yearly(bp, _kind)

"""Pages of what became of published entries: the list, an entry, and the steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SelectChoice

from ...roles import OFFICERS, Role
from ...uploads.service import FileRefused
from ...uploads.views import give_out
from ...web.access import requires
from ...web.fragments import done, failed, page
from ...web.limits import takes_up_to
from ...web.paging import asked_page
from ..meeting import queries as meeting
from ..meeting import shown
from ..models import PublishedEntry
from ..rules import Table, Way
from . import queries, service, workflow
from .forms import AgreementForm, CompleteForm, TerminateForm, UndertakeForm
from .queries import STATES, Sought
from .service import MOST_MB, FollowingRefused, Paper, Unit
from .workflow import Action

bp = Blueprint("following", __name__, url_prefix="/exchange/followed")
HOME = ("首页", "/")
LARGEST_POST = (MOST_MB + 2) * 1024 * 1024


def _crumbs(entry: PublishedEntry | None = None, *more: str) -> list[tuple[str, str | None]]:
    if entry is None:
        return [HOME, ("供需对接", None)]
    own = (entry.title, url_for("following.show", entry_id=entry.id) if more else None)
    return [HOME, ("供需对接", url_for("following.entries")), own, *((label, None) for label in more)]


@bp.get("")
@requires(Role.APPLICANT, *OFFICERS)
def entries() -> Response:
    """One's own community's entries; for a province those of the communities it looks after, for the ministry all."""
    asked, state = request.args.get("table", ""), request.args.get("state", "")
    sought = Sought(Table(asked) if asked in set(Table) else None, state if state in STATES else "", request.args.get("find", "").strip()[:100])
    applicant = current_user.role is Role.APPLICANT
    return page(
        "following/entries.html",
        found=queries.lines(current_user, sought, asked_page()),
        sought=sought,
        tables=list(Table),
        states=STATES,
        waiting=meeting.waiting_count(current_user) if applicant else 0,
        crumbs=_crumbs(),
    )


@bp.get("/<int:entry_id>")
@requires(Role.APPLICANT, *OFFICERS, of="entry")
def show(entry: PublishedEntry) -> Response:
    found = queries.following(entry)
    own = current_user.role is Role.APPLICANT
    demand = entry.table is Table.TECHNOLOGY_DEMAND
    agreements = queries.agreements(entry) if entry.table.talent else []
    return page(
        "following/entry.html",
        entry=entry,
        facts_of=shown.in_full,
        published=queries.still_published(entry),
        following=found,
        undertakings=queries.undertakings(found) if found else [],
        steps=workflow.offered(queries.facts(entry, found)) if own and demand else (),
        agreements=agreements,
        ways=[(way, sum(one.people for one in agreements if one.way is way)) for way in Way],
        interests=meeting.about(entry) if own else [],
        standing=meeting.standing,
        crumbs=_crumbs(entry),
    )


def _url(entry: PublishedEntry) -> str:
    return url_for("following.show", entry_id=entry.id)


# technology demands


def _step_page(action: Action, entry: PublishedEntry, form: FlaskForm, problem: str = "") -> Response:
    return page(
        f"following/{action}.html",
        entry=entry,
        form=form,
        most_mb=MOST_MB,
        problem_text=problem,
        crumbs=_crumbs(entry, action.label),
        status=422 if form.errors or problem else 200,
    )


def _asked(action: Action, entry: PublishedEntry, form: FlaskForm) -> BaseResponse:
    """The step's form, or why the step cannot be taken."""
    try:
        service.must_allow(action, entry)
    except FollowingRefused as refused:
        return failed(str(refused), _url(entry))
    return _step_page(action, entry, form)


def _taken(action: Action, entry: PublishedEntry, form: Any, box: str, take: Callable[[Paper | None], object], said: str) -> BaseResponse:
    """Take a step that comes with a file in this box; what was typed stays when it is refused."""
    try:
        service.must_allow(action, entry)
        if not form.validate_on_submit():
            if box in form and (lost := _anew(box)):
                form[box].errors = [lost]
            return _step_page(action, entry, form)
        file = request.files.get(box)
        take(service.receive(file.stream, file.filename) if file and file.filename else None)
    except FileRefused as refused:
        form[box].errors = [f"{refused}（其他内容已保留）"]
        return _step_page(action, entry, form)
    except FollowingRefused as refused:
        return _step_page(action, entry, form, f"{refused}{_anew(box)}")
    return done(said, _url(entry), undo=url_for("following.take_back", entry_id=entry.id), undo_label="撤销登记")


def _anew(box: str) -> str:
    file = request.files.get(box)
    return "已选的文件没有保留，请重新选择。" if file and file.filename else ""


def _undertake_form(entry: PublishedEntry) -> UndertakeForm:
    form = UndertakeForm()
    form.met.choices = [SelectChoice(str(one.id), f"{one.unit_name}：{one.title}") for one in queries.partners(entry)]
    return form


@bp.get("/<int:entry_id>/undertake")
@requires(Role.APPLICANT, of="entry")
def undertake(entry: PublishedEntry) -> BaseResponse:
    return _asked(Action.UNDERTAKE, entry, _undertake_form(entry))


@bp.post("/<int:entry_id>/undertake")
@takes_up_to(LARGEST_POST)
@requires(Role.APPLICANT, of="entry")
def undertaken(entry: PublishedEntry) -> BaseResponse:
    form = _undertake_form(entry)

    def take(contract: Paper | None) -> object:
        met = [Unit(one.unit_name, one.unit_uscc, one) for one in queries.partners(entry) if str(one.id) in (form.met.data or ())]
        free = [Unit(name.data.strip(), code.data) for name, code in form.typed() if (name.data or "").strip()]
        return service.undertake(entry, [*met, *free], form.signed_on.data, contract, current_user)

    return _taken(Action.UNDERTAKE, entry, form, "contract", take, "已登记承接。")


@bp.get("/<int:entry_id>/complete")
@requires(Role.APPLICANT, of="entry")
def complete(entry: PublishedEntry) -> BaseResponse:
    return _asked(Action.COMPLETE, entry, CompleteForm())


@bp.post("/<int:entry_id>/complete")
@takes_up_to(LARGEST_POST)
@requires(Role.APPLICANT, of="entry")
def completed(entry: PublishedEntry) -> BaseResponse:
    form = CompleteForm()

    def take(acceptance: Paper | None) -> object:
        return service.complete(entry, form.completed_on.data, form.result.data or "", acceptance, current_user)

    return _taken(Action.COMPLETE, entry, form, "acceptance", take, "已登记完成。")


@bp.get("/<int:entry_id>/terminate")
@requires(Role.APPLICANT, of="entry")
def terminate(entry: PublishedEntry) -> BaseResponse:
    return _asked(Action.TERMINATE, entry, TerminateForm())


@bp.post("/<int:entry_id>/terminate")
@requires(Role.APPLICANT, of="entry")
def terminated(entry: PublishedEntry) -> BaseResponse:
    form = TerminateForm()
    return _taken(Action.TERMINATE, entry, form, "none", lambda _: service.terminate(entry, form.reason.data or "", current_user), "已登记终止。")


@bp.post("/<int:entry_id>/take-back")
@requires(Role.APPLICANT, of="entry")
def take_back(entry: PublishedEntry) -> BaseResponse:
    try:
        service.take_back(entry, current_user)
    except FollowingRefused as refused:
        return failed(str(refused), _url(entry))
    return done("已撤销最近一次登记。", _url(entry))


@bp.get("/<int:entry_id>/contracts/<int:undertaking_id>")
@requires(Role.APPLICANT, *OFFICERS, of="entry")
def contract(entry: PublishedEntry, undertaking_id: int) -> Response:
    found = queries.undertaking(entry, undertaking_id)
    if found is None or found.contract_file is None:
        abort(404)
    return give_out(found.contract_file, found.contract_name)


@bp.get("/<int:entry_id>/acceptance")
@requires(Role.APPLICANT, *OFFICERS, of="entry")
def acceptance(entry: PublishedEntry) -> Response:
    found = queries.following(entry)
    if found is None or found.acceptance_file is None:
        abort(404)
    return give_out(found.acceptance_file, found.acceptance_name)


# people agreed upon


def _agreement_form(entry: PublishedEntry) -> AgreementForm:
    form = AgreementForm()
    others = [one for one in queries.partners(entry) if entry.table.demand or one.community_id != entry.community_id]
    form.met.choices = [SelectChoice("", "其他单位（在下面填写）"), *(SelectChoice(str(one.id), f"{one.unit_name}：{one.title}") for one in others)]
    return form


def _agreement_page(entry: PublishedEntry, form: AgreementForm, problem: str = "") -> Response:
    status = 422 if form.errors or problem else 200
    return page("following/agree.html", entry=entry, form=form, problem_text=problem, crumbs=_crumbs(entry, "登记约定人数"), status=status)


def _must_be_talent(entry: PublishedEntry) -> None:
    if not entry.table.talent:
        abort(404)


@bp.get("/<int:entry_id>/agreements")
@requires(Role.APPLICANT, of="entry")
def agree(entry: PublishedEntry) -> Response:
    _must_be_talent(entry)
    return _agreement_page(entry, _agreement_form(entry))


@bp.post("/<int:entry_id>/agreements")
@requires(Role.APPLICANT, of="entry")
def agreed(entry: PublishedEntry) -> BaseResponse:
    _must_be_talent(entry)
    form = _agreement_form(entry)
    if not form.validate_on_submit():
        return _agreement_page(entry, form)
    met = next((one for one in queries.partners(entry) if str(one.id) == form.met.data), None)
    partner = Unit(met.unit_name, met.unit_uscc, met) if met else Unit((form.name.data or "").strip(), form.code.data or None)
    assert form.people.data is not None and form.agreed_on.data is not None
    try:
        one = service.agree(entry, partner, Way(form.way.data), form.people.data, form.agreed_on.data, current_user)
    except FollowingRefused as refused:
        return _agreement_page(entry, form, str(refused))
    undo = url_for("following.remove_agreement", entry_id=entry.id, agreement_id=one.id)
    return done(f"已登记{one.way.label} {one.people} 人。", _url(entry), undo=undo)


@bp.post("/<int:entry_id>/agreements/<int:agreement_id>/remove")
@requires(Role.APPLICANT, of="entry")
def remove_agreement(entry: PublishedEntry, agreement_id: int) -> BaseResponse:
    found = queries.agreement(entry, agreement_id) or abort(404)
    service.remove_agreement(found, current_user)
    undo = url_for("following.restore_agreement", entry_id=entry.id, agreement_id=found.id)
    return done(f"已删除{found.way.label} {found.people} 人，不再计入合计。", _url(entry), undo=undo)


@bp.post("/<int:entry_id>/agreements/<int:agreement_id>/restore")
@requires(Role.APPLICANT, of="entry")
def restore_agreement(entry: PublishedEntry, agreement_id: int) -> BaseResponse:
    found = queries.agreement(entry, agreement_id) or abort(404)
    service.restore_agreement(found, current_user)
    return done(f"已恢复{found.way.label} {found.people} 人。", _url(entry))

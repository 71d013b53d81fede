"""The applicant's list of units and their links, and the page a unit answers on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...roles import Role
from ...web.access import public, requires
from ...web.codes import CodePage
from ...web.downloads import workbook
from ...web.fragments import done, failed, page
from ...web.guessing import slows_guessing
from ...web.paging import asked_page, page_of
from .. import queries as community
from ..models import Application
from ..views.addresses import crumbs
from . import queries, rules, service
from .forms import AnswerForm
from .models import UnitConfirmation
from .queries import Standing
from .rules import Answer, State
from .workbook import confirmations_workbook

bp = Blueprint("unit_confirmation", __name__)
TRAIL = [("首页", "/"), ("建设单位确认", None)]


def _standings(application: Application) -> list[Standing]:
    return queries.standings(application, community.content_of(application))


@bp.get("/applications/<int:application_id>/confirmations")
@requires(Role.APPLICANT, of="application")
def units(application: Application) -> Response:
    found = _standings(application)
    chosen = next((state for state in State if state.value == request.args.get("state")), None)
    return page(
        "unit_confirmation/units.html",
        application=application,
        found=page_of([one for one in found if chosen in (None, one.state)], asked_page()),
        total=len(found),
        counts=queries.counts(found),
        states=State,
        chosen=chosen,
        missing=sum(one.link is None and one.state in (State.NOT_SENT, State.CHANGED) for one in found),
        link_of=service.link_of,
        crumbs=crumbs(application, "建设单位确认"),
    )


def _list_url(application: Application, row: str = "") -> str:
    """Back to the list as it was filtered and paged."""
    kept: dict[str, Any] = {name: request.form[name] for name in ("state", "page") if request.form.get(name)}
    return url_for("unit_confirmation.units", application_id=application.id, _anchor=f"unit-{row}" if row else None, **kept)


@bp.post("/applications/<int:application_id>/confirmations")
@requires(Role.APPLICANT, of="application")
def give_out_all(application: Application) -> BaseResponse:
    count = service.give_out_all(application, current_user)
    message = f"已生成 {count} 个链接。请导出后发给各单位的联系人。" if count else "所有单位都有链接或已经答复，没有需要生成的。"
    return done(message, _list_url(application))


@bp.post("/applications/<int:application_id>/confirmations/<row>")
@requires(Role.APPLICANT, of="application")
def give_out(application: Application, row: str) -> BaseResponse:
    found = _unit_or_404(application, row)
    service.give_out(application, row, current_user)
    return done(f"已为“{found.unit.name}”生成新的链接。" + ("以前的链接不能再用。" if found.link else ""), _list_url(application, row))


def _unit_or_404(application: Application, row: str) -> Standing:
    return next((one for one in _standings(application) if one.unit.row == row), None) or abort(404)


@bp.post("/applications/<int:application_id>/confirmations/<row>/withdraw")
@requires(Role.APPLICANT, of="application")
def withdraw(application: Application, row: str) -> BaseResponse:
    found = _unit_or_404(application, row)
    service.withdraw(application, row, current_user)
    return done(f"“{found.unit.name}”的链接已停用。", _list_url(application, row))


@bp.get("/applications/<int:application_id>/confirmations.xlsx")
@requires(Role.APPLICANT, of="application")
def export(application: Application) -> Response:
    book = confirmations_workbook(_standings(application), service.link_of)
    return workbook(book, f"建设单位确认-{application.community.number}.xlsx")


@bp.get("/confirm")
@slows_guessing
@public
def enter_code() -> BaseResponse:
    """Where a code that came by telephone is typed in."""
    return CODES.asked()


def _url(confirmation: UnitConfirmation) -> str:
    return url_for("unit_confirmation.confirm", code=service.code_of(confirmation))


CODES = CodePage(
    "unit_confirmation/enter_code.html",
    TRAIL,
    "没有这个确认码。请对照收到的链接重新输入；如果无误，请联系给您链接的单位重新发送。",
    service.open_confirmation,
    _url,
)


@bp.get("/confirm/<code>")
@slows_guessing
@public
def confirm(code: str) -> Response:
    found = service.open_confirmation(code)
    return _confirm_page(found, AnswerForm(formdata=None)) if found else CODES.wrong_code(code)


def _confirm_page(confirmation: UnitConfirmation, form: AnswerForm) -> Response:
    problem = service.why_not(confirmation)
    if problem:
        return page("unit_confirmation/stopped.html", problem=problem, crumbs=TRAIL, status=410)
    unit = queries.unit_now(confirmation)
    assert unit is not None
    return page(
        "unit_confirmation/confirm.html",
        confirmation=confirmation,
        application=confirmation.application,
        unit=unit,
        code=service.code_of(confirmation),
        asks=rules.may_answer(confirmation.answer, queries.same(confirmation, unit)),
        can_take_back=rules.may_take_back(confirmation.answered_at, clock.now()),
        form=form,
        crumbs=TRAIL,
        status=422 if form.errors else 200,
    )


@bp.post("/confirm/<code>")
@slows_guessing
@public
def answered(code: str) -> BaseResponse:
    found = service.open_confirmation(code)
    if found is None:
        return CODES.wrong_code(code)
    form = AnswerForm()
    answer = next((one for one in Answer if one.value == request.form.get("answer")), None)
    if not form.validate_answer(answer) or answer is None:
        return _confirm_page(found, form)
    said = service.Said(answer, (form.person.data or "").strip(), (form.position.data or "").strip())
    if answer is Answer.DOES_NOT:
        said = service.Said(answer, said.person, said.position, (form.reason.data or "").strip())
    try:
        service.answer(found, said)
    except service.ConfirmationRefused as refused:
        return failed(str(refused), _url(found))
    return done("答复已收到，谢谢。10 分钟内可以在本页撤回。", _url(found))


@bp.post("/confirm/<code>/take-back")
@slows_guessing
@public
def take_back(code: str) -> BaseResponse:
    found = service.open_confirmation(code)
    if found is None:
        return CODES.wrong_code(code)
    try:
        service.take_back(found)
    except service.ConfirmationRefused as refused:
        return failed(str(refused), _url(found))
    return done("已撤回答复，可以重新答复。", _url(found))

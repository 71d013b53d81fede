"""The authority's officers handle objections; who filed one is shown only when asked for, and that is noted."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...roles import OFFICERS
from ...uploads.views import give_out
from ...web.access import requires
from ...web.fragments import done, failed, page
from ...web.paging import asked_page
from .. import queries
from ..forms import HandleForm
from ..models import Objection, RecognitionList
from ..rules import ObjectionState
from ..service import objections as service
from ..service.lists import ListRefused
from . import bp, only_makers
from .drafting import crumbs_of, url_of


def _objection(found: RecognitionList, objection_id: int) -> Objection:
    return queries.objection_to(found, objection_id) or abort(404)


def _url(objection: Objection) -> str:
    return url_for("recognition.objection", list_id=objection.item.list_id, objection_id=objection.id)


@bp.get("/<int:list_id>/objections")
@requires(*OFFICERS, of="list")
@only_makers
def objections(list: RecognitionList) -> Response:
    return page("recognition/objections.html", list=list, found=queries.objections(list, asked_page()), crumbs=crumbs_of(list, "异议"))


@bp.get("/<int:list_id>/objections/<int:objection_id>")
@requires(*OFFICERS, of="list")
@only_makers
def objection(list: RecognitionList, objection_id: int) -> Response:
    return _page(_objection(list, objection_id), HandleForm(formdata=None, data={"public_reason": "公示期间收到异议，经核实不符合认定条件"}))


def _page(found: Objection, form: HandleForm, problem: str = "") -> Response:
    return page(
        "recognition/objection.html",
        list=found.item.list,
        objection=found,
        form=form,
        contact_opened=queries.contact_opened(found, current_user),
        problem_text=problem,
        crumbs=[*crumbs_of(found.item.list)[:2], (found.item.list.title, url_of(found.item.list)), ("异议", None)],
        status=422 if form.errors or problem else 200,
    )


@bp.post("/<int:list_id>/objections/<int:objection_id>")
@requires(*OFFICERS, of="list")
@only_makers
def handled(list: RecognitionList, objection_id: int) -> BaseResponse:
    found, form = _objection(list, objection_id), HandleForm()
    seen = next((one for one in ObjectionState if one.value == request.form.get("seen")), ObjectionState.RECEIVED)
    if not form.validate_on_submit():
        return _page(found, form)
    answer = form.answer.data or ""
    try:
        match request.form.get("state"):
            case "accepted":
                service.accept(found, current_user, seen)
            case "upheld":
                service.uphold(found, answer, form.public_reason.data or "", current_user, seen)
            case "rejected":
                service.reject(found, answer, current_user, seen)
            case _:
                return _page(found, form, "请选择处理结果。")
    except (service.ObjectionRefused, ListRefused) as refused:
        return _page(found, form, str(refused))
    return done(f"已记录：{found.state.label}。", _url(found))


@bp.post("/<int:list_id>/objections/<int:objection_id>/contact")
@requires(*OFFICERS, of="list")
@only_makers
def open_contact(list: RecognitionList, objection_id: int) -> BaseResponse:
    found = _objection(list, objection_id)
    service.open_contact(found, current_user)
    return done("已显示提出异议的人的信息，本次查看已记入审计记录。", _url(found))


@bp.get("/<int:list_id>/objections/<int:objection_id>/file")
@requires(*OFFICERS, of="list")
@only_makers
def objection_file(list: RecognitionList, objection_id: int) -> BaseResponse:
    found = _objection(list, objection_id)
    if found.file is None:
        abort(404)
    if not queries.contact_opened(found, current_user):
        return failed("证明材料可能含有提出异议的人的信息，请先点“查看提出人信息”。", _url(found))
    return give_out(found.file, found.file_name)

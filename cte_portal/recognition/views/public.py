"""What everybody may read and do: notices, published lists, objections."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, abort, current_app, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SelectChoice

from ... import clock
from ...extensions import limiter
from ...review import queries as review
from ...uploads import service as uploads
from ...uploads.views import give_out
from ...web.access import public
from ...web.downloads import as_file, workbook
from ...web.fragments import done, failed, page
from ...web.guessing import slows_guessing
from ...web.limits import takes_up_to
from ...web.paging import asked_page
from .. import list_table, queries, rules
from ..forms import ObjectionForm
from ..models import RecognitionList
from ..rules import State
from ..service import objections as service
from . import HOME, lists

FILINGS = "5 per hour; 20 per day"
LARGEST_POST = (service.MOST_MB + 2) * 1024 * 1024
LISTS = ("公示与公布", "/lists")


def _public_list(list_id: int) -> RecognitionList:
    found = queries.recognition_list(list_id) if list_id < 2**63 else None
    if found is None or not found.is_public:
        abort(404)
    return found


@lists.get("")
@public
def index() -> Response:
    published = queries.published_lists(asked_page())
    notices = queries.under_notice()
    counts = queries.counts(one.id for one in (*published.items, *notices))
    open_now = {one.id for one in notices if rules.under_notice(one.state, one.notice_last, clock.now())}
    return page("lists/index.html", notices=notices, open_now=open_now, found=published, counts=counts, crumbs=[HOME, (LISTS[0], None)])


@lists.get("/<int:list_id>")
@public
def show(list_id: int) -> Response:
    found = _public_list(list_id)
    items = queries.public_items(found, asked_page())
    return page(
        "lists/list.html",
        list=found,
        items=items,
        leads=review.lead_names(item.application_id for item in items.items),
        taken_out=queries.taken_out(found) if found.state is not State.WITHDRAWN else [],
        amendments=queries.amendments(found),
        open_now=rules.under_notice(found.state, found.notice_last, clock.now()),
        calendar=_calendar(found.notice_calendar),
        authority=_authority(found),
        crumbs=[HOME, LISTS, (found.title, None)],
    )


def _calendar(kept: dict[str, Any]) -> dict[str, Any]:
    """The counted days as they were published."""
    return {
        "counted": [date.fromisoformat(day) for day in kept.get("counted", [])],
        "skipped": [(date.fromisoformat(day), why) for day, why in kept.get("skipped", [])],
        "unknown_years": kept.get("unknown_years", []),
    }


def _authority(found: RecognitionList) -> str:
    return f"{found.province_name}教育行政部门" if found.province_code else "教育部职业教育与成人教育司"


def _rows(found: RecognitionList) -> list[list[str | int]]:
    items = queries.all_public_items(found)
    return list_table.rows(items, review.lead_names(item.application_id for item in items))


@lists.get("/<int:list_id>/list.xlsx")
@public
def as_workbook(list_id: int) -> Response:
    found = _public_list(list_id)
    return workbook(list_table.workbook(found, _rows(found)), f"{found.title}.xlsx")


@lists.get("/<int:list_id>/list.csv")
@public
def as_csv(list_id: int) -> Response:
    found = _public_list(list_id)
    return as_file(Response(list_table.csv_text(_rows(found)), mimetype="text/csv", content_type="text/csv; charset=utf-8"), f"{found.title}.csv")


@lists.get("/<int:list_id>/document.pdf")
@public
def document(list_id: int) -> BaseResponse:
    found = _public_list(list_id)
    if found.document_file is None or found.state is not State.FINAL:
        return failed("这份名单没有附公布文件。", url_for("lists.show", list_id=found.id))
    return give_out(found.document_file, f"{found.document}.pdf")


# objections


@lists.get("/<int:list_id>/objections")
@public
def objection_form(list_id: int) -> Response:
    found = _public_list(list_id)
    return _form_page(found, _form(found, data={"item": request.args.get("item", "")}))


def _form(found: RecognitionList, **more: Any) -> ObjectionForm:
    form = ObjectionForm(**more)
    form.item.choices = [SelectChoice("", "请选择"), *(SelectChoice(str(one.id), one.shown_name) for one in queries.all_public_items(found))]
    return form


def _form_page(found: RecognitionList, form: ObjectionForm, problem: str = "") -> Response:
    return page(
        "lists/objection_form.html",
        list=found,
        form=form,
        open_now=rules.under_notice(found.state, found.notice_last, clock.now()),
        contact=current_app.config["SETTINGS"].site_contact,
        authority=_authority(found),
        most_mb=service.MOST_MB,
        problem_text=problem,
        crumbs=[HOME, LISTS, (found.title, url_for("lists.show", list_id=found.id)), ("提出异议", None)],
        status=422 if form.errors or problem else 200,
    )


@lists.post("/<int:list_id>/objections")
@takes_up_to(LARGEST_POST)
@limiter.limit(FILINGS)
@public
def object_to(list_id: int) -> BaseResponse:
    found = _public_list(list_id)
    form = _form(found)
    try:
        service.must_be_open(found)
        if not form.validate_on_submit():
            return _form_page(found, form)
        item = queries.item(found, int(form.item.data))
        if item is None:
            abort(404)
        file = request.files.get("proof")
        proof = service.receive_file(file.stream, file.filename) if file and file.filename else None
        filed = service.Filed(form.name.data or "", form.contact.data or "", form.unit.data or "", form.reason.data or "")
        objection = service.file(item, filed, proof)
    except uploads.FileRefused as refused:
        form.proof.errors = [f"{refused}（证明材料要重新选择，其他内容已保留）"]
        return _form_page(found, form)
    except service.ObjectionRefused as refused:
        return _form_page(found, form, str(refused))
    return done("异议已收到。请抄下或打印下面的受理编号，凭它查询处理结果。", url_for("lists.objection", code=service.receipt_of(objection)))


@lists.get("/objections")
@slows_guessing
@public
def look_up() -> BaseResponse:
    """Where a receipt number is typed in."""
    code = request.args.get("code", "").strip()
    if not code:
        return _look_up_page("", "")
    found = service.by_receipt(code)
    return redirect(url_for("lists.objection", code=service.receipt_of(found)), 302) if found else _unknown(code)


def _look_up_page(code: str, problem: str) -> Response:
    return page("lists/look_up.html", code=code, problem=problem, crumbs=[HOME, LISTS, ("异议查询", None)], status=404 if problem else 200)


def _unknown(code: str) -> Response:
    return _look_up_page(code, "没有这个受理编号。请对照提交后显示的编号重新输入。")


@lists.get("/objections/<code>")
@slows_guessing
@public
def objection(code: str) -> Response:
    """The state of an objection, for whoever has its number; nothing personal."""
    found = service.by_receipt(code)
    if found is None:
        return _unknown(code)
    return page(
        "lists/objection.html",
        objection=found,
        list=found.item.list,
        code=service.receipt_of(found),
        crumbs=[HOME, LISTS, (found.item.list.title, url_for("lists.show", list_id=found.item.list_id)), ("异议查询", None)],
    )

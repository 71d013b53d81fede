"""Notice, final list, withdrawal, amendment: each on a page of its own that says what follows."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SelectChoice

from ...community.service.lifecycle import ActionRefused
from ...roles import OFFICERS
from ...uploads import service as uploads
from ...uploads.rules import clean_name
from ...web.access import requires
from ...web.fragments import done, failed, page
from ...web.limits import takes_up_to
from .. import queries
from ..forms import AmendForm, PublishForm, ReasonForm
from ..models import RecognitionList
from ..rules import Outcome
from ..service import lists as service
from ..service import publishing
from ..service.lists import ListRefused
from ..service.publishing import Document
from . import bp, only_makers
from .drafting import crumbs_of, item_of, seen, url_of

MOST_MB = 50
LARGEST_POST = (MOST_MB + 2) * 1024 * 1024


def attached(box: str) -> uploads.Received | None:
    """The PDF that was chosen in this box, checked and kept; None when there is none.

    Raises:
        FileRefused: it is no PDF, damaged, or too large.
    """
    file = request.files.get(box)
    if file is None or not file.filename:
        return None
    return uploads.receive(file.stream, clean_name(file.filename), ("pdf",), MOST_MB)


@bp.get("/<int:list_id>/notice")
@requires(*OFFICERS, of="list")
@only_makers
def notice(list: RecognitionList) -> Response:
    return _notice_page(list)


def _notice_page(found: RecognitionList, problem: str = "") -> Response:
    return page(
        "recognition/notice.html",
        list=found,
        period=service.period_from_today(found),
        count=len(queries.all_public_items(found)),
        others=queries.not_recognised(found),
        problem_text=problem,
        crumbs=crumbs_of(found, "发布公示"),
        status=422 if problem else 200,
    )


@bp.post("/<int:list_id>/notice")
@requires(*OFFICERS, of="list")
@only_makers
def start_notice(list: RecognitionList) -> BaseResponse:
    try:
        period = service.start_notice(list, current_user, seen())
    except ListRefused as refused:
        return _notice_page(list, str(refused))
    return done(f"已开始公示，到 {period.last:%Y-%m-%d} 结束；已告知名单上的申报单位。", url_of(list))


@bp.get("/<int:list_id>/publish")
@requires(*OFFICERS, of="list")
@only_makers
def publish(list: RecognitionList) -> Response:
    return _publish_page(list, PublishForm())


def _publish_page(found: RecognitionList, form: PublishForm, problem: str = "") -> Response:
    return page(
        "recognition/publish.html",
        list=found,
        form=form,
        count=len(queries.all_public_items(found)),
        others=queries.not_recognised(found),
        problem_text=problem,
        most_mb=MOST_MB,
        crumbs=crumbs_of(found, "公布名单"),
        status=422 if form.errors or problem else 200,
    )


@bp.post("/<int:list_id>/publish")
@takes_up_to(LARGEST_POST)
@requires(*OFFICERS, of="list")
@only_makers
def published(list: RecognitionList) -> BaseResponse:
    form = PublishForm()
    if not form.validate_on_submit():
        return _publish_page(list, form)
    try:
        count = publishing.publish(list, Document(form.document.data or "", attached("file")), current_user, seen())
    except uploads.FileRefused as refused:
        form.file.errors = [str(refused)]
        return _publish_page(list, form)
    except (ListRefused, ActionRefused) as refused:
        return _publish_page(list, form, str(refused))
    return done(f"已公布“{list.title}”，认定 {count} 个共同体。", url_for("lists.show", list_id=list.id))


Act = Callable[[str], None]


def _with_reason(found: RecognitionList, heading: str, lead: str, button: str, act: Act, message: str) -> BaseResponse:
    """A page that asks for a reason, and what happens once it was given."""
    form, problem = ReasonForm(), ""
    if request.method == "POST" and form.validate_on_submit():
        try:
            act(form.reason.data or "")
        except ListRefused as refused:
            problem = str(refused)
        else:
            return done(message, url_of(found))
    return page(
        "recognition/reason.html",
        list=found,
        form=form,
        heading=heading,
        lead=lead,
        button=button,
        problem_text=problem,
        crumbs=crumbs_of(found, heading),
        status=422 if form.errors or problem else 200,
    )


@bp.get("/<int:list_id>/withdraw", endpoint="withdraw")
@bp.post("/<int:list_id>/withdraw", endpoint="withdrawn")
@requires(*OFFICERS, of="list")
@only_makers
def withdraw(list: RecognitionList) -> BaseResponse:
    lead = "撤回后名单不再继续，其中的申报可以列入别的名单。正在公示的，公示页会写明已撤回和原因，并告知名单上的申报单位。"
    return _with_reason(
        list, "撤回名单", lead, "撤回名单", lambda reason: service.withdraw(list, reason, current_user, seen()), f"已撤回“{list.title}”。"
    )


@bp.get("/<int:list_id>/items/<int:item_id>/take-out", endpoint="take_out")
@bp.post("/<int:list_id>/items/<int:item_id>/take-out", endpoint="taken_out")
@requires(*OFFICERS, of="list")
@only_makers
def take_out(list: RecognitionList, item_id: int) -> BaseResponse:
    item = item_of(list, item_id)
    lead = f"“{item.shown_name}”移出后不再认定，公示页会列出共同体名称和下面的原因，并告知申报单位。"
    return _with_reason(
        list, "移出名单", lead, "移出名单", lambda reason: service.take_out(item, reason, current_user, seen()), f"已移出“{item.shown_name}”。"
    )


@bp.get("/<int:list_id>/amend")
@requires(*OFFICERS, of="list")
@only_makers
def amend(list: RecognitionList) -> Response:
    return _amend_page(list, _amend_form(list))


def _amend_form(found: RecognitionList) -> AmendForm:
    form = AmendForm()
    items = queries.all_public_items(found)
    form.item.choices = [SelectChoice("", "不撤销，只作文字更正"), *(SelectChoice(str(one.id), f"撤销：{one.shown_name}") for one in items)]
    return form


def _amend_page(found: RecognitionList, form: AmendForm, problem: str = "") -> Response:
    return page(
        "recognition/amend.html",
        list=found,
        form=form,
        problem_text=problem,
        crumbs=crumbs_of(found, "更正"),
        status=422 if form.errors or problem else 200,
    )


@bp.post("/<int:list_id>/amend")
@requires(*OFFICERS, of="list")
@only_makers
def amended(list: RecognitionList) -> BaseResponse:
    form = _amend_form(list)
    if not form.validate_on_submit():
        return _amend_page(list, form)
    item = item_of(list, int(form.item.data)) if form.item.data else None
    if item and item.outcome is not Outcome.RECOGNISED:
        return failed("只能撤销已认定的共同体。", url_of(list))
    try:
        publishing.amend(list, form.text.data or "", form.document.data or "", item, current_user, seen())
    except (ListRefused, ActionRefused) as refused:
        return _amend_page(list, form, str(refused))
    return done("更正已公布在名单上。", url_for("lists.show", list_id=list.id))

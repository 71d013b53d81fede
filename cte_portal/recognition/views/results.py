"""In a province's own installation: what the ministry decided, recorded singly or from a workbook."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...community.models import Application
from ...community.service.lifecycle import ActionRefused
from ...roles import OFFICERS
from ...uploads import service as uploads
from ...uploads.rules import clean_name
from ...web import workbooks
from ...web.access import requires
from ...web.downloads import workbook
from ...web.fragments import done, failed, page
from ...web.limits import takes_up_to
from ...web.paging import asked_page, page_of
from .. import queries
from ..forms import ResultForm, ResultsForm
from ..models import RecognitionList, ResultDraft
from ..result_sheet import HEADS, WORDS
from ..rules import Outcome
from ..service import results as service
from ..service.lists import ListRefused
from ..service.publishing import Document
from . import HOME, bp, only_recorders
from .drafting import OVERVIEW, url_of
from .publishing import LARGEST_POST, attached

Crumbs = list[tuple[str, str | None]]


def _crumbs(last: str = "") -> Crumbs:
    shown: Crumbs = [HOME, ("认定与公布", url_for(OVERVIEW))]
    own = ("教育部结果", url_for("recognition.results"))
    return [*shown, own, (last, None)] if last else [*shown, (own[0], None)]


@bp.get("/results")
@requires(*OFFICERS)
@only_recorders
def results() -> Response:
    """What waits for a result, and the form for a workbook."""
    return _results_page(ResultsForm(formdata=None, data={"year": clock.today().year}))


def _results_page(form: ResultsForm, problem: str = "") -> Response:
    found = queries.waiting_for_result(current_user, asked_page())
    return page(
        "recognition/results.html", found=found, form=form, problem_text=problem, crumbs=_crumbs(), status=422 if form.errors or problem else 200
    )


@bp.get("/results/template.xlsx")
@requires(*OFFICERS)
@only_recorders
def results_template() -> Response:
    """The table to fill in, with what waits for a result already in it."""
    waiting = queries.numbers_waiting(current_user)
    book, sheet = workbooks.table("认定结果", list(zip(HEADS.values(), (18, 44, 12, 40), strict=True)), form="@")
    for number, name in waiting:
        workbooks.append(sheet, (number, name, "", ""))
    said = ",".join(WORDS[outcome][0] for outcome in (Outcome.RECOGNISED, Outcome.NOT_RECOGNISED))
    workbooks.drop_down(sheet, f"C2:C{len(waiting) + 201}", f'"{said}"', HEADS["outcome"])
    return workbook(workbooks.saved(book), "认定结果表.xlsx")


@bp.post("/results")
@takes_up_to(LARGEST_POST)
@requires(*OFFICERS)
@only_recorders
def take_in() -> BaseResponse:
    form = ResultsForm()
    file = request.files.get("file")
    if not form.validate_on_submit():
        return _results_page(form)
    if file is None or not file.filename:
        form.file.errors = ["请先选择结果表，再点上传"]
        return _results_page(form)
    assert form.year.data is not None
    try:
        document = Document(form.document.data or "", attached("document_file"))
        draft = service.read_workbook(file.stream, clean_name(file.filename), form.year.data, document, current_user)
    except uploads.FileRefused as refused:
        form.document_file.errors = [str(refused)]
        return _results_page(form)
    except ListRefused as refused:
        return _results_page(form, str(refused))
    return done("已读取，请核对每一行，确认后才记录。", url_for("recognition.results_preview", draft_id=draft.id))


def _draft(draft_id: int) -> ResultDraft:
    return queries.result_draft(draft_id, current_user) or abort(404)


@bp.get("/results/<int:draft_id>")
@requires(*OFFICERS)
@only_recorders
def results_preview(draft_id: int) -> Response:
    return _preview_page(_draft(draft_id))


def _preview_page(draft: ResultDraft, problem: str = "") -> Response:
    lines = service.judged(draft, current_user) if draft.list_id is None else []
    bad = [line for line in lines if line.problem]
    only = request.args.get("show") == "wrong"
    return page(
        "recognition/preview.html",
        draft=draft,
        total=len(lines),
        bad=len(bad),
        ready=len(lines) - len(bad),
        lines=page_of(bad if only else lines, asked_page()),
        only=only,
        problem_text=problem,
        crumbs=_crumbs("核对"),
        status=422 if problem else 200,
    )


@bp.post("/results/<int:draft_id>")
@requires(*OFFICERS)
@only_recorders
def record_draft(draft_id: int) -> BaseResponse:
    draft = _draft(draft_id)
    try:
        found = service.record_draft(draft, current_user, only_good=request.form.get("only") == "good")
    except (ListRefused, ActionRefused) as refused:
        return _preview_page(draft, str(refused))
    return _recorded(found)


def _recorded(found: RecognitionList) -> BaseResponse:
    undo = url_for("recognition.take_back", list_id=found.id)
    return done("结果已记录并告知申报单位，10 分钟内可以撤销。", url_of(found), undo=undo)


@bp.post("/results/<int:draft_id>/discard")
@requires(*OFFICERS)
@only_recorders
def discard(draft_id: int) -> BaseResponse:
    service.discard(_draft(draft_id), current_user)
    return done("已放弃，没有记录任何结果。", url_for("recognition.results"))


@bp.get("/results/of/<int:application_id>")
@requires(*OFFICERS)
@only_recorders
def result(application_id: int) -> Response:
    """One result, with the document that says so."""
    return _result_page(_waiting(application_id), ResultForm(formdata=None))


def _waiting(application_id: int) -> Application:
    return queries.application_waiting(current_user, application_id) or abort(404)


def _result_page(application: Application, form: ResultForm, problem: str = "") -> Response:
    context: dict[str, Any] = {"application": application, "form": form, "problem_text": problem}
    return page("recognition/result.html", crumbs=_crumbs(application.community.name), status=422 if form.errors or problem else 200, **context)


@bp.post("/results/of/<int:application_id>")
@takes_up_to(LARGEST_POST)
@requires(*OFFICERS)
@only_recorders
def record_result(application_id: int) -> BaseResponse:
    application, form = _waiting(application_id), ResultForm()
    if not form.validate_on_submit():
        return _result_page(application, form)
    outcome = Outcome(form.outcome.data)
    title = f"{application.year} 年度认定结果：{application.community.name}"[:100]
    try:
        document = Document(form.document.data or "", attached("file"))
        found = service.record([(application, outcome, form.remark.data or "")], title, application.year, document, current_user)
    except uploads.FileRefused as refused:
        form.file.errors = [str(refused)]
        return _result_page(application, form)
    except (ListRefused, ActionRefused) as refused:
        return _result_page(application, form, str(refused))
    return _recorded(found)


@bp.post("/<int:list_id>/take-back")
@requires(*OFFICERS, of="list")
@only_recorders
def take_back(list: RecognitionList) -> BaseResponse:
    try:
        service.take_back(list, current_user)
    except (ListRefused, ActionRefused) as refused:
        return failed(str(refused), url_of(list))
    return done("已撤销，这些申报重新等待记录结果。", url_of(list))

"""The authority's lists; drafting one."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...catalogue.places import recommending_provinces
from ...review import queries as review
from ...roles import OFFICERS
from ...web.access import requires
from ...web.fragments import done, failed, page
from ...web.limits import whole
from ...web.paging import asked_page
from .. import queries, rules
from ..forms import ListForm, NewListForm
from ..models import ListItem, RecognitionList
from ..rules import Outcome, State
from ..service import lists as service
from ..service.lists import Line, ListRefused
from . import HOME, bp, only_makers

OVERVIEW = "recognition.overview"


def crumbs_of(found: RecognitionList, last: str = "") -> list[tuple[str, str | None]]:
    shown = [HOME, ("认定与公布", url_for(OVERVIEW))]
    return [*shown, (found.title, url_of(found)), (last, None)] if last else [*shown, (found.title, None)]


def url_of(found: RecognitionList, **more: Any) -> str:
    return url_for("recognition.show", list_id=found.id, **more)


def seen() -> int:
    """The revision of the list that was on the page."""
    return request.form.get("revision", -1, type=whole)


def notice_is_over(found: RecognitionList) -> bool:
    """The notice has run its days; what is left is to publish the list."""
    return found.state is State.NOTICE and not rules.under_notice(found.state, found.notice_last, clock.now())


def item_of(found: RecognitionList, item_id: int) -> ListItem:
    return queries.item(found, item_id) or abort(404)


@bp.get("")
@requires(*OFFICERS)
@only_makers
def overview() -> Response:
    found = queries.lists_of(current_user, asked_page())
    return page(
        "recognition/overview.html",
        found=found,
        counts=queries.counts(one.id for one in found.items),
        over={one.id for one in found.items if notice_is_over(one)},
        level=service.level_of(current_user),
        records=service.records_results(current_user),
        crumbs=[HOME, ("认定与公布", None)],
    )


@bp.get("/new")
@requires(*OFFICERS)
@only_makers
def new() -> Response:
    level = service.level_of(current_user)
    return _new_page(
        NewListForm(data={"year": clock.today().year, "notice_days": rules.NOTICE_DAYS, "title": f"{clock.today().year} 年度{level.label}认定名单"})
    )


def _new_page(form: NewListForm) -> Response:
    crumbs = [HOME, ("认定与公布", url_for(OVERVIEW)), ("拟定名单", None)]
    return page(
        "recognition/new.html", form=form, level=service.level_of(current_user), changing=None, crumbs=crumbs, status=422 if form.errors else 200
    )


@bp.post("/new")
@requires(*OFFICERS)
@only_makers
def create() -> BaseResponse:
    form = NewListForm()
    if not form.validate_on_submit():
        return _new_page(form)
    assert form.year.data is not None and form.notice_days.data is not None
    found = service.create(form.title.data or "", form.year.data, form.notice_days.data, current_user)
    return done(f"已新建“{found.title}”，请选择列入名单的申报。", url_for("recognition.candidates", list_id=found.id))


@bp.get("/<int:list_id>")
@requires(*OFFICERS, of="list")
def show(list: RecognitionList) -> Response:
    return list_page(list)


def list_page(found: RecognitionList, problem: str = "", typed: dict[int, Line] | None = None) -> Response:
    items = queries.items_page(found, asked_page())
    ids = [item.application_id for item in items.items]
    open_list = found.state in (State.DRAFT, State.NOTICE)
    return page(
        "recognition/list.html",
        list=found,
        items=items,
        typed=typed or {},
        leads=review.lead_names(ids),
        counts=queries.counts([found.id])[found.id],
        unfit=[
            (item, rules.why_not_on_list(found.level, item.application.status, removed=False))
            for item in (queries.unfit(found, rules.ELIGIBLE[found.level]) if open_list else [])
        ],
        why_not_final=rules.why_not_final(found.state, found.notice_last, queries.open_objections(found), clock.now()),
        over=notice_is_over(found),
        can_take_back=found.recorded and found.state is State.FINAL and rules.may_take_back(found.published_at, clock.now()),
        outcomes=Outcome,
        problem_text=problem,
        crumbs=crumbs_of(found),
        status=422 if problem else 200,
    )


@bp.get("/<int:list_id>/change")
@requires(*OFFICERS, of="list")
@only_makers
def change(list: RecognitionList) -> Response:
    return _change_page(list, ListForm(data={"title": list.title, "notice_days": list.notice_days}))


def _change_page(found: RecognitionList, form: ListForm) -> Response:
    return page(
        "recognition/new.html", form=form, level=found.level, changing=found, crumbs=crumbs_of(found, "修改"), status=422 if form.errors else 200
    )


@bp.post("/<int:list_id>/change")
@requires(*OFFICERS, of="list")
@only_makers
def changed(list: RecognitionList) -> BaseResponse:
    form = ListForm()
    if not form.validate_on_submit():
        return _change_page(list, form)
    assert form.notice_days.data is not None
    try:
        service.change(list, form.title.data or "", form.notice_days.data, current_user, seen())
    except ListRefused as refused:
        form.title.errors = [str(refused)]
        return _change_page(list, form)
    return done("已保存。", url_of(list))


@bp.get("/<int:list_id>/candidates")
@requires(*OFFICERS, of="list")
@only_makers
def candidates(list: RecognitionList) -> Response:
    return _candidates_page(list)


def _sought() -> queries.Sought:
    asked = request.values
    return queries.Sought(asked.get("province") or None, asked.get("industry") or None, asked.get("text", "").strip()[:60])


def _candidates_page(found: RecognitionList, problem: str = "") -> Response:
    sought = _sought()
    candidates = queries.candidates(found, sought, asked_page())
    return page(
        "recognition/candidates.html",
        list=found,
        found=candidates,
        leads=review.lead_names(one.id for one in candidates.items),
        sought=sought,
        provinces={} if found.province_code else recommending_provinces(),
        chosen=request.form.getlist("chosen", type=whole),
        problem_text=problem,
        crumbs=crumbs_of(found, "选择申报"),
        status=422 if problem else 200,
    )


@bp.post("/<int:list_id>/add")
@requires(*OFFICERS, of="list")
@only_makers
def put_on(list: RecognitionList) -> BaseResponse:
    if request.form.get("all"):
        chosen = queries.all_candidates(list, _sought())
    else:
        chosen = queries.chosen(request.form.getlist("chosen", type=whole)[:1000])
    try:
        count = service.put_on(list, chosen, current_user)
    except ListRefused as refused:
        return _candidates_page(list, str(refused))
    return done(f"已加入 {count} 份。", url_of(list))


@bp.post("/<int:list_id>/items")
@requires(*OFFICERS, of="list")
@only_makers
def arrange(list: RecognitionList) -> BaseResponse:
    lines = {}
    for identity in request.form.getlist("item", type=whole):
        outcome = next((one for one in Outcome if one.value == request.form.get(f"outcome-{identity}")), Outcome.RECOGNISED)
        position = request.form.get(f"position-{identity}", type=whole)
        lines[identity] = Line(outcome, request.form.get(f"remark-{identity}", "")[:200], position if position and position > 0 else None)
    try:
        service.arrange(list, lines, current_user, seen())
    except ListRefused as refused:
        return list_page(list, str(refused), lines)
    return done("已保存名单。", url_of(list, page=asked_page() if asked_page() > 1 else None))


@bp.post("/<int:list_id>/items/<int:item_id>/take-off")
@requires(*OFFICERS, of="list")
@only_makers
def take_off(list: RecognitionList, item_id: int) -> BaseResponse:
    item = item_of(list, item_id)
    name = item.shown_name
    try:
        service.take_off(item, current_user, seen())
    except ListRefused as refused:
        return failed(str(refused), url_of(list))
    return done(f"已从名单中去掉“{name}”。", url_of(list))

"""Views that officers keep: filters under a name."""

from __future__ import annotations

from flask import Response, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .... import clock
from ....roles import OFFICERS
from ....web.access import requires
from ....web.fragments import done, page
from ...blueprint import bp
from .. import rules, service, view_queries
from ..models import SavedView
from ..rules import Filters
from .listing import HOME, address, filters_in, officers, usual_days


@bp.get("/queue/views")
@requires(*OFFICERS)
def views() -> Response:
    """One's own and the colleagues' shared ones, to be opened, renamed, shared, removed."""
    return _views()


def _views(problem: str = "", typed: tuple[int, str] = (0, ""), status: int = 200) -> Response:
    colleagues = officers()
    found = view_queries.views_of(current_user)
    start = view_queries.start_view(current_user)
    return page(
        "review/views.html",
        status=status,
        views=[(one, _words(filters_in(one.filters, colleagues), colleagues)) for one in found],
        start=start.id if start else None,
        problem=problem,
        typed=typed,
        crumbs=[HOME, ("申报审核", url_for("review.queue")), ("我的视图", None)],
    )


@bp.get("/queue/views/new")
@requires(*OFFICERS)
def new_view() -> Response:
    """The page that asks for a name for the filters in the address."""
    return _new_view()


def _new_view(problem: str = "", status: int = 200) -> Response:
    colleagues = officers()
    filters = filters_in(request.args, colleagues)
    return page(
        "review/new_view.html",
        status=status,
        words=_words(filters, colleagues),
        asked=rules.address(filters, usual_days()),
        back=address(filters),
        problem=problem,
        typed=request.form,
        crumbs=[HOME, ("申报审核", address(filters)), ("保存视图", None)],
    )


@bp.post("/queue/views")
@requires(*OFFICERS)
def save_view() -> Response | BaseResponse:
    filters = filters_in(request.args, officers())
    kept = rules.address(filters, usual_days())
    if filters.year == clock.now().year:
        del kept["year"]  # a view of this year's round is next year one of next year's
    try:
        view = service.save_view(request.form.get("name", ""), kept, "shared" in request.form, "start" in request.form, current_user)
    except service.ViewRefused as refused:
        return _new_view(str(refused), 422)
    return done(f"已保存视图“{view.name}”。", address(filters))


@bp.get("/queue/views/<int:view_id>")
@requires(*OFFICERS, of="view")
def open_view(view: SavedView) -> BaseResponse:
    if view.removed_at:
        abort(404)
    return redirect(address(filters_in(view.filters, officers())))


@bp.post("/queue/views/<int:view_id>")
@requires(*OFFICERS, of="view")
def change_view(view: SavedView) -> Response | BaseResponse:
    _must_be_own(view)
    name = request.form.get("name", "")
    try:
        service.change_view(view, name, "shared" in request.form, current_user)
    except service.ViewRefused as refused:
        return _views(str(refused), (view.id, name), 422)
    return done(f"已保存视图“{view.name}”。", url_for("review.views"))


@bp.post("/queue/views/<int:view_id>/remove")
@requires(*OFFICERS, of="view")
def remove_view(view: SavedView) -> BaseResponse:
    _must_be_own(view)
    service.remove_view(view, current_user)
    return done(f"已删除视图“{view.name}”。", url_for("review.views"), undo=url_for("review.restore_view", view_id=view.id))


@bp.post("/queue/views/<int:view_id>/restore")
@requires(*OFFICERS, of="view")
def restore_view(view: SavedView) -> Response | BaseResponse:
    _must_be_own(view)
    try:
        service.restore_view(view, current_user)
    except service.ViewRefused as refused:
        return _views(str(refused), status=422)
    return done(f"已恢复视图“{view.name}”。", url_for("review.views"))


@bp.post("/queue/views/<int:view_id>/start")
@requires(*OFFICERS, of="view")
def start_with(view: SavedView) -> BaseResponse:
    """With `off`, the queue opens with the year's round again."""
    if view.removed_at:
        abort(404)
    off = "off" in request.form
    service.start_with(None if off else view, current_user)
    return done("申报审核将按本年度打开。" if off else f"申报审核将从视图“{view.name}”打开。", url_for("review.views"))


def _must_be_own(view: SavedView) -> None:
    if view.account_id != current_user.id:
        abort(403)


def _words(filters: Filters, colleagues: dict[int, str]) -> str:
    """What the filters ask for, in one line."""
    state = filters.status.label if filters.status else "等待预审" if filters.pre_review else ""
    year = f"{filters.year} 年度" if filters.year else "全部年度"
    return "，".join(filter(None, [year, state, *(said for _, said in rules.active(filters, colleagues)), rules.SORTS[filters.sort]]))

"""The page of one piece of long work, its result, and the list of one's own."""

from __future__ import annotations

from flask import Blueprint, Response, abort, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ..roles import Role
from ..web.access import requires
from ..web.downloads import as_file
from ..web.fragments import done, page
from ..web.paging import asked_page
from . import queries, service
from .models import LongWork

bp = Blueprint("long_work", __name__, url_prefix="/long-work")
HOME = ("首页", "/")


@bp.get("")
@requires(*Role)
def mine() -> Response:
    found = queries.work_of(current_user, asked_page())
    return page("long_work/mine.html", found=found, kept_days=service.KEPT.days, crumbs=[HOME, ("我的任务", None)])


@bp.get("/<int:work_id>")
@requires(*Role, of="work")
def show(work: LongWork) -> Response:
    """Asks for itself every two seconds until the work is over; without JavaScript the whole page does, every five."""
    return page(
        "long_work/work.html",
        fragment="long_work/_progress.html",
        work=work,
        before=0 if work.state.over else queries.waiting_before(work),
        kept_days=service.KEPT.days,
        crumbs=[HOME, ("我的任务", url_for("long_work.mine")), (work.title, None)],
    )


@bp.get("/<int:work_id>/file")
@requires(*Role, of="work")
def result(work: LongWork) -> Response:
    """The file; a browser may fetch it in pieces and go on where it was interrupted."""
    if not work.has_file:
        abort(404)
    response = send_file(work.file, mimetype=work.result_type, as_attachment=True, download_name="file", conditional=True)
    return as_file(response, work.result_name)


@bp.post("/<int:work_id>/stop")
@requires(*Role, of="work")
def stop(work: LongWork) -> BaseResponse:
    service.stop(work, current_user)
    return done(f"“{work.title}”已停止。", url_for("long_work.show", work_id=work.id))

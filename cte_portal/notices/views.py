"""The inbox everybody has."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ..roles import Role
from ..web.access import inside_portal, requires
from ..web.fragments import done, page
from ..web.paging import asked_page
from . import queries, service
from .models import Notice

bp = Blueprint("notices", __name__, url_prefix="/notices")


@bp.get("")
@requires(*Role)
def inbox() -> Response:
    return page(
        "notices/inbox.html",
        found=queries.inbox(current_user, asked_page()),
        unread=queries.unread(current_user),
        crumbs=[("首页", "/"), ("消息", None)],
    )


@bp.post("/<int:notice_id>")
@requires(*Role, of="notice")
def open_notice(notice: Notice) -> BaseResponse:
    """Mark as read and go where it leads."""
    service.read(notice)
    return redirect(inside_portal(notice.path) or url_for("notices.inbox"), 303)


@bp.post("")
@requires(*Role)
def read_all() -> BaseResponse:
    service.read_all(current_user)
    return done("全部标为已读。", url_for("notices.inbox"))


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)

    @app.template_global()
    def unread_notices() -> int:
        return queries.unread(current_user)

"""What a person sees when something cannot be done: what happened, and what to do next."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, current_app, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from .. import log
from ..extensions import db
from ..storage import StorageAway

HEADINGS = {
    400: ("请求没有被接受", "页面可能放置太久。请返回上一页，刷新后再试；刚才填写的内容请先复制备份。"),
    403: ("您没有办理这件事的权限", "这项操作由其他角色办理。如果您认为应当可以办理，请联系平台管理员。"),
    404: ("没有找到这个页面", "地址可能有误，或内容已不在此处，或不属于您可以查看的范围。"),
    405: ("这个地址不能这样打开", "请从平台页面上的按钮或链接进入。"),
    409: ("现在不能办理", "内容已有变化，请返回查看最新状态。"),
    413: ("上传的内容太大", "请压缩或拆分后重新上传。"),
    429: ("操作太频繁", "请稍等几分钟再试。"),
    503: ("平台正在维护，暂时只能查看", "现在不能保存、提交。刚才填写的内容还在上一页，请返回后不要关闭页面，维护结束后再保存。"),
    500: ("平台出了问题", "已记录这次故障，您此前保存的内容没有受影响。请稍后再试。"),
}


class Refused(Exception):
    """An action that cannot be done now; its message says why and what would be right. Features derive from it."""


def error_page(code: int, text: str | None = None, heading: str | None = None) -> tuple[str, int]:
    usual, advice = HEADINGS.get(code, HEADINGS[400])
    home = current_user.home_endpoint if current_user.is_authenticated else "public.home"
    links = [("返回首页", url_for("public.home"))]
    if home != "public.home":
        links.insert(0, ("回到我的工作台", url_for(home)))
    if code in (400, 409, 503) and request.referrer and request.referrer.startswith(request.host_url):
        links.insert(0, ("返回上一页", request.referrer))
    told = log.current() if code == 500 else ""
    return render_template("web/error.html", code=code, heading=heading or usual, text=text or advice, links=links, told=told), code


def _http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    return error_page(error.code, _too_much() if error.code == 413 else None)


def _too_much() -> str:
    most = (request.max_content_length or 0) >> 20  # MiB; see limits.py
    return f"这里一次最多上传 {most} MB。{HEADINGS[413][1]}"


def _without_files(problem: StorageAway) -> Any:
    current_app.logger.error("the object store does not answer: %s", problem)
    said = "文件没有保存，也暂时不能查看。其他内容可以照常查看和保存；请过几分钟再试，仍不行请联系平台管理员。"
    page, code = error_page(503, said, "现在取不到文件，也不能上传")
    return page, code, {"Retry-After": "120"}


LOCKED = re.compile(r"database is locked|lock timeout|deadlock detected|could not serialize|canceling statement")
FULL = re.compile(r"database or disk is full|No space left|disk full|could not extend file")


def _database_failed(problem: DBAPIError) -> Any:
    """Nothing of the request was kept. Said by a page that asks the database nothing, since that might fail again."""
    said = str(problem.orig)
    current_app.logger.error("the database failed: %s", said.partition("\n")[0])
    if LOCKED.search(said):
        return _bare("现在办理的人太多", "平台一时忙不过来，这次没有保存。", 10)
    if FULL.search(said):
        return _bare("服务器空间不足", "这次没有保存。请通知平台管理员清理磁盘，处理以前请不要关闭正在填写的页面。", 300)
    if isinstance(problem, OperationalError):
        return _bare("平台暂时不能使用", "数据库没有应答，这次没有保存。", 60)
    return _otherwise(problem)


def _disk_failed(problem: OSError) -> Any:
    if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
        return _otherwise(problem)
    current_app.logger.error("no space left: %s", problem.strerror)
    return _bare("服务器空间不足", "文件没有保存。请通知平台管理员清理磁盘，稍后再上传。", 300)


def _bare(heading: str, text: str, seconds: int) -> Any:
    db.session.rollback()
    return _page_without_database(heading, text), 503, {"Retry-After": str(seconds)}


def _page_without_database(heading: str, text: str) -> str:
    template = current_app.jinja_env.get_template("web/bare.html")
    return template.render(settings=current_app.config["SETTINGS"], heading=heading, text=text, told=log.current())


def _otherwise(problem: Exception) -> Any:
    if current_app.testing:
        raise problem
    return _unexpected(problem)


def _unexpected(error: Exception) -> Any:
    current_app.logger.exception("request failed")
    try:
        db.session.rollback()
        return error_page(500)
    except Exception:
        current_app.logger.exception("the page that says so failed too")
        return _page_without_database(*HEADINGS[500]), 500


def init_app(app: Flask, never_theirs: Iterable[type[Exception]] = ()) -> None:
    """`never_theirs`: errors that say an action is not this person's; answered like a missing permission."""
    app.register_error_handler(HTTPException, _http_error)
    for kind in never_theirs:
        app.register_error_handler(kind, lambda error: error_page(403))
    app.register_error_handler(StorageAway, _without_files)
    app.register_error_handler(Refused, lambda refused: error_page(409, str(refused)))
    app.register_error_handler(DBAPIError, _database_failed)
    app.register_error_handler(OSError, _disk_failed)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
    app.after_request(_headers)


def _headers(response: Response) -> Response:
    """A strict policy: nothing from elsewhere, nothing inline."""
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
    if current_app.config["SETTINGS"].production:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if response.status_code >= 500 or (current_user and current_user.is_authenticated):
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response

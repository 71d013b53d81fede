"""个人信息保护说明 for everybody, 我的个人信息 for whoever has an account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Blueprint, Response, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ..admin.words import action_words, object_words
from ..extensions import limiter
from ..roles import Role
from ..web import workbooks
from ..web.access import public, requires
from ..web.downloads import workbook
from ..web.fragments import done, page
from . import queries, rules, service
from .forms import CorrectForm
from .service import CorrectionRefused

bp = Blueprint("privacy", __name__)
HOME = ("首页", "/")
GUESSES = "20 per hour"


@bp.get("/privacy")
@public
def notice() -> Response:
    return page("privacy/notice.html", kept=rules.KEPT, crumbs=[HOME, ("个人信息保护说明", None)])


@bp.get("/account/data")
@requires(*Role)
def own() -> Response:
    return _own_page(CorrectForm(formdata=None, obj=current_user))


def _own_page(form: CorrectForm, problem: str = "") -> Response:
    return page(
        "privacy/own.html",
        form=form,
        facts=queries.facts(current_user),
        problem_text=problem,
        crumbs=[HOME, ("账号安全", url_for("own_account.show")), ("我的个人信息", None)],
        status=422 if form.errors or problem else 200,
    )


@bp.post("/account/data")
@requires(*Role)
@limiter.limit(GUESSES)
def correct() -> BaseResponse:
    form = CorrectForm()
    if not form.validate_on_submit():
        return _own_page(form)
    try:
        changed = service.correct(current_user, form.name.data or "", form.phone.data or "", form.email.data or "", form.known_password.data or "")
    except CorrectionRefused as refused:
        return _own_page(form, str(refused))
    return done(f"已更正：{'、'.join(changed)}。" if changed else "没有改动。", url_for("privacy.own"))


@bp.get("/account/data/copy")
@requires(*Role)
@limiter.limit(GUESSES)
def copy() -> Response:
    """Everything about oneself as a workbook (PIPL article 45)."""
    book, sheet = workbooks.table("账号", (("项目", 20), ("内容", 60)))
    for row in queries.facts(current_user):
        workbooks.append(sheet, row)
    _fill(book, "登录", (("登录时间", 20), ("结束时间", 20), ("网络地址", 24)), queries.sign_ins(current_user))
    _fill(book, "消息", (("时间", 20), ("标题", 40), ("内容", 80), ("读过的时间", 20)), queries.notices(current_user))
    shares = (("申报", 40), ("姓名", 14), ("邮箱", 30), ("接受时间", 20), ("结束时间", 20))
    _fill(book, "协作", shares, queries.shares(current_user))
    doings = (
        (f"{one.at:%Y-%m-%d %H:%M:%S}", action_words(one.action), object_words(one.object_kind), one.object_id, one.address)
        for one in queries.doings(current_user)
    )
    _fill(book, "办理记录", (("时间", 20), ("操作", 24), ("对象", 20), ("对象编号", 12), ("网络地址", 24)), doings)
    return workbook(workbooks.saved(book), "我的个人信息.xlsx")


def _fill(book: Any, title: str, columns: workbooks.Columns, rows: Iterable[Sequence[str]]) -> None:
    sheet = workbooks.further(book, title, columns)
    for row in rows:
        workbooks.append(sheet, row)

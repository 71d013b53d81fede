"""Windows and their extensions, and the audit trail."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .. import clock
from ..community.service import lifecycle
from ..long_work import service as long_work
from ..long_work.service import WorkRefused
from ..roles import Role
from ..web.access import requires
from ..web.fragments import done, failed, page
from ..web.paging import asked_page
from ..windows import Purpose, Window
from . import queries, trail_export, trail_head
from .forms import ExtensionForm, WindowForm
from .operation import service as operation
from .operation.changeable import in_words
from .operation.service import OperationRefused
from .words import action_words, object_words

bp = Blueprint("admin", __name__, url_prefix="/admin")
HOME = ("首页", "/")


@bp.get("/extensions")
@requires(Role.ADMINISTRATOR)
def extensions() -> Response:
    return _extensions_page(ExtensionForm(data={"year": clock.today().year, "purpose": Purpose.FILING.value}))


def _extensions_page(form: ExtensionForm) -> Response:
    return page(
        "admin/extensions.html",
        found=queries.extensions(asked_page()),
        form=form,
        crumbs=[HOME, ("延期", None)],
        status=422 if form.errors else 200,
    )


@bp.post("/extensions")
@requires(Role.ADMINISTRATOR)
def open_extension() -> BaseResponse:
    form = ExtensionForm()
    if not form.validate_on_submit():
        return _extensions_page(form)
    uscc = (form.uscc.data or "").strip().upper()
    organisation = queries.organisation_by_uscc(uscc) if uscc else None
    if uscc and organisation is None:
        form.uscc.errors = ["没有用这个统一社会信用代码注册的单位，请核对"]
        return _extensions_page(form)
    lifecycle.open_extension(
        Purpose(form.purpose.data),
        form.year.data or 0,
        form.until.data,
        form.reason.data or "",
        current_user,
        province=form.province.data or None,
        organisation=organisation,
    )
    return done(f"延期已生效，至 {form.until.data:%Y-%m-%d} 23:59:59。", url_for("admin.extensions"))


@bp.get("/windows")
@requires(Role.ADMINISTRATOR)
def windows() -> Response:
    return _windows_page(WindowForm(data={"year": clock.today().year, "purpose": Purpose.FILING.value}))


def _windows_page(form: WindowForm, problem: str = "") -> Response:
    this = clock.today().year
    return page(
        "admin/windows.html",
        windows=queries.windows((this, this + 1)),
        history=queries.changes_of("windows", asked_page()),
        in_words=in_words,
        form=form,
        today=clock.today(),
        problem_text=problem,
        crumbs=[HOME, ("时间段", None)],
        status=422 if form.errors or problem else 200,
    )


@bp.post("/windows")
@requires(Role.ADMINISTRATOR)
def set_window() -> BaseResponse:
    form = WindowForm()
    if not form.validate_on_submit():
        return _windows_page(form)
    window = Window(Purpose(form.purpose.data), form.year.data or 0, form.opens.data, form.closes.data)
    try:
        operation.set_window(window, current_user, form.reason.data or "")
    except OperationRefused as refused:
        return _windows_page(form, str(refused))
    return done(f"{window.year} 年{window.purpose.label}：{window.opens} 至 {window.closes}，立即生效。", url_for("admin.windows"))


@bp.post("/windows/normal")
@requires(Role.ADMINISTRATOR)
def unset_window() -> BaseResponse:
    """Back to the guide's days."""
    year = request.form.get("year", 0, int)
    purpose = next((one for one in Purpose if one.value == request.form.get("purpose")), None) or abort(404)
    operation.unset_window(purpose, year, current_user)
    return done(f"{year} 年{purpose.label}已恢复为建设指南的时间。", url_for("admin.windows"))


@bp.get("/trail")
@requires(Role.AUDITOR)
def trail() -> Response:
    sought = queries.sought_entry(request.args)
    return page(
        "admin/trail.html",
        found=queries.trail(sought, asked_page()),
        actions=queries.actions(),
        kinds=queries.kinds(),
        sought=sought,
        trail_words=action_words,
        object_words=object_words,
        crumbs=[HOME, ("审计记录", None)],
    )


@bp.post("/trail/export")
@requires(Role.AUDITOR)
def export_trail() -> BaseResponse:
    """The entries that the page's filters leave, as a workbook; made in the background."""
    sought = queries.sought_entry(request.form)
    back = url_for("admin.trail", **sought.address)  # type: ignore[arg-type]
    try:
        work = long_work.begin(trail_export.KIND, "导出审计记录", current_user, back, **sought.address)
    except WorkRefused as refused:
        return failed(str(refused), back)
    return redirect(url_for("long_work.show", work_id=work.id), 303)


@bp.post("/trail/verify")
@requires(Role.AUDITOR)
def verify() -> BaseResponse:
    """Check the whole chain of the trail."""
    broken = trail_head.first_broken()
    message = "审计记录完整，没有被改动。" if broken is None else f"审计记录从第 {broken} 条起与校验链不符，请立即报告。"
    return done(message, url_for("admin.trail"))

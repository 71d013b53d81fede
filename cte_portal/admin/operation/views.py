"""Health, jobs and settings, for the administrator; read-only mode for everybody."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as BaseResponse

from ...extensions import db
from ...jobs import jobs
from ...long_work.models import LongWork, State
from ...roles import Role
from ...settings import Settings
from ...web.access import requires
from ...web.errors import error_page
from ...web.fragments import done, failed, page
from ...web.paging import asked_page, paged
from . import changeable, health, service
from .models import FailedJob, SettingChange
from .service import OperationRefused, RunningSettings

bp = Blueprint("operation", __name__, url_prefix="/admin")
HOME = ("首页", "/")
READING = frozenset(("GET", "HEAD", "OPTIONS"))
SIGNING_IN = ("signed_in", "sign_in_again", "stay", "sign_out")
ALWAYS = frozenset((*(f"accounts.{name}" for name in SIGNING_IN), "web.text_size"))  # besides the administrator's own room


@bp.get("/health")
@requires(Role.ADMINISTRATOR)
def health_page() -> Response:
    return page("admin/operation/health.html", looked=health.look(), crumbs=[HOME, ("运行状况", None)])


@bp.get("/jobs")
@requires(Role.ADMINISTRATOR)
def work() -> Response:
    """What runs and waits, and what failed."""
    failed_jobs = db.session.scalars(select(FailedJob).order_by(FailedJob.failed_at.desc()).limit(100)).all()
    long = paged(select(LongWork).options(joinedload(LongWork.account)).order_by(LongWork.id.desc()), asked_page(), 20)
    return page(
        "admin/operation/work.html",
        failed_jobs=failed_jobs,
        waiting=jobs().waiting(),
        long=long,
        running=State.RUNNING,
        words=job_words,
        crumbs=[HOME, ("后台任务", None)],
    )


JOBS = {
    "print_version": "打印申报书",
    "check_scan": "检查盖章扫描件",
    "mail_invitation": "发送协作邀请",
    "mail_expert": "发送专家邀请",
    "mail_account_invitation": "发送账号邀请",
    "send_letters": "发送通知邮件",
    "remind": "截止提醒",
    "remind_cities": "提醒市级初审",
    "remind_of_duties": "提醒年度任务",
    "publish_due": "到期公开报告",
    "count_filing": "申报进度统计",
    "add_views": "统计文章浏览",
    "add_up_figures": "汇总绩效数据",
    "long_work": "导出、导入等耗时任务",
    "clear_up": "清理过期的导出文件",
    "clear_up_imports": "清理过期的导入",
    "clear_up_uploads": "清理没有传完的文件",
    "forget_old_files": "清理本机的文件缓存",
    "erase_old": "删除到期的个人信息",
    "take_up": "补办中断的任务",
    "forgotten": "发送设置新密码的链接",
    "forget_failures": "清理登录失败的计数",
    "back_up": "每夜备份",
    "note_trail_head": "登记审计记录的校验值",
    "beat": "后台进程报到",
}


def job_words(name: str) -> str:
    return JOBS.get(name, name)


def _failed_job(key: str) -> FailedJob:
    return db.session.get(FailedJob, key) or abort(404)


@bp.post("/jobs/<key>/retry")
@requires(Role.ADMINISTRATOR)
def retry(key: str) -> BaseResponse:
    found = _failed_job(key)
    service.retry(found, current_user)
    return done(f"“{job_words(found.name)}”已重新排队，办成后从列表中消失。", url_for("operation.work"))


@bp.post("/jobs/<key>/forget")
@requires(Role.ADMINISTRATOR)
def forget(key: str) -> BaseResponse:
    found = _failed_job(key)
    words = job_words(found.name)
    service.forget(found, current_user)
    return done(f"“{words}”不再办理。", url_for("operation.work"))


@bp.get("/settings")
@requires(Role.ADMINISTRATOR)
def settings() -> Response:
    return _settings_page({})


def _settings_page(typed: dict[str, str], problem: str = "") -> Response:
    held: Settings = current_app.config["SETTINGS"]
    history = paged(select(SettingChange).options(joinedload(SettingChange.changed_by)).order_by(SettingChange.id.desc()), asked_page(), 20)
    return page(
        "admin/operation/settings.html",
        groups=changeable.GROUPS,
        label_of=changeable.label_of,
        in_words=changeable.in_words,
        values={name: typed.get(name, changeable.written(held, name)) for name in changeable.ON_PAGE},
        history=history,
        problem_text=problem,
        crumbs=[HOME, ("设置", None)],
        status=422 if problem else 200,
    )


@bp.post("/settings")
@requires(Role.ADMINISTRATOR)
def change() -> BaseResponse:
    typed = {name: request.form.get(name, "no" if one.kind == "yes_no" else "") for name, one in changeable.ON_PAGE.items()}
    try:
        changed = service.change(typed, current_user)
    except OperationRefused as refused:
        return _settings_page(typed, str(refused))
    if not changed:
        return failed("没有改动。", url_for("operation.settings"))
    return done(f"已保存：{'、'.join(changed)}。立即生效。", url_for("operation.settings"))


def init_app(app: Flask, settings: Settings) -> None:
    """Changed settings hold from the next request on; in read-only mode nothing but reading is answered."""
    running = RunningSettings(settings)
    app.extensions["running_settings"] = running
    app.register_blueprint(bp)

    @app.before_request
    def refresh() -> BaseResponse | tuple[str, int] | None:
        running.refresh(app)
        if not app.config["SETTINGS"].read_only or request.method in READING or request.endpoint in ALWAYS:
            return None
        if request.blueprint == bp.name:
            return None
        return error_page(503)

    @app.context_processor
    def banner() -> dict[str, object]:
        held: Settings = app.config["SETTINGS"]
        return {"maintenance": held.banner, "read_only": held.read_only}

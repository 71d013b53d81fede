"""材料验真: what anybody with a printed page may learn of it, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from ..annual import queries as annual
from ..annual.models import DeliverableVersion
from ..annual.rules import State
from ..community import queries as community
from ..community.check_code import could_be_one, grouped, well_formed
from ..community.models import ApplicationVersion
from ..document import service as documents
from ..extensions import limiter
from ..letters import plain
from ..web.access import public
from ..web.fragments import page
from .views import bp

GUESSES = "30 per minute; 300 per day"
CRUMBS = [("首页", "/"), ("材料验真", None)]


@dataclass(frozen=True)
class Verified:
    """What the portal knows of a printed page. `state`: label and tone; `hashes`: SHA-256 of the content, then of the file, or why there is none."""

    state: tuple[str, str]
    facts: list[tuple[str, str]]
    hashes: list[tuple[str, str]]
    stands: bool  # not withdrawn, not replaced


@bp.get("/verify")
@limiter.limit(GUESSES, exempt_when=lambda: not request.args.get("code"))
@public
def verify() -> Response:
    asked = request.args.get("code")
    code = plain(asked or "")
    return _page(code, None, None, "请输入校验码。" if asked is not None and not code else "")


@bp.get("/v/<code>")
@bp.get("/V/<code>")
@bp.get("/v/<code>/<int:number>/<int:total>")
@bp.get("/V/<code>/<int:number>/<int:total>")
@limiter.limit(GUESSES)
@public
def verify_page(code: str, number: int | None = None, total: int | None = None) -> BaseResponse:
    """Where the QR codes of printed pages lead."""
    if plain(code) != code:
        return redirect(url_for("public.verify", code=plain(code)), 302)
    return _page(code, number, total)


def _page(code: str, number: int | None, total: int | None, problem: str = "") -> Response:
    found = _found(code) if well_formed(code) else None
    if code and not could_be_one(code):
        problem = "校验码应为 10 位数字和大写字母（不含 0、1、I、L、O），请对照页眉重新输入。"
    elif code and found is None:
        problem = "没有查到这个校验码。请对照页眉逐位核对；如果与印出的完全一致，这一页不是本平台生成的。"
    return page(
        "public/verify.html",
        code=grouped(code) if code else "",
        found=found,
        number=number,
        total=total,
        problem=problem,
        crumbs=CRUMBS,
        status=404 if code and problem else 200,
    )


def _found(code: str) -> Verified | None:
    """What the code is printed on: an application, or a form of a year."""
    if version := community.version_by_code(code):
        application = version.application
        facts = [("共同体", application.community.name), ("申报年度", str(application.year)), ("定稿版本", f"第 {version.number} 版")]
        facts += [("校验码", grouped(code)), ("定稿时间", f"{version.finalised_at:%Y-%m-%d %H:%M:%S}")]
        hashes = [("内容", version.sha256), ("申报书文件", documents.printed_sha256(version) or "尚未打印")]
        return Verified(_state(version), facts, hashes, stands=application.version_id == version.id)
    if (handed_in := annual.version_by_code(code)) and handed_in.submitted_at and handed_in.content_sha256:
        duty = handed_in.deliverable
        title = annual.catalogue(duty.year).by_key[duty.key].title.removeprefix("年度")
        facts = [("共同体", duty.community.name), ("年度任务", f"{duty.year} 年度{title}"), ("稿次", f"第 {handed_in.number} 稿")]
        facts += [("校验码", grouped(code)), ("提交时间", f"{handed_in.submitted_at:%Y-%m-%d %H:%M:%S}")]
        hashes = [("内容", handed_in.content_sha256), ("文件", handed_in.sha256 or "")]
        return Verified(_state_of_duty(handed_in), facts, hashes, stands=annual.handed_in(duty) is handed_in)
    return None


def _state_of_duty(version: DeliverableVersion) -> tuple[str, str]:
    if version.withdrawn_at:
        return "已由提交单位撤回", "red"
    if annual.handed_in(version.deliverable) is not version:
        return "已被新一稿替换", "amber"
    judged = {State.PASSED: ("当前版本，已通过", "green"), State.RETURNED: ("已退回修改", "amber")}
    return judged.get(version.deliverable.state, ("当前版本，已提交", "green"))


def _state(version: ApplicationVersion) -> tuple[str, str]:
    """(label, tone): whether the version still stands."""
    application = version.application
    if application.version_id == version.id:
        return ("当前版本，已提交", "green") if application.submitted_at and not application.awaits_seals else ("当前版本，尚未提交", "blue")
    return ("已撤回或解除定稿", "red") if application.version_id is None else ("已被新版本替换", "amber")

"""申报书验真: what anybody with a printed page may learn of it, and nothing more."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from ..community import queries as community
from ..community.check_code import grouped, well_formed
from ..community.models import ApplicationVersion
from ..document import service as documents
from ..extensions import limiter
from ..letters import plain
from ..web.access import public
from ..web.fragments import page
from .views import bp

GUESSES = "30 per minute; 300 per day"
CRUMBS = [("首页", "/"), ("申报书验真", None)]


@bp.get("/verify")
@limiter.limit(GUESSES, exempt_when=lambda: not request.args.get("code"))
@public
def verify() -> Response:
    code = plain(request.args.get("code", ""))
    return _page(code, None, None)


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


def _page(code: str, number: int | None, total: int | None) -> Response:
    version = community.version_by_code(code) if well_formed(code) else None
    problem = ""
    if code and not well_formed(code):
        problem = "校验码应为 10 位数字和大写字母（不含 0、1、I、L、O），请对照页眉重新输入。"
    elif code and version is None:
        problem = "没有这个校验码对应的申报书。请核对输入；如果与印出的一致，这页申报书不是本平台生成的。"
    return page(
        "public/verify.html",
        code=grouped(code) if code else "",
        version=version,
        state=_state(version) if version else None,
        pdf_sha256=documents.printed_sha256(version) if version else "",
        number=number,
        total=total,
        problem=problem,
        crumbs=CRUMBS,
        status=404 if problem else 200,
    )


def _state(version: ApplicationVersion) -> tuple[str, str]:
    """(label, tone): whether the version still stands."""
    application = version.application
    if application.version_id == version.id:
        return ("当前版本，已提交", "green") if application.submitted_at and not application.awaits_seals else ("当前版本，尚未提交", "blue")
    return ("已撤回或解除定稿", "red") if application.version_id is None else ("已被新版本替换", "amber")

"""The result of a scan's check, page by page; reading a covered code by hand; an officer's own verdict."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ..community import queries as community
from ..community.check_code import grouped
from ..community.models import Application
from ..extensions import db
from ..hostile import ReadingFailed
from ..roles import OFFICERS, Role
from ..storage import storage
from ..uploads import queries as uploads
from ..uploads import service as upload_service
from ..uploads.models import SealedScan
from ..uploads.rules import Verdict
from ..web.access import requires
from ..web.fragments import done, failed, page
from . import scan_service
from .models import ScanCheck
from .scan_reader import LARGE, SMALL, picture
from .scan_rules import PageCode, PageResult, PageState
from .service import version_pdf
from .views import bp

MOST_THUMBNAILS = 12
FOREIGN = (PageState.OTHER_APPLICATION, PageState.OTHER_VERSION)


def _scan(application: Application, version_id: int) -> SealedScan:
    found = uploads.scan_of(version_id)
    if found is None or found.application_id != application.id:
        abort(404)
    return found


def _seals(application: Application, check: ScanCheck | None) -> str:
    """What was counted on the seal page, in words; advice only."""
    wanted = 3 if application.direct else 4
    if check is None or check.seals is None:
        return "没有识别（非彩色扫描，或未找到盖章页），请人工核对"
    return f"识别到 {check.seals} 枚红色圆章，应有 {wanted} 枚" + ("" if check.seals == wanted else "，请人工核对") + "（仅供参考）"


def _url(application: Application, version_id: int) -> str:
    return url_for("document.scan_check", application_id=application.id, version_id=version_id)


@bp.get("/applications/<int:application_id>/scan/<int:version_id>/check")
@requires(Role.APPLICANT, *OFFICERS, of="application")
def scan_check(application: Application, version_id: int) -> Response:
    scan = _scan(application, version_id)
    check = db.session.get(ScanCheck, scan.id)
    version = community.version(version_id) or abort(404)
    pages = [PageResult(number, PageState(state), printed) for number, state, printed in check.pages] if check else []
    doubtful = [one.number for one in pages if one.state is not PageState.FOUND][:MOST_THUMBNAILS]
    officer = current_user.role in OFFICERS
    home = url_for("review.dossier", application_id=application.id) if officer else url_for("community.submit", application_id=application.id)
    return page(
        "document/scan_check.html",
        application=application,
        version=version,
        code=grouped(version.check_code),
        scan=scan,
        pages=pages,
        missing=check.missing if check else [],
        doubtful=doubtful,
        seals=_seals(application, check),
        by_hand=not officer and application.awaits_seals and application.version_id == version_id,
        officer=officer,
        home=home,
        verdicts=(Verdict.MATCHES, Verdict.DIFFERS),
        crumbs=[("首页", "/"), (application.community.name, home), ("盖章扫描件核对", None)],
    )


@bp.get("/applications/<int:application_id>/scan/<int:version_id>/pages/<int:number>.jpg")
@requires(Role.APPLICANT, *OFFICERS, of="application")
def scan_page(application: Application, version_id: int, number: int) -> Response:
    """A picture of one page of the scan, small or `large`."""
    scan = _scan(application, version_id)
    if not 1 <= number <= (scan.file.pages or 0):
        abort(404)
    return _picture(storage().path(scan.file.sha256), number, LARGE if request.args.get("large") else SMALL)


@bp.get("/applications/<int:application_id>/versions/<int:version_id>/pages/<int:number>.jpg")
@requires(Role.APPLICANT, *OFFICERS, of="application")
def print_page(application: Application, version_id: int, number: int) -> Response:
    """A picture of one page of the portal's own print."""
    version = community.version(version_id)
    if version is None or version.application_id != application.id:
        abort(404)
    return _picture(storage().path(storage().put(version_pdf(version))), number, LARGE)


def _picture(path: Path, number: int, dots: int) -> Response:
    try:
        drawn = picture(path, number, dots)
    except ReadingFailed:
        abort(404)
    return Response(drawn, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


@bp.get("/applications/<int:application_id>/scan/<int:version_id>/pages/<int:number>")
@requires(Role.APPLICANT, *OFFICERS, of="application")
def scan_beside_print(application: Application, version_id: int, number: int) -> Response:
    """One page of the scan and the page of the print it should be, side by side."""
    scan = _scan(application, version_id)
    total = scan.file.pages or 0
    if not 1 <= number <= total:
        abort(404)
    check = db.session.get(ScanCheck, scan.id)
    results = {at: PageResult(at, PageState(state), printed) for at, state, printed in check.pages} if check else {}
    result = results.get(number)
    crumbs = [("首页", "/"), ("盖章扫描件核对", _url(application, version_id)), (f"第 {number} 页", None)]
    return page(
        "document/scan_beside_print.html",
        application=application,
        version_id=version_id,
        number=number,
        total=total,
        result=result,
        printed=result.printed if result and result.printed and result.state not in FOREIGN else number,
        crumbs=crumbs,
    )


@bp.post("/applications/<int:application_id>/scan/<int:version_id>/check")
@requires(Role.APPLICANT, of="application")
def read_by_hand(application: Application, version_id: int) -> BaseResponse:
    """The code and page number somebody read from pages no machine could read."""
    scan = _scan(application, version_id)
    here = _url(application, version_id)
    if not application.awaits_seals or application.version_id != version_id or scan.verdict is None:
        return failed("现在不能填写。", here)
    typed: dict[int, PageCode] = {}
    for name, text in request.form.items():
        found = re.fullmatch(r"code-(\d{1,4})", name)
        if not found or not text.strip():
            continue
        read = _typed_code(text)
        if read is None:
            return failed(f"第 {found[1]} 页填写的“{text.strip()[:40]}”不对，应填页眉上的校验码和页码，如 8K3PQ-7XWM2 3/48。", here)
        typed[int(found[1])] = read
    if not typed:
        return failed("请按页眉上的文字填写校验码和页码，如 8K3PQ-7XWM2 3/48。", here)
    result = scan_service.read_by_hand(scan, typed, current_user)
    return done(f"已按填写的内容重新核对：{result.text}", here)


def _typed_code(text: str) -> PageCode | None:
    found = re.fullmatch(r"\s*([0-9A-Za-z]{5})-?([0-9A-Za-z]{5})\s+(\d{1,4})\s*/\s*(\d{1,4})\s*", text)
    return PageCode((found[1] + found[2]).upper(), int(found[3]), int(found[4])) if found else None


@bp.post("/applications/<int:application_id>/scan/<int:version_id>/judge")
@requires(*OFFICERS, of="application")
def judge_scan(application: Application, version_id: int) -> BaseResponse:
    """An officer confirms or overrules the check, with a reason."""
    scan = _scan(application, version_id)
    here = _url(application, version_id)
    reason = request.form.get("reason", "").strip()[:500]
    verdict = next((one for one in Verdict if one.value == request.form.get("verdict")), None)
    if verdict is None or not reason:
        return failed("请选择核对结论并写明理由。", here)
    upload_service.record_verdict(scan, verdict, f"审核人员人工核对：{reason}", current_user)
    return done("已记录人工核对结论。", here)

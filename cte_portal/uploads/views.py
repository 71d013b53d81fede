"""The evidence page, and giving files out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, request, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ..catalogue.address import EVIDENCE
from ..catalogue.schema import EvidenceCategory
from ..roles import AUTHORS, READERS, Role
from ..storage import storage
from ..web.access import edits_part, requires
from ..web.downloads import as_file
from ..web.editions import edition_of
from ..web.fragments import done, failed, page
from ..web.limits import takes_up_to
from . import queries, service
from .forms import FilesForm
from .models import Evidence, StoredFile
from .reading import is_picture
from .rules import MIME_TYPES

bp = Blueprint("uploads", __name__, url_prefix="/applications/<int:application_id>")
LARGEST_POST = 520 * 1024 * 1024


def _category(application: Any, key: str) -> EvidenceCategory:
    return next((c for c in edition_of(application).evidence.categories if c.key == key), None) or abort(404)


def _evidence(application: Any, evidence_id: int) -> Evidence:
    return queries.evidence(application.id, evidence_id) or abort(404)


def _url(application: Any, key: str = "") -> str:
    return url_for("uploads.evidence", application_id=application.id, _anchor=f"evidence-{key}" if key else None)


@bp.get("/evidence")
@requires(*AUTHORS, of="application", part=EVIDENCE)
def evidence(application: Any) -> Response:
    return _page(application)


def _page(application: Any, problems: dict[str, list[str]] | None = None) -> Response:
    files = queries.evidence_of(application.id)
    limits = edition_of(application).evidence
    return page(
        "uploads/evidence.html",
        fragment="uploads/_categories.html",
        application=application,
        editable=application.editable and edits_part(current_user, application, EVIDENCE),
        limits=limits,
        files={category.key: [file for file in files if file.category == category.key] for category in limits.categories},
        used=sum(file.file.size for file in files),
        problems=problems or {},
        form=FilesForm(),
        crumbs=_crumbs(application),
        status=422 if problems else 200,
    )


def _crumbs(application: Any) -> list[tuple[str, str | None]]:
    return [
        ("首页", url_for("public.home")),
        ("我的协作" if current_user.role is Role.CO_EDITOR else "我的工作台", url_for(current_user.home_endpoint)),
        (application.community.name, url_for("community.tasks", application_id=application.id)),
        ("佐证材料", None),
    ]


@bp.post("/evidence/<category>")
@takes_up_to(LARGEST_POST)
@requires(*AUTHORS, of="application", part=EVIDENCE)
def add(application: Any, category: str) -> BaseResponse:
    """Take several files; each good one is kept even when another is refused."""
    found = _category(application, category)
    kept, problems = 0, []
    files = [file for file in request.files.getlist("files") if file.filename]
    for file in files:
        try:
            service.add_evidence(application, edition_of(application).evidence, found, file.stream, file.filename or "", current_user)
            kept += 1
        except service.FileRefused as refused:
            problems.append(str(refused))
    if not files:
        problems.append(f"请先选择要上传到“{found.title}”的文件，再点上传")
    if problems:
        if kept:
            flash(f"已上传 {kept} 个文件；另有 {len(problems)} 个未能上传，原因见下。", "info")
        return _page(application, {category: problems})
    return done(f"“{found.title}”已上传 {kept} 个文件。", _url(application, category))


@bp.post("/evidence/files/<int:evidence_id>/remove")
@requires(*AUTHORS, of="application", part=EVIDENCE)
def remove(application: Any, evidence_id: int) -> BaseResponse:
    found = _evidence(application, evidence_id)
    service.remove_evidence(application, found, current_user)
    undo = url_for("uploads.restore", application_id=application.id, evidence_id=evidence_id)
    return done(f"已删除“{found.name}”。", _url(application, found.category), undo=undo)


@bp.post("/evidence/files/<int:evidence_id>/restore")
@requires(*AUTHORS, of="application", part=EVIDENCE)
def restore(application: Any, evidence_id: int) -> BaseResponse:
    found = _evidence(application, evidence_id)
    service.restore_evidence(application, found, current_user)
    return done(f"已恢复“{found.name}”。", _url(application, found.category))


@bp.get("/evidence/files/<int:evidence_id>")
@requires(*AUTHORS, *READERS, of="application", part=EVIDENCE)
def download(application: Any, evidence_id: int) -> Response:
    found = _evidence(application, evidence_id)
    if current_user.role not in AUTHORS and not found.seen_by_officers(application.submitted_at):
        abort(404)
    return give_out(found.file, found.name)


@bp.post("/scan")
@takes_up_to(LARGEST_POST)
@requires(Role.APPLICANT, of="application")
def add_scan(application: Any) -> BaseResponse:
    """The stamped scan of the current version."""
    target = url_for("community.submit", application_id=application.id)
    files = [(file.stream, file.filename) for file in request.files.getlist("scan") if file.filename]
    if not files:
        return failed("请先选择盖章扫描件，再点上传。", target)
    try:
        if len(files) == 1 and not is_picture(files[0][0]):
            service.add_scan(application, *files[0], current_user)
        else:
            service.add_scan_pages(application, files, current_user)
    except service.FileRefused as refused:
        return failed(str(refused), target)
    return done("盖章扫描件已上传。", target)


@bp.get("/scan/<int:version_id>")
@requires(Role.APPLICANT, *READERS, of="application")
def scan(application: Any, version_id: int) -> Response:
    found = queries.scan_of(version_id)
    if found is None or found.application_id != application.id:
        abort(404)
    return give_out(found.file, found.name)


def give_out(file: StoredFile, name: str) -> Response:
    """The file as an attachment, under its own name and the type the portal found out."""
    response = send_file(storage().path(file.sha256), mimetype=MIME_TYPES[file.kind], as_attachment=True, download_name="file")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return as_file(response, name)

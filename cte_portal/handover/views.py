"""The installation's key, whom it trusts, making bundles, taking them in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ..community.service import lifecycle
from ..long_work import queries as long_work
from ..review.batches.models import ReportingBatch
from ..roles import OFFICERS, Role
from ..settings import Profile
from ..web.access import requires
from ..web.downloads import as_file
from ..web.errors import Refused
from ..web.fragments import done, failed, page
from ..web.limits import takes_up_to
from ..web.paging import asked_page
from . import keys, queries
from .forms import TrustForm
from .models import HandoverImport, HandoverUpload, TrustedKey
from .rules import KEPT, LARGEST_PIECE, MOST_UNFINISHED
from .service import exporting, importing, receiving, trusting

View = TypeVar("View", bound=Callable[..., Any])
bp = Blueprint("handover", __name__, url_prefix="/handover")
HOME = ("首页", "/")
LARGEST_POST = 2 * 1024**3  # what is larger goes into the incoming folder


def init_app(app: Flask) -> None:
    """Pages of batches and dossiers ask where they came from: templates/handover/_batch.html, _origin.html."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        origin_of_application=queries.import_of_application,
        origin_of_batch=lambda batch: queries.import_of_batch(batch.id),
        bundle_of_batch=_bundle_of,
    )


def _bundle_of(batch: ReportingBatch) -> dict[str, Any]:
    """What the batch's page says of its bundle."""
    return {"sent": queries.is_sent(batch), "export": queries.export_of(batch), "work": queries.making(batch, current_user)}


def in_national_profile(view: View) -> View:
    """A province's own installation hands over and takes nothing in."""

    @wraps(view)
    def guarded(**names: Any) -> Any:
        if lifecycle.profile() is not Profile.NATIONAL:
            abort(403)
        return view(**names)

    return guarded  # type: ignore[return-value]


@bp.get("/key")
@requires(*OFFICERS, Role.ADMINISTRATOR)
def key() -> Response:
    public = keys.own(current_app.config["SETTINGS"].data_dir).public_key()
    return page(
        "handover/key.html",
        fingerprint=keys.grouped(keys.fingerprint(public)),
        pem=keys.as_text(public),
        crumbs=[HOME, ("交接密钥", None)],
    )


@bp.get("/key.pem")
@requires(*OFFICERS, Role.ADMINISTRATOR)
def public_key() -> Response:
    public = keys.own(current_app.config["SETTINGS"].data_dir).public_key()
    return as_file(Response(keys.as_text(public), mimetype="application/x-pem-file"), f"交接公钥-{keys.fingerprint(public)[:8]}.pem")


@bp.get("/trusted")
@requires(Role.ADMINISTRATOR)
def trusted() -> Response:
    return _trusted_page(TrustForm())


def _trusted_page(form: TrustForm, problem: str = "") -> Response:
    return page(
        "handover/trusted.html",
        found=queries.trusted_keys(),
        form=form,
        problem_text=problem,
        own_fingerprint=keys.grouped(exporting.own_fingerprint()),
        crumbs=[HOME, ("信任的平台", None)],
        status=422 if form.errors or problem else 200,
    )


@bp.post("/trusted")
@requires(Role.ADMINISTRATOR)
def trust() -> BaseResponse:
    form = TrustForm()
    if not form.validate_on_submit():
        return _trusted_page(form)
    try:
        found = trusting.trust(form.key.data or "", (form.name.data or "").strip(), form.province.data or None, current_user)
    except trusting.KeyRefused as refused:
        return _trusted_page(form, str(refused))
    return done(f"已信任“{found.name}”。请再与对方核对一次指纹：{found.shown_fingerprint}", url_for("handover.trusted"))


@bp.post("/trusted/<int:trusted_key_id>/withdraw")
@requires(Role.ADMINISTRATOR, of="trusted_key")
def distrust(trusted_key: TrustedKey) -> BaseResponse:
    trusting.distrust(trusted_key, current_user)
    undo = url_for("handover.trust_again", trusted_key_id=trusted_key.id)
    return done(f"不再接收“{trusted_key.name}”的交接包，以前导入的不受影响。", url_for("handover.trusted"), undo=undo)


@bp.post("/trusted/<int:trusted_key_id>/restore")
@requires(Role.ADMINISTRATOR, of="trusted_key")
def trust_again(trusted_key: TrustedKey) -> BaseResponse:
    trusting.trust_again(trusted_key, current_user)
    return done(f"恢复接收“{trusted_key.name}”的交接包。", url_for("handover.trusted"))


@bp.post("/batches/<int:batch_id>")
@requires(*OFFICERS, of="batch")
def make(batch: ReportingBatch) -> BaseResponse:
    """Have the bundle made; the page of the work shows how far it is."""
    back = url_for("batches.batch", batch_id=batch.id)
    try:
        work = exporting.begin(batch, current_user, back)
    except Refused as refused:
        return failed(str(refused), back)
    return done("正在制作交接包。", url_for("long_work.show", work_id=work.id))


@bp.get("/imports")
@requires(Role.MINISTRY_OFFICER)
@in_national_profile
def imports() -> Response:
    return _imports_page()


def _imports_page(problem: str = "") -> Response:
    return page(
        "handover/imports.html",
        found=queries.imports(asked_page()),
        waiting=queries.waiting_files(),
        unfinished=queries.unfinished_uploads(current_user),
        days_kept=KEPT.days,
        most_unfinished=MOST_UNFINISHED,
        keys=[one for one in queries.trusted_keys() if not one.withdrawn_at],
        most_mb=LARGEST_POST // 1024**2,
        problem_text=problem,
        crumbs=[HOME, ("交接包", None)],
        status=422 if problem else 200,
    )


@bp.post("/imports")
@takes_up_to(LARGEST_POST + 1024**2)
@requires(Role.MINISTRY_OFFICER)
@in_national_profile
def upload() -> BaseResponse:
    """A bundle from the officer's own machine."""
    file = request.files.get("bundle")
    if file is None or not file.filename:
        return _imports_page("请先选择交接包文件（.zip），再点上传。")
    try:
        record = importing.receive(file.stream, file.filename, current_user)
    except Refused as refused:
        return _imports_page(str(refused))
    return _being_checked(record)


@bp.post("/uploads")
@requires(Role.MINISTRY_OFFICER)
@in_national_profile
def begin_upload() -> BaseResponse:
    """The page's script has a bundle to send piece by piece: where to, and how much of it is here already."""
    head = request.files.get("head")
    try:
        size = request.form.get("size", 0, type=int)
        upload = receiving.begin(request.form.get("name", ""), size, head.read() if head else b"", current_user)
    except Refused as refused:
        return _told(422, problem=str(refused))
    return _told(200, upload)


@bp.get("/uploads/<int:upload_id>")
@requires(Role.MINISTRY_OFFICER, of="upload")
@in_national_profile
def upload_state(upload: HandoverUpload) -> BaseResponse:
    return _told(200, upload)


@bp.post("/uploads/<int:upload_id>")
@takes_up_to(LARGEST_PIECE + 1)  # to read on at the very limit is refused already
@requires(Role.MINISTRY_OFFICER, of="upload")
@in_national_profile
def append_piece(upload: HandoverUpload) -> BaseResponse:
    """The body is the piece as it is; its place and hash stand in the headers `Upload-Offset` and `Upload-Sha256`."""
    offset = request.headers.get("Upload-Offset", -1, type=int)
    try:
        upload = receiving.append(upload, offset, request.stream, request.content_length or 0, request.headers.get("Upload-Sha256", ""))
    except receiving.NotNext:
        return _told(409, upload)
    except receiving.Garbled as garbled:
        return _told(422, upload, str(garbled))
    except receiving.Gone as gone:
        return _told(410, problem=str(gone))
    except Refused as refused:
        return _told(413, problem=str(refused))
    return _told(200, upload)


def _told(status: int, upload: HandoverUpload | None = None, problem: str = "") -> BaseResponse:
    """What the page's script is told."""
    told: dict[str, Any] = {"problem": problem} if problem else {}
    if upload:
        told |= {"address": url_for("handover.upload_state", upload_id=upload.id), "received": upload.received, "most": LARGEST_PIECE}
    response = jsonify(told)
    response.status_code = status
    return response


@bp.post("/uploads/<int:upload_id>/finish")
@requires(Role.MINISTRY_OFFICER, of="upload")
@in_national_profile
def finish_upload(upload: HandoverUpload) -> BaseResponse:
    try:
        record = receiving.finish(upload, current_user)
    except Refused as refused:
        return failed(str(refused), url_for("handover.imports"))
    return _being_checked(record)


@bp.post("/uploads/<int:upload_id>/give-up")
@requires(Role.MINISTRY_OFFICER, of="upload")
@in_national_profile
def give_up_upload(upload: HandoverUpload) -> BaseResponse:
    name = upload.file_name
    try:
        receiving.give_up(upload, current_user)
    except Refused as refused:
        return failed(str(refused), url_for("handover.imports"))
    return done(f"已放弃上传“{name}”，传过的部分已删除。", url_for("handover.imports"))


@bp.post("/imports/waiting")
@requires(Role.MINISTRY_OFFICER)
@in_national_profile
def take_waiting() -> BaseResponse:
    """A bundle that was put into the incoming folder."""
    try:
        record = importing.take_waiting(request.form.get("name", ""), current_user)
    except Refused as refused:
        return _imports_page(str(refused))
    return _being_checked(record)


def _being_checked(record: HandoverImport) -> BaseResponse:
    return done("已收到，正在检查。检查全部通过后才会导入。", url_for("handover.import_record", handover_import_id=record.id))


@bp.get("/imports/<int:handover_import_id>")
@requires(Role.MINISTRY_OFFICER, of="handover_import")
@in_national_profile
def import_record(handover_import: HandoverImport) -> Response:
    """One attempt: how far it is, and the verdict, file by file."""
    work = long_work.work(handover_import.work_id) if handover_import.work_id else None
    return page(
        "handover/import.html",
        record=handover_import,
        work=work if work and work.account_id == current_user.id else None,
        outcome=importing.outcome(handover_import),
        most_told=importing.MOST_TOLD,
        crumbs=[HOME, ("交接包", url_for("handover.imports")), (handover_import.file_name, None)],
    )

"""Editions of the form, for the administrator."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...accounts.models import Account
from ...catalogue import loader
from ...catalogue.schema import Edition
from ...catalogue.trial import differences
from ...long_work.service import WorkRefused
from ...roles import Role
from ...web.access import requires
from ...web.downloads import as_file
from ...web.editions import editions, folder_of_the_portal
from ...web.fragments import done, failed, page
from ...web.limits import takes_up_to
from . import queries, reading, service
from .models import UploadedEdition
from .queries import Report
from .reading import EditionRefused

bp = Blueprint("editions", __name__, url_prefix="/admin/editions")
HOME = ("首页", "/")
LARGEST = 6 << 20  # bytes


@bp.get("")
@requires(Role.ADMINISTRATOR)
def index() -> Response:
    return _index_page()


def _index_page(problem: str = "") -> Response:
    return page(
        "admin/editions/index.html",
        known=queries.known(clock.today().year),
        uploaded=[one for one in queries.uploaded() if one.state.value != "in_use"],
        problem_text=problem,
        crumbs=[HOME, ("表单版次", None)],
        status=422 if problem else 200,
    )


@bp.post("")
@requires(Role.ADMINISTRATOR)
@takes_up_to(LARGEST)
def upload() -> BaseResponse:
    file = request.files.get("archive")
    if file is None or not file.filename:
        return _index_page("请先选择 .zip 文件，再点上传。")
    try:
        made = service.propose(file.stream, current_user, url_for("editions.index"))
    except (EditionRefused, WorkRefused) as refused:
        return _index_page(str(refused))
    return done("已收下，检查无误，正在用已存的申报试填。", url_for("editions.show", key=made.key))


@bp.get("/<key>")
@requires(Role.ADMINISTRATOR)
def show(key: str) -> Response:
    """What it changes, and how the trial went; asks for itself until the trial is over."""
    found = _found(key)
    edition = reading.stored(found.archive)
    before = loader.edition_for({other: one for other, one in editions().items() if other != key}, edition.form.from_year)
    return page(
        "admin/editions/show.html",
        fragment="admin/editions/_trial.html",
        found=found,
        report=Report.from_json(found.trial) if found.trial else None,
        before=before,
        differences=list(differences(before, edition)),
        used=queries.used_by(key),
        crumbs=[HOME, ("表单版次", url_for("editions.index")), (found.key, None)],
    )


def _found(key: str) -> UploadedEdition:
    return queries.found(key) or abort(404)


@bp.get("/<key>/files")
@requires(Role.ADMINISTRATOR)
def files(key: str) -> Response:
    """The edition as a .zip, to make the next one from."""
    found = queries.found(key)
    return as_file(Response(found.archive if found else _with_the_portal(key), mimetype="application/zip"), f"{key}.zip")


def _with_the_portal(key: str) -> bytes:
    folder = loader.folder_of(folder_of_the_portal(current_app.config["SETTINGS"]), key) or abort(404)
    return reading.packed({one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()})


def _act(key: str, act: Callable[[UploadedEdition, Account], None], words: str) -> BaseResponse:
    try:
        act(_found(key), current_user)
    except EditionRefused as refused:
        return failed(str(refused), url_for("editions.show", key=key))
    return done(f"版次“{key}”{words}", url_for("editions.index"))


@bp.post("/<key>/use")
@requires(Role.ADMINISTRATOR)
def put_to_use(key: str) -> BaseResponse:
    return _act(key, service.put_to_use, f"已启用，{_found(key).from_year} 年度起新开始的申报按它填写。")


@bp.post("/<key>/withdraw")
@requires(Role.ADMINISTRATOR)
def withdraw(key: str) -> BaseResponse:
    return _act(key, service.withdraw, "已停用。")


@bp.post("/<key>/remove")
@requires(Role.ADMINISTRATOR)
def remove(key: str) -> BaseResponse:
    return _act(key, service.remove, "已删除。")


def init_app(app: Flask) -> None:
    """What was put to use is known to every process from its next request on."""
    app.register_blueprint(bp)
    base = list(app.extensions["editions"].values())
    held: dict[str, Edition] = {}

    def refresh() -> None:
        uploaded = queries.in_use()
        for key, archive in uploaded:
            if key not in held:
                held[key] = reading.stored(archive)
        app.extensions["editions"] = loader.ordered([*base, *(held[key] for key, _ in uploaded)])

    app.extensions["running_settings"].also.append(refresh)

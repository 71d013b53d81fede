"""Files of a duty: the outline to begin with, what was handed in, and its pages as pictures."""

from __future__ import annotations

from flask import Response, abort, url_for
from flask_login import current_user

from ...community.models import Community
from ...document.scan_reader import LARGE, picture
from ...hostile import ReadingFailed
from ...roles import OFFICERS, Role
from ...storage import storage
from ...uploads.rules import MIME_TYPES
from ...uploads.views import give_out
from ...web.access import requires
from ...web.downloads import as_file
from ...web.fragments import asked_by_htmx, page
from .. import queries
from ..figures import Figures
from ..models import DeliverableVersion
from ..receipts import receipt_pdf
from . import bp, must_owe
from .working import crumbs, duty_url

VERSION = "/<int:community_id>/<int:year>/<key>/versions/<int:number>"


@bp.get("/<int:community_id>/<int:year>/<key>/outline.docx")
@requires(Role.APPLICANT, *OFFICERS, of="community")
def outline(community: Community, year: int, key: str) -> Response:
    from ..outline import outline as written_outline

    kind = must_owe(community, year, key).kind
    if not kind.uploaded:
        abort(404)
    data = written_outline(kind, Figures(community, year))
    return as_file(Response(data, mimetype=MIME_TYPES["docx"]), f"{community.name}-{year}-{kind.title}-提纲.docx")


def _version(community: Community, year: int, key: str, number: int) -> DeliverableVersion:
    """One that the reader may see: officers what was handed in and not taken back."""
    must_owe(community, year, key)
    found = queries.deliverable(community, year, key)
    version = next((one for one in found.versions if one.number == number), None) if found else None
    hidden = version is not None and current_user.role is not Role.APPLICANT and (version.submitted_at is None or version.withdrawn_at is not None)
    if version is None or version.file is None or hidden:
        abort(404)
    return version


@bp.get(f"{VERSION}/file")
@requires(Role.APPLICANT, *OFFICERS, of="community")
def version_file(community: Community, year: int, key: str, number: int) -> Response:
    version = _version(community, year, key, number)
    assert version.file is not None
    return give_out(version.file, version.file_name)


@bp.get(f"{VERSION}/receipt.pdf")
@requires(Role.APPLICANT, *OFFICERS, of="community")
def version_receipt(community: Community, year: int, key: str, number: int) -> Response:
    kind, version = must_owe(community, year, key).kind, _version(community, year, key, number)
    if version.submitted_at is None:
        abort(404)
    pdf = Response(receipt_pdf(version, kind), mimetype="application/pdf")
    return as_file(pdf, f"提交回执-{community.number}-{year}-{kind.title}.pdf", inline=True)


@bp.get(f"{VERSION}/pages/<int:sheet>")
@requires(Role.APPLICANT, *OFFICERS, of="community")
def version_page(community: Community, year: int, key: str, number: int, sheet: int) -> Response:
    """One page of the file, with links to the next."""
    version = _version(community, year, key, number)
    total = version.file.pages or 0 if version.file else 0
    if not 1 <= sheet <= total:
        abort(404)
    here = duty_url(community, year, key)
    return page(
        "annual/version_page.html",
        fragment="annual/_version_page.html",
        community=community,
        year=year,
        key=key,
        version=version,
        sheet=sheet,
        total=total,
        inline=asked_by_htmx(),
        back=here,
        crumbs=[*crumbs(community, year, version.title)[:-1], (version.title or version.file_name, here), (f"第 {sheet} 页", None)],
    )


@bp.get(f"{VERSION}/pages/<int:sheet>.jpg")
@requires(Role.APPLICANT, *OFFICERS, of="community")
def version_picture(community: Community, year: int, key: str, number: int, sheet: int) -> Response:
    version = _version(community, year, key, number)
    assert version.file is not None
    if not 1 <= sheet <= (version.file.pages or 0):
        abort(404)
    try:
        drawn = picture(storage().path(version.file.sha256), sheet, LARGE)
    except ReadingFailed:
        abort(404)
    return Response(drawn, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


def page_url(version: DeliverableVersion, community: Community, year: int, key: str, sheet: int) -> str:
    return url_for("annual.version_page", community_id=community.id, year=year, key=key, number=version.number, sheet=sheet)

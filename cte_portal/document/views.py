"""Printing: the draft, a finalised version, its data, and the blank form."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from ..community import queries as community
from ..community.models import Application, ApplicationVersion
from ..roles import AUTHORS, OFFICERS, READERS, Role
from ..uploads.rules import MIME_TYPES
from ..web.access import WHOLE, public, requires
from ..web.downloads import as_file
from ..web.editions import editions
from . import service
from .application_form import print_blank

bp = Blueprint("document", __name__)


def _file(content: bytes | str, mimetype: str, name: str) -> Response:
    return as_file(Response(content, mimetype=mimetype), name, inline=True)


def _version(application: Application, number: int) -> ApplicationVersion:
    return next((v for v in community.versions_of(application) if v.number == number), None) or abort(404)


@bp.get("/applications/<int:application_id>/draft.pdf")
@requires(*AUTHORS, of="application", part=WHOLE)
def draft(application: Application) -> Response:
    return _file(service.draft_pdf(application), "application/pdf", f"申报书-草稿-{application.community.number}.pdf")


@bp.get("/applications/<int:application_id>/versions/<int:number>.pdf")
@requires(Role.APPLICANT, *READERS, of="application")
def version(application: Application, number: int) -> Response:
    name = f"申报书-{application.community.number}-第{number}版.pdf"
    return _file(service.version_pdf(_version(application, number)), "application/pdf", name)


@bp.get("/applications/<int:application_id>/versions/<int:number>.json")
@requires(Role.APPLICANT, *OFFICERS, of="application")
def version_data(application: Application, number: int) -> Response:
    """The canonical JSON whose SHA-256 the version is known by."""
    return _file(_version(application, number).content, "application/json", f"申报书-{application.community.number}-第{number}版.json")


@bp.get("/applications/<int:application_id>/receipt.pdf")
@requires(Role.APPLICANT, *OFFICERS, of="application")
def receipt(application: Application) -> Response:
    """What was handed in, and when, to keep."""
    pdf = service.receipt_pdf(application) or abort(404)
    return _file(pdf, "application/pdf", f"提交回执-{application.community.number}.pdf")


@bp.get("/blank/<edition>.pdf")
@public
def blank(edition: str) -> Response:
    found = editions().get(edition) or abort(404)
    return _file(print_blank(found, service.fonts()), "application/pdf", f"{found.form.title}（空表）.pdf")


@bp.get("/blank/<edition>.docx")
@public
def blank_word(edition: str) -> Response:
    from .blank_docx import blank_docx

    found = editions().get(edition) or abort(404)
    return _file(blank_docx(found), MIME_TYPES["docx"], f"{found.form.title}（空表）.docx")

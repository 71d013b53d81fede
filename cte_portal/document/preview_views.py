"""Evidence page by page inside the page of whoever reads it: pictures made by the portal, no plug-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user

from ..community.models import Application
from ..hostile import ReadingFailed
from ..roles import READERS
from ..storage import storage
from ..uploads import queries as uploads
from ..uploads.models import Evidence, StoredFile
from ..web.access import requires
from ..web.fragments import asked_by_htmx, page
from .picture_reader import shrunk
from .scan_reader import LARGE, picture

bp = Blueprint("preview", __name__, url_prefix="/applications/<int:application_id>/evidence/files/<int:evidence_id>/pages")
WIDTH = 1000  # pixels of a picture
PICTURES = ("jpeg", "png")


@dataclass(frozen=True)
class Reading:
    """Where somebody reads a proof: the addresses of its pages, of their pictures, of the file, and of what it belongs to."""

    at: Callable[[int], str]
    drawn: Callable[[int], str]
    file: str
    back: str
    back_label: str = "返回申报书"


class Proof(Protocol):
    """A file that can be read page by page."""

    @property
    def name(self) -> str: ...

    @property
    def file(self) -> StoredFile: ...


def _evidence(application: Application, evidence_id: int) -> Evidence:
    found = uploads.evidence(application.id, evidence_id)
    if found is None or not found.seen_by_officers(application.submitted_at):
        abort(404)
    return found


def _pages(found: Proof) -> int:
    """How many there are to look at; 0 for files that can only be downloaded."""
    return 1 if found.file.kind in PICTURES else (found.file.pages or 0)


def shown_page(found: Proof, number: int, reading: Reading, crumbs: list[tuple[str, str | None]]) -> Response:
    """One page of a proof, with links to the next; asked for `closed`: nothing, for putting the preview away."""
    total = _pages(found)
    if total and not 1 <= number <= total:
        abort(404)
    return page(
        "document/evidence_page.html",
        fragment="document/_evidence_page.html",
        found=found,
        number=number,
        total=total,
        reading=reading,
        inline=asked_by_htmx(),
        closed=bool(request.args.get("closed")),
        crumbs=crumbs,
    )


def drawn_page(found: Proof, number: int) -> Response:
    """The picture of one page."""
    if not 1 <= number <= _pages(found):
        abort(404)
    path = storage().path(found.file.sha256)
    try:
        drawn = shrunk(path, WIDTH) if found.file.kind in PICTURES else picture(path, number, LARGE)
    except ReadingFailed:
        abort(404)
    return Response(drawn, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


@bp.get("/<int:number>")
@requires(*READERS, of="application")
def evidence_page(application: Application, evidence_id: int, number: int) -> Response:
    found = _evidence(application, evidence_id)
    names: dict[str, Any] = {"application_id": application.id, "evidence_id": found.known_as}
    reading = Reading(
        at=lambda number: url_for("preview.evidence_page", **names, number=number),
        drawn=lambda number: url_for("preview.evidence_picture", **names, number=number),
        file=url_for("uploads.download", **names),
        back=url_for("review.dossier", application_id=application.id, _anchor=f"evidence-{found.id}"),
    )
    home = ("工作台", url_for(current_user.home_endpoint))
    return shown_page(found, number, reading, [("首页", "/"), home, (application.community.name, reading.back), (found.name, None)])


@bp.get("/<int:number>.jpg")
@requires(*READERS, of="application")
def evidence_picture(application: Application, evidence_id: int, number: int) -> Response:
    return drawn_page(_evidence(application, evidence_id), number)

"""Published entries to take away: at once in parts for everybody, whole in the background for those who are signed in."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...extensions import limiter
from ...long_work import service as long_work
from ...roles import Role
from ...web.access import public, requires
from ...web.downloads import as_file, workbook
from ...web.fragments import failed
from ...web.paging import asked_page
from .. import export, search
from . import bp
from .reading import find_edition, index_address

TAKEN = "60 per hour"


@bp.get("/found.xlsx")
@limiter.limit(TAKEN)
@public
def found_workbook() -> Response:
    return workbook(export.part_of_view(search.read(request.args)), "供需信息.xlsx")


@bp.get("/editions/<int:edition_id>/list.xlsx")
@limiter.limit(TAKEN)
@public
def edition_workbook(edition_id: int) -> Response:
    found, part = find_edition(edition_id), asked_page()
    several = f"（{part}）" if found.entries > export.MOST_AT_ONCE else ""
    return workbook(export.part_of_edition(found, part), f"{export.name_of(found)}{several}.xlsx")


@bp.get("/editions/<int:edition_id>/content.json")
@limiter.limit(TAKEN)
@public
def edition_content(edition_id: int) -> Response:
    """The very bytes whose SHA-256 the edition's page shows."""
    found = find_edition(edition_id)
    return as_file(Response(found.content, mimetype="application/json"), f"{export.name_of(found)}.json")


@bp.post("/found/export")
@requires(*Role)
def export_found() -> BaseResponse:
    sought = search.read(request.args)
    return _begin("导出供需信息", index_address(sought), **sought.address)


@bp.post("/editions/<int:edition_id>/export")
@requires(*Role)
def export_edition(edition_id: int) -> BaseResponse:
    found = find_edition(edition_id)
    return _begin(f"导出{export.name_of(found)}", url_for("exchange.edition", edition_id=found.id), edition=found.id)


def _begin(title: str, back: str, **arguments: object) -> BaseResponse:
    try:
        work = long_work.begin(export.KIND, title, current_user, back, **arguments)
    except long_work.WorkRefused as refused:
        return failed(str(refused), back)
    return redirect(url_for("long_work.show", work_id=work.id), 303)

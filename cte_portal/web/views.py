"""Small routes every page uses: htmx's script, and the size of the text."""

from __future__ import annotations

from importlib.resources import files

import js_lib_htmx
from flask import Blueprint, Flask, Response, redirect, request, send_from_directory
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .. import clock
from ..settings import Settings
from .access import inside_portal, public

bp = Blueprint("web", __name__)
LARGE_TEXT = "large_text"
YEAR = 365 * 24 * 3600


@bp.get("/vendor/<path:filename>")
@public
def vendor(filename: str) -> Response:
    """Scripts that come inside installed packages."""
    return send_from_directory(str(files(js_lib_htmx) / "static" / "htmx"), filename, max_age=YEAR)


@bp.post("/text-size")
@public
def text_size() -> BaseResponse:
    """Switch 大字版 on or off and go back to where one was."""
    response = redirect(inside_portal(request.form.get("next", "")) or "/", 303)
    if request.cookies.get(LARGE_TEXT):
        response.delete_cookie(LARGE_TEXT)
    else:
        response.set_cookie(LARGE_TEXT, "1", max_age=YEAR, samesite="Lax", httponly=True)
    return response


def init_app(app: Flask, settings: Settings) -> None:
    app.register_blueprint(bp)
    site = {
        "name": settings.site_name,
        "operator": settings.site_operator,
        "contact": settings.site_contact,
        "icp": settings.site_icp,
        "police": settings.site_police,
        "site_code": settings.site_code,
    }

    @app.context_processor
    def everywhere() -> dict[str, object]:
        return {
            "site": site,
            "current_account": current_user,
            "clock_banner": clock.banner(),
            "large_text": LARGE_TEXT in request.cookies,
            "now": clock.now(),
            "crumbs": [("首页", None)],
        }

"""Small routes every page uses: htmx's script, and the size of the text."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import js_lib_htmx
from flask import Blueprint, Flask, Response, current_app, redirect, request, send_from_directory
from flask_login import current_user
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse

from .. import clock
from ..catalogue.places import industry_groups, industry_name, province_name
from ..catalogue.words import chinese_date
from ..extensions import db
from ..settings import Settings
from ..storage import StorageAway, storage
from .access import inside_portal, public

bp = Blueprint("web", __name__)
bp.add_app_template_global(industry_name)
bp.add_app_template_global(industry_groups)
bp.add_app_template_global(province_name)
VENDOR = str(files(js_lib_htmx) / "static" / "htmx")
LARGE_TEXT = "large_text"
YEAR = 365 * 24 * 3600


@bp.get("/vendor/<path:filename>")
@public
def vendor(filename: str) -> Response:
    """Scripts that come inside installed packages."""
    return send_from_directory(VENDOR, filename)


def _versioned(endpoint: str, values: dict[str, object]) -> None:
    """Addresses of scripts and styles carry a digest of their content, so that browsers may keep them for good."""
    folder = {"static": current_app.static_folder, "web.vendor": VENDOR}.get(endpoint)
    if folder and "filename" in values:
        values["v"] = _digest(Path(folder) / str(values["filename"]))


@cache
def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


@bp.get("/-/live")
@public
def live() -> Response:
    """For whoever watches the process: it answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/-/ready")
@public
def ready() -> Response:
    """For a balancer: requests can be answered, since the database reads and the storage is there; 503 when not, and the log says why."""
    try:
        db.session.execute(text("SELECT 1 FROM account LIMIT 1"))
        storage().ready()
    except (SQLAlchemyError, OSError, StorageAway) as problem:
        current_app.logger.error("not ready: %s", problem)
        return Response("not ready\n", 503, mimetype="text/plain")
    return Response("ok\n", mimetype="text/plain")


@bp.post("/text-size")
@public
def text_size() -> BaseResponse:
    """Switch 大字版 on or off and go back to where one was."""
    response = redirect(inside_portal(request.form.get("next", "")) or "/", 303)
    held: Settings = current_app.config["SETTINGS"]
    name = cookie_name(held, LARGE_TEXT)
    if request.cookies.get(name):
        response.delete_cookie(name, secure=held.production, samesite="Lax", httponly=True)
    else:
        response.set_cookie(name, "1", max_age=YEAR, samesite="Lax", httponly=True, secure=held.production)
    return response


def cookie_name(settings: Settings, name: str) -> str:
    """In service browsers take a cookie of this name from this host only, over HTTPS, for all of it."""
    return f"__Host-{name}" if settings.production else name


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.url_defaults(_versioned)
    app.jinja_env.filters["chinese_date"] = chinese_date

    def site() -> dict[str, str]:
        """As the settings are now: the administrator may change them."""
        held: Settings = app.config["SETTINGS"]
        return {
            "name": held.site_name,
            "operator": held.site_operator,
            "contact": held.site_contact,
            "icp": held.site_icp,
            "police": held.site_police,
            "site_code": held.site_code,
            "domain": urlsplit(held.base_url).hostname or "",
        }

    @app.context_processor
    def everywhere() -> dict[str, object]:
        return {
            "site": site(),
            "current_account": current_user,
            "clock_banner": clock.banner(),
            "large_text": cookie_name(app.config["SETTINGS"], LARGE_TEXT) in request.cookies,
            "now": clock.now(),
            "crumbs": [("首页", None)],
        }

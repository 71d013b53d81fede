"""The page. Its samples stand in `templates/styleguide/`; what they are given is made in `samples`."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, Response, current_app

from ..settings import Settings
from ..web.access import public
from ..web.fragments import page
from . import samples, tokens

bp = Blueprint("styleguide", __name__)
CRUMBS = [("首页", "/"), ("界面样式", None)]


@bp.get("/styleguide")
@public
def show() -> Response:
    stylesheet = (Path(str(current_app.static_folder)) / "portal.css").read_text()
    return page("styleguide/show.html", crumbs=CRUMBS, groups=tokens.groups(stylesheet), **samples.everything())


def init_app(app: Flask, settings: Settings) -> None:
    if not settings.production:
        app.register_blueprint(bp)

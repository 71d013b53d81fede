"""供需信息: what everybody reads and takes away, and withdrawing what was published."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("exchange", __name__, url_prefix="/exchange")
HOME = ("首页", "/")
INDEX = ("供需信息", "/exchange")

from . import exporting, reading, withdrawing  # noqa: E402,F401  the routes hang themselves on the blueprint

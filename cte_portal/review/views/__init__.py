"""The officers' screens: queue and dossier, decisions, batches, direct reporting and recognition."""

from flask import Blueprint

bp = Blueprint("review", __name__, url_prefix="/review")

from . import batches, decisions, dossier, pre_review, to_province  # noqa: E402,F401  the routes hang themselves on the blueprint

"""The screens of reporting batches."""

from flask import Blueprint

bp = Blueprint("batches", __name__, url_prefix="/review/batches")

from . import choosing, draft, files, lists, sending  # noqa: E402,F401  the routes hang themselves on the blueprint

"""The blueprint that the officers' screens hang themselves on."""

from flask import Blueprint

bp = Blueprint("review", __name__, url_prefix="/review")

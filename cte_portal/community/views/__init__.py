"""The applicant's screens: the desk, the task list, sections and lists, and the steps of the workflow."""

from flask import Blueprint

bp = Blueprint("community", __name__)

from . import desk, sections, steps  # noqa: E402,F401  the routes hang themselves on the blueprint

"""The applicant's screens: the desk, the task list, sections and lists, and the steps of the workflow."""

from flask import Blueprint

from ..workflow import label_of
from .addresses import place_words

bp = Blueprint("community", __name__)

bp.add_app_template_global(place_words)
bp.add_app_template_global(label_of, "action_label")

from . import desk, exchange, lists, sections, steps  # noqa: E402,F401  the routes hang themselves on the blueprint

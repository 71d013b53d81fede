"""The applicant's screens: the desk, the task list, sections and lists, and the steps of the workflow."""

from flask import Blueprint

from ..comments import mark_of
from ..filling.views import hang
from ..queries import comments_by_place
from ..workflow import label_of
from .addresses import place_words
from .kind import ApplicationKind

bp = Blueprint("community", __name__)
hang(bp, ApplicationKind())

bp.add_app_template_global(place_words)
bp.add_app_template_global(comments_by_place)
bp.add_app_template_global(mark_of, "answer_mark")
bp.add_app_template_global(label_of, "action_label")

from . import comments, desk, pre_review, steps, taking_over  # noqa: E402,F401  the routes hang themselves on the blueprint

"""Screens of the yearly duties: the community's, the officers', and what everybody reads.

`bp`: what those concerned do; `reports`: what the public reads.
"""

from __future__ import annotations

from flask import Blueprint, Flask, abort

from ...community.models import Community
from .. import listing, publications, queries
from ..rules import Duty

bp = Blueprint("annual", __name__, url_prefix="/duties")
reports = Blueprint("reports", __name__)
HOME = ("首页", "/")


def must_owe(community: Community, year: int, key: str) -> Duty:
    """The duty that the address names; 404 where the community owes no such thing."""
    if year not in queries.years_of(community):
        abort(404)
    return queries.duty_of(community, year, key) or abort(404)


def init_app(app: Flask) -> None:
    """Templates ask `duties_awaited(organisation)` and `duties_to_review(officer)`: how many wait for whom."""
    app.jinja_env.globals["duties_awaited"] = queries.awaited
    app.jinja_env.globals["duties_to_review"] = listing.to_review
    app.jinja_env.globals["reports_published"] = publications.count
    app.register_blueprint(bp)
    app.register_blueprint(reports)


from . import calendar, files, judging, officers, own, public, working  # noqa: E402,F401  the routes hang themselves on the blueprints

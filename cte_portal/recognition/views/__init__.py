"""The officers' screens of recognition, and the pages everybody may read.

`bp`: what the authority does; `lists`: what the public reads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Flask, abort
from flask_login import current_user

from ...settings import Settings
from .. import queries, working_days
from ..service.lists import makes_lists, records_results

View = TypeVar("View", bound=Callable[..., Any])
bp = Blueprint("recognition", __name__, url_prefix="/review/recognition")
lists = Blueprint("lists", __name__, url_prefix="/lists")
HOME = ("首页", "/")


def _only(allowed: Callable[[Any], bool]) -> Callable[[View], View]:
    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not allowed(current_user):
                abort(403)
            return view(*args, **kwargs)

        return guarded  # type: ignore[return-value]

    return guard


only_makers = _only(makes_lists)  # beside the gate: who of the officers it is depends on the profile
only_recorders = _only(records_results)


def init_app(app: Flask, settings: Settings) -> None:
    """Reads the holidays, so that a wrong file is noticed at start-up.

    Templates ask `recognitions_of(application)`: the public lists it is or was on.
    """
    app.extensions["holidays"] = working_days.load_holidays(settings.holidays_file)
    app.jinja_env.globals["recognitions_of"] = lambda application: queries.of_application(application.id)
    app.register_blueprint(bp)
    app.register_blueprint(lists)


from . import drafting, handling, public, publishing, results  # noqa: E402,F401  the routes hang themselves on the blueprints

"""已核对: saying that what was taken over from an earlier year has been looked at."""

from __future__ import annotations

from flask import url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...roles import AUTHORS
from ...web.access import requires
from ...web.editions import edition_of
from ...web.fragments import done
from ..filling.views.sections import section_or_404
from ..models import Application
from ..service import taking_over
from . import bp


@bp.post("/applications/<int:application_id>/sections/<key>/looked-at")
@requires(*AUTHORS, of="application", part="key")
def looked_at(application: Application, key: str) -> BaseResponse:
    """The section, and the lists on its page."""
    page = edition_of(application).page_of(section_or_404(application, key))
    taking_over.looked_at(application, page, current_user)
    return done(f"“{page.title}”已核对。", url_for("community.section", application_id=application.id, key=page.key))

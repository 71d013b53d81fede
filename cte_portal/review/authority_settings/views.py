"""本单位设置: the page of a province's officers."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...notices import queries as notices
from ...roles import Role
from ...web.access import requires
from ...web.fragments import done, page
from ..first_look import queries as first_looks
from . import queries, service
from .forms import SettingsForm
from .models import SWITCHES

bp = Blueprint("authority_settings", __name__, url_prefix="/review/settings")


@bp.get("")
@requires(Role.PROVINCE_OFFICER)
def own() -> Response:
    settings = queries.settings_of(current_user.authority_id)
    return _page(SettingsForm(data={"city_days": settings.city_days, **{name: getattr(settings, name) for name in SWITCHES}}))


def _page(form: SettingsForm) -> Response:
    return page(
        "authority_settings/own.html",
        form=form,
        authority=current_user.authority,
        officers=notices.officers_of(current_user.province_code),
        bureaus=first_looks.bureaus_of(current_user.province_code),
        crumbs=[("首页", "/"), ("申报审核", url_for("review.queue")), ("本单位设置", None)],
        status=422 if form.errors else 200,
    )


@bp.post("")
@requires(Role.PROVINCE_OFFICER)
def changed() -> BaseResponse:
    form = SettingsForm()
    if not form.validate_on_submit():
        return _page(form)
    days = int(form.city_days.data) if form.city_days.data else None
    said = service.change({name: bool(form[name].data) for name in SWITCHES}, current_user, days)
    return done(f"已{'，'.join(said)}。" if said else "设置没有变化。", url_for("authority_settings.own"))

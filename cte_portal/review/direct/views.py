"""The pages of direct reporting: who has leave, granting and revoking it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SelectChoice

from ... import clock
from ...community.models import DirectGrant
from ...community.service import direct, lifecycle
from ...community.service.lifecycle import ActionRefused
from ...community.workflow import takes
from ...roles import OFFICERS, Role
from ...web.access import requires
from ...web.fragments import done, page
from ...web.paging import asked_page
from . import queries
from .forms import GrantForm, RevokeForm

bp = Blueprint("direct", __name__, url_prefix="/review/direct")
HOME = ("首页", "/")


def _decides() -> bool:
    """Whether this officer grants, or records in a province's own installation, what the ministry decides."""
    return takes(lifecycle.profile(), "recognise", current_user.role)


def _records() -> bool:
    return current_user.role is Role.PROVINCE_OFFICER


def _must_decide() -> None:
    if not _decides():
        abort(403)


@bp.get("")
@requires(*OFFICERS)
def grants() -> Response:
    return _page(_grant_form())


def _grant_form() -> GrantForm:
    form = GrantForm(_records(), data={"year": str(clock.today().year)})
    form.organisation.choices = [SelectChoice(str(o.id), f"{o.name}（{o.province_name}）") for o in queries.headquarters()]
    return form


def _page(form: GrantForm) -> Response:
    found = queries.grants(current_user, asked_page())
    return page(
        "direct/grants.html",
        found=found,
        granted=queries.with_applications(found.items),
        decides=_decides(),
        records=_records(),
        form=form,
        crumbs=[HOME, ("直报", None)],
        status=422 if form.errors else 200,
    )


@bp.post("")
@requires(*OFFICERS)
def granted() -> BaseResponse:
    _must_decide()
    form = _grant_form()
    if not form.validate_on_submit():
        return _page(form)
    organisation = next(o for o in queries.headquarters() if str(o.id) == form.organisation.data)
    document = (form.document.data or "") if form.document else ""
    try:
        direct.grant(organisation, int(form.year.data or 0), form.reason.data or "", current_user, document)
    except ActionRefused as refused:
        form.organisation.errors = [str(refused)]
        return _page(form)
    return done(f"已同意“{organisation.name}”{form.year.data} 年度直报，已通知该单位和{organisation.province_name}。", url_for("direct.grants"))


@bp.get("/<int:grant_id>/revoke")
@requires(*OFFICERS, of="grant")
def revoke(grant: DirectGrant) -> Response:
    _must_decide()
    return _revoke_page(grant, RevokeForm())


def _revoke_page(grant: DirectGrant, form: RevokeForm, problem: str = "") -> Response:
    trail = [HOME, ("直报", url_for("direct.grants")), ("撤销", None)]
    return page("direct/revoke.html", grant=grant, form=form, problem_text=problem, crumbs=trail, status=422 if form.errors or problem else 200)


@bp.post("/<int:grant_id>/revoke")
@requires(*OFFICERS, of="grant")
def revoked(grant: DirectGrant) -> BaseResponse:
    _must_decide()
    form = RevokeForm()
    if not form.validate_on_submit():
        return _revoke_page(grant, form)
    try:
        direct.revoke(grant, form.reason.data or "", current_user)
    except ActionRefused as refused:
        return _revoke_page(grant, form, str(refused))
    return done(
        f"已撤销“{grant.organisation.name}”{grant.year} 年度直报，已通知该单位和{grant.organisation.province_name}。", url_for("direct.grants")
    )

"""找回账号: asked for by somebody without an account, decided by whoever reviews the organisation's registration."""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import mail
from ...accounts.invitations import service as invitations
from ...accounts.invitations.views import handed_over
from ...extensions import limiter
from ...roles import OFFICERS
from ...uploads.service import FileRefused
from ...uploads.views import give_out
from ...web.access import public, requires
from ...web.fragments import done, failed, page
from ...web.limits import takes_up_to
from ...web.paging import asked_page
from .. import queries, rules
from ..forms import DeclineForm, TakeoverForm
from ..models import Takeover
from ..views import HOME, LARGEST_POST
from . import service

bp = Blueprint("takeovers", __name__)
AT_MOST = "10 per hour; 30 per day"  # from one address; each keeps a file


@bp.get("/recover")
@public
def ask() -> Response:
    return _ask_page(TakeoverForm(formdata=None))


def _ask_page(form: TakeoverForm) -> Response:
    crumbs = [HOME, ("登录", url_for("accounts.sign_in")), ("找回账号", None)]
    return page(
        "registration/recover.html", form=form, most_mb=rules.SCAN_MB, mails=mail.configured(), crumbs=crumbs, status=422 if form.errors else 200
    )


@bp.post("/recover")
@takes_up_to(LARGEST_POST)
@limiter.limit(AT_MOST)
@public
def asked() -> BaseResponse:
    form = TakeoverForm()
    if not form.validate_on_submit():
        return _ask_page(form)
    said = service.Asked(
        uscc=form.uscc.data or "",
        name=(form.name.data or "").strip(),
        phone=form.phone.data or "",
        email=(form.email.data or "").lower(),
        replaces=form.replaces.data,
    )
    try:
        made = service.ask(said, form.letter.data.stream, form.letter.data.filename)
    except service.PersonRefused as refused:
        form.uscc.errors = [str(refused)]
        return _ask_page(form)
    except FileRefused as refused:
        form.letter.errors = [str(refused)]
        return _ask_page(form)
    return done(f"申请已提交，由{made.organisation.reviewer}核实。同意后，您会收到设置密码的链接。", url_for("accounts.sign_in"))


@bp.get("/takeovers")
@requires(*OFFICERS)
def index() -> Response:
    crumbs = [HOME, ("注册审核", url_for("registration.queue")), ("账号找回申请", None)]
    return page("registration/takeovers.html", found=queries.takeovers(current_user.province_code, asked_page()), crumbs=crumbs)


@bp.get("/takeovers/<int:takeover_id>")
@requires(*OFFICERS, of="takeover")
def show(takeover: Takeover) -> Response:
    return _page(takeover, DeclineForm(formdata=None))


def _page(takeover: Takeover, form: DeclineForm) -> Response:
    made = takeover.invitation
    open_link = made is not None and not invitations.why_not(made)
    crumbs = [HOME, ("注册审核", url_for("registration.queue")), ("账号找回申请", url_for("takeovers.index")), (takeover.name, None)]
    return page(
        "registration/takeover.html",
        takeover=takeover,
        people=queries.people(takeover.organisation),
        link=invitations.link_of(made) if made and open_link else "",
        mails=mail.configured(),
        form=form,
        crumbs=crumbs,
        status=422 if form.errors else 200,
    )


@bp.get("/takeovers/<int:takeover_id>/letter")
@requires(*OFFICERS, of="takeover")
def letter(takeover: Takeover) -> Response:
    return give_out(takeover.letter or abort(404), takeover.letter_name)


@bp.post("/takeovers/<int:takeover_id>/agree")
@requires(*OFFICERS, of="takeover")
def agree(takeover: Takeover) -> BaseResponse:
    here = url_for("takeovers.show", takeover_id=takeover.id)
    try:
        made = service.agree(takeover, current_user)
    except (service.PersonRefused, invitations.InvitationRefused) as refused:
        return failed(str(refused), here)
    return done(f"已同意。{handed_over(made)}", here)


@bp.post("/takeovers/<int:takeover_id>/decline")
@requires(*OFFICERS, of="takeover")
def decline(takeover: Takeover) -> BaseResponse:
    form = DeclineForm()
    if not form.validate_on_submit():
        return _page(takeover, form)
    try:
        service.decline(takeover, form.remark.data or "", current_user)
    except service.PersonRefused as refused:
        return failed(str(refused), url_for("takeovers.show", takeover_id=takeover.id))
    return done("已记录不同意，请电话告知对方原因。", url_for("takeovers.index"))

"""Registering, correcting a registration, and the province's review of it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from .. import clock
from ..accounts.invitations import queries as invited
from ..accounts.invitations import service as invitations
from ..accounts.models import Organisation, OrganisationKind, RegistrationState
from ..roles import OFFICERS, Role
from ..uploads.service import FileRefused
from ..uploads.views import give_out
from ..web.access import public, requires
from ..web.fragments import done, failed, page
from ..web.limits import takes_up_to
from ..web.paging import asked_page
from . import queries, rules, service
from .forms import ApproveForm, ColleagueForm, LicenceForm, OrganisationForm, RegistrationForm, ReturnForm

bp = Blueprint("registration", __name__)
HOME = ("首页", "/")
LARGEST_POST = (rules.SCAN_MB + 1) << 20


@bp.get("/register")
@public
def register() -> Response:
    return _register_page(RegistrationForm())


def _register_page(form: RegistrationForm) -> Response:
    crumbs = [HOME, ("注册", None)]
    return page("registration/register.html", form=form, crumbs=crumbs, status=422 if form.errors else 200)


@bp.post("/register")
@public
def registered() -> BaseResponse:
    form = RegistrationForm()
    if not form.validate_on_submit():
        return _register_page(form)
    try:
        organisation = service.register(
            _details(form), form.contact.data or "", form.phone.data or "", form.email.data or "", form.password.data or ""
        )
    except service.AlreadyRegistered as taken:
        form[taken.field].errors = [str(taken)]
        return _register_page(form)
    said = f"注册已提交，等待{organisation.reviewer}审核。请用邮箱和密码登录，上传营业执照扫描件；审核进度也在那里查看。"
    return done(said, url_for("accounts.sign_in", next=url_for("registration.own")))


def _details(form: OrganisationForm) -> service.OrganisationDetails:
    return service.OrganisationDetails(
        name=(form.name.data or "").strip(),
        uscc=form.uscc.data or "",
        kind=OrganisationKind(form.kind.data),
        province_code=form.province.data or "",
        address=(form.address.data or "").strip(),
    )


@bp.get("/registration")
@requires(Role.APPLICANT)
def own() -> Response:
    return own_page()


def _as_registered(organisation: Organisation) -> OrganisationForm:
    return OrganisationForm(
        formdata=None,
        name=organisation.name,
        uscc=organisation.uscc,
        kind=organisation.kind.value,
        province=organisation.province_code,
        address=organisation.address,
    )


def own_page(form: OrganisationForm | None = None, colleague_form: ColleagueForm | None = None) -> Response:
    """The organisation's own registration; a form that had faults is shown as it was typed."""
    organisation = current_user.organisation
    form = form or _as_registered(organisation)
    colleague_form = colleague_form or ColleagueForm(formdata=None)
    return page(
        "registration/own.html",
        organisation=organisation,
        decisions=queries.decisions(organisation),
        correctable=organisation.state is RegistrationState.RETURNED,
        form=form,
        licence=queries.licence(organisation),
        licence_form=LicenceForm(formdata=None),
        people=queries.people(organisation),
        invitations=invited.waiting_of(organisation, clock.now()),
        link_of=invitations.link_of,
        colleague_form=colleague_form,
        crumbs=[HOME, ("我的工作台", url_for("community.desk")), ("注册信息", None)],
        status=422 if form.errors or colleague_form.errors else 200,
    )


@bp.post("/registration")
@requires(Role.APPLICANT)
def correct() -> BaseResponse:
    form = OrganisationForm()
    if not form.validate_on_submit():
        return own_page(form)
    try:
        service.correct(current_user.organisation, _details(form), current_user)
    except service.AlreadyRegistered as taken:
        form[taken.field].errors = [str(taken)]
        return own_page(form)
    return done("更正后的注册信息已提交，等待审核。", url_for("community.desk"))


@bp.post("/registration/licence")
@takes_up_to(LARGEST_POST)
@requires(Role.APPLICANT)
def add_licence() -> BaseResponse:
    here = url_for("registration.own")
    form = LicenceForm()
    if not form.validate_on_submit():
        return failed(form.licence.errors[0] if form.licence.errors else "请先选择文件，再点上传", here)
    try:
        service.add_licence(current_user.organisation, form.licence.data.stream, form.licence.data.filename, current_user)
    except (FileRefused, service.DecisionRefused) as refused:
        return failed(str(refused), here)
    return done("营业执照扫描件已上传。", here)


@bp.get("/registration/licence")
@requires(Role.APPLICANT)
def own_licence() -> Response:
    return _licence(current_user.organisation)


def _licence(organisation: Organisation) -> Response:
    found = queries.licence(organisation) or abort(404)
    return give_out(found.file, found.name)


@bp.get("/registrations/<int:organisation_id>/licence")
@requires(*OFFICERS, of="organisation")
def licence(organisation: Organisation) -> Response:
    return _licence(organisation)


@bp.get("/registrations")
@requires(*OFFICERS)
def queue() -> Response:
    state = next((state for state in RegistrationState if state.value == request.args.get("state", "pending")), None)
    found = queries.to_review(current_user.province_code, state, asked_page())
    return page(
        "registration/queue.html",
        found=found,
        with_licence=queries.with_licence(found.items),
        takeovers=queries.takeovers_waiting(current_user.province_code),
        counts=queries.counts(current_user.province_code),
        states=RegistrationState,
        chosen=state,
        crumbs=[HOME, ("注册审核", None)],
    )


@bp.get("/registrations/<int:organisation_id>")
@requires(*OFFICERS, of="organisation")
def review(organisation: Organisation) -> Response:
    return _review_page(organisation, ReturnForm())


def _review_page(organisation: Organisation, form: ReturnForm) -> Response:
    return page(
        "registration/review.html",
        organisation=organisation,
        people=queries.people(organisation),
        licence=queries.licence(organisation),
        alike=queries.like(organisation),
        decisions=queries.decisions(organisation),
        waiting=organisation.state is RegistrationState.PENDING,
        form=form,
        approve_form=ApproveForm(formdata=None),
        crumbs=[HOME, ("注册审核", url_for("registration.queue")), (organisation.name, None)],
        status=422 if form.errors else 200,
    )


@bp.post("/registrations/<int:organisation_id>/approve")
@requires(*OFFICERS, of="organisation")
def approve(organisation: Organisation) -> BaseResponse:
    form = ApproveForm()
    if not form.validate_on_submit():
        flash(form.opinion.errors[0], "error")
        return _review_page(organisation, ReturnForm(formdata=None))
    service.approve(organisation, form.opinion.data or "", current_user)
    return done(f"已通过“{organisation.name}”的注册。", url_for("registration.queue"))


@bp.post("/registrations/<int:organisation_id>/return")
@requires(*OFFICERS, of="organisation")
def send_back(organisation: Organisation) -> BaseResponse:
    form = ReturnForm()
    if not form.validate_on_submit():
        return _review_page(organisation, form)
    service.send_back(organisation, form.reason.data or "", current_user)
    return done(f"已退回“{organisation.name}”的注册，对方登录后可看到理由并更正。", url_for("registration.queue"))

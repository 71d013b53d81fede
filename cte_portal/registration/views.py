"""Registering, correcting a registration, and the province's review of it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ..accounts.models import Organisation, OrganisationKind, RegistrationState
from ..roles import Role
from ..web.access import public, requires
from ..web.fragments import done, page
from ..web.paging import asked_page
from . import queries, service
from .forms import ApproveForm, OrganisationForm, RegistrationForm, ReturnForm

bp = Blueprint("registration", __name__)
HOME = ("首页", "/")


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
    return done(
        f"注册已提交，等待{organisation.province_name}教育行政部门审核。现在可以用邮箱和密码登录，查看审核进度。", url_for("accounts.sign_in")
    )


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
    organisation = current_user.organisation
    form = OrganisationForm(
        name=organisation.name,
        uscc=organisation.uscc,
        kind=organisation.kind.value,
        province=organisation.province_code,
        address=organisation.address,
    )
    return _own_page(organisation, form)


def _own_page(organisation: Organisation, form: OrganisationForm) -> Response:
    return page(
        "registration/own.html",
        organisation=organisation,
        decisions=queries.decisions(organisation),
        correctable=organisation.state is RegistrationState.RETURNED,
        form=form,
        crumbs=[HOME, ("我的工作台", url_for("community.desk")), ("注册信息", None)],
        status=422 if form.errors else 200,
    )


@bp.post("/registration")
@requires(Role.APPLICANT)
def correct() -> BaseResponse:
    form = OrganisationForm()
    if not form.validate_on_submit():
        return _own_page(current_user.organisation, form)
    try:
        service.correct(current_user.organisation, _details(form), current_user)
    except service.AlreadyRegistered as taken:
        form[taken.field].errors = [str(taken)]
        return _own_page(current_user.organisation, form)
    return done("更正后的注册信息已提交，等待审核。", url_for("community.desk"))


@bp.get("/registrations")
@requires(Role.PROVINCE_OFFICER)
def queue() -> Response:
    state = next((state for state in RegistrationState if state.value == request.args.get("state", "pending")), None)
    return page(
        "registration/queue.html",
        found=queries.in_province(current_user.province_code, state, asked_page()),
        counts=queries.counts(current_user.province_code),
        states=RegistrationState,
        chosen=state,
        crumbs=[HOME, ("注册审核", None)],
    )


@bp.get("/registrations/<int:organisation_id>")
@requires(Role.PROVINCE_OFFICER, of="organisation")
def review(organisation: Organisation) -> Response:
    return _review_page(organisation, ReturnForm())


def _review_page(organisation: Organisation, form: ReturnForm) -> Response:
    return page(
        "registration/review.html",
        organisation=organisation,
        people=queries.people(organisation),
        decisions=queries.decisions(organisation),
        waiting=organisation.state is RegistrationState.PENDING,
        form=form,
        approve_form=ApproveForm(formdata=None),
        crumbs=[HOME, ("注册审核", url_for("registration.queue")), (organisation.name, None)],
        status=422 if form.errors else 200,
    )


@bp.post("/registrations/<int:organisation_id>/approve")
@requires(Role.PROVINCE_OFFICER, of="organisation")
def approve(organisation: Organisation) -> BaseResponse:
    form = ApproveForm()
    if not form.validate_on_submit():
        flash(form.opinion.errors[0], "error")
        return _review_page(organisation, ReturnForm(formdata=None))
    service.approve(organisation, form.opinion.data or "", current_user)
    return done(f"已通过“{organisation.name}”的注册。", url_for("registration.queue"))


@bp.post("/registrations/<int:organisation_id>/return")
@requires(Role.PROVINCE_OFFICER, of="organisation")
def send_back(organisation: Organisation) -> BaseResponse:
    form = ReturnForm()
    if not form.validate_on_submit():
        return _review_page(organisation, form)
    service.send_back(organisation, form.reason.data or "", current_user)
    return done(f"已退回“{organisation.name}”的注册，对方登录后可看到理由并更正。", url_for("registration.queue"))

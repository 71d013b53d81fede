"""Pages of 对接建议 and 对接意向, for the lead enterprises."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SelectChoice

from ... import clock
from ...accounts.models import Account
from ...roles import Role
from ...web.access import requires
from ...web.fragments import done, failed, page
from ...web.paging import asked_page
from ..following import queries as followed
from ..models import Interest, PublishedEntry
from . import interests, queries, service, shown
from .forms import DeclineForm, InterestForm
from .interests import Standing
from .queries import Sought
from .service import Contact, InterestRefused

bp = Blueprint("meeting", __name__, url_prefix="/exchange")
HOME = ("首页", "/")


def _crumbs(*more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [HOME, ("供需对接", url_for("following.entries")), *more]


@bp.get("/meeting/<int:entry_id>")
@requires(Role.APPLICANT, of="entry")
def proposals(entry: PublishedEntry) -> Response:
    """What fits one of one's own entries, with the reasons."""
    found = queries.proposed(entry, asked_page())
    return page(
        "meeting/proposals.html",
        entry=entry,
        found=found,
        in_short=shown.in_short,
        standing=queries.standing,
        most=queries.MOST_PROPOSED,
        ended=queries.ended(entry),
        crumbs=_crumbs((entry.title, url_for("following.show", entry_id=entry.id)), ("对接建议", None)),
    )


# expressing interest


def _other(entry_id: int) -> PublishedEntry:
    """Anybody's published entry: what is public is no secret."""
    return followed.entry(entry_id) or abort(404)


def _form(other: PublishedEntry) -> InterestForm:
    person = current_user
    mine = queries.own_entries(person, other.table.counterpart)
    form = InterestForm(
        data={
            "own": request.args.get("own", ""),
            "contact_name": person.name,
            "contact_phone": person.phone,
            "contact_email": person.email,
        }
    )
    form.own.choices = [SelectChoice("", "不针对某一条"), *(SelectChoice(str(one.id), f"{one.title}（{one.unit_name}）") for one in mine)]
    return form


def _form_page(other: PublishedEntry, form: InterestForm, problem: str = "") -> Response:
    return page(
        "meeting/express.html",
        entry=other,
        facts_of=shown.in_full,
        form=form,
        refusal=interests.refusal(queries.before(other, current_user)),
        most=interests.LONGEST,
        problem_text=problem,
        crumbs=_crumbs((other.title, None), ("表达意向", None)),
        status=422 if form.errors or problem else 200,
    )


@bp.get("/entries/<int:other_id>/interest")
@requires(Role.APPLICANT)
def express(other_id: int) -> Response:
    other = _other(other_id)
    return _form_page(other, _form(other))


@bp.post("/entries/<int:other_id>/interest")
@requires(Role.APPLICANT)
def expressed(other_id: int) -> BaseResponse:
    other = _other(other_id)
    form = _form(other)
    if not form.validate_on_submit():
        return _form_page(other, form)
    own = next((one for one in queries.own_entries(current_user, other.table.counterpart) if str(one.id) == form.own.data), None)
    contact = Contact(form.contact_name.data or "", form.contact_phone.data or "", form.contact_email.data or "")
    try:
        interest = service.express(other, own, form.message.data or "", contact, current_user)
    except InterestRefused as refused:
        return _form_page(other, form, str(refused))
    return done("已告诉对方。对方同意后，双方互相看到联系方式。", _url(interest))


# interests


@bp.get("/interests")
@requires(Role.APPLICANT)
def index() -> Response:
    asked = request.args.get("standing", "")
    wanted = Standing(asked) if asked in set(Standing) else None
    sought = Sought(received=request.args.get("side") != "sent", standing=wanted)
    return page(
        "meeting/interests.html",
        found=queries.interests_of(current_user, sought, asked_page()),
        sought=sought,
        standings=list(Standing),
        standing=queries.standing,
        waiting=queries.waiting_count(current_user),
        crumbs=_crumbs(("对接意向", None)),
    )


def _url(interest: Interest) -> str:
    return url_for("meeting.show", interest_id=interest.id)


def _received(interest: Interest) -> bool:
    return bool(interest.entry.community.organisation_id == current_user.organisation_id)


@bp.get("/interests/<int:interest_id>")
@requires(Role.APPLICANT, of="interest")
def show(interest: Interest) -> Response:
    return _show_page(interest, DeclineForm())


def _show_page(interest: Interest, form: DeclineForm, problem: str = "") -> Response:
    received = _received(interest)
    standing = queries.standing(interest)
    opened = standing is Standing.ACCEPTED and queries.opened(interest, current_user)
    answered_at = interest.accepted_at or interest.declined_at
    seen = received and answered_at is not None and queries.has_seen(interest, interest.organisation_id)
    return page(
        "meeting/interest.html",
        interest=interest,
        received=received,
        standing=standing,
        facts_of=shown.in_full,
        contact=(interest.contact if received else queries.contact_of([interest.entry])) if opened else None,
        may_take_back=received and interests.may_take_back(standing, answered_at, seen, clock.now()) is None,
        form=form,
        most=interests.LONGEST,
        problem_text=problem,
        crumbs=_crumbs(("对接意向", url_for("meeting.index", side=None if received else "sent")), (interest.entry.title, None)),
        status=422 if form.errors or problem else 200,
    )


def _not_theirs(interest: Interest, received: bool) -> BaseResponse | None:
    """Answering is the receiver's, taking back the sender's."""
    if _received(interest) is received:
        return None
    return failed("只有收到意向的一方可以答复。" if received else "只有发出意向的一方可以撤回。", _url(interest))


def _step(interest: Interest, act: Callable[[Interest, Account], None], said: str, *, received: bool, undo: str | None = None) -> BaseResponse:
    """One step by the side whose it is; `undo`: where the answer is taken back."""
    if answer := _not_theirs(interest, received=received):
        return answer
    try:
        act(interest, current_user)
    except InterestRefused as refused:
        return failed(str(refused), _url(interest))
    return done(said, _url(interest), undo=undo, undo_label="收回答复")


@bp.post("/interests/<int:interest_id>/accept")
@requires(Role.APPLICANT, of="interest")
def accept(interest: Interest) -> BaseResponse:
    said = "已同意，并告诉了对方。现在双方可以查看对方的联系方式。"
    undo = url_for("meeting.take_back", interest_id=interest.id)
    return _step(interest, service.accept, said, received=True, undo=undo)


@bp.post("/interests/<int:interest_id>/decline")
@requires(Role.APPLICANT, of="interest")
def decline(interest: Interest) -> BaseResponse:
    if answer := _not_theirs(interest, received=True):
        return answer
    form = DeclineForm()
    if not form.validate_on_submit():
        return _show_page(interest, form)
    try:
        service.decline(interest, form.reason.data or "", current_user)
    except InterestRefused as refused:
        return _show_page(interest, form, str(refused))
    undo = url_for("meeting.take_back", interest_id=interest.id)
    return done("已婉拒，并告诉了对方。", _url(interest), undo=undo, undo_label="收回答复")


@bp.post("/interests/<int:interest_id>/take-back")
@requires(Role.APPLICANT, of="interest")
def take_back(interest: Interest) -> BaseResponse:
    return _step(interest, service.take_back_answer, "已收回答复，这条意向重新等待答复。", received=True)


@bp.post("/interests/<int:interest_id>/withdraw")
@requires(Role.APPLICANT, of="interest")
def withdraw(interest: Interest) -> BaseResponse:
    return _step(interest, service.withdraw, "已撤回这条意向。", received=False)


@bp.post("/interests/<int:interest_id>/contacts")
@requires(Role.APPLICANT, of="interest")
def contacts(interest: Interest) -> BaseResponse:
    try:
        service.open_contacts(interest, current_user)
    except InterestRefused as refused:
        return failed(str(refused), _url(interest))
    return done("已显示对方的联系方式，本次查看已记入审计记录。请只用于这次对接。", _url(interest))

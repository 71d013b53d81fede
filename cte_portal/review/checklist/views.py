"""Saving the checklist beside the dossier, and the page of an authority's own items."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import clock
from ...catalogue.schema import Edition
from ...community.models import Application
from ...roles import OFFICERS
from ...web.access import requires
from ...web.editions import editions
from ...web.fragments import asked_by_htmx, done, page
from ...web.limits import whole
from .. import reading
from . import queries, service
from .forms import OwnItemForm, ShownChecklist, read_answers
from .models import OwnItem
from .service import Asked, ChecklistRefused

bp = Blueprint("checklist", __name__, url_prefix="/review")


@bp.post("/<int:application_id>/checklist")
@requires(*OFFICERS, of="application")
def save(application: Application) -> BaseResponse:
    """Keep the answers: of itself while the page is open, or by the button."""
    version = reading.version_read(application) or abort(404)
    typed = read_answers(queries.checked_list(application, version, current_user))
    problem, conflicts = "", frozenset[str]()
    try:
        conflicts = frozenset(item.key for item in service.save(application, request.form.get("version", 0, type=whole), typed, current_user))
    except ChecklistRefused as refused:
        problem = str(refused)
    shown = ShownChecklist(queries.checked_list(application, version, current_user), typed, conflicts, problem)
    if asked_by_htmx() and "auto" in request.form:
        response = page("checklist/_saved.html", checklist=shown, at=clock.now())
        if not problem and not conflicts:
            response.headers["HX-Trigger"] = "saved"
        return response
    if problem or conflicts:
        return page("checklist/not_saved.html", status=409, application=application, checklist=shown, crumbs=_crumbs(application))
    return done("审核要点已保存。", url_for("review.dossier", application_id=application.id, _anchor="checklist"))


def _crumbs(application: Application) -> list[tuple[str, str | None]]:
    dossier = url_for("review.dossier", application_id=application.id)
    return [("首页", "/"), ("申报审核", url_for("review.queue")), (application.community.name, dossier), ("审核要点", None)]


@bp.get("/checklist-items")
@requires(*OFFICERS)
def items() -> Response:
    return _items_page(_form())


def _form(item: OwnItem | None = None) -> OwnItemForm:
    form = OwnItemForm(obj=item)
    return form.offer(_edition())


def _edition() -> Edition:
    """The newest: own items name its sections."""
    return list(editions().values())[-1]


def _items_page(form: OwnItemForm, item: OwnItem | None = None, problem: str = "") -> Response:
    edition = _edition()
    own = queries.own_items(current_user.authority_id)
    return page(
        "checklist/items.html",
        status=422 if form.errors or problem else 200,
        form=form,
        item=item,
        problem_text=problem,
        given=queries.edition_items(edition, current_user),
        asked=[one for one in own if one.retired_at is None],
        retired=[one for one in own if one.retired_at is not None],
        headings={section.key: section.heading for section in edition.pages},
        crumbs=[("首页", "/"), ("申报审核", url_for("review.queue")), ("审核要点", None)],
    )


def _asked(form: OwnItemForm) -> Asked:
    section = form.section.data or ""
    return Asked((form.text.data or "").strip(), (form.hint.data or "").strip(), section if section in _edition().by_key else "")


@bp.post("/checklist-items")
@requires(*OFFICERS)
def add() -> BaseResponse:
    form = _form()
    if not form.validate_on_submit():
        return _items_page(form)
    try:
        service.add_item(_asked(form), current_user)
    except ChecklistRefused as refused:
        return _items_page(form, problem=str(refused))
    return done("已添加要点，今后审核时一并作答。", url_for("checklist.items"))


def _own(item_id: int) -> OwnItem:
    return queries.own_item(current_user.authority_id, item_id) or abort(404)


@bp.get("/checklist-items/<int:item_id>")
@requires(*OFFICERS)
def item(item_id: int) -> Response:
    found = _own(item_id)
    return _items_page(_form(found), found)


@bp.post("/checklist-items/<int:item_id>")
@requires(*OFFICERS)
def change(item_id: int) -> BaseResponse:
    found, form = _own(item_id), _form()
    if not form.validate_on_submit():
        return _items_page(form, found)
    try:
        service.change_item(found, _asked(form), request.form.get("shown_at", ""), current_user)
    except ChecklistRefused as refused:
        return _items_page(form, found, str(refused))
    return done("要点已修改。已经作出的审核意见保留当时的文字。", url_for("checklist.items"))


@bp.post("/checklist-items/<int:item_id>/move")
@requires(*OFFICERS)
def move(item_id: int) -> BaseResponse:
    service.move_item(_own(item_id), request.form.get("to") == "up", current_user)
    return done("顺序已调整。", url_for("checklist.items"))


@bp.post("/checklist-items/<int:item_id>/retire")
@requires(*OFFICERS)
def retire(item_id: int) -> BaseResponse:
    found = _own(item_id)
    back = request.form.get("again") == "yes"
    service.retire_item(found, not back, current_user)
    if back:
        return done(f"已恢复“{found.text}”。", url_for("checklist.items"))
    return done(f"已停用“{found.text}”，以往的作答保留。", url_for("checklist.items"))

"""撤回: the lead enterprise takes back what it published; the page stays and says why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...roles import Role
from ...web.access import requires
from ...web.fragments import done, page
from .. import service
from ..forms import WithdrawalForm
from ..models import ListEdition, PublishedEntry
from . import HOME, INDEX, bp


@bp.get("/entries/<int:entry_id>/withdraw")
@requires(Role.APPLICANT, of="entry")
def withdraw_entry(entry: PublishedEntry) -> Response:
    return _page(f"条目“{entry.title}”", url_for("exchange.entry", entry_id=entry.id), WithdrawalForm())


@bp.post("/entries/<int:entry_id>/withdraw")
@requires(Role.APPLICANT, of="entry")
def entry_withdrawn(entry: PublishedEntry) -> BaseResponse:
    back = url_for("exchange.entry", entry_id=entry.id)
    return _withdraw(f"条目“{entry.title}”", back, lambda reason: service.withdraw_entry(entry, reason, current_user))


@bp.get("/editions/<int:edition_id>/withdraw")
@requires(Role.APPLICANT, of="edition")
def withdraw_edition(edition: ListEdition) -> Response:
    return _page(_called(edition), url_for("exchange.edition", edition_id=edition.id), WithdrawalForm())


@bp.post("/editions/<int:edition_id>/withdraw")
@requires(Role.APPLICANT, of="edition")
def edition_withdrawn(edition: ListEdition) -> BaseResponse:
    back = url_for("exchange.edition", edition_id=edition.id)
    return _withdraw(_called(edition), back, lambda reason: service.withdraw_edition(edition, reason, current_user))


def _called(edition: ListEdition) -> str:
    return f"{edition.table.label}清单第 {edition.number} 版（{edition.entries} 条）"


def _withdraw(what: str, back: str, withdraw: Callable[[str], Any]) -> BaseResponse:
    form = WithdrawalForm()
    if not form.validate_on_submit():
        return _page(what, back, form)
    try:
        withdraw(form.reason.data or "")
    except service.WithdrawalRefused as refused:
        return _page(what, back, form, str(refused))
    return done(f"已撤回{what}。页面保留，注明撤回和原因。", back)


def _page(what: str, back: str, form: WithdrawalForm, problem: str = "") -> Response:
    trail = [HOME, INDEX, ("撤回", None)]
    status = 422 if form.errors or problem else 200
    return page("exchange/withdraw.html", what=what, back=back, form=form, problem_text=problem, crumbs=trail, status=status)

"""What somebody with a link fills in: the rows of one unit, without an account."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...community.filling.views import lists, sections
from ...web.access import public
from ...web.codes import CodePage
from ...web.fragments import done, failed, page
from ...web.guessing import slows_guessing
from . import queries, service
from .forms import PersonForm
from .models import UnitLink, UnitRows

bp = Blueprint("unit_lists", __name__, url_prefix="/unit-lists")
TRAIL = [("首页", "/"), ("填写供需清单", None)]
OF = "/<code>/sections/<key>"


@bp.after_request
def _for_nobody_else(response: Response) -> Response:
    """Contacts stand on these pages."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("")
@slows_guessing
@public
def enter_code() -> BaseResponse:
    """Where a code that came by telephone is typed in."""
    return CODES.asked()


def _url(link: UnitLink) -> str:
    return url_for("unit_lists.show", code=service.code_of(link))


CODES = CodePage(
    "living_lists/enter_code.html",
    TRAIL,
    "没有这个填写码。请对照收到的链接重新输入；如果无误，请联系给您链接的牵头企业重新发送。",
    service.open_link,
    _url,
)


def _opened(code: str) -> UnitRows | Response:
    """The unit's rows; or the page that says why not."""
    found = service.open_link(code)
    if found is None:
        return CODES.wrong_code(code)
    if problem := service.why_not(found):
        return page("living_lists/stopped.html", problem=problem, crumbs=TRAIL, status=410)
    unit = queries.unit(found)
    assert unit is not None
    return UnitRows(found, unit)


@bp.get("/<code>")
@slows_guessing
@public
def show(code: str) -> Response:
    form = _opened(code)
    return form if isinstance(form, Response) else _show(form, PersonForm(formdata=None, obj=form.link))


def _show(form: UnitRows, person: PersonForm) -> Response:
    return page(
        "living_lists/unit.html",
        form=form,
        link=form.link,
        community=form.link.lists.community,
        person=person,
        counts=queries.own_counts(form.link),
        saved_at=queries.own_saved_at(form.link),
        code=service.code_of(form.link),
        crumbs=TRAIL,
        status=422 if person.errors else 200,
    )


@bp.post("/<code>")
@slows_guessing
@public
def named(code: str) -> BaseResponse:
    """Who fills in."""
    form = _opened(code)
    if isinstance(form, Response):
        return form
    person = PersonForm()
    if not person.validate_on_submit():
        return _show(form, person)
    try:
        service.name_person(form.link, (person.person.data or "").strip(), (person.position.data or "").strip())
    except service.ListsRefused as refused:
        return failed(str(refused), _url(form.link))
    return done("已登记，可以填写下面的清单。", _url(form.link))


@bp.get(OF)
@slows_guessing
@public
def section(code: str, key: str) -> Response:
    form = _opened(code)
    return form if isinstance(form, Response) else sections.section(form, key)


@bp.post(f"{OF}/rows")
@slows_guessing
@public
def save_row(code: str, key: str) -> BaseResponse:
    form = _opened(code)
    return form if isinstance(form, Response) else lists.save_row(form, key)


@bp.post(f"{OF}/rows/<row>/remove")
@slows_guessing
@public
def remove_row(code: str, key: str, row: str) -> BaseResponse:
    form = _opened(code)
    return form if isinstance(form, Response) else lists.remove_row(form, key, row)


@bp.post(f"{OF}/rows/<row>/restore")
@slows_guessing
@public
def restore_row(code: str, key: str, row: str) -> BaseResponse:
    form = _opened(code)
    return form if isinstance(form, Response) else lists.restore_row(form, key, row)

"""What somebody with a link fills in: the figures of one unit, without an account."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...community.exchange import opening
from ...community.exchange.opening import WorkbookRefused, rows_of
from ...community.filling.views import sections
from ...exchange.living.forms import PersonForm
from ...web.access import public
from ...web.codes import CodePage
from ...web.downloads import workbook
from ...web.fragments import done, failed, page
from ...web.guessing import slows_guessing
from ...web.limits import takes_up_to
from ...web.official_tables import OfficialTable, official_workbook
from . import queries, rules, service, sheet
from .models import UnitPart
from .service import PartRefused
from .sheet import NotThisSheet

bp = Blueprint("figure_parts", __name__, url_prefix="/figure-parts")
TRAIL = [("首页", "/"), ("填报绩效数据", None)]
OF = "/<code>/sections/<key>"
LARGEST_POST = (opening.MOST_MB + 1) << 20


@bp.after_request
def _for_nobody_else(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _url(part: UnitPart) -> str:
    return url_for("figure_parts.show", code=service.code_of(part))


CODES = CodePage(
    "figure_parts/enter_code.html",
    TRAIL,
    "没有这个填写码。请对照收到的链接重新输入；如果无误，请联系给您链接的牵头企业重新发送。",
    service.open_link,
    _url,
)


@bp.get("")
@slows_guessing
@public
def enter_code() -> BaseResponse:
    """Where a code that came by telephone is typed in."""
    return CODES.asked()


def _opened(code: str) -> UnitPart | Response:
    """The unit's part; or the page that says why not."""
    found = service.open_link(code)
    if found is None:
        return CODES.wrong_code(code)
    if problem := service.why_not(found, code):
        return page("figure_parts/stopped.html", problem=problem, crumbs=TRAIL, status=410)
    return found


@bp.get("/<code>")
@slows_guessing
@public
def show(code: str) -> Response:
    part = _opened(code)
    return part if isinstance(part, Response) else _show(part, PersonForm(formdata=None, obj=part))


def _show(part: UnitPart, person: PersonForm, problem: str = "") -> Response:
    values = queries.figures_of([part]).get(part.id, {})
    counts = {
        section.key: (sum(key in values for key in keys), len(keys))
        for section in part.definition.sections
        if (keys := [measure.key for one in section.indicators for measure in one.measures if measure.typed])
    }
    return page(
        "figure_parts/unit.html",
        form=part,
        community=part.collection.community,
        person=person,
        counts=counts,
        problem_text=problem,
        code=service.code_of(part),
        crumbs=TRAIL,
        status=422 if person.errors or problem else 200,
    )


@bp.post("/<code>")
@slows_guessing
@public
def named(code: str) -> BaseResponse:
    """Who fills in."""
    part = _opened(code)
    if isinstance(part, Response):
        return part
    person = PersonForm()
    if not person.validate_on_submit():
        return _show(part, person)
    service.name_person(part, (person.person.data or "").strip(), (person.position.data or "").strip())
    return done("已登记，可以填写下面的数据。", _url(part))


@bp.get(OF)
@slows_guessing
@public
def section(code: str, key: str) -> Response:
    part = _opened(code)
    return part if isinstance(part, Response) else sections.section(part, key)


@bp.post(OF)
@slows_guessing
@public
def save(code: str, key: str) -> BaseResponse:
    part = _opened(code)
    return part if isinstance(part, Response) else sections.save(part, key)


@bp.post("/<code>/hand-back")
@slows_guessing
@public
def hand_back(code: str) -> BaseResponse:
    part = _opened(code)
    if isinstance(part, Response):
        return part
    try:
        service.hand_back(part)
    except PartRefused as refused:
        return failed(str(refused), _url(part))
    return done("已交回牵头企业，谢谢。需要修改的，请联系牵头企业重新开放。", _url(part))


@bp.get("/<code>/figures.xlsx")
@slows_guessing
@public
def template(code: str) -> BaseResponse:
    """To be filled in away from the portal."""
    part = _opened(code)
    if isinstance(part, Response):
        return part
    lines = sheet.lines_to_fill(part.definition, queries.figures_of([part]).get(part.id, {}))
    title = f"{part.year} 年度绩效数据（{part.name}）"
    return workbook(
        official_workbook(OfficialTable(title, "只填“数值”一列；与本单位无关的不填，没有发生的填 0", sheet.HEADS, lines)), f"{title}.xlsx"
    )


@bp.post("/<code>/figures")
@takes_up_to(LARGEST_POST)
@slows_guessing
@public
def take_in(code: str) -> BaseResponse:
    """A filled-in workbook: what it says beside what is there; once that is confirmed, it is put in."""
    part = _opened(code)
    return part if isinstance(part, Response) else import_page(part, _url(part), request.path, TRAIL)


def import_page(part: UnitPart, back: str, here: str, crumbs: list[tuple[str, str | None]], by: object = None) -> BaseResponse:
    """For the unit and for the lead enterprise, which got the workbook by mail. The texts of the file come back with the form."""
    now = queries.figures_of([part]).get(part.id, {})
    try:
        if "confirmed" in request.form:
            rows = [[(0, [sheet.KEY, sheet.NUMBER]), *((0, [key, request.form.get(f"text-{key}", "")]) for key in rules.asked(part.definition))]]
            lines = sheet.read_lines(part.definition, rows, now)
            count = service.take_in(part, lines, set(request.form.getlist("take")), by)  # type: ignore[arg-type]
            return done(f"已导入 {count} 项。", back)
        sent = request.files.get("file")
        if not sent or not sent.filename:
            return failed("请选择填好的表（.xlsx）。", back)
        lines = sheet.read_lines(part.definition, rows_of(sent.stream, sent.filename), now)
    except WorkbookRefused as refused:
        return failed(str(refused), back)
    except NotThisSheet as refused:
        return failed(f"{refused}。", back)
    except PartRefused as refused:
        return failed(str(refused), back)
    return page("figure_parts/import.html", part=part, lines=lines, back=back, here=here, crumbs=crumbs)

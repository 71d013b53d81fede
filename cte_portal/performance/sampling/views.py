"""Screens of the authority's draw: drawing, checking one indicator after the other, correcting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...annual import queries as annual
from ...annual.models import Deliverable, DeliverableVersion
from ...annual.rules import State
from ...annual.service import judging
from ...annual.views import must_owe
from ...annual.views.working import crumbs as duty_crumbs
from ...annual.views.working import duty_url
from ...annual.yearly_forms.queries import form_of, frozen_content
from ...catalogue.indicators import Indicator, Measure
from ...catalogue.kinds import Value, decode, show
from ...community.models import Community
from ...roles import OFFICERS, Role
from ...web.access import requires
from ...web.fragments import done, failed, page
from ...web.limits import whole
from .. import queries as performance
from ..evidence import queries as evidence
from ..evidence.queries import SEPARATOR, Shown
from ..known import known
from ..models import PERFORMANCE, Collection
from ..rules import Known, Number, last_years, said
from . import queries, rules, service
from .models import FigureCheck, FigureCorrection
from .rules import Verdict
from .service import SampleRefused

bp = Blueprint("sampling", __name__)
BASE = "/duties/<int:community_id>/<int:year>/performance/sample"


@dataclass(frozen=True)
class FigureLine:
    """One figure of a drawn indicator: as it was handed in, as it counts, and what stands beside it."""

    measure: Measure
    handed_in: Value
    counts: Value
    last_year: Number | None
    known: Known | None

    @property
    def correctable(self) -> bool:
        return self.measure.typed and self.measure.counted


@dataclass(frozen=True)
class Drawn:
    """One drawn indicator."""

    one: Indicator
    figures: list[FigureLine]
    note: Value
    check: FigureCheck | None
    changed: bool  # since an earlier draw of it
    proofs: list[Shown]


def _found(community: Community, year: int) -> tuple[Deliverable, DeliverableVersion]:
    """What was handed in; 404 where nothing was."""
    must_owe(community, year, PERFORMANCE)
    found = annual.deliverable(community, year, PERFORMANCE)
    version = annual.handed_in(found)
    if found is None or version is None or version.content is None:
        abort(404)
    return found, version


def url(community: Community, year: int, anchor: str | None = None) -> str:
    return url_for("sampling.sample", community_id=community.id, year=year, _anchor=anchor)


@bp.get(BASE)
@requires(Role.APPLICANT, *OFFICERS, of="community")
def sample(community: Community, year: int) -> Response:
    """The draw with what was found. The community sees it once the review is over, and corrections at once."""
    return _page(community, year)


def _page(community: Community, year: int, problem: str = "", code: str = "", status: int = 200) -> Response:
    found, version = _found(community, year)
    drawn, earlier = queries.sample_of(version), queries.earlier_sample(found, version)
    own = current_user.role is Role.APPLICANT
    shown = drawn if not own or found.state is not State.SUBMITTED else None
    checks = {one.code: one for one in shown.checks} if shown else {}
    changed = _changed_since(earlier.version, version, earlier.codes) if earlier else []
    return page(
        "sampling/sample.html",
        community=community,
        year=year,
        found=found,
        version=version,
        drawn=shown,
        earlier=earlier,
        lines=[_line(community, year, version, one, checks.get(one), one in changed) for one in shown.codes] if shown else [],
        changed=[frozen_content(version).definition.indicators[one][1] for one in changed],
        corrections=[_correction(version, one) for one in queries.corrections_of(version)],
        outcome=rules.outcome(shown.codes, {one.code: one.verdict for one in shown.checks}) if shown else "",
        verdicts=list(Verdict),
        acts=judging.reviews(current_user, community) and found.state in performance.COUNTING,
        draws=judging.reviews(current_user, community) and found.state is State.SUBMITTED,
        usual=rules.USUAL,
        most=len(frozen_content(version).definition.indicators),
        own=own,
        said=said,
        show=lambda measure, value: said(measure, value) if value is not None else "—",
        problem_text=problem,
        problem_code=code if shown and code in shown.codes else "",  # at the top where the indicator is not on the page
        typed=request.form,
        back=duty_url(community, year, PERFORMANCE),
        crumbs=[*duty_crumbs(community, year, "绩效数据")[:-1], ("绩效数据", duty_url(community, year, PERFORMANCE)), ("抽查", None)],
        status=status,
    )


def _changed_since(old: DeliverableVersion, new: DeliverableVersion, codes: list[str]) -> list[str]:
    return rules.changed(frozen_content(new).definition, codes, performance.handed_in(old), performance.handed_in(new))


def _line(community: Community, year: int, version: DeliverableVersion, code: str, check: FigureCheck | None, changed: bool) -> Drawn:
    content = frozen_content(version)
    section, one = content.definition.indicators[code]
    handed_in, counts = performance.handed_in(version), performance.reported(version)
    before = last_years(content.definition, performance.counted(community, year - 1))
    beside = known(community, year)
    figures = [
        FigureLine(
            measure, handed_in.get(measure.key), counts.get(measure.key), before.get(measure.key), beside.get(measure.computed or measure.beside)
        )
        for measure in one.measures
    ]
    held = {item.id.partition(SEPARATOR)[0] for item in content.evidence if item.category == one.key}
    form = form_of(version.deliverable)
    proofs = evidence.proofs_of(form) if isinstance(form, Collection) else []
    frozen = [Shown(each, _others(version, each.sha256, one.key)) for each in proofs if str(each.id) in held]
    return Drawn(one, figures, content.value(section.key, one.note.key), check, changed, frozen)


def _others(version: DeliverableVersion, sha256: str, key: str) -> list[str]:
    """The codes of the other indicators that the file proves in the version."""
    content = frozen_content(version)
    keys = {item.category for item in content.evidence if item.sha256 == sha256} - {key}
    return [code for code, (_, one) in content.definition.indicators.items() if one.key in keys]


def _correction(version: DeliverableVersion, made: FigureCorrection) -> dict[str, Any]:
    measure = frozen_content(version).definition.measures[made.measure][2]

    def words(stored: Any) -> str:
        return "未填" if stored is None else show(measure, decode(measure.type, stored), {})

    return {"made": made, "label": measure.label, "before": words(made.before), "after": words(made.after)}


@bp.post(BASE)
@requires(*OFFICERS, of="community")
def draw(community: Community, year: int) -> BaseResponse:
    found, _ = _found(community, year)
    try:
        made = service.draw(found, request.form.get("size", rules.USUAL, type=whole), current_user)
    except SampleRefused as refused:
        return failed(str(refused), url(community, year))
    return done(f"已抽取 {len(made.codes)} 项指标，随机数已记录，请逐项核对。", url(community, year))


@bp.post(f"{BASE}/<code>/check")
@requires(*OFFICERS, of="community")
def check(community: Community, year: int, code: str) -> BaseResponse:
    found, _ = _found(community, year)
    verdict = next((one for one in Verdict if one.value == request.form.get("verdict")), None)
    if verdict is None:
        return _page(community, year, "请选择核对结果。", code, 422)
    try:
        service.check(found, code, verdict, request.form.get("note", "")[:500], current_user)
    except SampleRefused as refused:
        return _page(community, year, str(refused), code, 422)
    return done(f"{code} 已记为“{verdict.label}”。", url(community, year, f"drawn-{code.replace('.', '_')}"))


@bp.post(f"{BASE}/figures/<key>")
@requires(*OFFICERS, of="community")
def correct(community: Community, year: int, key: str) -> BaseResponse:
    found, version = _found(community, year)
    place = frozen_content(version).definition.measures.get(key) or abort(404)
    try:
        made = service.correct(found, key, request.form.get("figure", ""), request.form.get("reason", "")[:500], current_user)
    except SampleRefused as refused:
        return _page(community, year, str(refused), place[1].code, 422)
    undo = url_for("sampling.take_back", community_id=community.id, year=year, correction_id=made.id)
    return done(
        f"“{place[2].label}”已更正，共同体已收到通知，汇总数随之更新。",
        url(community, year, f"drawn-{place[1].key}"),
        undo=undo,
        undo_label="撤销更正",
    )


@bp.post(f"{BASE}/corrections/<int:correction_id>/take-back")
@requires(*OFFICERS, of="community")
def take_back(community: Community, year: int, correction_id: int) -> BaseResponse:
    found, _ = _found(community, year)
    try:
        service.take_back(found, correction_id, current_user)
    except SampleRefused as refused:
        return failed(str(refused), url(community, year))
    return done("更正已撤销，按提交的原数计入。", url(community, year))

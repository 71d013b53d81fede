"""Proofs under their indicators: adding, letting one prove more, taking out; looking at them, for officers too."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ...annual import queries as annual
from ...annual.views import must_owe
from ...annual.views.working import crumbs as duty_crumbs
from ...annual.views.working import duty_url
from ...annual.yearly_forms.queries import form_of, frozen_content
from ...community.filling.kinds import kind_of
from ...community.models import Community
from ...document.preview_views import Reading, drawn_page, shown_page
from ...roles import OFFICERS, Role
from ...uploads.service import FileRefused
from ...uploads.views import give_out
from ...web.access import requires
from ...web.fragments import done, failed
from ...web.limits import takes_up_to, whole
from ..models import PERFORMANCE, Collection
from . import queries, service
from .models import FigureProof

bp = Blueprint("figure_proofs", __name__)
OF = "/collections/<int:performance_id>/proofs"
READ = "/duties/<int:community_id>/<int:year>/performance/proofs/<int:proof_id>"
LARGEST_POST = 52 * 1024 * 1024


def _code(form: Collection, key: str) -> str:
    return next((code for code, (_, one) in form.definition.indicators.items() if one.key == key), None) or abort(404)


def _proof(form: Collection, identity: int) -> FigureProof:
    return queries.proof(form, identity) or abort(404)


def _here(form: Collection, code: str) -> str:
    section, one = form.definition.indicators[code]
    return kind_of(form).url(form, "section", key=section.key, _anchor=f"proofs-{one.key}")


@bp.post(f"{OF}/<key>")
@takes_up_to(LARGEST_POST)
@requires(Role.APPLICANT, of=PERFORMANCE)
def add(performance: Collection, key: str) -> BaseResponse:
    """A new file, or one that is there already."""
    code = _code(performance, key)
    sent = request.files.get("file")
    try:
        if chosen := request.form.get("proof", type=whole):
            found = _proof(performance, chosen)
            service.attach(performance, found, code, current_user)
        elif sent and sent.filename:
            found = service.add(performance, code, sent.stream, sent.filename, current_user)
        else:
            return failed("请选择文件，或选择一份已上传的材料。", _here(performance, code))
    except FileRefused as refused:
        return failed(str(refused), _here(performance, code))
    undo = url_for("figure_proofs.take_out", performance_id=performance.id, key=key, proof_id=found.id)
    return done(f"“{found.name}”已作为 {code} 的证明材料。", _here(performance, code), undo=undo, undo_label="撤销")


@bp.post(f"{OF}/<key>/<int:proof_id>/remove")
@requires(Role.APPLICANT, of=PERFORMANCE)
def take_out(performance: Collection, key: str, proof_id: int) -> BaseResponse:
    code, found = _code(performance, key), _proof(performance, proof_id)
    try:
        service.detach(performance, found, code, current_user)
    except FileRefused as refused:
        return failed(str(refused), _here(performance, code))
    undo = url_for("figure_proofs.bring_back", performance_id=performance.id, key=key, proof_id=proof_id)
    return done(f"“{found.name}”不再作为 {code} 的证明材料。", _here(performance, code), undo=undo, undo_label="恢复")


@bp.post(f"{OF}/<key>/<int:proof_id>/restore")
@requires(Role.APPLICANT, of=PERFORMANCE)
def bring_back(performance: Collection, key: str, proof_id: int) -> BaseResponse:
    code, found = _code(performance, key), _proof(performance, proof_id)
    try:
        service.attach(performance, found, code, current_user)
    except FileRefused as refused:
        return failed(str(refused), _here(performance, code))
    return done(f"“{found.name}”已恢复。", _here(performance, code))


def _readable(community: Community, year: int, proof_id: int) -> FigureProof:
    """The enterprise its own; officers what stands in a version that was handed in and not taken back."""
    must_owe(community, year, PERFORMANCE)
    found = annual.deliverable(community, year, PERFORMANCE)
    form = form_of(found)
    proof = queries.proof(form, proof_id) if isinstance(form, Collection) else None
    if proof is None or found is None:
        abort(404)
    if current_user.role is not Role.APPLICANT:
        versions = [one for one in found.versions if one.content and one.submitted_at and not one.withdrawn_at]
        if not any(item.sha256 == proof.sha256 for one in versions for item in frozen_content(one).evidence):
            abort(404)
    return proof


@bp.get(f"{READ}/file")
@requires(Role.APPLICANT, *OFFICERS, of="community")
def file(community: Community, year: int, proof_id: int) -> Response:
    proof = _readable(community, year, proof_id)
    return give_out(proof.file, proof.name)


@bp.get(f"{READ}/pages/<int:number>")
@requires(Role.APPLICANT, *OFFICERS, of="community")
def page_of(community: Community, year: int, proof_id: int, number: int) -> Response:
    proof = _readable(community, year, proof_id)
    names: dict[str, Any] = {"community_id": community.id, "year": year, "proof_id": proof_id}
    back = duty_url(community, year, PERFORMANCE)
    reading = Reading(
        at=lambda number: url_for("figure_proofs.page_of", **names, number=number),
        drawn=lambda number: url_for("figure_proofs.picture_of", **names, number=number),
        file=url_for("figure_proofs.file", **names),
        back=back,
        back_label="返回绩效数据",
    )
    return shown_page(proof, number, reading, [*duty_crumbs(community, year, "绩效数据")[:-1], ("绩效数据", back), (proof.name, None)])


@bp.get(f"{READ}/pages/<int:number>.jpg")
@requires(Role.APPLICANT, *OFFICERS, of="community")
def picture_of(community: Community, year: int, proof_id: int, number: int) -> Response:
    return drawn_page(_readable(community, year, proof_id), number)

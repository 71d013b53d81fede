"""Working on a draft: its order, what is taken out, its letter, giving it up."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ....roles import Role
from ....uploads.service import FileRefused
from ....uploads.views import LARGEST_POST
from ....web.access import requires
from ....web.fragments import done, failed, page
from ....web.limits import takes_up_to, whole
from .. import rules, service
from ..forms import DetailsForm
from ..models import ReportingBatch
from . import bp
from .lists import crumbs, draft_page, drafts_only

PLACE = "place-"


def revision() -> int:
    """The revision of the draft that the page showed."""
    return request.form.get("revision", 0, type=whole)


def url(batch: ReportingBatch) -> str:
    return url_for("batches.batch", batch_id=batch.id, page=request.args.get("page", type=whole))


@bp.post("/<int:batch_id>/order")
@requires(Role.PROVINCE_OFFICER, of="batch")
def order(batch: ReportingBatch) -> BaseResponse:
    """One form around the table; the button pressed says what is to be done, with which item."""
    action, _, what = request.form.get("do", "").partition(":")
    item = int(what) if what.isascii() and what.isdecimal() and len(what) < 19 else 0
    actions: dict[str, Callable[[], str]] = {
        "places": lambda: _placed(batch),
        "up": lambda: _moved(batch, item, -1),
        "down": lambda: _moved(batch, item, 1),
        "sort": lambda: _sorted(batch, what),
        "remove": lambda: f"已移出 {service.remove(batch, [item], revision(), current_user)} 份申报。",
        "clear": lambda: f"已移出 {service.remove_unreportable(batch, revision(), current_user)} 份不能报送的申报。",
    }
    try:
        return done(actions.get(action, actions["places"])(), url(batch))
    except service.BatchRefused as refused:
        return draft_page(batch, str(refused)) if batch.draft else failed(str(refused), url(batch))


def _placed(batch: ReportingBatch) -> str:
    """Only places that were changed are wanted."""
    now = {item.id: item.position for item in batch.items}
    typed = {name.removeprefix(PLACE): request.form.get(name, type=whole) for name in request.form if name.startswith(PLACE)}
    wanted = {int(name): place for name, place in typed.items() if name.isascii() and name.isdecimal() and place is not None}
    changed = {item: place for item, place in wanted.items() if item in now and now[item] != place}
    if not changed:
        return "序号没有变化。"
    service.place(batch, changed, revision(), current_user)
    return "已按填写的序号重新排列。"


def _moved(batch: ReportingBatch, item: int, by: int) -> str:
    at = next((one.position for one in batch.items if one.id == item), None)
    if at is not None:
        service.place(batch, {item: at + by}, revision(), current_user)
    return "已移动。"


def _sorted(batch: ReportingBatch, order: str) -> str:
    if order in rules.ORDERS:
        service.sort(batch, order, revision(), current_user)
    return "已重新排序。"


@bp.get("/<int:batch_id>/details")
@requires(Role.PROVINCE_OFFICER, of="batch")
@drafts_only
def details(batch: ReportingBatch) -> Response:
    return _details_page(batch, DetailsForm(obj=batch))


def _details_page(batch: ReportingBatch, form: DetailsForm, problem: str = "") -> Response:
    return page(
        "batches/details.html",
        batch=batch,
        form=form,
        problem_text=problem,
        crumbs=crumbs(batch, "报送函信息"),
        status=422 if form.errors or problem else 200,
    )


@bp.post("/<int:batch_id>/details")
@requires(Role.PROVINCE_OFFICER, of="batch")
def described(batch: ReportingBatch) -> BaseResponse:
    form = DetailsForm()
    if not form.validate_on_submit():
        return _details_page(batch, form)
    number = form.letter_number.data or ""
    try:
        service.describe(batch, form.addressee.data or "", number, form.letter_date.data, revision(), current_user)
    except service.BatchRefused as refused:
        return _details_page(batch, form, str(refused))
    put_right = f"文号已按公文格式写为“{batch.letter_number}”。" if batch.letter_number != number.strip() else ""
    return done(f"已保存报送函信息。{put_right}", url_for("batches.batch", batch_id=batch.id))


@bp.post("/<int:batch_id>/letter")
@takes_up_to(LARGEST_POST)
@requires(Role.PROVINCE_OFFICER, of="batch")
def attach(batch: ReportingBatch) -> BaseResponse:
    """The stamped letter, as one PDF or as pictures of its pages."""
    files = [(file.stream, file.filename or "") for file in request.files.getlist("letter") if file.filename]
    if not files:
        return failed("请先选择盖章的报送函，再点上传。", url(batch))
    try:
        service.attach_letter(batch, files, revision(), current_user)
    except (FileRefused, service.BatchRefused) as refused:
        return failed(str(refused), url(batch))
    return done("盖章的报送函已上传。", url(batch))


@bp.get("/<int:batch_id>/discard")
@requires(Role.PROVINCE_OFFICER, of="batch")
@drafts_only
def discard(batch: ReportingBatch) -> Response:
    return page("batches/discard.html", batch=batch, crumbs=crumbs(batch, "作废"))


@bp.post("/<int:batch_id>/discard")
@requires(Role.PROVINCE_OFFICER, of="batch")
def discarded(batch: ReportingBatch) -> BaseResponse:
    try:
        service.discard(batch, revision(), current_user)
    except service.BatchRefused as refused:
        return failed(str(refused), url(batch))
    return done(f"批次 {batch.number} 已作废，其中的申报可以列入其他批次。", url_for("batches.index"))

"""The queue as a workbook, made in the background."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ....long_work import service as long_work
from ....roles import OFFICERS
from ....web.access import requires
from ....web.fragments import failed
from ...blueprint import bp
from .. import rules
from .listing import address, filters_in, officers, usual_days


@bp.post("/queue/export")
@requires(*OFFICERS)
def export() -> BaseResponse:
    """Ask for what the filters in the address show; the page that follows says how far it is."""
    colleagues = officers()
    filters = filters_in(request.args, colleagues)
    back = address(filters)
    said = "，".join([f"{filters.year} 年度" if filters.year else "全部年度", *(words for _, words in rules.active(filters, colleagues))])
    try:
        work = long_work.begin("queue_export", f"导出申报列表（{said}）", current_user, back, **rules.address(filters, usual_days()))
    except long_work.WorkRefused as refused:
        return failed(str(refused), back)
    return redirect(url_for("long_work.show", work_id=work.id), 303)

"""The files of a batch: summary table, letter, what was frozen."""

from __future__ import annotations

from flask import Response, abort
from flask_login import current_user

from ....document.service import fonts
from ....roles import OFFICERS, Role
from ....uploads.rules import MIME_TYPES
from ....uploads.views import give_out
from ....web.access import requires
from ....web.downloads import as_file, workbook
from .. import queries
from ..models import ReportingBatch
from ..summary_print import summary_pdf
from ..summary_workbook import summary_workbook
from . import bp


@bp.get("/<int:batch_id>/summary.xlsx")
@requires(*OFFICERS, of="batch")
def summary(batch: ReportingBatch) -> Response:
    return workbook(summary_workbook(queries.contents_of(batch)), f"汇总表-{batch.number}.xlsx")


@bp.get("/<int:batch_id>/summary.pdf")
@requires(*OFFICERS, of="batch")
def summary_print(batch: ReportingBatch) -> Response:
    pdf = summary_pdf(queries.contents_of(batch), fonts())
    return as_file(Response(pdf, mimetype=MIME_TYPES["pdf"]), f"汇总表-{batch.number}.pdf", inline=True)


@bp.get("/<int:batch_id>/letter.docx")
@requires(Role.PROVINCE_OFFICER, of="batch")
def letter_form(batch: ReportingBatch) -> Response:
    """The draft of the letter, to be worked over and stamped."""
    from ..letter_draft import letter_draft

    return as_file(Response(letter_draft(queries.contents_of(batch)), mimetype=MIME_TYPES["docx"]), f"报送函-{batch.number}.docx")


@bp.get("/<int:batch_id>/contents.json")
@requires(*OFFICERS, of="batch")
def frozen(batch: ReportingBatch) -> Response:
    """The canonical JSON whose SHA-256 the batch is known by."""
    if not batch.frozen:
        abort(404)
    return as_file(Response(batch.frozen, mimetype="application/json"), f"报送批次-{batch.number}.json")


@bp.get("/<int:batch_id>/letters/<int:number>")
@requires(*OFFICERS, of="batch")
def letter(batch: ReportingBatch, number: int) -> Response:
    """The stamped letter; `number` counts from 1 in the order they were uploaded. Others than the province see the last one only."""
    if not 1 <= number <= len(batch.letters) or (current_user.role is not Role.PROVINCE_OFFICER and number != len(batch.letters)):
        abort(404)
    found = batch.letters[number - 1]
    return give_out(found.file, found.name)

"""A registration's business licence and a stamped letter asking for an account, page by page beside what is decided about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, url_for

from ..accounts.models import Organisation
from ..registration import queries
from ..registration.models import Licence, Takeover
from ..roles import OFFICERS
from ..uploads.models import StoredFile
from ..web.access import requires
from .preview_views import Reading, drawn_page, shown_page

bp = Blueprint("registration_preview", __name__)


@dataclass(frozen=True)
class Letter:
    """A takeover's letter, as something to be read page by page."""

    name: str
    file: StoredFile


def licence_reading(organisation: Organisation) -> Reading:
    names: dict[str, Any] = {"organisation_id": organisation.id}
    return Reading(
        at=lambda number: url_for("registration_preview.licence_page", **names, number=number),
        drawn=lambda number: url_for("registration_preview.licence_picture", **names, number=number),
        file=url_for("registration.licence", **names),
        back=url_for("registration.review", **names),
        back_label="返回注册审核",
    )


def _licence(organisation: Organisation) -> Licence:
    return queries.licence(organisation) or abort(404)


@bp.get("/registrations/<int:organisation_id>/licence/pages/<int:number>")
@requires(*OFFICERS, of="organisation")
def licence_page(organisation: Organisation, number: int) -> Response:
    reading = licence_reading(organisation)
    crumbs = [("首页", "/"), ("注册审核", url_for("registration.queue")), (organisation.name, reading.back), ("营业执照", None)]
    return shown_page(_licence(organisation), number, reading, crumbs)


@bp.get("/registrations/<int:organisation_id>/licence/pages/<int:number>.jpg")
@requires(*OFFICERS, of="organisation")
def licence_picture(organisation: Organisation, number: int) -> Response:
    return drawn_page(_licence(organisation), number)


def _letter(takeover: Takeover) -> Letter:
    return Letter(takeover.letter_name, takeover.letter or abort(404))  # deleted after its time


@bp.get("/takeovers/<int:takeover_id>/letter/pages/<int:number>")
@requires(*OFFICERS, of="takeover")
def letter_page(takeover: Takeover, number: int) -> Response:
    names: dict[str, Any] = {"takeover_id": takeover.id}
    reading = Reading(
        at=lambda number: url_for("registration_preview.letter_page", **names, number=number),
        drawn=lambda number: url_for("registration_preview.letter_picture", **names, number=number),
        file=url_for("takeovers.letter", **names),
        back=url_for("takeovers.show", **names),
        back_label="返回申请",
    )
    crumbs = [("首页", "/"), ("注册审核", url_for("registration.queue")), (takeover.organisation.name, reading.back)]
    return shown_page(_letter(takeover), number, reading, [*crumbs, ("盖章函件", None)])


@bp.get("/takeovers/<int:takeover_id>/letter/pages/<int:number>.jpg")
@requires(*OFFICERS, of="takeover")
def letter_picture(takeover: Takeover, number: int) -> Response:
    return drawn_page(_letter(takeover), number)

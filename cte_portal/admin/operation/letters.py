"""Every letter the portal writes, as it stands and as this installation words it; for the administrator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ... import wording
from ...roles import Role
from ...settings import Settings
from ...web.access import requires
from ...web.fragments import done, page
from ...web.paging import asked_page
from .. import queries
from . import changeable, service
from .service import OperationRefused

bp = Blueprint("letters", __name__, url_prefix="/admin/letters")
HOME = ("首页", "/")
FOLDER = "notices/"
TITLE = re.compile(r"\{# (.+?) #\}\n")
SAID = re.compile(r"\{\{.*?\}\}")
DECIDED = re.compile(r"\{%.*?%\}")


@dataclass(frozen=True)
class Occasion:
    """One letter. `subject`, `text`: with 〔…〕 where the portal puts in what it knows; all its alternatives."""

    name: str
    title: str
    subject: str
    text: str


def occasions() -> Iterator[Occasion]:
    """The frame of every mail, and then each letter by its title."""
    found = [_occasion(one) for one in current_app.jinja_env.list_templates() if one.startswith(FOLDER) and one.endswith(".txt")]
    yield from sorted(found, key=lambda one: (one.name != wording.FRAME, one.title))


def _occasion(template: str) -> Occasion:
    assert current_app.jinja_env.loader is not None
    source = current_app.jinja_env.loader.get_source(current_app.jinja_env, template)[0]
    title = TITLE.match(source)
    said = SAID.sub("〔…〕", DECIDED.sub("", TITLE.sub("", source, count=1))).strip()
    name = template.removeprefix(FOLDER).removesuffix(".txt")
    subject, _, text = ("", "", said) if name == wording.FRAME else said.partition("\n")
    return Occasion(name, title[1] if title else name, subject, text.strip())


def _called(name: str) -> Occasion:
    return next((one for one in occasions() if one.name == name), None) or abort(404)


def _worded() -> dict[str, str]:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.letters


@bp.get("")
@requires(Role.ADMINISTRATOR)
def index() -> Response:
    return page("admin/operation/letters.html", occasions=list(occasions()), worded=_worded(), crumbs=[HOME, ("通知用语", None)])


@bp.get("/<name>")
@requires(Role.ADMINISTRATOR)
def show(name: str) -> Response:
    one = _called(name)
    return _letter_page(one, _worded().get(name) or _standard(one))


def _standard(one: Occasion) -> str:
    return one.text if one.name == wording.FRAME else f"〔{wording.TEXT}〕"


def _letter_page(one: Occasion, text: str, problem: str = "", preview: str = "") -> Response:
    return page(
        "admin/operation/letter.html",
        one=one,
        text=text,
        frame=one.name == wording.FRAME,
        places=wording.places_of(one.name),
        longest=wording.LONGEST,
        own=one.name in _worded(),
        preview=preview,
        problem_text=problem,
        history=queries.changes_of(f"{changeable.LETTER}{one.name}", asked_page()),
        crumbs=[HOME, ("通知用语", url_for("letters.index")), (one.title, None)],
        status=422 if problem else 200,
    )


@bp.post("/<name>")
@requires(Role.ADMINISTRATOR)
def word(name: str) -> BaseResponse:
    """Keep the wording; or, asked for a preview, only show what would be sent."""
    one = _called(name)
    text = request.form.get("text", "").replace("\r\n", "\n")
    text = "" if text.strip() == _standard(one).strip() else text
    if "preview" in request.form:
        return _letter_page(one, text or _standard(one), wording.problem_of(name, text), _previewed(one, text))
    try:
        service.word_letter(name, text, current_user)
    except OperationRefused as refused:
        return _letter_page(one, text, str(refused))
    return done(f"“{one.title}”{'已保存' if text else '已恢复为平台的用语'}，以后发出的按此。", url_for("letters.index"))


def _previewed(one: Occasion, text: str) -> str:
    """What would be sent; empty where it cannot be."""
    if wording.problem_of(one.name, text):
        return ""
    if one.name == wording.FRAME:
        settings: Settings = current_app.config["SETTINGS"]
        return wording.framed(text or one.text, wording.Frame(current_user.name, "（各种通知的正文）", settings.base_url, settings.site_name))
    return wording.worded(one.name, one.text, {one.name: text} if text else {})

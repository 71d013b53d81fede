"""The editors' questions and answers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ..roles import Role
from ..web.access import requires
from ..web.fragments import done, page
from ..web.paging import asked_page
from . import queries, service
from .facts import named
from .forms import LONGEST_ANSWER, QuestionForm
from .questions import Question, Topic, standard, standard_question
from .views import known_facts

bp = Blueprint("question_desk", __name__, url_prefix="/desk/questions")
HOME = ("首页", "/")


@bp.get("")
@requires(Role.EDITOR)
def index() -> Response:
    return page(
        "guide/desk/questions.html",
        topics=queries.topics(),
        changed=queries.changed_keys(),
        standard={one.key for topic in standard() for one in topic.questions},
        withdrawn=queries.withdrawn(),
        crumbs=[HOME, ("问题解答", None)],
    )


@bp.get("/new")
@requires(Role.EDITOR)
def new() -> Response:
    return _form_page(QuestionForm(formdata=None, data={"topic": request.args.get("topic", "")}))


@bp.post("/new")
@requires(Role.EDITOR)
def add() -> BaseResponse:
    return _saved("", QuestionForm())


def _found(key: str) -> tuple[Topic, Question]:
    return queries.found(key) or abort(404)


@bp.get("/<key>")
@requires(Role.EDITOR)
def edit(key: str) -> Response:
    topic, one = _found(key)
    return _form_page(QuestionForm(formdata=None, data={"topic": topic.key, "question": one.question, "answer": one.answer.strip()}), key)


def _form_page(form: QuestionForm, key: str = "", preview: Question | None = None) -> Response:
    more: dict[str, Any] = {}
    if key:
        more = {"history": queries.history(key, asked_page()), "withdrawn": queries.is_withdrawn(key), "standard": standard_question(key)}
    return page(
        "guide/desk/question.html",
        form=form,
        key=key,
        preview=preview,
        facts=named(known_facts()),
        longest=LONGEST_ANSWER,
        crumbs=[HOME, ("问题解答", url_for("question_desk.index")), ("修改" if key else "添加", None)],
        status=422 if form.errors else 200,
        **more,
    )


@bp.post("/<key>")
@requires(Role.EDITOR)
def save(key: str) -> BaseResponse:
    _found(key)
    return _saved(key, QuestionForm())


def _saved(key: str, form: QuestionForm) -> BaseResponse:
    """Keep it; or, asked for a preview, only show how it would read."""
    if not form.validate_on_submit():
        return _form_page(form, key)
    question, answer = (form.question.data or "").strip(), (form.answer.data or "").replace("\r\n", "\n").strip()
    if "preview" in request.form:
        return _form_page(form, key, Question(key=key, question=question, answer=answer).with_facts(named(known_facts())))
    kept = service.save(form.topic.data, key, question, answer, current_user)
    return done("已保存，公众立即可见。", url_for("question_desk.index"), onward=("查看", url_for("guide.faq", _anchor=kept)))


@bp.post("/<key>/withdraw")
@requires(Role.EDITOR)
def withdraw(key: str) -> BaseResponse:
    topic, one = _found(key)
    service.withdraw(topic, one, current_user)
    return done(f"“{one.question}”已撤下。", url_for("question_desk.index"), url_for("question_desk.restore", key=key))


@bp.post("/<key>/restore")
@requires(Role.EDITOR)
def restore(key: str) -> BaseResponse:
    """Show it again; asked for the portal's own, with the portal's words."""
    topic, one = _found(key)
    own = standard_question(key)
    if own and (request.form.get("words") == "standard" or (one.question, one.answer) == (own[1].question, own[1].answer)):
        service.restore(*own, own=False, by=current_user)
    else:
        service.restore(topic, one, own=True, by=current_user)
    return done("已恢复，公众立即可见。", url_for("question_desk.index"))

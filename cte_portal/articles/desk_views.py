"""The editors' desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SelectChoice

from .. import clock
from ..catalogue.text_changes import folded, pieces
from ..roles import Role
from ..uploads.service import FileRefused
from ..web.access import requires
from ..web.fragments import asked_by_htmx, done, failed, page
from ..web.limits import takes_up_to, whole
from ..web.paging import asked_page
from . import importing, markdown, queries, service
from .forms import NO_TOPIC, NewForm, PlaceForm, PublishForm, WordsForm, WritingForm
from .models import Article, ArticleFile, ArticleVersion
from .rules import LONGEST_BODY, Column, State
from .service import ArticleRefused

bp = Blueprint("desk", __name__, url_prefix="/desk/articles")
HOME = ("首页", "/")
LARGEST_FILE = (service.MOST_MB + 1) << 20
LARGEST_ZIP = (importing.MOST_MB + 1) << 20
LONGEST_PASTE = 1_000_000  # characters of HTML


def _crumbs(*last: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [HOME, ("文章", url_for("desk.articles") if last else None), *last]


def _of(found: Article, last: str) -> list[tuple[str, str | None]]:
    return _crumbs((found.newest.title or "（没有标题）", _url(found)), (last, None))


def _url(found: Article, anchor: str | None = None) -> str:
    return url_for("desk.edit", article_id=found.id, _anchor=anchor)


@bp.get("")
@requires(Role.EDITOR)
def articles() -> Response:
    asked = request.args
    sought = queries.Sought(
        column=next((one for one in Column if one.value == asked.get("column")), None),
        state=next((one for one in State if one.value == asked.get("state")), None),
        waiting=asked.get("state") == "waiting",
        text=asked.get("text", "").strip()[:60],
    )
    return page(
        "desk/articles.html",
        found=queries.on_desk(sought, asked_page()),
        sought=sought,
        columns=Column,
        states=State,
        waiting=queries.waiting_count(),
        today=clock.now(),
        crumbs=_crumbs(),
    )


@bp.get("/new")
@requires(Role.EDITOR)
def new() -> Response:
    return _new_page(NewForm(formdata=None, data={"column": request.args.get("column", Column.NEWS.value)}))


def _new_page(form: NewForm) -> Response:
    return page("desk/new.html", form=form, crumbs=_crumbs(("写文章", None)), status=422 if form.errors else 200)


@bp.post("/new")
@requires(Role.EDITOR)
def begin() -> BaseResponse:
    form = NewForm()
    if not form.validate_on_submit():
        return _new_page(form)
    made = service.begin(Column(form.column.data), form.written(), current_user)
    return done("已建立草稿，以后的修改自动保存。", _url(made))


@bp.get("/<int:article_id>")
@requires(Role.EDITOR, of="article")
def edit(article: Article) -> Response:
    return _edit_page(article)


def _edit_page(found: Article, writing: WritingForm | None = None, problem: str = "", status: int = 200, **forms: Any) -> Response:
    version = found.newest
    held = version.written
    texts = {"title": held.title, "subtitle": held.subtitle, "source": held.source, "author": held.author}
    texts |= {"body": held.body, "tags": "、".join(held.tags)}
    place = {"column": found.column.value, "topic": str(found.topic_id or ""), "pinned": found.pinned, "recommended": found.recommended}
    return page(
        "desk/edit.html",
        article=found,
        version=version,
        form=writing or WritingForm(formdata=None, data=texts),
        place=forms.get("place") or _place_form(PlaceForm(formdata=None, data=place)),
        publishing=forms.get("publishing") or PublishForm(formdata=None),
        problems=service.problems(found, version) if found.draft else [],
        corrects=found.is_public(clock.now()),
        second_editor=service.needs_second_editor(),
        own=version.saved_by_id == current_user.id,
        public=found.is_public(clock.now()),
        problem_text=problem,
        crumbs=_crumbs((version.title or "（没有标题）", None)),
        status=status,
    )


def _place_form(form: PlaceForm) -> PlaceForm:
    form.topic.choices = [NO_TOPIC, *(SelectChoice(str(one.id), one.title) for one in queries.topics())]
    return form


@bp.post("/<int:article_id>")
@requires(Role.EDITOR, of="article")
def save(article: Article) -> BaseResponse:
    """What was typed; `auto`: of itself, a moment after a change."""
    form, of_itself = WritingForm(), request.form.get("auto") == "yes" and asked_by_htmx()
    if not form.validate_on_submit():
        if of_itself:
            problem = next(iter(form.errors.values()))[0]
            return Response(render_template("desk/_saved.html", problem=problem, article=article, saved=None))
        return _edit_page(article, writing=form, status=422)
    kept = service.save(article, form.written(), request.form.get("base", 0, type=whole), current_user)
    if of_itself:
        response = Response(render_template("desk/_saved.html", problem="", article=article, saved=kept, at=clock.now()))
        response.headers["HX-Trigger"] = "saved"
        return response
    if kept.other:
        numbers = f"对方的是第 {kept.other.number} 版，您的是第 {kept.version.number} 版"
        words = f"{kept.other.saved_by.name}在这期间也保存过，两份都保留了：{numbers}，请比较后合并。"
        return failed(words, url_for("desk.compare", article_id=article.id, old=kept.other.number, new=kept.version.number))
    return done("已保存。", _url(article))


@bp.post("/preview")
@requires(Role.EDITOR)
def preview() -> Response:
    """As it will look. Asked for while one types, or by a button."""
    form = WritingForm()
    identity = request.form.get("article", 0, type=whole)
    html = markdown.to_html((form.body.data or "")[:LONGEST_BODY], lambda number: service.file_url(identity, number))
    if asked_by_htmx():
        return Response(render_template("desk/_preview.html", html=html))  # by itself: what the page was told stays on it
    return page("desk/preview.html", html=html, form=form, crumbs=_crumbs(("预览", None)))


@bp.post("/clean")
@requires(Role.EDITOR)
def clean() -> Response:
    """HTML that was pasted, as Markdown."""
    return Response(markdown.from_html(request.form.get("html", "")[:LONGEST_PASTE]), mimetype="text/plain; charset=utf-8")


@bp.post("/<int:article_id>/place")
@requires(Role.EDITOR, of="article")
def arrange(article: Article) -> BaseResponse:
    form = _place_form(PlaceForm())
    if not form.validate_on_submit():
        return _edit_page(article, status=422, place=form)
    topic = queries.article(int(form.topic.data)) if form.topic.data else None
    try:
        service.arrange(article, Column(form.column.data), topic, bool(form.pinned.data), form.recommended.data, current_user)
    except ArticleRefused as refused:
        return failed(str(refused), _url(article, "place"))
    return done("栏目和推荐已保存。", _url(article, "place"))


@bp.post("/<int:article_id>/offer")
@requires(Role.EDITOR, of="article")
def offer(article: Article) -> BaseResponse:
    return _told(article, lambda: service.offer(article, current_user), "已送复核，请另一位编辑发布。")


@bp.post("/<int:article_id>/give-back")
@requires(Role.EDITOR, of="article")
def give_back(article: Article) -> BaseResponse:
    return _told(article, lambda: service.give_back(article, WordsForm().words.data or "", current_user), "已退回修改。")


@bp.post("/<int:article_id>/publish")
@requires(Role.EDITOR, of="article")
def publish(article: Article) -> BaseResponse:
    form = PublishForm()
    if not form.validate_on_submit():
        form.at.errors = ["发布时间的格式应为 2026-12-01 09:00"] if form.at.errors else []
        return _edit_page(article, status=422, publishing=form)
    try:
        service.publish(article, form.moment(), form.correction.data or "", current_user)
    except ArticleRefused as refused:
        return _edit_page(queries.article(article.id) or abort(404), problem=str(refused), status=422, publishing=form)
    if article.is_public(clock.now()):
        return done("已发布。", _url(article), onward=("查看文章", url_for("articles.show", article_id=article.id)))
    return done(f"已定于 {article.publish_at:%Y-%m-%d %H:%M} 发布，到时自动显示。", _url(article))


@bp.post("/<int:article_id>/withdraw")
@requires(Role.EDITOR, of="article")
def withdraw(article: Article) -> BaseResponse:
    undo = url_for("desk.put_back", article_id=article.id)
    return _told(article, lambda: service.withdraw(article, WordsForm().words.data or "", current_user), "已撤下，原网址显示撤下的原因。", undo)


@bp.post("/<int:article_id>/put-back")
@requires(Role.EDITOR, of="article")
def put_back(article: Article) -> BaseResponse:
    return _told(article, lambda: service.put_back(article, current_user), "已恢复发布。")


def _told(found: Article, act: Any, words: str, undo: str | None = None) -> BaseResponse:
    try:
        act()
    except ArticleRefused as refused:
        return failed(str(refused), _url(found))
    return done(words, _url(found), undo=undo)


@bp.post("/<int:article_id>/files")
@takes_up_to(LARGEST_FILE)
@requires(Role.EDITOR, of="article")
def add_file(article: Article) -> BaseResponse:
    sent, as_picture = request.files.get("file"), request.form.get("use") == "picture"
    if not sent or not sent.filename:
        return failed("请选择要上传的文件。", _url(article, "files"))
    try:
        kept = service.add_file(article, sent.stream, sent.filename, request.form.get("alternative", ""), as_picture, current_user)
    except (FileRefused, ArticleRefused) as refused:
        return failed(str(refused), _url(article, "files"))
    words = f"已上传。在正文中写 ![{kept.alternative}](files/{kept.id}) 显示这张图片。" if as_picture else "已上传，列在文章末尾的附件中。"
    return done(words, _url(article, "files"))


def _file(found: Article, identity: int) -> ArticleFile:
    return next((one for one in found.files if one.id == identity), None) or abort(404)


@bp.post("/<int:article_id>/files/<int:file_id>/remove")
@requires(Role.EDITOR, of="article")
def remove_file(article: Article, file_id: int) -> BaseResponse:
    file = _file(article, file_id)
    try:
        service.remove_file(article, file, current_user)
    except ArticleRefused as refused:
        return failed(str(refused), _url(article, "files"))
    return done(f"已删除“{file.name}”。", _url(article, "files"), undo=url_for("desk.restore_file", article_id=article.id, file_id=file_id))


@bp.post("/<int:article_id>/files/<int:file_id>/restore")
@requires(Role.EDITOR, of="article")
def restore_file(article: Article, file_id: int) -> BaseResponse:
    service.restore_file(article, _file(article, file_id), current_user)
    return done("已恢复。", _url(article, "files"))


@bp.get("/<int:article_id>/history")
@requires(Role.EDITOR, of="article")
def history(article: Article) -> Response:
    return page("desk/history.html", article=article, crumbs=_of(article, "历史版本"))


@bp.get("/<int:article_id>/compare")
@requires(Role.EDITOR, of="article")
def compare(article: Article) -> Response:
    """Two versions, the changes marked."""
    new = _version(article, request.args.get("new", article.newest.number, type=whole))
    old = _version(article, request.args.get("old", max(1, new.number - 1), type=whole))
    texts = [(label, _text(old, name), _text(new, name)) for name, label in PARTS.items()]
    changed = [(label, folded(pieces(before, after), 60)) for label, before, after in texts if before != after]
    return page("desk/compare.html", article=article, old=old, new=new, changed=changed, crumbs=_of(article, "比较"))


PARTS = {"title": "标题", "subtitle": "副标题", "source": "来源", "author": "作者", "tags": "标签", "body": "正文"}


def _text(version: ArticleVersion, name: str) -> str:
    return "、".join(version.tags) if name == "tags" else str(getattr(version, name))


def _version(found: Article, number: int) -> ArticleVersion:
    return queries.version(found, number) or abort(404)


@bp.get("/import")
@requires(Role.EDITOR)
def import_form() -> Response:
    return _import_page([])


def _import_page(taken: list[importing.Taken], status: int = 200) -> Response:
    return page("desk/import.html", taken=taken, columns=Column, most_mb=importing.MOST_MB, crumbs=_crumbs(("导入", None)), status=status)


@bp.post("/import")
@takes_up_to(LARGEST_ZIP)
@requires(Role.EDITOR)
def take_in() -> BaseResponse:
    """A .zip of Markdown files with their pictures; each becomes a draft."""
    sent = request.files.get("file")
    column = next((one for one in Column if one.value == request.form.get("column")), Column.NEWS)
    if not sent or not sent.filename:
        return failed("请选择 .zip 文件。", url_for("desk.import_form"))
    try:
        taken = list(importing.take_in(importing.Zipped(sent.stream), column, current_user))
    except importing.NotAFolder as refused:
        return failed(str(refused), url_for("desk.import_form"))
    if not taken:
        return failed("压缩包里没有 Markdown 文件（.md）。", url_for("desk.import_form"))
    return _import_page(taken)

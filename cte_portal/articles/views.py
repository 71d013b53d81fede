"""Articles as everybody reads them."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, send_file, url_for
from flask_login import current_user

from .. import clock
from ..jobs import jobs
from ..roles import Role
from ..storage import storage
from ..uploads.rules import MIME_TYPES
from ..web.access import public
from ..web.downloads import as_file
from ..web.fragments import page
from ..web.paging import asked_page
from . import queries
from .feeds import atom
from .models import Article
from .reading import counts
from .rules import Column, State

bp = Blueprint("articles", __name__)
HOME = ("首页", "/")
BESIDE = 8  # of the recommended, beside an article
IN_FEED = 30


def column_crumb(column: Column) -> tuple[str, str]:
    return column.label, url_for("public.column", column=column.value)


def crumbs(found: Article, title: str) -> list[tuple[str, str | None]]:
    above = [(found.topic.title, url_for("articles.show", article_id=found.topic.id))] if found.topic else []
    return [HOME, column_crumb(found.column), *above, (title, None)]


@bp.get("/articles/<int:article_id>")
@public
def show(article_id: int) -> Response:
    """The article; a withdrawn one says so (410)."""
    found = queries.shown(article_id)
    if found is None or found.published is None:
        abort(404)
    if found.state is State.WITHDRAWN:
        return page("articles/withdrawn.html", article=found, crumbs=crumbs(found, "已撤下的文章"), status=410)
    if not found.is_public(clock.now()):
        abort(404)
    if counted := counts().count(found.id):
        jobs().add("add_views", counted)
    newer, older = queries.neighbours(found)
    return page(
        "articles/article.html",
        article=found,
        version=found.published,
        attachments=[one for one in found.files if not one.is_picture and one.removed_at is None],
        listed=queries.of_topic(found, asked_page()) if found.column is Column.TOPICS else None,
        newer=newer,
        older=older,
        favoured=queries.most_favoured(BESIDE),
        crumbs=crumbs(found, found.title),
    )


@bp.get("/articles/<int:article_id>/files/<int:file_id>")
@public
def file(article_id: int, file_id: int) -> Response:
    """A picture, shown; an attachment, to be saved. What is not public only the editors see."""
    found = queries.file(article_id, file_id) or abort(404)
    editor = current_user.is_authenticated and current_user.role is Role.EDITOR
    if not editor and not found.article.is_public(clock.now()):
        abort(404)
    answer = send_file(storage().path(found.sha256), mimetype=MIME_TYPES[found.file.kind], etag=found.sha256, conditional=True)
    answer = as_file(answer, found.name, inline=found.is_picture)
    if not editor:
        answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@bp.get("/tags/<tag>")
@public
def tagged(tag: str) -> Response:
    found = queries.tagged(tag[:20], asked_page())
    if not found.total:
        abort(404)
    return page("articles/list.html", title=f"标签：{tag}", found=found, crumbs=[HOME, (f"标签：{tag}", None)])


@bp.get("/recommended")
@public
def favoured() -> Response:
    return page("articles/list.html", title="热门推荐", found=queries.favoured(asked_page()), ranked=True, crumbs=[HOME, ("热门推荐", None)])


@bp.get("/feed.atom")
@bp.get("/columns/<column>/feed.atom")
@public
def feed(column: str | None = None) -> Response:
    chosen = next((one for one in Column if one.value == column), None)
    if column and chosen is None:
        abort(404)
    above = url_for("public.column", column=chosen.value) if chosen else url_for("public.home")
    title = chosen.label if chosen else "最新发布"
    return Response(atom(title, above, request.path, queries.newest(IN_FEED, chosen)), mimetype="application/atom+xml")

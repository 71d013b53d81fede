"""Writing, publishing, correcting and withdrawing articles; their files."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from flask import current_app
from sqlalchemy import delete, insert, update

from .. import audit, clock
from ..accounts.models import Account
from ..extensions import db
from ..finding import rules as finding
from ..transactions import transaction
from ..uploads import rules as file_rules
from ..uploads import service as uploads
from ..web.errors import Refused
from . import markdown, queries, rules
from .models import Article, ArticleFile, ArticleTag, ArticleText, ArticleVersion
from .rules import Column, State, Written

ONE_SITTING = timedelta(minutes=30)  # what one person saves within it is one version
PICTURES, ATTACHMENTS = ("jpeg", "png"), ("pdf", "docx", "xlsx", "jpeg", "png")
MOST_MB, MOST_FILES = 20, 50
SUMMARY = 120


class ArticleRefused(Refused):
    """It cannot be done now; the message says why and what would be right."""


@dataclass(frozen=True)
class Saved:
    """`other`: somebody else saved in between; both versions are kept."""

    version: ArticleVersion
    other: ArticleVersion | None = None


def begin(column: Column, written: Written, by: Account) -> Article:
    """A new draft."""
    with transaction():
        made = Article(column=column, title=_line(written.title) or "（没有标题）")
        db.session.add(made)
        db.session.flush()
        _new_version(made, 1, written, by)
        audit.record("article.begun", made, by=by, column=column.value)
    return made


def save(found: Article, written: Written, base: int, by: Account) -> Saved:
    """Keep what was typed; nothing that anybody typed is overwritten. `base`: the revision that the editor saw."""
    with transaction():
        newest = found.newest
        other = newest if base != found.revision and newest.saved_by_id != by.id else None
        if written == newest.written:
            return Saved(newest, other)
        same_sitting = newest.published_at is None and newest.saved_by_id == by.id and clock.now() - newest.saved_at < ONE_SITTING
        if same_sitting and other is None:
            _write(newest, written)
            newest.offered_at, newest.saved_at, version = None, clock.now(), newest
        else:
            version = _new_version(found, newest.number + 1, written, by)
            audit.record("article.version_begun", found, by=by, version=version.number)
        found.revision += 1
        if found.published_version_id is None:
            found.title, found.source = version.title or "（没有标题）", version.source
    return Saved(version, other)


def _new_version(found: Article, number: int, written: Written, by: Account) -> ArticleVersion:
    made = ArticleVersion(article_id=found.id, number=number, saved_at=clock.now(), saved_by_id=by.id)
    _write(made, written)
    found.versions.insert(0, made)
    db.session.flush()
    return made


def _write(version: ArticleVersion, written: Written) -> None:
    version.title, version.subtitle = _line(written.title)[:120], _line(written.subtitle)[:200]
    version.source, version.author = _line(written.source)[:100], _line(written.author)[:60]
    version.body, version.tags = _printable(written.body), list(written.tags)


def _line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    """Without what no XML may hold and nobody sees."""
    return "".join(c for c in text.replace("\r\n", "\n") if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))


def problems(found: Article, version: ArticleVersion) -> list[str]:
    """What stands in the way of its publication."""
    there = {one.id for one in found.files if one.removed_at is None}
    return rules.problems(version.written, there, markdown.pictures(version.body), markdown.files_named(version.body))


def needs_second_editor() -> bool:
    return bool(current_app.config["SETTINGS"].second_editor)


def arrange(found: Article, column: Column, topic: Article | None, pinned: bool, recommended: int | None, by: Account) -> None:
    """Where it stands: column, topic, at the top, among the recommended.

    Raises:
        ArticleRefused: a special topic cannot stand under another one.
    """
    if topic is not None and (topic.id == found.id or column is Column.TOPICS):
        raise ArticleRefused("专题本身不能归入其他专题。")
    with transaction():
        found.column, found.topic_id, found.pinned, found.recommended = column, topic.id if topic else None, pinned, recommended
        audit.record("article.arranged", found, by=by, column=column.value, pinned=pinned, recommended=recommended)


def offer(found: Article, by: Account) -> None:
    """Ask a second editor to look over the draft.

    Raises:
        ArticleRefused: there is none, or it lacks something.
    """
    with transaction():
        version = _draft(found)
        version.offered_at, version.remark = clock.now(), ""
        audit.record("article.offered", found, by=by, version=version.number)


def give_back(found: Article, remark: str, by: Account) -> None:
    """The second editor wants it changed.

    Raises:
        ArticleRefused: nothing waits, or no remark.
    """
    with transaction():
        version = found.draft
        if version is None or version.offered_at is None:
            raise ArticleRefused("没有等待复核的稿件。")
        if not remark.strip():
            raise ArticleRefused("请写明要改什么。")
        version.offered_at, version.remark = None, remark.strip()[:500]
        audit.record("article.given_back", found, by=by, version=version.number)


def _draft(found: Article) -> ArticleVersion:
    version = found.draft
    if version is None:
        raise ArticleRefused("没有新的修改，不需要重新发布。")
    if lacking := problems(found, version):
        raise ArticleRefused("".join(lacking))
    return version


def publish(found: Article, at: datetime | None, correction: str, by: Account) -> None:
    """Make the draft what everybody sees, from `at` on (None: now, or as before).

    Raises:
        ArticleRefused: it lacks something; a second editor must do it; a correction of what is public says nothing.
    """
    now = clock.now()
    with transaction():
        version = _draft(found)
        if needs_second_editor() and (version.offered_at is None or version.saved_by_id == by.id):
            raise ArticleRefused("稿件须由另一位编辑复核后发布。请点“送复核”，由同事发布。")
        corrects = found.is_public(now)
        if corrects and not correction.strip():
            raise ArticleRefused("这篇文章已经公开，请写明更正说明，读者会在文章中看到。")
        if corrects and at and at > now:
            raise ArticleRefused("这篇文章已经公开，发布时间不能改到以后。要暂时撤下，请用“撤下”。")
        at = at or (found.publish_at if corrects else None) or now
        if problem := rules.time_problem(at, now):
            raise ArticleRefused(problem)
        version.html = markdown.to_html(version.body, lambda number: file_url(found.id, number))
        version.summary = _line(markdown.plain(version.body))[:SUMMARY]
        version.published_at, version.published_by_id, version.offered_at = now, by.id, None
        version.correction = correction.strip()[:500] if corrects else ""
        found.state, found.publish_at, found.published_version_id = State.PUBLISHED, at, version.id
        found.title, found.source, found.revision = version.title, version.source, found.revision + 1
        _index(found, version)
        audit.record("article.corrected" if corrects else "article.published", found, by=by, version=version.number, publish_at=at.isoformat())


def file_url(article_id: int, number: int) -> str:
    """Where the portal serves it; written into the HTML, so that it must not change."""
    return f"/articles/{article_id}/files/{number}"


def withdraw(found: Article, reason: str, by: Account) -> None:
    """Take it off the site; its address says so.

    Raises:
        ArticleRefused: it is not published, or no reason.
    """
    with transaction():
        if found.state is not State.PUBLISHED:
            raise ArticleRefused("这篇文章没有发布，不需要撤下。")
        if not reason.strip():
            raise ArticleRefused("请写明撤下的原因，原网址上会显示。")
        found.state, found.withdrawn_at, found.withdrawn_reason = State.WITHDRAWN, clock.now(), reason.strip()[:300]
        found.revision += 1
        _take_out(found)
        audit.record("article.withdrawn", found, by=by, reason=found.withdrawn_reason)


def put_back(found: Article, by: Account) -> None:
    """Undo `withdraw`.

    Raises:
        ArticleRefused: it was not withdrawn.
    """
    with transaction():
        if found.state is not State.WITHDRAWN or found.published is None:
            raise ArticleRefused("这篇文章没有撤下。")
        found.state, found.withdrawn_at, found.withdrawn_reason = State.PUBLISHED, None, ""
        found.revision += 1
        _index(found, found.published)
        audit.record("article.put_back", found, by=by)


def _index(found: Article, version: ArticleVersion) -> None:
    _take_out(found)
    title, body = finding.lines([version.title, version.subtitle]), finding.lines(markdown.plain(version.body).split("\n"))
    db.session.add(ArticleText(article_id=found.id, title=title, body=body))
    queries.GRAMS.put(found.id, queries.tokens(title, body))
    if version.tags:
        db.session.execute(insert(ArticleTag), [{"tag": tag, "article_id": found.id} for tag in version.tags])


def _take_out(found: Article) -> None:
    held = db.session.get(ArticleText, found.id)
    if held is not None:
        queries.GRAMS.take_out(found.id, queries.tokens(held.title, held.body))
        db.session.delete(held)
        db.session.flush()
    db.session.execute(delete(ArticleTag).where(ArticleTag.article_id == found.id))


def add_file(found: Article, source: IO[bytes], filename: str, alternative: str, as_picture: bool, by: Account) -> ArticleFile:
    """Keep a picture (with its alternative text) or an attachment.

    Raises:
        FileRefused: it is not what it says, or too large.
        ArticleRefused: a picture without alternative text, or too many files.
    """
    alternative = _line(alternative)[:200]
    if as_picture and not alternative:
        raise ArticleRefused("请填写图片的替代文字：看不见图片的人靠它知道图片内容。")
    if sum(one.removed_at is None for one in found.files) >= MOST_FILES:
        raise ArticleRefused(f"一篇文章最多 {MOST_FILES} 个文件，请先删除不用的。")
    name = file_rules.clean_name(filename)
    received = uploads.receive(source, name, PICTURES if as_picture else ATTACHMENTS, MOST_MB)
    with transaction():
        uploads.register(received)
        made = ArticleFile(name=file_rules.named(name, received.kind), alternative=alternative if as_picture else "", sha256=received.sha256)
        made.uploaded_at, made.uploaded_by_id = clock.now(), by.id
        found.files.append(made)
        db.session.flush()
        audit.record("article.file_added", found, by=by, file=made.id, sha256=received.sha256)
    return made


def remove_file(found: Article, file: ArticleFile, by: Account) -> None:
    """Out of the attachments; `restore_file` brings it back.

    Raises:
        ArticleRefused: the text still shows it.
    """
    with transaction():
        if file.id in markdown.files_named(found.newest.body):
            raise ArticleRefused(f"正文还引用着 files/{file.id}，请先从正文中去掉。")
        file.removed_at = clock.now()
        audit.record("article.file_removed", found, by=by, file=file.id)


def restore_file(found: Article, file: ArticleFile, by: Account) -> None:
    with transaction():
        file.removed_at = None
        audit.record("article.file_restored", found, by=by, file=file.id)


def add_views(counted: Mapping[int, int]) -> None:
    """Readers since the last time; not a decision of anybody's, so not in the trail."""
    with transaction():
        for identity, count in counted.items():
            db.session.execute(update(Article).where(Article.id == identity).values(views=Article.views + count))

"""What can be asked of articles. What is public is decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload, undefer

from .. import clock
from ..extensions import db
from ..finding import rules as finding
from ..finding.index import Findable, GramIndex
from ..web.paging import Page, paged
from .models import Article, ArticleFile, ArticleTag, ArticleText, ArticleVersion
from .rules import Column, State

GRAMS = GramIndex("article_grams")
IN_TITLE = "t"  # before the tokens of the title
PAGE = 20
MOST_RANKED = 500


def _public(now: datetime) -> ColumnElement[bool]:
    return and_(Article.state == State.PUBLISHED, Article.publish_at <= now)


def _of(column: Column, now: datetime) -> ColumnElement[bool]:
    """Public ones of a column. That they are pinned or not lets the database take them in their order, from one index."""
    return and_(Article.column == column, Article.pinned.in_((True, False)), _public(now))


def article(identity: int) -> Article | None:
    """For the desk: with its versions and files."""
    query = select(Article).where(Article.id == identity)
    versions = selectinload(Article.versions)
    return db.session.scalar(query.options(versions.joinedload(ArticleVersion.saved_by), selectinload(Article.files)))


def shown(identity: int) -> Article | None:
    """For the public page, whatever its state: with the published text and the files."""
    query = select(Article).where(Article.id == identity)
    text = joinedload(Article.published)
    return db.session.scalar(query.options(text.undefer(ArticleVersion.html), joinedload(Article.topic), selectinload(Article.files)))


def _newest() -> Select[Article]:
    return select(Article).where(_public(clock.now())).order_by(Article.publish_at.desc(), Article.id.desc())


def listed(column: Column, number: int) -> Page[Article]:
    """Of a column: pinned ones first, then the newest; those of special topics stand with their topics."""
    query = select(Article).where(_of(column, clock.now())).options(joinedload(Article.published))
    return paged(query.order_by(Article.pinned.desc(), Article.publish_at.desc(), Article.id.desc()), number, PAGE)


def of_topic(topic: Article, number: int) -> Page[Article]:
    return paged(_newest().where(Article.topic_id == topic.id).options(joinedload(Article.published)), number, PAGE)


def tagged(tag: str, number: int) -> Page[Article]:
    ids = select(ArticleTag.article_id).where(ArticleTag.tag == tag)
    return paged(_newest().where(Article.id.in_(ids)).options(joinedload(Article.published)), number, PAGE)


def favoured(number: int, size: int = PAGE) -> Page[Article]:
    """热门推荐: recommended ones in their order, then the most read."""
    query = select(Article).where(_public(clock.now())).options(joinedload(Article.published))
    order = (Article.recommended.is_(None), Article.recommended, Article.views.desc(), Article.publish_at.desc(), Article.id.desc())
    return paged(query.order_by(*order), number, size)


def most_favoured(count: int) -> Sequence[Article]:
    """The first of them: each kind by its own index."""
    visible = select(Article).where(_public(clock.now()))
    chosen = db.session.scalars(visible.where(Article.recommended > 0).order_by(Article.recommended).limit(count)).all()
    rest = visible.where(Article.recommended.is_(None), Article.views >= 0).order_by(Article.views.desc(), Article.publish_at.desc())
    return [*chosen, *(db.session.scalars(rest.limit(count - len(chosen))) if len(chosen) < count else [])]


def on_home(count: int) -> dict[Column, list[Article]]:
    """The first of each column, in one query."""
    now = clock.now()
    order = (Article.pinned.desc(), Article.publish_at.desc(), Article.id.desc())
    parts = [select(select(Article.id).where(_of(column, now)).order_by(*order).limit(count).subquery().c.id) for column in Column]
    found = db.session.scalars(select(Article).where(Article.id.in_(union_all(*parts))).order_by(*order)).all()
    return {column: [one for one in found if one.column is column] for column in Column}


def newest(count: int, column: Column | None = None) -> Sequence[Article]:
    query = _newest().options(joinedload(Article.published)).limit(count)
    return db.session.scalars(query.where(Article.column == column) if column else query).all()


def neighbours(found: Article) -> tuple[Article | None, Article | None]:
    """上一篇, 下一篇: the next newer and the next older one of its column."""
    column = select(Article).where(Article.column == found.column, _public(clock.now()))
    at = Article.publish_at
    newer = column.where(at >= found.publish_at, or_(at > found.publish_at, Article.id > found.id)).order_by(at, Article.id)
    older = column.where(at <= found.publish_at, or_(at < found.publish_at, Article.id < found.id)).order_by(at.desc(), Article.id.desc())
    return db.session.scalar(newer.limit(1)), db.session.scalar(older.limit(1))


def topics() -> Sequence[Article]:
    """Special topics that articles can be put under, the newest first."""
    query = select(Article).where(Article.column == Column.TOPICS, Article.state != State.WITHDRAWN)
    return db.session.scalars(query.order_by(Article.id.desc()).limit(100)).all()


def file(article_id: int, identity: int) -> ArticleFile | None:
    return db.session.scalar(select(ArticleFile).filter_by(id=identity, article_id=article_id).options(joinedload(ArticleFile.article)))


def version(found: Article, number: int) -> ArticleVersion | None:
    return db.session.scalar(select(ArticleVersion).filter_by(article_id=found.id, number=number).options(undefer(ArticleVersion.body)))


def addresses(count: int) -> Sequence[tuple[int, datetime]]:
    """Id and time of publication of the newest, for the site map."""
    query = select(Article.id, Article.publish_at).where(_public(clock.now())).order_by(Article.publish_at.desc()).limit(count)
    return [(identity, at) for identity, at in db.session.execute(query) if at]


# finding


def tokens(title: str, body: str) -> list[str]:
    """What the index holds of an article, as `finding.rules.lines` wrote its words."""
    return [*finding.tokens(f"{title}\n{body}"), *(IN_TITLE + token for token in finding.tokens(title))]


FINDABLE = Findable(GRAMS, select(ArticleText.article_id, ArticleText.title, ArticleText.body), tokens)


def find(text: str, number: int, size: int = PAGE) -> Page[Article]:
    """What contains every word: those whose title does first, then the newest. Of very many only the best are ranked."""
    words = finding.words(text)
    if not words:
        return Page([], 1, 0, size)
    ids = [identity for where in (IN_TITLE, "") for identity in _containing(words, where)]
    ids = list(dict.fromkeys(ids))
    number = max(1, min(number, -(-len(ids) // size)))
    wanted = ids[(number - 1) * size : number * size]
    found = {one.id: one for one in db.session.scalars(select(Article).where(Article.id.in_(wanted)).options(joinedload(Article.published)))}
    return Page([found[identity] for identity in wanted], number, len(ids), size)


def _containing(words: Sequence[str], where: str) -> list[int]:
    """Ids of public articles that contain all words (`where` t: in the title), the newest first."""
    held = aliased(ArticleText)
    candidates = GRAMS.candidates(where + token for word in words for token in finding.wanted_tokens(word)).limit(4 * MOST_RANKED).subquery()
    query = select(held).join(candidates, candidates.c.id == held.article_id)
    query = query.join(Article, Article.id == held.article_id).where(_public(clock.now()))
    query = query.options(undefer(held.body)).order_by(Article.publish_at.desc(), Article.id.desc()).limit(MOST_RANKED)
    return [one.article_id for one in db.session.scalars(query) if finding.contains_all(one.title if where else f"{one.title}\n{one.body}", words)]


def words_of(ids: Sequence[int]) -> dict[int, str]:
    """The words that articles are found by, as `finding.rules.lines` wrote them."""
    query = select(ArticleText.article_id, ArticleText.body).where(ArticleText.article_id.in_(ids))
    return dict(db.session.execute(query).all())  # type: ignore[arg-type]


# the desk


@dataclass(frozen=True)
class Sought:
    """What the desk's list is narrowed to. `waiting`: versions that wait for a second editor."""

    column: Column | None = None
    state: State | None = None
    waiting: bool = False
    text: str = ""


def on_desk(sought: Sought, number: int) -> Page[Article]:
    """Articles, the last touched first."""
    newest = select(func.max(ArticleVersion.id)).where(ArticleVersion.article_id == Article.id).correlate(Article).scalar_subquery()
    query = select(Article).join(ArticleVersion, ArticleVersion.id == newest)
    if sought.column:
        query = query.where(Article.column == sought.column)
    if sought.state:
        query = query.where(Article.state == sought.state)
    if sought.waiting:
        query = query.where(ArticleVersion.offered_at.is_not(None), ArticleVersion.published_at.is_(None))
    if sought.text:
        query = query.where(or_(Article.title.contains(sought.text, autoescape=True), ArticleVersion.title.contains(sought.text, autoescape=True)))
    options = selectinload(Article.versions).joinedload(ArticleVersion.saved_by)
    return paged(query.order_by(ArticleVersion.saved_at.desc(), Article.id.desc()).options(options), number)


def waiting_count() -> int:
    query = select(func.count()).select_from(ArticleVersion).where(ArticleVersion.offered_at.is_not(None), ArticleVersion.published_at.is_(None))
    return db.session.scalar(query) or 0

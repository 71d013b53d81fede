"""Articles, every version of them, and their files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..accounts.models import Account, stored_enum
from ..extensions import Model, Moment
from ..uploads.models import StoredFile
from .rules import Column, State, Written


class Article(Model):
    """文章. What everybody sees is its published version, from `publish_at` on. `revision` grows with each step."""

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_listed", "column", "state", "pinned", "publish_at"),
        Index("ix_article_newest", "state", "publish_at"),
        Index("ix_article_favoured", "state", "recommended", "views"),
        Index(
            "ix_article_most_read",
            *("state", "views", "publish_at"),
            sqlite_where=text("recommended IS NULL"),
            postgresql_where=text("recommended IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    column: Mapped[Column] = mapped_column(stored_enum(Column))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)  # the special topic that it belongs to
    state: Mapped[State] = mapped_column(stored_enum(State), default=State.DRAFT)
    revision: Mapped[int] = mapped_column(default=1)
    publish_at: Mapped[datetime | None] = mapped_column(Moment)
    pinned: Mapped[bool] = mapped_column(default=False)
    recommended: Mapped[int | None]  # its place among the recommended
    views: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(120))  # of the published version; before that, of the draft
    source: Mapped[str] = mapped_column(String(100), default="")
    published_version_id: Mapped[int | None] = mapped_column(ForeignKey("article_version.id", use_alter=True))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    topic: Mapped[Article | None] = relationship(remote_side="Article.id")
    published: Mapped[ArticleVersion | None] = relationship(foreign_keys=[published_version_id], post_update=True)
    versions: Mapped[list[ArticleVersion]] = relationship(
        order_by="ArticleVersion.number.desc()", foreign_keys="ArticleVersion.article_id", back_populates="article"
    )
    files: Mapped[list[ArticleFile]] = relationship(order_by="ArticleFile.id", back_populates="article")

    def is_public(self, now: datetime) -> bool:
        return self.state is State.PUBLISHED and self.publish_at is not None and self.publish_at <= now

    @property
    def newest(self) -> ArticleVersion:
        return self.versions[0]

    @property
    def draft(self) -> ArticleVersion | None:
        """What was written since the last publication."""
        return self.newest if self.newest.published_at is None else None


class ArticleVersion(Model):
    """One state of the text. Once it was published it is never changed."""

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    subtitle: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(100), default="")
    author: Mapped[str] = mapped_column(String(60), default="")
    body: Mapped[str] = mapped_column(default="", deferred=True)  # Markdown
    html: Mapped[str] = mapped_column(default="", deferred=True)  # made from it at publication
    summary: Mapped[str] = mapped_column(String(200), default="")
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    offered_at: Mapped[datetime | None] = mapped_column(Moment)  # waits for a second editor
    remark: Mapped[str] = mapped_column(default="")  # why the second editor gave it back
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    correction: Mapped[str] = mapped_column(default="")  # what everybody reads about the correction

    article: Mapped[Article] = relationship(foreign_keys=[article_id], back_populates="versions")
    saved_by: Mapped[Account] = relationship(foreign_keys=[saved_by_id])
    published_by: Mapped[Account | None] = relationship(foreign_keys=[published_by_id])

    @property
    def written(self) -> Written:
        return Written(self.title, self.subtitle, self.source, self.author, self.body, tuple(self.tags))


class ArticleFile(Model):
    """A picture with its alternative text, or an attachment. Removed ones stay for the versions that show them."""

    __tablename__ = "article_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    alternative: Mapped[str] = mapped_column(String(200), default="")  # of a picture; empty: an attachment
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    article: Mapped[Article] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship(lazy="joined")

    @property
    def is_picture(self) -> bool:
        return bool(self.alternative)


class ArticleTag(Model):
    """A tag of a published article, for finding others with it."""

    __tablename__ = "article_tag"

    tag: Mapped[str] = mapped_column(String(20), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True, autoincrement=False)


class ArticleText(Model):
    """The words of a published article, made alike for finding."""

    __tablename__ = "article_text"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True, autoincrement=False)
    title: Mapped[str]
    body: Mapped[str] = mapped_column(deferred=True)

"""articles with their versions, files, tags and words"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

COLUMNS = ("news", "notices", "policies", "guides", "topics")


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("column", sa.Enum(*COLUMNS, name="column", native_enum=False, length=40), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Enum("draft", "published", "withdrawn", name="state", native_enum=False, length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("publish_at", sa.DateTime(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("recommended", sa.Integer(), nullable=True),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("published_version_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["article.id"], name=op.f("fk_article_topic_id_article")),
        sa.ForeignKeyConstraint(
            ["published_version_id"], ["article_version.id"], name=op.f("fk_article_published_version_id_article_version"), use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
    )
    op.create_index("ix_article_listed", "article", ["column", "state", "pinned", "publish_at"])
    op.create_index("ix_article_newest", "article", ["state", "publish_at"])
    op.create_index("ix_article_favoured", "article", ["state", "recommended", "views"])
    op.create_index(op.f("ix_article_topic_id"), "article", ["topic_id"])
    op.create_table(
        "article_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("subtitle", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("author", sa.String(length=60), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("correction", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_version_article_id_article")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["account.id"], name=op.f("fk_article_version_saved_by_id_account")),
        sa.ForeignKeyConstraint(["published_by_id"], ["account.id"], name=op.f("fk_article_version_published_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_version")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_article_version_article_id_number")),
    )
    op.create_table(
        "article_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("alternative", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_file_article_id_article")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_article_file_sha256_stored_file")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_article_file_uploaded_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_file")),
    )
    op.create_index(op.f("ix_article_file_article_id"), "article_file", ["article_id"])
    op.create_table(
        "article_tag",
        sa.Column("tag", sa.String(length=20), nullable=False),
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_tag_article_id_article")),
        sa.PrimaryKeyConstraint("tag", "article_id", name=op.f("pk_article_tag")),
    )
    op.create_table(
        "article_text",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_text_article_id_article")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_text")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE article_grams USING fts5 (grams, content='', detail=none, tokenize='ascii')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE article_grams")
    for name in ("article_text", "article_tag", "article_file", "article_version", "article"):
        op.drop_table(name)

"""the yearly duties; which application a community was recognised by, and who looks after it"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliverable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("excused_at", sa.DateTime(), nullable=True),
        sa.Column("excused_by_id", sa.Integer(), nullable=True),
        sa.Column("excused_reason", sa.String(), nullable=False),
        sa.Column("publish_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("published_version_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_deliverable_community_id_community")),
        sa.ForeignKeyConstraint(["excused_by_id"], ["account.id"], name=op.f("fk_deliverable_excused_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverable")),
        sa.UniqueConstraint("community_id", "year", "key", name=op.f("uq_deliverable_community_id_year_key")),
    )
    with op.batch_alter_table("deliverable", schema=None) as batch_op:
        batch_op.create_index("ix_deliverable_duty", ["year", "key", "state"], unique=False)
        batch_op.create_index("ix_deliverable_public", ["published_at", "key"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliverable_publish_on"), ["publish_on"], unique=False)

    op.create_table(
        "deliverable_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("published_elsewhere_on", sa.Date(), nullable=True),
        sa.Column("survey_methods", sa.String(), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverable.id"], name=op.f("fk_deliverable_version_deliverable_id_deliverable")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["account.id"], name=op.f("fk_deliverable_version_saved_by_id_account")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_deliverable_version_sha256_stored_file")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["account.id"], name=op.f("fk_deliverable_version_submitted_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverable_version")),
        sa.UniqueConstraint("deliverable_id", "number", name=op.f("uq_deliverable_version_deliverable_id_number")),
    )
    with op.batch_alter_table("deliverable", schema=None) as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_deliverable_published_version_id_deliverable_version"), "deliverable_version", ["published_version_id"], ["id"]
        )

    op.create_table(
        "deliverable_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("timeliness", sa.String(length=20), nullable=False),
        sa.Column("objectivity", sa.String(length=20), nullable=False),
        sa.Column("completeness", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_deliverable_review_by_id_account")),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverable.id"], name=op.f("fk_deliverable_review_deliverable_id_deliverable")),
        sa.ForeignKeyConstraint(["version_id"], ["deliverable_version.id"], name=op.f("fk_deliverable_review_version_id_deliverable_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverable_review")),
    )
    with op.batch_alter_table("deliverable_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliverable_review_deliverable_id"), ["deliverable_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliverable_review_version_id"), ["version_id"], unique=False)

    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recognised_application_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("overseen_by", sa.String(length=6), nullable=True))
        batch_op.create_index(batch_op.f("ix_community_overseen_by"), ["overseen_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_recognised_application_id"), ["recognised_application_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_community_recognised_application_id_application"), "application", ["recognised_application_id"], ["id"]
        )
    _take_over()


def _take_over() -> None:
    """Communities that are established already know their application and their province, too."""
    op.execute(
        "UPDATE community SET recognised_application_id ="
        " (SELECT max(a.id) FROM application a WHERE a.community_id = community.id AND a.status = 'recognised') WHERE recognised_on IS NOT NULL"
    )
    op.execute(
        "UPDATE community SET overseen_by = (SELECT a.submitted_to FROM application a"
        " WHERE a.id = community.recognised_application_id AND NOT a.direct) WHERE recognised_on IS NOT NULL"
    )


def downgrade() -> None:
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_community_recognised_application_id_application"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_community_recognised_application_id"))
        batch_op.drop_index(batch_op.f("ix_community_overseen_by"))
        batch_op.drop_column("overseen_by")
        batch_op.drop_column("recognised_application_id")

    with op.batch_alter_table("deliverable", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_deliverable_published_version_id_deliverable_version"), type_="foreignkey")

    with op.batch_alter_table("deliverable_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliverable_review_version_id"))
        batch_op.drop_index(batch_op.f("ix_deliverable_review_deliverable_id"))

    op.drop_table("deliverable_review")
    op.drop_table("deliverable_version")
    with op.batch_alter_table("deliverable", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliverable_publish_on"))
        batch_op.drop_index("ix_deliverable_public")
        batch_op.drop_index("ix_deliverable_duty")

    op.drop_table("deliverable")

"""draws of indicators, what was found of them, corrections of single figures"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figure_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["account.id"], name=op.f("fk_figure_sample_drawn_by_id_account")),
        sa.ForeignKeyConstraint(["version_id"], ["deliverable_version.id"], name=op.f("fk_figure_sample_version_id_deliverable_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_sample")),
        sa.UniqueConstraint("version_id", name=op.f("uq_figure_sample_version_id")),
    )
    op.create_table(
        "figure_check",
        sa.Column("sample_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("verdict", sa.Enum("true", "wrong", "unproven", name="verdict", native_enum=False, length=40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_figure_check_by_id_account")),
        sa.ForeignKeyConstraint(["sample_id"], ["figure_sample.id"], name=op.f("fk_figure_check_sample_id_figure_sample")),
        sa.PrimaryKeyConstraint("sample_id", "code", name=op.f("pk_figure_check")),
    )
    op.create_table(
        "figure_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_figure_correction_by_id_account")),
        sa.ForeignKeyConstraint(["version_id"], ["deliverable_version.id"], name=op.f("fk_figure_correction_version_id_deliverable_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_correction")),
    )
    op.create_index("ix_figure_correction_version", "figure_correction", ["version_id"])


def downgrade() -> None:
    op.drop_table("figure_correction")
    op.drop_table("figure_check")
    op.drop_table("figure_sample")

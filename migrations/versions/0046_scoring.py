"""schemes by which figures earn points, and the scores they gave"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scoring_scheme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_scoring_scheme_authority_id_authority")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_scoring_scheme_made_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_scheme")),
        sa.UniqueConstraint("authority_id", "year", "number", name=op.f("uq_scoring_scheme_authority_id_year_number")),
    )
    op.create_table(
        "community_score",
        sa.Column("scheme_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("community_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("band", sa.Enum("excellent", "good", "passed", "failed", name="band", native_enum=False, length=40), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_community_score_community_id_community")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scoring_scheme.id"], name=op.f("fk_community_score_scheme_id_scoring_scheme")),
        sa.PrimaryKeyConstraint("scheme_id", "community_id", name=op.f("pk_community_score")),
    )
    op.create_index("ix_community_score_ranked", "community_score", ["scheme_id", "hundredths"])


def downgrade() -> None:
    op.drop_table("community_score")
    op.drop_table("scoring_scheme")

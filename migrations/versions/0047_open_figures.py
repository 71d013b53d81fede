"""communities that agreed to have their own figures among the open data"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "open_figures",
        sa.Column("community_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agreed_at", sa.DateTime(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["account.id"], name=op.f("fk_open_figures_agreed_by_id_account")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_open_figures_community_id_community")),
        sa.PrimaryKeyConstraint("community_id", "year", name=op.f("pk_open_figures")),
    )


def downgrade() -> None:
    op.drop_table("open_figures")

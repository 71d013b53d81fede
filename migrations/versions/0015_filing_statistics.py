"""filing statistics: whose figures a step counts in; counts by day"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("transition", sa.Column("province_code", sa.String(length=6), nullable=True))
    op.create_index("ix_application_round", "application", ["year", "status", "province_code"])
    op.create_table(
        "filing_tally",
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("province_code", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "province_code", "kind", "day", name=op.f("pk_filing_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decision_wait",
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("province_code", sa.String(length=6), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("applications", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "province_code", "days", name=op.f("pk_decision_wait")),
    )


def downgrade() -> None:
    op.drop_table("decision_wait")
    op.drop_table("filing_tally")
    op.drop_index("ix_application_round", "application")
    op.drop_column("transition", "province_code")

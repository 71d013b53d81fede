"""comments: when answered, what their places held; pre-review; what was taken over from an earlier year"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("place_comment", sa.Column("held", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("place_comment", sa.Column("answered_at", sa.DateTime(), nullable=True))
    op.add_column("section_record", sa.Column("taken_over", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("application", sa.Column("pre_review_province", sa.String(length=6), nullable=True))
    op.add_column("application", sa.Column("pre_review_asked_at", sa.DateTime(), nullable=True))
    op.add_column("application", sa.Column("taken_over_year", sa.Integer(), nullable=True))
    op.drop_column("application", "pre_review_asked")  # no page ever set it


def downgrade() -> None:
    op.add_column("application", sa.Column("pre_review_asked", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in ("taken_over_year", "pre_review_asked_at", "pre_review_province"):
        op.drop_column("application", column)
    op.drop_column("section_record", "taken_over")
    for column in ("answered_at", "held"):
        op.drop_column("place_comment", column)

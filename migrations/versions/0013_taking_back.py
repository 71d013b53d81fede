"""decisions that may be taken back, and letters that wait for it"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("transition", sa.Column("before", sa.JSON(), nullable=True))
    op.add_column("transition", sa.Column("takes_back_id", sa.Integer(), nullable=True))
    op.add_column("notice", sa.Column("taken_back_at", sa.DateTime(), nullable=True))
    op.add_column("notice_letter", sa.Column("not_before", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("notice_letter", "not_before")
    op.drop_column("notice", "taken_back_at")
    op.drop_column("transition", "takes_back_id")
    op.drop_column("transition", "before")

"""mistakes on the public site that people told of"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mistake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("contact", sa.String(length=100), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("handled_at", sa.DateTime(), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["handled_by_id"], ["account.id"], name=op.f("fk_mistake_handled_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mistake")),
    )
    op.create_index("ix_mistake_open", "mistake", ["handled_at", "told_at"])


def downgrade() -> None:
    op.drop_table("mistake")

"""personal data goes when its time is over"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("erased_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("account_takeover") as table:
        table.alter_column("letter_sha256", existing_type=sa.String(length=64), nullable=True)
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_kind"), "erasure", ["kind"])


def downgrade() -> None:
    op.drop_index(op.f("ix_erasure_kind"), table_name="erasure")
    op.drop_table("erasure")
    op.execute("DELETE FROM account_takeover WHERE letter_sha256 IS NULL")
    with op.batch_alter_table("account_takeover") as table:
        table.alter_column("letter_sha256", existing_type=sa.String(length=64), nullable=False)
    op.drop_column("account", "erased_at")

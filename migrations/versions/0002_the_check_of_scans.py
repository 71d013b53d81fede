"""the check of scans"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scan_check",
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("seals", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["sealed_scan.id"], name=op.f("fk_scan_check_scan_id_sealed_scan")),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_scan_check")),
    )
    with op.batch_alter_table("sealed_scan", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("verdict", sa.Enum("matches", "differs", "manual", name="verdict", native_enum=False, length=40), nullable=True)
        )
        batch_op.add_column(sa.Column("verdict_text", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("sealed_scan", schema=None) as batch_op:
        batch_op.drop_column("verdict_text")
        batch_op.drop_column("verdict")

    op.drop_table("scan_check")

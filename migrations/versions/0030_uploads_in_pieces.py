"""bundles that arrive in pieces"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("head_sha256", sa.String(length=64), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_handover_upload_account_id_account")),
        sa.ForeignKeyConstraint(["import_id"], ["handover_import.id"], name=op.f("fk_handover_upload_import_id_handover_import")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_upload")),
    )
    op.create_index("ix_handover_upload_of_account", "handover_upload", ["account_id"])


def downgrade() -> None:
    op.drop_index("ix_handover_upload_of_account", table_name="handover_upload")
    op.drop_table("handover_upload")

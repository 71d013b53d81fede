"""handing batches over to another installation"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trusted_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("province_code", sa.String(length=6), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["account.id"], name=op.f("fk_trusted_key_added_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_key")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_trusted_key_fingerprint")),
    )
    op.create_table(
        "handover_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("manifest", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["reporting_batch.id"], name=op.f("fk_handover_export_batch_id_reporting_batch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_export")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_handover_export_batch_id")),
    )
    op.create_table(
        "handover_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("uploaded", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("batch_number", sa.String(length=40), nullable=False),
        sa.Column("origin_name", sa.String(length=200), nullable=False),
        sa.Column("origin_address", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_handover_import_by_id_account")),
        sa.ForeignKeyConstraint(["work_id"], ["long_work.id"], name=op.f("fk_handover_import_work_id_long_work")),
        sa.ForeignKeyConstraint(["batch_id"], ["reporting_batch.id"], name=op.f("fk_handover_import_batch_id_reporting_batch")),
        sa.ForeignKeyConstraint(["earlier_id"], ["handover_import.id"], name=op.f("fk_handover_import_earlier_id_handover_import")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_import")),
    )
    op.create_index("ix_handover_import_of_batch", "handover_import", ["batch_id"])
    op.add_column("evidence", sa.Column("foreign_id", sa.String(length=20), nullable=True))


def downgrade() -> None:
    op.drop_column("evidence", "foreign_id")
    op.drop_index("ix_handover_import_of_batch", table_name="handover_import")
    op.drop_table("handover_import")
    op.drop_table("handover_export")
    op.drop_table("trusted_key")

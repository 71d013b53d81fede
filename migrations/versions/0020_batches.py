"""reporting batches: drafts, stamped letters, what was sent frozen"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ADDRESSEE = "教育部职业教育与成人教育司"


def upgrade() -> None:
    with op.batch_alter_table("reporting_batch") as batch:
        batch.add_column(sa.Column("state", sa.String(length=40), nullable=False, server_default="sent"))
        batch.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("addressee", sa.String(length=60), nullable=False, server_default=ADDRESSEE))
        batch.add_column(sa.Column("letter_date", sa.Date(), nullable=True))
        for who in ("created", "changed", "ended"):
            batch.add_column(sa.Column(f"{who}_at", sa.DateTime(), nullable=True))
            batch.add_column(sa.Column(f"{who}_by_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_reporting_batch_{who}_by_id_account"), "account", [f"{who}_by_id"], ["id"])
        batch.add_column(sa.Column("frozen", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("sha256", sa.String(length=64), nullable=False, server_default=""))
        batch.alter_column("reported_at", existing_type=sa.DateTime(), nullable=True)
        batch.alter_column("reported_by_id", existing_type=sa.Integer(), nullable=True)
        batch.drop_index(op.f("ix_reporting_batch_province_code"))
        batch.create_index("ix_reporting_batch_list", ["province_code", "year", "state"])
    op.execute(
        "UPDATE reporting_batch SET created_at = reported_at, created_by_id = reported_by_id,"
        " changed_at = reported_at, changed_by_id = reported_by_id"
    )
    with op.batch_alter_table("reporting_batch") as batch:
        for who in ("created", "changed"):
            batch.alter_column(f"{who}_at", existing_type=sa.DateTime(), nullable=False)
            batch.alter_column(f"{who}_by_id", existing_type=sa.Integer(), nullable=False)
        for column in ("state", "revision", "addressee", "frozen", "sha256"):
            batch.alter_column(column, server_default=None)
    with op.batch_alter_table("batch_item") as batch:
        batch.add_column(sa.Column("in_draft", sa.Boolean(), nullable=True))
        batch.drop_constraint(op.f("uq_batch_item_batch_id_position"), type_="unique")
        batch.create_unique_constraint(op.f("uq_batch_item_batch_id_application_id"), ["batch_id", "application_id"])
        batch.create_unique_constraint(op.f("uq_batch_item_application_id_in_draft"), ["application_id", "in_draft"])
    op.create_table(
        "stamped_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["reporting_batch.id"], name=op.f("fk_stamped_letter_batch_id_reporting_batch")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_stamped_letter_sha256_stored_file")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_stamped_letter_uploaded_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stamped_letter")),
    )
    op.create_index(op.f("ix_stamped_letter_batch_id"), "stamped_letter", ["batch_id"])


def downgrade() -> None:
    op.drop_table("stamped_letter")
    op.execute("DELETE FROM batch_item WHERE batch_id IN (SELECT id FROM reporting_batch WHERE state <> 'sent')")
    op.execute("DELETE FROM reporting_batch WHERE state <> 'sent'")
    with op.batch_alter_table("batch_item") as batch:
        batch.drop_constraint(op.f("uq_batch_item_application_id_in_draft"), type_="unique")
        batch.drop_constraint(op.f("uq_batch_item_batch_id_application_id"), type_="unique")
        batch.create_unique_constraint(op.f("uq_batch_item_batch_id_position"), ["batch_id", "position"])
        batch.drop_column("in_draft")
    with op.batch_alter_table("reporting_batch") as batch:
        batch.drop_index("ix_reporting_batch_list")
        batch.create_index(op.f("ix_reporting_batch_province_code"), ["province_code"])
        batch.alter_column("reported_at", existing_type=sa.DateTime(), nullable=False)
        batch.alter_column("reported_by_id", existing_type=sa.Integer(), nullable=False)
        for column in ("sha256", "frozen", "letter_date", "addressee", "revision", "state"):
            batch.drop_column(column)
        for who in ("created", "changed", "ended"):
            batch.drop_constraint(op.f(f"fk_reporting_batch_{who}_by_id_account"), type_="foreignkey")
            batch.drop_column(f"{who}_by_id")
            batch.drop_column(f"{who}_at")

"""several people fill in one application"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("section_record", "list_row"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("written", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "presence",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_presence_account_id_account")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_presence_application_id_application")),
        sa.PrimaryKeyConstraint("application_id", "section", "account_id", name=op.f("pk_presence")),
    )


def downgrade() -> None:
    op.drop_table("presence")
    for table in ("section_record", "list_row"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("written")

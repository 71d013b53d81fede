"""what was done to one object is found in the trail without reading all of it; when an expert was invited"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_entry_object", "audit_entry", ["object_kind", "object_id"])
    with op.batch_alter_table("round_expert") as table:
        table.add_column(sa.Column("invited_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE round_expert SET invited_at = (SELECT opened_at FROM expert_round WHERE expert_round.id = round_expert.round_id)")
    with op.batch_alter_table("round_expert") as table:
        table.alter_column("invited_at", existing_type=sa.DateTime(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("round_expert") as table:
        table.drop_column("invited_at")
    op.drop_index("ix_audit_entry_object", table_name="audit_entry")

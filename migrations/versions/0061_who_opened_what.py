"""what was done to one object is found in the trail without reading all of it"""

from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_entry_object", "audit_entry", ["object_kind", "object_id"])


def downgrade() -> None:
    op.drop_index("ix_audit_entry_object", table_name="audit_entry")

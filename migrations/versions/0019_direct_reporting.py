"""direct reporting: the document that says so, and taking it away"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("direct_grant") as table:
        table.drop_constraint("uq_direct_grant_organisation_id_year", type_="unique")
        table.add_column(sa.Column("document", sa.String(length=200), server_default="", nullable=False))
        table.add_column(sa.Column("revoked_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("revoked_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("revoke_reason", sa.String(), server_default="", nullable=False))
        table.create_foreign_key("fk_direct_grant_revoked_by_id_account", "account", ["revoked_by_id"], ["id"])
        table.create_index("ix_direct_grant_organisation", ["organisation_id", "year"])


def downgrade() -> None:
    with op.batch_alter_table("direct_grant") as table:
        table.drop_index("ix_direct_grant_organisation")
        table.drop_constraint("fk_direct_grant_revoked_by_id_account", type_="foreignkey")
        for name in ("revoke_reason", "revoked_by_id", "revoked_at", "document"):
            table.drop_column(name)
        table.create_unique_constraint("uq_direct_grant_organisation_id_year", ["organisation_id", "year"])

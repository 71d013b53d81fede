"""indexes of their own for applications whose scan is to be looked at: few among very many"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

FLAGGED = {
    "province": ["submitted_to", "status", "year", "submitted_at", "manual_check"],
    "ministry": ["status", "year", "reported_at", "manual_check"],
}


def upgrade() -> None:
    for whose, columns in FLAGGED.items():
        where = {"sqlite_where": sa.text("manual_check IS 1"), "postgresql_where": sa.text("manual_check IS true")}
        op.create_index(f"ix_application_{whose}_flagged", "application", columns, **where)


def downgrade() -> None:
    for whose in FLAGGED:
        op.drop_index(f"ix_application_{whose}_flagged", table_name="application")

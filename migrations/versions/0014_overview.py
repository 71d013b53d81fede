"""overview: counts of a year in one pass of one index"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = ["year", "province_code", "industry_code", "status", "submitted_at", "reported_at"]


def upgrade() -> None:
    op.create_index("ix_application_overview", "application", COLUMNS)


def downgrade() -> None:
    op.drop_index("ix_application_overview", "application")

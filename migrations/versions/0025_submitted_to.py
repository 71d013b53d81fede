"""the province that an application was submitted to, which is not always the one that its cover names now"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ASKED = ["year", "industry_group", "industry_code", "direct", "manual_check", "correction_due"]
QUEUES = {
    "province_queue": ["status", "submitted_at", *ASKED, "province_officer_id"],
    "province_year": ["year", "status", "submitted_at", *ASKED[1:], "province_officer_id"],
    "province_names": ["year", "status", "name_order", *ASKED[1:], "province_officer_id"],
}


def upgrade() -> None:
    op.add_column("application", sa.Column("submitted_to", sa.String(length=6), nullable=True))
    op.execute("UPDATE application SET submitted_to = province_code WHERE submitted_at IS NOT NULL")
    _index("submitted_to", "submitted_to IS NOT NULL")
    _overview(["year", "submitted_to", "industry_code", "status", "reported_at"])


def downgrade() -> None:
    _index("province_code", "submitted_at IS NOT NULL")
    _overview(["year", "province_code", "industry_code", "status", "submitted_at", "reported_at"])
    with op.batch_alter_table("application") as batch:
        batch.drop_column("submitted_to")


def _index(province: str, only: str) -> None:
    for name, columns in QUEUES.items():
        op.drop_index(f"ix_application_{name}", table_name="application")
        condition = sa.text(only)
        op.create_index(f"ix_application_{name}", "application", [province, *columns], sqlite_where=condition, postgresql_where=condition)


def _overview(columns: list[str]) -> None:
    op.drop_index("ix_application_overview", table_name="application")
    op.create_index("ix_application_overview", "application", columns)

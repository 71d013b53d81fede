"""pages take no longer with years of a nation stored: leads, unread notices, reports, the most read articles, who did it in the trail"""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0061"
branch_labels = None
depends_on = None

ON_SITE = "published_at IS NOT NULL AND withdrawn_at IS NULL"
PARTIAL = (  # name, table, columns, what it holds on SQLite and on PostgreSQL
    ("ix_member_unit_lead", "member_unit", ["application_id", "name"], "lead IS 1", "lead IS true"),
    ("ix_application_same_industry", "application", ["industry_code", "community_id"], *["submitted_at IS NOT NULL"] * 2),
    ("ix_notice_unread", "notice", ["account_id"], "read_at IS NULL", "read_at IS NULL"),
    ("ix_deliverable_public", "deliverable", ["published_at", "key"], ON_SITE, ON_SITE),
    ("ix_deliverable_on_site", "deliverable", ["year", "published_at"], ON_SITE, ON_SITE),
    ("ix_article_most_read", "article", ["state", "views", "publish_at"], "recommended IS NULL", "recommended IS NULL"),
)


def upgrade() -> None:
    op.drop_index("ix_deliverable_public", table_name="deliverable")
    for name, table, columns, sqlite, postgresql in PARTIAL:
        op.create_index(name, table, columns, sqlite_where=sa.text(sqlite), postgresql_where=sa.text(postgresql))
    op.create_index("ix_audit_entry_account_name", "audit_entry", ["account_name"])


def downgrade() -> None:
    op.drop_index("ix_audit_entry_account_name", table_name="audit_entry")
    for name, table, *_ in reversed(PARTIAL):
        op.drop_index(name, table_name=table)
    op.create_index("ix_deliverable_public", "deliverable", ["published_at", "key"])

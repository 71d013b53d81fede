"""work plans and annual summaries filled in on the portal"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "yearly_form",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("begun_from", sa.String(length=200), nullable=False),
        sa.Column("from_plan", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverable.id"], name=op.f("fk_yearly_form_deliverable_id_deliverable")),
        sa.ForeignKeyConstraint(["id"], ["form.id"], name=op.f("fk_yearly_form_id_form")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_yearly_form")),
        sa.UniqueConstraint("deliverable_id", name=op.f("uq_yearly_form_deliverable_id")),
    )
    op.add_column("deliverable_version", sa.Column("content_sha256", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("deliverable_version", "content_sha256")
    op.drop_table("yearly_form")
    form = sa.table("form", sa.column("id"), sa.column("kind"))
    yearly = form.c.kind.in_(("work_plan", "annual_summary"))
    for table in ("section_record", "list_row", "presence", "import_draft"):
        op.execute(sa.delete(sa.table(table, held := sa.column("form_id"))).where(held.in_(sa.select(form.c.id).where(yearly))))
    op.execute(sa.delete(form).where(yearly))

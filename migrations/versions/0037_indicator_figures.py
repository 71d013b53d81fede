"""the figures of communities' years that count"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "indicator_figure",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("community_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hundredths", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_indicator_figure_community_id_community")),
        sa.PrimaryKeyConstraint("year", "measure", "community_id", name=op.f("pk_indicator_figure")),
    )
    op.create_index("ix_indicator_figure_community", "indicator_figure", ["community_id", "year"])


def downgrade() -> None:
    op.drop_index("ix_indicator_figure_community", table_name="indicator_figure")
    op.drop_table("indicator_figure")
    form = sa.table("form", sa.column("id"), sa.column("kind"))
    for table in ("section_record", "list_row", "presence", "import_draft"):
        held = sa.column("form_id")
        op.execute(sa.delete(sa.table(table, held)).where(held.in_(sa.select(form.c.id).where(form.c.kind == "performance"))))
    yearly = sa.table("yearly_form", sa.column("kind"))
    op.execute(sa.delete(yearly).where(yearly.c.kind == "performance"))
    op.execute(sa.delete(form).where(form.c.kind == "performance"))

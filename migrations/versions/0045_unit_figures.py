"""units' parts of a collection, and sums taken over from them"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figure_part",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("handed_back_at", sa.DateTime(), nullable=True),
        sa.Column("person", sa.String(length=30), nullable=False),
        sa.Column("position", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["yearly_form.id"], name=op.f("fk_figure_part_collection_id_yearly_form")),
        sa.ForeignKeyConstraint(["id"], ["form.id"], name=op.f("fk_figure_part_id_form")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_part")),
        sa.UniqueConstraint("collection_id", "unit", name=op.f("uq_figure_part_collection_id_unit")),
    )
    op.create_index("ix_figure_part_collection_id", "figure_part", ["collection_id"])
    op.create_table(
        "figure_adoption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_figure_adoption_by_id_account")),
        sa.ForeignKeyConstraint(["collection_id"], ["yearly_form.id"], name=op.f("fk_figure_adoption_collection_id_yearly_form")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_adoption")),
    )
    op.create_index("ix_figure_adoption_collection_id", "figure_adoption", ["collection_id"])


def downgrade() -> None:
    op.drop_table("figure_adoption")
    op.drop_table("figure_part")
    form = sa.table("form", sa.column("id"), sa.column("kind"))
    for table in ("section_record", "list_row", "presence", "import_draft"):
        held = sa.column("form_id")
        op.execute(sa.delete(sa.table(table, held)).where(held.in_(sa.select(form.c.id).where(form.c.kind == "performance_part"))))
    op.execute(sa.delete(form).where(form.c.kind == "performance_part"))

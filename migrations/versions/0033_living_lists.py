"""living lists of supply and demand, what is known of their rows, and the links by which units fill in their own"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("section_record") as batch:
        batch.alter_column("saved_by_id", existing_type=sa.Integer(), nullable=True)
    op.create_table(
        "supply_demand",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["form.id"], name=op.f("fk_supply_demand_id_form")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_supply_demand_community_id_community")),
        sa.ForeignKeyConstraint(["started_by_id"], ["account.id"], name=op.f("fk_supply_demand_started_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_demand")),
        sa.UniqueConstraint("community_id", name=op.f("uq_supply_demand_community_id")),
    )
    op.create_table(
        "living_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("row", sa.String(length=20), nullable=False),
        sa.Column("there", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("problems", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("published", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_living_entry_form_id_form")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_living_entry")),
        sa.UniqueConstraint("form_id", "row", name=op.f("uq_living_entry_form_id_row")),
    )
    op.create_index("ix_living_entry_list", "living_entry", ["form_id", "section", "there"])
    op.create_table(
        "unit_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("person", sa.String(length=30), nullable=False),
        sa.Column("position", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["supply_demand.id"], name=op.f("fk_unit_link_form_id_supply_demand")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["account.id"], name=op.f("fk_unit_link_issued_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_link")),
    )
    op.create_index("ix_unit_link_of_unit", "unit_link", ["form_id", "unit"])
    op.create_table(
        "unit_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("row", sa.String(length=20), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person", sa.String(length=30), nullable=False),
        sa.Column("position", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["supply_demand.id"], name=op.f("fk_unit_change_form_id_supply_demand")),
        sa.ForeignKeyConstraint(["link_id"], ["unit_link.id"], name=op.f("fk_unit_change_link_id_unit_link")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_change")),
    )
    op.create_index("ix_unit_change_list", "unit_change", ["form_id", "section", "row"])


def downgrade() -> None:
    op.drop_table("unit_change")
    op.drop_table("unit_link")
    op.drop_table("living_entry")
    for table in ("presence", "import_draft", "list_row", "section_record"):
        op.execute(sa.delete(sa.table(table, held := sa.column("form_id"))).where(held.in_(sa.text("(SELECT id FROM supply_demand)"))))
    op.drop_table("supply_demand")
    op.execute("DELETE FROM form WHERE kind = 'supply_demand'")
    with op.batch_alter_table("section_record") as batch:
        batch.alter_column("saved_by_id", existing_type=sa.Integer(), nullable=False)

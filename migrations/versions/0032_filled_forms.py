"""one number sequence for everything that is filled in; sections, rows, presence and imports belong to a form of any kind"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

HELD = ("section_record", "list_row", "presence", "import_draft")


def upgrade() -> None:
    op.create_table(
        "form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form")),
    )
    op.execute("INSERT INTO form (id, kind) SELECT id, 'application' FROM application ORDER BY id")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('form_id_seq', COALESCE((SELECT MAX(id) FROM form), 0) + 1, false)")
    with op.batch_alter_table("application") as batch:
        batch.create_foreign_key("fk_application_id_form", "form", ["id"], ["id"])
    _belong("application", "form")


def downgrade() -> None:
    for table in HELD:
        op.execute(sa.delete(sa.table(table, held := sa.column("form_id"))).where(held.not_in(sa.text("(SELECT id FROM application)"))))
    _belong("form", "application")
    with op.batch_alter_table("application") as batch:
        batch.drop_constraint("fk_application_id_form", type_="foreignkey")
    op.drop_table("form")


def _belong(old: str, new: str) -> None:
    """What is held belongs to another table; the ids stay."""
    unique = {"section_record": "section", "list_row": "row"}
    op.drop_index("ix_list_row_list", table_name="list_row")
    op.drop_index(f"ix_import_draft_{old}_id", table_name="import_draft")
    for table in HELD:
        second = unique.get(table)
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"fk_{table}_{old}_id_{old}", type_="foreignkey")
            if second:
                batch.drop_constraint(f"uq_{table}_{old}_id_{second}", type_="unique")
            batch.alter_column(f"{old}_id", new_column_name=f"{new}_id", existing_type=sa.Integer(), existing_nullable=False)
        with op.batch_alter_table(table) as batch:  # what speaks of the column by its new name
            batch.create_foreign_key(f"fk_{table}_{new}_id_{new}", new, [f"{new}_id"], ["id"])
            if second:
                batch.create_unique_constraint(f"uq_{table}_{new}_id_{second}", [f"{new}_id", second])
    op.create_index(f"ix_import_draft_{new}_id", "import_draft", [f"{new}_id"])
    op.create_index("ix_list_row_list", "list_row", [f"{new}_id", "section", "position"])

"""checklists answered as one reads, an authority's own items; private notes"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("hint", sa.String(length=300), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_checklist_item_authority_id_authority")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_checklist_item_changed_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
    )
    op.create_index("ix_checklist_item_authority_id", "checklist_item", ["authority_id"])
    op.create_table(
        "checklist_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_checklist_entry_application_id_application")),
        sa.ForeignKeyConstraint(["version_id"], ["application_version.id"], name=op.f("fk_checklist_entry_version_id_application_version")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_checklist_entry_authority_id_authority")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_checklist_entry_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_entry")),
        sa.UniqueConstraint("version_id", "authority_id", "item", name=op.f("uq_checklist_entry_version_id_authority_id_item")),
    )
    op.create_index("ix_checklist_entry_application_id", "checklist_entry", ["application_id"])
    op.create_table(
        "private_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_private_note_application_id_application")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_private_note_authority_id_authority")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_private_note_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_note")),
    )
    op.create_index("ix_private_note_of_application", "private_note", ["application_id", "authority_id"])
    op.add_column("checklist_answer", sa.Column("text", sa.String(length=200), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("checklist_answer", "text")
    for table in ("private_note", "checklist_entry", "checklist_item"):
        op.drop_table(table)

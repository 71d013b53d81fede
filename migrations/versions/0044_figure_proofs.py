"""files that prove figures"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figure_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["yearly_form.id"], name=op.f("fk_figure_proof_form_id_yearly_form")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_figure_proof_sha256_stored_file")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_figure_proof_uploaded_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_proof")),
    )
    op.create_index("ix_figure_proof_form_id", "figure_proof", ["form_id"])


def downgrade() -> None:
    op.drop_table("figure_proof")

"""editions of the form that were uploaded"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "uploaded_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.Enum("proposed", "in_use", "withdrawn", name="editionstate", native_enum=False, length=40), nullable=False),
        sa.Column("trial", sa.JSON(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("put_to_use_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_uploaded_edition_uploaded_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploaded_edition")),
        sa.UniqueConstraint("key", name=op.f("uq_uploaded_edition_key")),
    )


def downgrade() -> None:
    op.drop_table("uploaded_edition")

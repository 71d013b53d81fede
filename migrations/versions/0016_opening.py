"""places open for changes after a return, and asking for more of them"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("application", sa.Column("open_places", sa.JSON(), nullable=True))
    op.create_table(
        "opening_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_opening_request_application_id_application")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_opening_request_asked_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_request")),
    )
    op.create_index(op.f("ix_opening_request_application_id"), "opening_request", ["application_id"], unique=False)


def downgrade() -> None:
    op.drop_table("opening_request")
    op.drop_column("application", "open_places")

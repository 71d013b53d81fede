"""authority settings: who approves does not report, where a province wishes so"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authority_settings",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("two_people", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_authority_settings_authority_id_authority")),
        sa.PrimaryKeyConstraint("authority_id", name=op.f("pk_authority_settings")),
    )


def downgrade() -> None:
    op.drop_table("authority_settings")

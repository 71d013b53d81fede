"""accounts and organisations that are switched off; invitations of officers and of the operator's people"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

ROLES = ("applicant", "co_editor", "city_officer", "province_officer", "ministry_officer", "expert", "editor", "administrator", "auditor")


def upgrade() -> None:
    for table in ("account", "organisation"):
        op.add_column(table, sa.Column("disabled_at", sa.DateTime(), nullable=True))
        op.add_column(table, sa.Column("disabled_reason", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "staff_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.Enum(*ROLES, name="role", native_enum=False, length=40), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_staff_invitation_account_id_account")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_staff_invitation_authority_id_authority")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["account.id"], name=op.f("fk_staff_invitation_invited_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitation")),
    )
    op.create_index(op.f("ix_staff_invitation_account_id"), "staff_invitation", ["account_id"])


def downgrade() -> None:
    op.drop_table("staff_invitation")
    for table in ("account", "organisation"):
        op.drop_column(table, "disabled_reason")
        op.drop_column(table, "disabled_at")

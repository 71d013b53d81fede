"""co-editors and the confirmation of member units"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "co_editor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("reads_rest", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_co_editor_account_id_account")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_co_editor_application_id_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_editor")),
    )
    op.create_index(op.f("ix_co_editor_account_id"), "co_editor", ["account_id"])
    op.create_index(op.f("ix_co_editor_application_id"), "co_editor", ["application_id"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("co_editor_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["co_editor_id"], ["co_editor.id"], name=op.f("fk_invitation_co_editor_id_co_editor")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["account.id"], name=op.f("fk_invitation_issued_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_co_editor_id"), "invitation", ["co_editor_id"])
    op.create_table(
        "unit_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.String(length=20), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Enum("takes_part", "does_not", name="answer", native_enum=False, length=40), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("person", sa.String(length=30), nullable=False),
        sa.Column("position", sa.String(length=50), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_unit_confirmation_application_id_application")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["account.id"], name=op.f("fk_unit_confirmation_issued_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_confirmation")),
    )
    op.create_index("ix_unit_confirmation_of_row", "unit_confirmation", ["application_id", "row"])


def downgrade() -> None:
    op.drop_table("unit_confirmation")
    op.drop_table("invitation")
    op.drop_table("co_editor")

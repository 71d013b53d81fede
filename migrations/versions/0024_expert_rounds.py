"""expert rounds: who judges what, and what they say"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expert_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("per_application", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_expert_round_authority_id_authority")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["account.id"], name=op.f("fk_expert_round_opened_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_round")),
    )
    op.create_index(op.f("ix_expert_round_authority_id"), "expert_round", ["authority_id"], unique=False)
    op.create_table(
        "round_expert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("organisation", sa.String(length=100), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_round_expert_account_id_account")),
        sa.ForeignKeyConstraint(["round_id"], ["expert_round.id"], name=op.f("fk_round_expert_round_id_expert_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_expert")),
        sa.UniqueConstraint("round_id", "email", name=op.f("uq_round_expert_round_id_email")),
    )
    op.create_index(op.f("ix_round_expert_account_id"), "round_expert", ["account_id"], unique=False)
    op.create_table(
        "round_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_round_application_application_id_application")),
        sa.ForeignKeyConstraint(["round_id"], ["expert_round.id"], name=op.f("fk_round_application_round_id_expert_round")),
        sa.ForeignKeyConstraint(["version_id"], ["application_version.id"], name=op.f("fk_round_application_version_id_application_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_application")),
        sa.UniqueConstraint("round_id", "application_id", name=op.f("uq_round_application_round_id_application_id")),
    )
    op.create_index(op.f("ix_round_application_application_id"), "round_application", ["application_id"], unique=False)
    op.create_table(
        "expert_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("reopen_reason", sa.String(), nullable=False),
        sa.Column("conflict_at", sa.DateTime(), nullable=True),
        sa.Column("conflict_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["round_expert.id"], name=op.f("fk_expert_sheet_expert_id_round_expert")),
        sa.ForeignKeyConstraint(["subject_id"], ["round_application.id"], name=op.f("fk_expert_sheet_subject_id_round_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_sheet")),
        sa.UniqueConstraint("subject_id", "expert_id", name=op.f("uq_expert_sheet_subject_id_expert_id")),
    )
    op.create_index(op.f("ix_expert_sheet_expert_id"), "expert_sheet", ["expert_id"], unique=False)


def downgrade() -> None:
    for name in ("expert_sheet", "round_application", "round_expert", "expert_round"):
        op.drop_table(name)

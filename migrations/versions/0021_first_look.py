"""first look of city bureaus"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("authority", sa.Column("city_code", sa.String(length=6), nullable=True))
    op.create_index("ix_authority_city_code", "authority", ["city_code"], unique=True)
    op.add_column("application", sa.Column("city_asked_id", sa.Integer(), nullable=True))
    op.create_index("ix_application_city_asked_id", "application", ["city_asked_id"])
    op.add_column("authority_settings", sa.Column("city_first_look", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("authority_settings", sa.Column("city_days", sa.Integer(), nullable=False, server_default="10"))
    op.create_table(
        "first_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_step", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("advice", sa.String(length=40), nullable=True),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_first_look_application_id_application")),
        sa.ForeignKeyConstraint(["version_id"], ["application_version.id"], name=op.f("fk_first_look_version_id_application_version")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_first_look_authority_id_authority")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_first_look_asked_by_id_account")),
        sa.ForeignKeyConstraint(["given_by_id"], ["account.id"], name=op.f("fk_first_look_given_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_look")),
    )
    op.create_index("ix_first_look_application_id", "first_look", ["application_id"])
    op.create_index("ix_first_look_desk", "first_look", ["authority_id", "given_at"])
    op.create_table(
        "first_look_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("look_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["look_id"], ["first_look.id"], name=op.f("fk_first_look_comment_look_id_first_look")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_look_comment")),
    )
    op.create_index("ix_first_look_comment_look_id", "first_look_comment", ["look_id"])


def downgrade() -> None:
    op.drop_table("first_look_comment")
    op.drop_table("first_look")
    for column in ("city_days", "city_first_look"):
        op.drop_column("authority_settings", column)
    op.drop_index("ix_application_city_asked_id", "application")
    op.drop_column("application", "city_asked_id")
    op.drop_index("ix_authority_city_code", "authority")
    op.drop_column("authority", "city_code")

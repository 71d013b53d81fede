"""officers' comments before they go out; what a commented place was called"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_draft_comment_application_id_application")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_draft_comment_authority_id_authority")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_draft_comment_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_comment")),
        sa.UniqueConstraint("application_id", "authority_id", "place", name=op.f("uq_draft_comment_application_id_authority_id_place")),
    )
    op.add_column("place_comment", sa.Column("words", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("place_comment", "words")
    op.drop_table("draft_comment")

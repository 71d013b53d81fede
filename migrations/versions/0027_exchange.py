"""lists of supply and demand as they were published, what they are found by, and what followed from them"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "following",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("acceptance_name", sa.String(length=200), nullable=False),
        sa.Column("acceptance_sha256", sa.String(length=64), nullable=True),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("termination_reason", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["acceptance_sha256"], ["stored_file.sha256"], name=op.f("fk_following_acceptance_sha256_stored_file")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_following_community_id_community")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["account.id"], name=op.f("fk_following_ended_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_following")),
        sa.UniqueConstraint("community_id", "row", name=op.f("uq_following_community_id_row")),
    )
    op.create_index(op.f("ix_following_state"), "following", ["state"])
    op.create_table(
        "list_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_list_edition_community_id_community")),
        sa.ForeignKeyConstraint(["published_by_id"], ["account.id"], name=op.f("fk_list_edition_published_by_id_account")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["account.id"], name=op.f("fk_list_edition_withdrawn_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_edition")),
        sa.UniqueConstraint("community_id", "table", "number", name=op.f("uq_list_edition_community_id_table_number")),
    )
    op.create_index("ix_list_edition_published", "list_edition", ["table", "published_at"])
    op.create_table(
        "published_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(length=40), nullable=False),
        sa.Column("row", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=100), nullable=False),
        sa.Column("unit_uscc", sa.String(length=18), nullable=True),
        sa.Column("industry_code", sa.String(length=2), nullable=True),
        sa.Column("province_code", sa.String(length=6), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=True),
        sa.Column("profession_code", sa.String(length=8), nullable=True),
        sa.Column("profession", sa.String(length=100), nullable=True),
        sa.Column("degree", sa.String(length=40), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("wage_from", sa.Integer(), nullable=True),
        sa.Column("wage_to", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("maturity", sa.String(length=40), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_published_entry_community_id_community")),
        sa.ForeignKeyConstraint(["edition_id"], ["list_edition.id"], name=op.f("fk_published_entry_edition_id_list_edition")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["account.id"], name=op.f("fk_published_entry_withdrawn_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_entry")),
        sa.UniqueConstraint("edition_id", "row", name=op.f("uq_published_entry_edition_id_row")),
    )
    op.create_index(
        "ix_published_entry_field", "published_entry", ["table", "field"], sqlite_where=sa.text("current = 1"), postgresql_where=sa.text("current")
    )
    op.create_index(
        "ix_published_entry_figures",
        "published_entry",
        ["year", "table", "province_code", "profession_code", "profession", "people"],
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current"),
    )
    op.create_index(
        "ix_published_entry_profession",
        "published_entry",
        ["table", "profession_code"],
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current"),
    )
    op.create_index("ix_published_entry_row", "published_entry", ["community_id", "row", "current"])
    op.create_index(op.f("ix_published_entry_unit_uscc"), "published_entry", ["unit_uscc"])
    op.create_table(
        "entry_contact",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["published_entry.id"], name=op.f("fk_entry_contact_entry_id_published_entry")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_contact")),
    )
    op.create_table(
        "entry_text",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["published_entry.id"], name=op.f("fk_entry_text_entry_id_published_entry")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_text")),
    )
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("own_entry_id", sa.Integer(), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("expressed_at", sa.DateTime(), nullable=False),
        sa.Column("expressed_by_id", sa.Integer(), nullable=False),
        sa.Column("contact", sa.JSON(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("declined_at", sa.DateTime(), nullable=True),
        sa.Column("decline_reason", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_interest_answered_by_id_account")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_interest_community_id_community")),
        sa.ForeignKeyConstraint(["entry_id"], ["published_entry.id"], name=op.f("fk_interest_entry_id_published_entry")),
        sa.ForeignKeyConstraint(["expressed_by_id"], ["account.id"], name=op.f("fk_interest_expressed_by_id_account")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_interest_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["own_entry_id"], ["published_entry.id"], name=op.f("fk_interest_own_entry_id_published_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
    )
    op.create_index(op.f("ix_interest_community_id"), "interest", ["community_id"])
    op.create_index("ix_interest_entry", "interest", ["entry_id", "organisation_id"])
    op.create_index(op.f("ix_interest_organisation_id"), "interest", ["organisation_id"])
    op.create_table(
        "talent_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(length=40), nullable=False),
        sa.Column("row", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("unit_name", sa.String(length=100), nullable=False),
        sa.Column("unit_uscc", sa.String(length=18), nullable=True),
        sa.Column("counterpart_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_talent_agreement_community_id_community")),
        sa.ForeignKeyConstraint(["counterpart_id"], ["published_entry.id"], name=op.f("fk_talent_agreement_counterpart_id_published_entry")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["account.id"], name=op.f("fk_talent_agreement_noted_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talent_agreement")),
    )
    op.create_index("ix_talent_agreement_row", "talent_agreement", ["community_id", "row"])
    op.create_table(
        "undertaking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("following_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=100), nullable=False),
        sa.Column("unit_uscc", sa.String(length=18), nullable=True),
        sa.Column("supply_id", sa.Integer(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("contract_name", sa.String(length=200), nullable=False),
        sa.Column("contract_sha256", sa.String(length=64), nullable=True),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["contract_sha256"], ["stored_file.sha256"], name=op.f("fk_undertaking_contract_sha256_stored_file")),
        sa.ForeignKeyConstraint(["following_id"], ["following.id"], name=op.f("fk_undertaking_following_id_following")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["account.id"], name=op.f("fk_undertaking_noted_by_id_account")),
        sa.ForeignKeyConstraint(["supply_id"], ["published_entry.id"], name=op.f("fk_undertaking_supply_id_published_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undertaking")),
    )
    op.create_index(op.f("ix_undertaking_following_id"), "undertaking", ["following_id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE entry_grams USING fts5 (grams, content='', detail=none, tokenize='ascii')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE entry_grams")
    for name in ("undertaking", "talent_agreement", "interest", "entry_text", "entry_contact", "published_entry", "list_edition", "following"):
        op.drop_table(name)

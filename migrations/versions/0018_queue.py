"""officers' queue: who looks after an application, how it is found and ordered, saved views"""

import sqlalchemy as sa
from alembic import op

from cte_portal.catalogue.places import industry_group
from cte_portal.community.finding import rules
from cte_portal.finding.rules import lines, tokens

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ASKED = ["year", "industry_group", "industry_code", "direct", "manual_check", "correction_due"]
SUBMITTED, REPORTED, PRE_REVIEW = "submitted_at IS NOT NULL", "reported_at IS NOT NULL", "pre_review_province IS NOT NULL"
INDEXES = {
    "province_queue": (["province_code", "status", "submitted_at", *ASKED, "province_officer_id"], SUBMITTED),
    "province_year": (["province_code", "year", "status", "submitted_at", *ASKED[1:], "province_officer_id"], SUBMITTED),
    "province_names": (["province_code", "year", "status", "name_order", *ASKED[1:], "province_officer_id"], SUBMITTED),
    "ministry_queue": (["status", "reported_at", *ASKED, "ministry_officer_id"], REPORTED),
    "ministry_year": (["year", "status", "reported_at", *ASKED[1:], "ministry_officer_id"], REPORTED),
    "ministry_names": (["year", "status", "name_order", *ASKED[1:], "ministry_officer_id"], REPORTED),
    "pre_review": (["pre_review_province", "pre_review_asked_at"], PRE_REVIEW),
}


def upgrade() -> None:
    op.add_column("application", sa.Column("industry_group", sa.String(length=1), nullable=True))
    op.add_column("application", sa.Column("name_order", sa.String(length=320), nullable=False, server_default=""))
    for officer in ("province_officer_id", "ministry_officer_id"):  # not in batch mode: other tables refer to this one
        op.execute(f"ALTER TABLE application ADD COLUMN {officer} INTEGER CONSTRAINT fk_application_{officer}_account REFERENCES account (id)")
    op.drop_index("ix_application_province_queue", table_name="application")
    op.drop_index("ix_application_ministry_queue", table_name="application")
    for name, (columns, condition) in INDEXES.items():
        op.create_index(f"ix_application_{name}", "application", columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))
    _finding()
    _views()
    _fill()


def _finding() -> None:
    op.create_table(
        "application_text",
        sa.Column("application_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_application_text_application_id_application")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_application_text")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE application_grams USING fts5 (grams, content='', detail=none, tokenize='ascii')")


def _views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_view_account_id_account")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_saved_view_authority_id_authority")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index("ix_saved_view_authority_id", "saved_view", ["authority_id"])
    op.create_table(
        "start_view",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("view_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_start_view_account_id_account")),
        sa.ForeignKeyConstraint(["view_id"], ["saved_view.id"], name=op.f("fk_start_view_view_id_saved_view")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_start_view")),
    )


def _fill() -> None:
    """Applications that are there already can be found and ordered too."""
    connection = op.get_bind()
    known = connection.execute(
        sa.text(
            "SELECT a.id, a.year, a.province_code, a.industry_code, a.reported_at, c.name, c.number, o.name AS lead, o.uscc "
            "FROM application a JOIN community c ON c.id = a.community_id JOIN organisation o ON o.id = a.organisation_id"
        )
    ).all()
    for row in known:
        connection.execute(
            sa.text("UPDATE application SET industry_group = :group, name_order = :name WHERE id = :id"),
            {"group": industry_group(row.industry_code), "name": rules.name_order(row.name), "id": row.id},
        )
        units = connection.execute(sa.text("SELECT name, uscc FROM member_unit WHERE application_id = :id"), {"id": row.id})
        held = lines([row.name, row.number, row.lead, row.uscc, *(part for unit in units for part in unit)])
        scope = " ".join(rules.scope_tokens([row.province_code], row.year, row.reported_at is not None))
        connection.execute(sa.text("INSERT INTO application_text VALUES (:id, :scope, :held)"), {"id": row.id, "scope": scope, "held": held})
        if connection.dialect.name == "sqlite":
            grams = " ".join([scope, *tokens(held)])
            connection.execute(sa.text("INSERT INTO application_grams (rowid, grams) VALUES (:id, :grams)"), {"id": row.id, "grams": grams})


def downgrade() -> None:
    op.drop_table("start_view")
    op.drop_table("saved_view")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE application_grams")
    op.drop_table("application_text")
    for name in INDEXES:
        op.drop_index(f"ix_application_{name}", table_name="application")
    op.create_index("ix_application_province_queue", "application", ["province_code", "status", "submitted_at"])
    op.create_index("ix_application_ministry_queue", "application", ["status", "reported_at"])
    with op.batch_alter_table("application") as batch:
        for column in ("ministry_officer_id", "province_officer_id", "name_order", "industry_group"):
            batch.drop_column(column)

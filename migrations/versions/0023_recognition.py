"""recognition lists, objections, amendments"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recognition_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("province_code", sa.String(length=6), nullable=True),
        sa.Column("recorded", sa.Boolean(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("notice_started_at", sa.DateTime(), nullable=True),
        sa.Column("notice_last", sa.Date(), nullable=True),
        sa.Column("notice_calendar", sa.JSON(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_recognition_list_created_by_id_account")),
        sa.ForeignKeyConstraint(["document_sha256"], ["stored_file.sha256"], name=op.f("fk_recognition_list_document_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_list")),
    )
    with op.batch_alter_table("recognition_list", schema=None) as batch_op:
        batch_op.create_index("ix_recognition_list_of_authority", ["province_code", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_recognition_list_published_at"), ["published_at"], unique=False)

    op.create_table(
        "recognition_list_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_recognition_list_item_application_id_application")),
        sa.ForeignKeyConstraint(["list_id"], ["recognition_list.id"], name=op.f("fk_recognition_list_item_list_id_recognition_list")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_list_item")),
        sa.UniqueConstraint("list_id", "application_id", name=op.f("uq_recognition_list_item_list_id_application_id")),
    )
    with op.batch_alter_table("recognition_list_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recognition_list_item_application_id"), ["application_id"], unique=False)
        batch_op.create_index("ix_recognition_list_item_order", ["list_id", "position"], unique=False)

    op.create_table(
        "result_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_result_draft_account_id_account")),
        sa.ForeignKeyConstraint(["document_sha256"], ["stored_file.sha256"], name=op.f("fk_result_draft_document_sha256_stored_file")),
        sa.ForeignKeyConstraint(["list_id"], ["recognition_list.id"], name=op.f("fk_result_draft_list_id_recognition_list")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_draft")),
    )
    with op.batch_alter_table("result_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_result_draft_account_id"), ["account_id"], unique=False)

    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["recognition_list_item.id"], name=op.f("fk_amendment_item_id_recognition_list_item")),
        sa.ForeignKeyConstraint(["list_id"], ["recognition_list.id"], name=op.f("fk_amendment_list_id_recognition_list")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_amendment_made_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
    )
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_amendment_list_id"), ["list_id"], unique=False)

    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("contact", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("handled_at", sa.DateTime(), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["file_sha256"], ["stored_file.sha256"], name=op.f("fk_objection_file_sha256_stored_file")),
        sa.ForeignKeyConstraint(["handled_by_id"], ["account.id"], name=op.f("fk_objection_handled_by_id_account")),
        sa.ForeignKeyConstraint(["item_id"], ["recognition_list_item.id"], name=op.f("fk_objection_item_id_recognition_list_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_item_id"), ["item_id"], unique=False)

    op.add_column("application", sa.Column("result_published_at", sa.DateTime(), nullable=True))
    _take_over()


def _take_over() -> None:
    """What was published before there were lists stands on one list a year, so that nobody leaves the public list."""
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            "SELECT a.year, a.id, c.name, c.published_at, c.recognition_document FROM application a JOIN community c ON c.id = a.community_id"
            " WHERE a.status = 'recognised' AND c.published_at IS NOT NULL ORDER BY a.year, c.number"
        )
    ).all()
    for year in sorted({row.year for row in found}):
        rows = [row for row in found if row.year == year]
        values = {
            "year": year,
            "title": f"{year} 年度认定名单",
            "at": max(row.published_at for row in rows),
            "document": rows[0].recognition_document,
        }
        connection.execute(
            sa.text(
                "INSERT INTO recognition_list (level, recorded, year, title, state, revision, created_at, notice_days, notice_calendar, document,"
                " published_at, withdrawn_reason) VALUES ('national', false, :year, :title, 'final', 1, :at, 0, '{}', :document, :at, '')"
            ),
            values,
        )
        identity = connection.scalar(sa.text("SELECT max(id) FROM recognition_list"))
        for position, row in enumerate(rows, start=1):
            connection.execute(
                sa.text(
                    "INSERT INTO recognition_list_item (list_id, application_id, position, outcome, remark, name, removed_reason)"
                    " VALUES (:list, :application, :position, 'recognised', '', :name, '')"
                ),
                {"list": identity, "application": row.id, "position": position, "name": row.name},
            )
            connection.execute(sa.text("UPDATE application SET result_published_at = :at WHERE id = :id"), {"at": row.published_at, "id": row.id})


def downgrade() -> None:
    op.drop_column("application", "result_published_at")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_item_id"))

    op.drop_table("objection")
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_amendment_list_id"))

    op.drop_table("amendment")
    with op.batch_alter_table("result_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_result_draft_account_id"))

    op.drop_table("result_draft")
    with op.batch_alter_table("recognition_list_item", schema=None) as batch_op:
        batch_op.drop_index("ix_recognition_list_item_order")
        batch_op.drop_index(batch_op.f("ix_recognition_list_item_application_id"))

    op.drop_table("recognition_list_item")
    with op.batch_alter_table("recognition_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recognition_list_published_at"))
        batch_op.drop_index("ix_recognition_list_of_authority")

    op.drop_table("recognition_list")

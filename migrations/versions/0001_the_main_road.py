"""the main road"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


FINAL = ("application_version", "audit_entry", "transition")  # what is written once and never touched again


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("account_name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_action"), ["action"], unique=False)

    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Enum("province", "ministry", name="authoritylevel", native_enum=False, length=40), nullable=False),
        sa.Column("province_code", sa.String(length=6), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
        sa.UniqueConstraint("province_code", name=op.f("uq_authority_province_code")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "central_hq", "central_subsidiary", "local_soe", "private", "foreign", "other", name="organisationkind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("province_code", sa.String(length=6), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("state", sa.Enum("pending", "approved", "returned", name="registrationstate", native_enum=False, length=40), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("uscc", name=op.f("uq_organisation_uscc")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_province_code"), ["province_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_state"), ["state"], unique=False)

    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "applicant", "province_officer", "ministry_officer", "editor", "administrator", "auditor", name="role", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_account_authority_id_authority")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_account_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_authority_id"), ["authority_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "community",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("recognised_on", sa.Date(), nullable=True),
        sa.Column("recognition_document", sa.String(length=200), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_community_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sa.UniqueConstraint("number", name=op.f("uq_community_number")),
    )
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_community_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_published_at"), ["published_at"], unique=False)

    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "finalised",
                "submitted",
                "returned",
                "declined",
                "approved",
                "reported",
                "recognised",
                "not_recognised",
                name="status",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("province_code", sa.String(length=6), nullable=True),
        sa.Column("industry_code", sa.String(length=2), nullable=True),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("pre_review_asked", sa.Boolean(), nullable=False),
        sa.Column("manual_check", sa.Boolean(), nullable=False),
        sa.Column("scan_reason", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.Column("correction_due", sa.Date(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_application_community_id_community")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_application_organisation_id_organisation")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["application_version.id"], name=op.f("fk_application_version_id_application_version"), use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("community_id", "year", name=op.f("uq_application_community_id_year")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index("ix_application_ministry_queue", ["status", "reported_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_application_province_queue", ["province_code", "status", "submitted_at"], unique=False)

    op.create_table(
        "direct_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["granted_by_id"], ["account.id"], name=op.f("fk_direct_grant_granted_by_id_account")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_direct_grant_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_direct_grant")),
        sa.UniqueConstraint("organisation_id", "year", name=op.f("uq_direct_grant_organisation_id_year")),
    )
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Enum("filing", "collection", name="purpose", native_enum=False, length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("province_code", sa.String(length=6), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by_id"], ["account.id"], name=op.f("fk_extension_opened_by_id_account")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_extension_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_table(
        "kept_input",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_kept_input_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_input")),
    )
    with op.batch_alter_table("kept_input", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_input_account_id"), ["account_id"], unique=False)

    op.create_table(
        "registration_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum("pending", "approved", "returned", name="registrationstate", native_enum=False, length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_registration_decision_by_id_account")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_registration_decision_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_decision")),
    )
    with op.batch_alter_table("registration_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_decision_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "reporting_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("province_code", sa.String(length=6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("letter_number", sa.String(length=60), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reported_by_id"], ["account.id"], name=op.f("fk_reporting_batch_reported_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_reporting_batch_number")),
    )
    with op.batch_alter_table("reporting_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reporting_batch_province_code"), ["province_code"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)

    op.create_table(
        "application_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("check_code", sa.String(length=12), nullable=False),
        sa.Column("finalised_at", sa.DateTime(), nullable=False),
        sa.Column("finalised_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_application_version_application_id_application")),
        sa.ForeignKeyConstraint(["finalised_by_id"], ["account.id"], name=op.f("fk_application_version_finalised_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_version")),
        sa.UniqueConstraint("application_id", "number", name=op.f("uq_application_version_application_id_number")),
        sa.UniqueConstraint("check_code", name=op.f("uq_application_version_check_code")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_evidence_application_id_application")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_evidence_sha256_stored_file")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_evidence_uploaded_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_of_application", ["application_id", "category"], unique=False)

    op.create_table(
        "list_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("row", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_list_row_application_id_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_row")),
        sa.UniqueConstraint("application_id", "row", name=op.f("uq_list_row_application_id_row")),
    )
    with op.batch_alter_table("list_row", schema=None) as batch_op:
        batch_op.create_index("ix_list_row_list", ["application_id", "section", "position"], unique=False)

    op.create_table(
        "member_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("province_code", sa.String(length=6), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_member_unit_application_id_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_unit")),
        sa.UniqueConstraint("application_id", "unit", name=op.f("uq_member_unit_application_id_unit")),
    )
    with op.batch_alter_table("member_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_unit_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_unit_uscc"), ["uscc"], unique=False)

    op.create_table(
        "section_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_section_record_application_id_application")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["account.id"], name=op.f("fk_section_record_saved_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_record")),
        sa.UniqueConstraint("application_id", "section", name=op.f("uq_section_record_application_id_section")),
    )
    op.create_table(
        "batch_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_batch_item_application_id_application")),
        sa.ForeignKeyConstraint(["batch_id"], ["reporting_batch.id"], name=op.f("fk_batch_item_batch_id_reporting_batch")),
        sa.ForeignKeyConstraint(["version_id"], ["application_version.id"], name=op.f("fk_batch_item_version_id_application_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_item")),
        sa.UniqueConstraint("batch_id", "position", name=op.f("uq_batch_item_batch_id_position")),
    )
    with op.batch_alter_table("batch_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batch_item_application_id"), ["application_id"], unique=False)

    op.create_table(
        "printed_version",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("printed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["application_version.id"], name=op.f("fk_printed_version_version_id_application_version")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_printed_version")),
    )
    op.create_table(
        "sealed_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_sealed_scan_application_id_application")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_sealed_scan_sha256_stored_file")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_sealed_scan_uploaded_by_id_account")),
        sa.ForeignKeyConstraint(["version_id"], ["application_version.id"], name=op.f("fk_sealed_scan_version_id_application_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_scan")),
    )
    with op.batch_alter_table("sealed_scan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_scan_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sealed_scan_version_id"), ["version_id"], unique=False)

    op.create_table(
        "transition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "draft",
                "finalised",
                "submitted",
                "returned",
                "declined",
                "approved",
                "reported",
                "recognised",
                "not_recognised",
                name="status",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "target",
            sa.Enum(
                "draft",
                "finalised",
                "submitted",
                "returned",
                "declined",
                "approved",
                "reported",
                "recognised",
                "not_recognised",
                name="status",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_transition_account_id_account")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_transition_application_id_application")),
        sa.ForeignKeyConstraint(["version_id"], ["application_version.id"], name=op.f("fk_transition_version_id_application_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition")),
    )
    with op.batch_alter_table("transition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transition_application_id"), ["application_id"], unique=False)

    op.create_table(
        "checklist_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transition_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.Enum("met", "not_met", "to_discuss", name="outcome", native_enum=False, length=40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["transition_id"], ["transition.id"], name=op.f("fk_checklist_answer_transition_id_transition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_answer")),
        sa.UniqueConstraint("transition_id", "item", name=op.f("uq_checklist_answer_transition_id_item")),
    )
    op.create_table(
        "place_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transition_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["transition_id"], ["transition.id"], name=op.f("fk_place_comment_transition_id_transition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_comment")),
    )
    with op.batch_alter_table("place_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_comment_transition_id"), ["transition_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for table in FINAL:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is written once and never changed'); END"
                )


def downgrade() -> None:
    with op.batch_alter_table("place_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_comment_transition_id"))

    op.drop_table("place_comment")
    op.drop_table("checklist_answer")
    with op.batch_alter_table("transition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transition_application_id"))

    op.drop_table("transition")
    with op.batch_alter_table("sealed_scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sealed_scan_version_id"))
        batch_op.drop_index(batch_op.f("ix_sealed_scan_application_id"))

    op.drop_table("sealed_scan")
    op.drop_table("printed_version")
    with op.batch_alter_table("batch_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batch_item_application_id"))

    op.drop_table("batch_item")
    op.drop_table("section_record")
    with op.batch_alter_table("member_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_unit_uscc"))
        batch_op.drop_index(batch_op.f("ix_member_unit_name"))

    op.drop_table("member_unit")
    with op.batch_alter_table("list_row", schema=None) as batch_op:
        batch_op.drop_index("ix_list_row_list")

    op.drop_table("list_row")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_of_application")

    op.drop_table("evidence")
    op.drop_table("application_version")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("reporting_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reporting_batch_province_code"))

    op.drop_table("reporting_batch")
    with op.batch_alter_table("registration_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_decision_organisation_id"))

    op.drop_table("registration_decision")
    with op.batch_alter_table("kept_input", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_input_account_id"))

    op.drop_table("kept_input")
    op.drop_table("extension")
    op.drop_table("direct_grant")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index("ix_application_province_queue")
        batch_op.drop_index(batch_op.f("ix_application_organisation_id"))
        batch_op.drop_index("ix_application_ministry_queue")

    op.drop_table("application")
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_community_published_at"))
        batch_op.drop_index(batch_op.f("ix_community_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_community_name"))

    op.drop_table("community")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_account_authority_id"))

    op.drop_table("account")
    op.drop_table("stored_file")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_state"))
        batch_op.drop_index(batch_op.f("ix_organisation_province_code"))
        batch_op.drop_index(batch_op.f("ix_organisation_name"))

    op.drop_table("organisation")
    op.drop_table("authority")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_action"))

    op.drop_table("audit_entry")

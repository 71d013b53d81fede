"""licences; invitations of an organisation's own people; accounts found again and handed over"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

ROLES = ("applicant", "co_editor", "city_officer", "province_officer", "ministry_officer", "expert", "editor", "administrator", "auditor")
KEPT = ("id", "name", "email", "role", "authority_id", "account_id", "invited_at", "invited_by_id", "expires_at", "mailed_at")
KEPT += ("accepted_at", "withdrawn_at")


def _invitations(table: str, organisation: bool) -> None:
    columns = [
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
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id_account")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f(f"fk_{table}_authority_id_authority")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["account.id"], name=op.f(f"fk_{table}_invited_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
    if organisation:
        columns.insert(5, sa.Column("organisation_id", sa.Integer(), nullable=True))
        columns.append(sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id_organisation")))
    op.create_table(table, *columns)
    op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"])
    if organisation:
        op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def _carry(source: str, target: str) -> None:
    held, kept = (sa.table(table, *map(sa.column, KEPT)) for table in (source, target))
    op.execute(sa.insert(kept).from_select(list(KEPT), sa.select(*held.c)))


def upgrade() -> None:
    _invitations("account_invitation", organisation=True)
    _carry("staff_invitation", "account_invitation")
    op.drop_table("staff_invitation")
    op.create_table(
        "registration_licence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_registration_licence_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_registration_licence_sha256_stored_file")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_registration_licence_uploaded_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_licence")),
    )
    op.create_index(op.f("ix_registration_licence_organisation_id"), "registration_licence", ["organisation_id"])
    op.create_table(
        "account_takeover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("replaces", sa.Boolean(), nullable=False),
        sa.Column("letter_name", sa.String(length=200), nullable=False),
        sa.Column("letter_sha256", sa.String(length=64), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.Enum("pending", "approved", "declined", name="takeoverstate", native_enum=False, length=40), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_account_takeover_decided_by_id_account")),
        sa.ForeignKeyConstraint(["invitation_id"], ["account_invitation.id"], name=op.f("fk_account_takeover_invitation_id_account_invitation")),
        sa.ForeignKeyConstraint(["letter_sha256"], ["stored_file.sha256"], name=op.f("fk_account_takeover_letter_sha256_stored_file")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_account_takeover_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_takeover")),
    )
    op.create_index("ix_account_takeover_waiting", "account_takeover", ["organisation_id", "state"])


def downgrade() -> None:
    op.drop_table("account_takeover")
    op.drop_table("registration_licence")
    _invitations("staff_invitation", organisation=False)
    op.execute(sa.delete(sa.table("account_invitation", sa.column("organisation_id"))).where(sa.column("organisation_id").is_not(None)))
    _carry("account_invitation", "staff_invitation")
    op.drop_table("account_invitation")

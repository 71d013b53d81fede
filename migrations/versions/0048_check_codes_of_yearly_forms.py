"""the check code of a yearly form's version, so that its printed pages can be verified"""

import sqlalchemy as sa
from alembic import op

from cte_portal.community.check_code import check_code

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliverable_version", sa.Column("check_code", sa.String(length=12), nullable=True))
    op.create_index(op.f("ix_deliverable_version_check_code"), "deliverable_version", ["check_code"])
    connection = op.get_bind()
    held = connection.execute(sa.text("SELECT id, content_sha256 FROM deliverable_version WHERE content_sha256 IS NOT NULL")).all()
    for identity, sha256 in held:
        connection.execute(sa.text("UPDATE deliverable_version SET check_code = :code WHERE id = :id"), {"code": check_code(sha256), "id": identity})


def downgrade() -> None:
    op.drop_index(op.f("ix_deliverable_version_check_code"), "deliverable_version")
    op.drop_column("deliverable_version", "check_code")

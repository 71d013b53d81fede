"""Everything as long as it may be: every name and title up to its limit, and lists with many rows."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Column, String, func, select, update

from cte_portal.audit import AuditEntry
from cte_portal.community.filling.models import ListRow
from cte_portal.extensions import db
from cte_portal.transactions import transaction
from tests.support.many import put_many
from tests.support.people import JIANGSU

LONGEST = 200
ROWS = range(1001, 1121)
TAIL = "及其在全国各地的所属分支机构、合作院校和参与单位" * 9


def crowd(app: Flask) -> None:
    """Past the forms, which would take it one by one."""
    with app.app_context():
        put_many(ROWS, JIANGSU)
        with transaction():
            for table in db.metadata.sorted_tables:
                if table.name == AuditEntry.__tablename__:  # nobody can change it
                    continue
                for column in table.columns:
                    if _names_something(column):
                        longer = func.substr(column + TAIL, 1, min(getattr(column.type, "length", None) or LONGEST, LONGEST))
                        db.session.execute(update(table).where(column != "").values({column: longer}))
            for row in db.session.scalars(select(ListRow)):
                row.values = {key: (value + TAIL)[:LONGEST] if key.endswith("name") and value else value for key, value in row.values.items()}


def _names_something(column: Column[object]) -> bool:
    return isinstance(column.type, String) and column.name.endswith(("name", "title")) and not column.name.startswith("name_")

"""The whole form, typed once: what the services wrote for the first application is put down as it is for the next.

Typing everything takes a second, and hundreds of tests begin with it.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select

from cte_portal import clock
from cte_portal.accounts.models import Account
from cte_portal.community.filling.models import ListRow, SectionRecord
from cte_portal.community.models import Application, MemberUnit
from cte_portal.demo.dossier import COMMUNITIES
from cte_portal.demo.loader import fill, put_evidence
from cte_portal.extensions import Model, db
from cte_portal.storage import storage
from cte_portal.transactions import transaction
from cte_portal.uploads.models import Evidence, StoredFile
from cte_portal.web.editions import edition_of

TABLES: tuple[type[Model], ...] = (SectionRecord, ListRow, MemberUnit, Evidence)
NAMING = (SectionRecord, ListRow, MemberUnit)  # the tables that name rows
OWNER = ("application_id", "form_id")
MIRRORED = ("province_code", "industry_code", "direct")  # of the application; see community/service/editing.mirror_section


@dataclass(frozen=True)
class Written:
    rows: dict[type[Model], list[dict[str, Any]]]
    files: list[tuple[dict[str, Any], bytes]]
    application: dict[str, Any]


_written: dict[tuple[int, int], Written] = {}


def fill_in(application: Application, community: int, units: int, by: Account) -> None:
    """Everything typed and every required proof there, as the demonstration has it for this community."""
    known = _written.get((community, units))
    if known:
        _put(application, known, by)
        return
    fill(application, COMMUNITIES[community], units, by)
    for category in edition_of(application).evidence.categories:
        if category.required:
            put_evidence(application, category, by)
    _written[community, units] = _taken(application)


def _taken(application: Application) -> Written:
    rows = {table: [_values(row) for row in db.session.scalars(select(table).where(_of(table) == application.id))] for table in TABLES}
    hashes = {row["sha256"] for row in rows[Evidence]}
    files = [(_values(file), storage().path(file.sha256).read_bytes()) for file in map(_file, hashes) if file]
    return Written(rows, files, {name: getattr(application, name) for name in MIRRORED})


def _of(table: type[Model]) -> Any:
    """The column that says whose row it is."""
    return next(getattr(table, name) for name in OWNER if hasattr(table, name))


def _file(sha256: str) -> StoredFile | None:
    return db.session.get(StoredFile, sha256)


def _values(row: Model) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__mapper__.column_attrs if column.key != "id"}


def _put(application: Application, known: Written, by: Account) -> None:
    known = _with_rows_of_its_own(known)
    own = {**dict.fromkeys(OWNER, application.id), "saved_at": clock.now(), "saved_by_id": by.id, "uploaded_at": clock.now(), "uploaded_by_id": by.id}
    with transaction():
        for values, content in known.files:
            storage().put(content)
            if _file(values["sha256"]) is None:
                db.session.execute(insert(StoredFile), [values])
        for table, rows in known.rows.items():
            db.session.execute(delete(table).where(_of(table) == application.id))  # what a new application begins with
            if rows:
                db.session.execute(insert(table), [{name: own.get(name, value) for name, value in row.items()} for row in rows])
        for name, value in known.application.items():
            setattr(application, name, value)


def _with_rows_of_its_own(known: Written) -> Written:
    """Rows have other ids in every application, wherever they are named."""
    fresh = {row["row"]: secrets.token_hex(5) for row in known.rows[ListRow]}
    named = re.compile("|".join(fresh) or "(?!)")
    plain = msgspec.json.encode([known.rows[table] for table in NAMING])
    renamed = msgspec.json.decode(named.sub(lambda found: fresh[found[0]], plain.decode()))
    return replace(known, rows={**known.rows, **dict(zip(NAMING, renamed, strict=True))})

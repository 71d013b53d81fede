"""Looking for applications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, column, func, literal_column, select, table, text

from ...extensions import db
from . import rules
from .models import ApplicationText

MOST_LOOKED_AT = 500
GRAMS = table("application_grams", column("rowid"))


@dataclass(frozen=True)
class Found:
    """Ids of applications. `cut`: there were more candidates than are looked at, and these are of the newest."""

    ids: list[int]
    cut: bool


def find(search: str, scope: Sequence[str]) -> Found:
    """Applications of this scope (`rules.scope_tokens`) whose text contains every word; of the newest 500 candidates."""
    wanted = rules.words(search)
    if not wanted:
        return Found([], False)
    candidates = _candidates(wanted, scope).limit(MOST_LOOKED_AT + 1).subquery()
    query = select(ApplicationText.application_id, ApplicationText.text).join(candidates, candidates.c.id == ApplicationText.application_id)
    looked_at = db.session.execute(query.order_by(ApplicationText.application_id.desc())).all()
    ids = [identity for identity, held in looked_at[:MOST_LOOKED_AT] if rules.contains_all(held, wanted)]
    return Found(ids, len(looked_at) > MOST_LOOKED_AT)


def _candidates(wanted: Sequence[str], scope: Sequence[str]) -> Select[Any]:
    """Newest first. Without FTS5 the texts themselves are read."""
    if db.session.get_bind().dialect.name == "sqlite":
        match = " AND ".join([*scope, *dict.fromkeys(token for word in wanted for token in rules.wanted_tokens(word))])
        rowid: Select[Any] = select(literal_column("rowid").label("id"))
        return rowid.select_from(GRAMS).where(text("application_grams MATCH :match").bindparams(match=match)).order_by(text("rowid DESC"))
    query: Select[Any] = select(ApplicationText.application_id.label("id")).order_by(ApplicationText.application_id.desc())
    for word in wanted:
        query = query.where(func.strpos(ApplicationText.text, word) > 0)
    for token in scope:
        query = query.where(func.strpos(" " + ApplicationText.scope + " ", f" {token} ") > 0)
    return query

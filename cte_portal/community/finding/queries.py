"""Looking for applications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from ...extensions import db
from ...finding import rules
from ...finding.index import GramIndex
from .models import ApplicationText

MOST_LOOKED_AT = 500
GRAMS = GramIndex("application_grams")


@dataclass(frozen=True)
class Found:
    """Ids of applications. `cut`: there were more candidates than are looked at, and these are of the newest."""

    ids: list[int]
    cut: bool


def find(search: str, scope: Sequence[str]) -> Found:
    """Applications of this scope (`scope_tokens` in `rules`) whose text contains every word; of the newest 500 candidates."""
    wanted = rules.words(search)
    if not wanted:
        return Found([], False)
    candidates = _candidates(wanted, scope).limit(MOST_LOOKED_AT + 1).subquery()
    query = select(ApplicationText.application_id, ApplicationText.text).join(candidates, candidates.c.id == ApplicationText.application_id)
    looked_at = db.session.execute(query.order_by(ApplicationText.application_id.desc())).all()
    ids = [identity for identity, held in looked_at[:MOST_LOOKED_AT] if rules.contains_all(held, wanted)]
    return Found(ids, len(looked_at) > MOST_LOOKED_AT)


def _candidates(wanted: Sequence[str], scope: Sequence[str]) -> Select[Any]:
    """Newest first."""
    return GRAMS.candidates([*scope, *(token for word in wanted for token in rules.wanted_tokens(word))])

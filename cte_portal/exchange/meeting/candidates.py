"""Which entries of the other side are worth comparing: few enough to score each of them, found by index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, literal_column, select, union

from ...extensions import db
from ..models import PublishedEntry
from .professions import classes_like, codes_in

MOST_OF_A_KIND = 150
CURRENT = literal_column("published_entry.current")  # as the partial indexes say it: `current = 1` would not use them
COLUMNS = (
    PublishedEntry.id,
    PublishedEntry.table,
    PublishedEntry.title,
    PublishedEntry.province_code,
    PublishedEntry.industry_code,
    PublishedEntry.profession_code,
    PublishedEntry.profession,
    PublishedEntry.field,
    PublishedEntry.degree,
    PublishedEntry.people,
    PublishedEntry.due_on,
    PublishedEntry.maturity,
    PublishedEntry.values,
)

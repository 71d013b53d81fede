"""The index itself: on SQLite a full-text table (FTS5, without content, without positions) that holds tokens.

Other databases have none: there the texts themselves are looked through by `containing`, which an index over groups of three
characters (pg_trgm) makes quick. Whoever keeps an index decides which with `has_index`, and asks either in one place.

What is taken out of such a table must be named exactly as it was put in: whoever changes `rules.tokens` rebuilds the tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, column, literal_column, select, table, text

from ..extensions import db


def has_index() -> bool:
    """Whether the database keeps the tokens."""
    return db.session.get_bind().dialect.name == "sqlite"


@dataclass(frozen=True)
class GramIndex:
    """One full-text table; `name` is its name and never comes from outside."""

    name: str

    def put(self, identity: int, tokens: Iterable[str]) -> None:
        """Keep the tokens under this id, which must not be in the index."""
        self.put_all([(identity, tokens)])

    def put_all(self, entries: Iterable[tuple[int, Iterable[str]]]) -> None:
        self._run(f"INSERT INTO {self.name} (rowid, grams) VALUES (:id, :grams)", entries)  # noqa: S608

    def take_out(self, identity: int, tokens: Iterable[str]) -> None:
        """The same tokens as were put in."""
        self.take_out_all([(identity, tokens)])

    def take_out_all(self, entries: Iterable[tuple[int, Iterable[str]]]) -> None:
        self._run(f"INSERT INTO {self.name} ({self.name}, rowid, grams) VALUES ('delete', :id, :grams)", entries)  # noqa: S608

    def _run(self, command: str, entries: Iterable[tuple[int, Iterable[str]]]) -> None:
        rows = [{"id": identity, "grams": " ".join(tokens)} for identity, tokens in entries]
        if rows:
            db.session.execute(text(command), rows)

    def candidates(self, match: str) -> Select[Any]:
        """Ids of what holds the tokens, as FTS5 understands AND, OR and NOT between them; the highest first."""
        rowid: Select[Any] = select(literal_column("rowid").label("id")).select_from(table(self.name, column("rowid")))
        return rowid.where(text(f"{self.name} MATCH :match").bindparams(match=match)).order_by(text("rowid DESC"))


def containing(held: SQLColumnExpression[str], word: str) -> ColumnElement[bool]:
    """Where there is no index: the text contains the word."""
    return held.contains(word, autoescape=True)

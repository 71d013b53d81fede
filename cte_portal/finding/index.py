"""The index itself: one table of tokens for each kind of text, the same tokens on either database.

On SQLite it is a full-text table (FTS5, without content, without positions), on PostgreSQL a `tsvector` under a GIN index. Neither
is asked what a word is: `rules.tokens` has cut the text already (docs/decisions/databases.md says why not pg_trgm).

What is taken out of the full-text table must be named exactly as it was put in: whoever changes `rules.tokens` rebuilds the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Select, column, select, table, text

from ..extensions import db

Tokens = Iterable[str]
AT_ONCE = 500  # texts


@dataclass(frozen=True)
class Speech:
    """How a database is spoken to; `{name}` is the table's."""

    put: str
    take_out: str
    identity: str  # the column that holds the ids
    holds: str
    both: str
    either: str


SQLITE = Speech(
    put="INSERT INTO {name} (rowid, grams) VALUES (:id, :grams)",
    take_out="INSERT INTO {name} ({name}, rowid, grams) VALUES ('delete', :id, :grams)",
    identity="rowid",
    holds="{name} MATCH :match",
    both=" AND ",
    either=" OR ",
)
POSTGRESQL = Speech(
    put="INSERT INTO {name} (id, grams) VALUES (:id, array_to_tsvector(string_to_array(:grams, ' ')))",
    take_out="DELETE FROM {name} WHERE id = :id",
    identity="id",
    holds="grams @@ CAST(:match AS tsquery)",
    both=" & ",
    either=" | ",
)


@dataclass(frozen=True)
class GramIndex:
    """One table of tokens; `name` is its name and never comes from outside. Tokens are letters and digits."""

    name: str

    def put(self, identity: int, tokens: Tokens) -> None:
        """Keep the tokens under this id, which must not be in the index."""
        self.put_all([(identity, tokens)])

    def put_all(self, entries: Iterable[tuple[int, Tokens]]) -> None:
        self._run(_speech().put, entries)

    def take_out(self, identity: int, tokens: Tokens) -> None:
        """The same tokens as were put in."""
        self.take_out_all([(identity, tokens)])

    def take_out_all(self, entries: Iterable[tuple[int, Tokens]]) -> None:
        self._run(_speech().take_out, entries)

    def _run(self, command: str, entries: Iterable[tuple[int, Tokens]]) -> None:
        rows = [{"id": identity, "grams": " ".join(tokens)} for identity, tokens in entries]
        if rows:
            db.session.execute(text(command.format(name=self.name)), rows)

    def candidates(self, tokens: Tokens, one_of: Sequence[Tokens] = ()) -> Select[Any]:
        """Ids of what holds all the tokens, and where there are any all those of one group at least; the highest first."""
        speech = _speech()
        asked = list(dict.fromkeys(tokens))
        if one_of:
            asked.append(f"({speech.either.join(f'({speech.both.join(group)})' for group in one_of)})")
        identity: Select[Any] = select(column(speech.identity).label("id")).select_from(table(self.name, column(speech.identity)))
        held = text(speech.holds.format(name=self.name)).bindparams(match=speech.both.join(asked))
        return identity.where(held).order_by(text(f"{speech.identity} DESC"))


@dataclass(frozen=True)
class Findable:
    """How an index is made of the texts that are kept beside it. `texts`: ids, and what `tokens` is given of each."""

    index: GramIndex
    texts: Any  # a select
    tokens: Callable[..., Tokens]

    def fill(self, connection: Connection) -> None:
        """The index, empty until now, of a database that holds the texts already."""
        put = text(_speech_of(connection).put.format(name=self.index.name))
        for part in connection.execute(self.texts.execution_options(yield_per=AT_ONCE)).partitions():
            connection.execute(put, [{"id": identity, "grams": " ".join(self.tokens(*told))} for identity, *told in part])


def _speech() -> Speech:
    return _speech_of(db.session.get_bind())


def _speech_of(bind: Connection | Engine) -> Speech:
    return SQLITE if bind.dialect.name == "sqlite" else POSTGRESQL

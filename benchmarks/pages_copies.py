"""Filled applications, copied many times: what the services wrote for a few stands in the database for thousands.

Each copy has other words in the names of its units, other credit codes and another name of its own, in sections, lists, units and
the frozen version alike; everything else is as it was typed, by `cte_portal/demo`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sqlalchemy import Connection

from cte_portal.catalogue.uscc import with_check_digit
from cte_portal.community.check_code import check_code
from cte_portal.demo.names import COMMUNITIES, WORDS

CODES = r"(?:91|51|12)000000MADE\d{5}[0-9A-Z]"
NEW_WORDS = [a + b for a, b in product(sorted({word[0] for word in WORDS}), sorted({word[1] for word in WORDS})) if a != b]
COPIED = {  # table → what says whose row it is
    "section_record": "form_id",
    "list_row": "form_id",
    "member_unit": "application_id",
    "evidence": "application_id",
    "application_version": "application_id",
}

Words = Mapping[str, str]


def _escaped(text: str) -> str:
    """As it stands in the JSON of a column."""
    return json.dumps(text)[1:-1]


class Pattern:
    """A text, cut where another copy says something else."""

    def __init__(self, text: str, cut: re.Pattern[str]):
        self.parts = cut.split(text)

    def filled(self, words: Words) -> str:
        return "".join([part if at % 2 == 0 else words[part] for at, part in enumerate(self.parts)])


@dataclass(frozen=True)
class Original:
    """One application as the services left it: table → its columns, and its rows with every text as a pattern."""

    name: str
    codes: tuple[str, ...]
    tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Any]]]]

    def words(self, number: int, name: str) -> Words:
        """What stands for what in the copy of this number: from 0 to 99,999."""
        new = {word: NEW_WORDS[(at * 23 + number * 7) % len(NEW_WORDS)] for at, word in enumerate(WORDS)} | {self.name: name}
        codes = {code: with_check_digit(f"{code[:8]}{number:05d}{at:04d}") for at, code in enumerate(self.codes)}
        return {**new, **{_escaped(old): _escaped(text) for old, text in new.items()}, **codes}


def original(connection: Connection, application: int, name: str) -> Original:
    """Read from the database."""
    texts = [form for word in (name, *WORDS) for form in (word, _escaped(word))]
    cut = re.compile("(" + "|".join([CODES, *map(re.escape, texts)]) + ")")
    tables: dict[str, tuple[Sequence[str], Sequence[Sequence[Any]]]] = {}
    codes: dict[str, None] = {}
    for table, owner in COPIED.items():
        found = connection.exec_driver_sql(f"SELECT * FROM {table} WHERE {owner} = {application} ORDER BY id")
        columns = list(found.keys())
        rows = [[Pattern(value, cut) if isinstance(value, str) else value for value in row] for row in found]
        for row in rows:
            for value in row:
                if isinstance(value, Pattern):
                    codes |= dict.fromkeys(part for part in value.parts[1::2] if re.fullmatch(CODES, part))
        tables[table] = columns, rows
    return Original(name, tuple(codes), tables)


class Copies:
    """Copies of originals, kept until they are put into the database together."""

    def __init__(self, connection: Connection, originals: Sequence[Original]):
        self.connection, self.originals = connection, originals
        self.held: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COPIED}

    def add(self, number: int, name: str, frozen: bool) -> list[tuple[str, str]]:
        """One more, under this number as its id; with its frozen version, of the same id, where it has one. Names and codes of its units."""
        one = self.originals[number % len(self.originals)]
        words = one.words(number, name)
        units: list[tuple[str, str]] = []
        for table, owner in COPIED.items():
            if table == "application_version" and not frozen:
                continue
            columns, rows = one.tables[table]
            for row in rows:
                values = dict(zip(columns, (value.filled(words) if isinstance(value, Pattern) else value for value in row), strict=True))
                values |= {owner: number, "id": number if table == "application_version" else None}
                if table == "application_version":
                    values["sha256"] = hashlib.sha256(values["content"].encode()).hexdigest()
                    values["check_code"] = check_code(values["sha256"])
                if table == "member_unit":
                    units.append((values["name"], values["uscc"]))
                self.held[table].append(tuple(values.values()))
        return units

    @staticmethod
    def word(number: int) -> str:
        """What the community of this number is called by, different from the others'."""
        return NEW_WORDS[number % len(NEW_WORDS)] + NEW_WORDS[number // len(NEW_WORDS) % len(NEW_WORDS)]

    def put(self) -> None:
        for table, rows in self.held.items():
            columns = self.originals[0].tables[table][0]
            put(self.connection, table, columns, rows)
            rows.clear()


def put(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows of plain values, past everything but the database."""
    if rows:
        named, places = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table} ({named}) VALUES ({places})", list(rows))


ORIGINALS = 6
TRADES = [community.trade for community in COMMUNITIES[:ORIGINALS]]

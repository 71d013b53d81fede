"""Finding published entries: by words, and by what filters ask.

What contains every word is ranked: a profession's code that was typed in whole; all words in the title; all in the title, the
field or the profession; one of them there; all the rest. Among equals the newest first. Where more is found than anybody reads,
only the best are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from sqlalchemy import Select, func, select

from ..catalogue.places import industries, provinces
from ..extensions import db
from ..finding import rules as finding
from ..finding.index import GramIndex
from .entries import scope
from .models import EntryText
from .rules import Table

GRAMS = GramIndex("entry_grams")
MOST_RANKED = 1000
YEAR = re.compile(r"20\d\d")
CODE = re.compile(r"[0-9]{6}(?:t|k|tk)?")


@dataclass(frozen=True)
class Sought:
    """`profession`: a code, or words that its name or the field contains; `industry`: a 大类 or the letter of a 门类."""

    text: str = ""
    table: Table | None = None
    industry: str | None = None
    province: str | None = None
    profession: str = ""
    year: int | None = None

    @property
    def profession_code(self) -> str | None:
        """The profession's code, where one was typed."""
        asked = finding.alike(self.profession)
        return asked if CODE.fullmatch(asked) else None

    @property
    def words(self) -> list[str]:
        """What must be contained somewhere."""
        return finding.words(self.text)

    @property
    def subject_words(self) -> list[str]:
        """What title, field or profession must contain."""
        return [] if self.profession_code else finding.words(self.profession)

    @property
    def address(self) -> dict[str, str]:
        """Read again by `read`; what is not asked is left out."""
        asked = {"text": self.text, "table": self.table.value if self.table else "", "industry": self.industry, "province": self.province}
        asked |= {"profession": self.profession, "year": str(self.year or "")}
        return {name: value for name, value in asked.items() if value}

    @property
    def scope(self) -> list[str]:
        return scope(self.table, self.industry, self.province, self.profession_code, self.year)


def read(asked: Mapping[str, Any]) -> Sought:
    """What an address asks for, as far as it makes sense."""
    year = str(asked.get("year", ""))
    return Sought(
        text=_line(asked.get("text")),
        table=next((one for one in Table if one.value == asked.get("table")), None),
        industry=asked.get("industry") if asked.get("industry") in industries() else None,
        province=asked.get("province") if asked.get("province") in provinces() else None,
        profession=_line(asked.get("profession")),
        year=int(year) if YEAR.fullmatch(year) else None,
    )


def _line(text: Any) -> str:
    return " ".join(str(text or "").replace("\0", " ").split())[: finding.LONGEST_SEARCH]


@dataclass(frozen=True)
class Found:
    """Ids of entries on one page, the best first. `capped`: there are more than `total`, which are not looked at."""

    ids: list[int]
    total: int
    capped: bool


class Rank(IntEnum):
    CODE = 0
    TITLE = 1
    HEAD = 2
    PARTLY = 3
    REST = 4


def rank(words: Sequence[str], title: str, subject: str) -> Rank:
    """How well an entry that contains all the words answers them."""
    head = f"{title}\n{subject}"
    codes = [word for word in words if CODE.fullmatch(word)]
    if codes and set(codes) <= set(subject.split("\n")):
        return Rank.CODE
    if finding.contains_all(title, words):
        return Rank.TITLE
    if finding.contains_all(head, words):
        return Rank.HEAD
    return Rank.PARTLY if any(word in head for word in words) else Rank.REST


def find(sought: Sought, page: int, size: int) -> Found:
    """One page of what is sought; past the end it is empty."""
    first = (page - 1) * size
    if not sought.words and not sought.subject_words:
        return _newest(sought, first, size)
    fitting = _candidates(sought)
    count = db.session.scalar(select(func.count()).select_from(fitting.limit(MOST_RANKED + 1).subquery())) or 0
    if count <= MOST_RANKED:
        ranked = sorted(_verified(sought, fitting))
        return Found([-identity for _, identity in ranked[first : first + size]], len(ranked), False)
    return Found(_best(sought, min(first + size, MOST_RANKED))[first : first + size], MOST_RANKED, True)


def holding(sought: Sought, *, in_head: bool = False) -> Select[Any]:
    """Ids of entries that may contain what is sought, unranked and the newest first; `in_head`: in the title, field or profession."""
    return _candidates(sought, Rank.HEAD if in_head else Rank.REST)


def _newest(sought: Sought, first: int, size: int) -> Found:
    """Without words nothing is ranked, and everything is counted."""
    fitting = _candidates(sought)
    total = db.session.scalar(select(func.count()).select_from(fitting.order_by(None).subquery())) or 0
    return Found(list(db.session.scalars(fitting.limit(size).offset(first))), total, False)


def _best(sought: Sought, wanted: int) -> list[int]:
    """The ids of the best, so many of them: each rank is looked for by itself, until there are enough."""
    found: dict[int, Rank] = {}
    for one in Rank:
        if one is Rank.CODE and not any(CODE.fullmatch(word) for word in sought.words):
            continue
        found |= {-identity: held for held, identity in _verified(sought, _candidates(sought, one).limit(MOST_RANKED))}
        if sum(held <= one for held in found.values()) >= wanted:
            break
    return [-identity for _, identity in sorted((held, -identity) for identity, held in found.items())][:wanted]


def _verified(sought: Sought, fitting: Select[Any]) -> Iterator[tuple[Rank, int]]:
    """(rank, the id below zero) of the candidates that do contain the words: pairs of neighbours may stand apart."""
    ids = fitting.subquery()
    query = select(EntryText.entry_id, EntryText.title, EntryText.subject, EntryText.body).join(ids, ids.c.id == EntryText.entry_id)
    for identity, title, subject, body in db.session.execute(query):
        head = f"{title}\n{subject}"
        if finding.contains_all(f"{head}\n{body}", sought.words) and finding.contains_all(head, sought.subject_words):
            yield rank(sought.words, title, subject), -identity


# where words are looked for: the letter before the tokens of the index
ANYWHERE, TITLE, HEAD = "", "t", "h"
Places = list[tuple[str, str]]  # (where, word)


def _candidates(sought: Sought, rank: Rank = Rank.REST) -> Select[Any]:
    """Ids of entries that may be of this rank or a better one, the newest first."""
    words = sought.words
    somewhere: Places = [(ANYWHERE, word) for word in words] + [(HEAD, word) for word in sought.subject_words]
    match rank:
        case Rank.CODE:
            one_of: Places = [(HEAD, word) for word in words if CODE.fullmatch(word)]
        case Rank.TITLE:
            somewhere, one_of = [(TITLE, word) for word in words] + somewhere[len(words) :], []
        case Rank.HEAD:
            somewhere, one_of = [(HEAD, word) for word in words] + somewhere[len(words) :], []
        case Rank.PARTLY:
            one_of = [(HEAD, word) for word in words]
        case Rank.REST:
            one_of = []
    return GRAMS.candidates([*sought.scope, *(token for place in somewhere for token in _tokens(place))], [_tokens(place) for place in one_of])


def _tokens(place: tuple[str, str]) -> list[str]:
    where, word = place
    return [where + token for token in finding.wanted_tokens(word)]

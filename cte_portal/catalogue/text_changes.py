"""What changed inside a text: the pieces that stayed, went and came. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

CLAUSE = re.compile(r"[^。；！？，、：\n]*[。；！？，、：\n]|[^。；！？，、：\n]+")
WORD = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|.", re.DOTALL)
MOST_WORDS = 400  # of a replaced stretch that is compared word by word
CONTEXT = 24  # characters kept on each side of a change


class PieceKind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    FOLDED = "folded"  # left out in showing; its text stands for it


@dataclass(frozen=True)
class Piece:
    kind: PieceKind
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """The two texts as one: what is same or removed makes up the first, what is same or added the second.

    Clauses are compared first, and only what was replaced is compared word by word, so that two texts of 5,000
    characters take some milliseconds, not seconds.
    """
    return list(_joined(_clauses(CLAUSE.findall(before), CLAUSE.findall(after))))


def _clauses(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for old, new in _stretches(before, after):
        words = WORD.findall("".join(old)), WORD.findall("".join(new))
        if old == new or not old or not new or max(map(len, words)) > MOST_WORDS:
            yield from _pair(old, new)
        else:
            for old_words, new_words in _stretches(*words):
                yield from _pair(old_words, new_words)


def _stretches(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Parts that belong together, in order: equal ones, and what stands in place of what."""
    few = len(after) <= MOST_WORDS  # a clause that stands in a long text hundreds of times says nothing about its place
    for _, first, last, new_first, new_last in SequenceMatcher(None, before, after, autojunk=not few).get_opcodes():
        yield before[first:last], after[new_first:new_last]


def _pair(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if old == new:
        yield Piece(PieceKind.SAME, "".join(old))
        return
    yield Piece(PieceKind.REMOVED, "".join(old))
    yield Piece(PieceKind.ADDED, "".join(new))


def _joined(found: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one; of a run of changes first all that went, then all that came."""
    removed = added = same = ""
    for piece in found:
        if piece.kind is PieceKind.SAME:
            if removed or added:
                yield from _changes(removed, added)
                removed = added = ""
            same += piece.text
            continue
        if same and piece.text:
            yield Piece(PieceKind.SAME, same)
            same = ""
        if piece.kind is PieceKind.REMOVED:
            removed += piece.text
        else:
            added += piece.text
    yield from _changes(removed, added)
    if same:
        yield Piece(PieceKind.SAME, same)


def _changes(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece(PieceKind.REMOVED, removed)
    if added:
        yield Piece(PieceKind.ADDED, added)


def folded(found: Sequence[Piece], context: int = CONTEXT) -> list[Piece]:
    """For showing: of long stretches that stayed, only what stands next to a change."""
    shown: list[Piece] = []
    for at, piece in enumerate(found):
        head = context if at else 0
        tail = context if at + 1 < len(found) else 0
        if piece.kind is not PieceKind.SAME or len(piece.text) <= head + tail + 10:
            shown.append(piece)
            continue
        for kind, text in (
            (PieceKind.SAME, piece.text[:head]),
            (PieceKind.FOLDED, "……"),
            (PieceKind.SAME, piece.text[len(piece.text) - tail :]),
        ):
            if text:
                shown.append(Piece(kind, text))
    return shown

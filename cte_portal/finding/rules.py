"""How text is made alike, cut into tokens, and looked for; pure.

Chinese has no spaces, so the index holds single characters and pairs of neighbours. A token is written in hexadecimal
digits, five a character, so that the index never has to know what a letter is: every character of GB 18030 is as good
as any other, those beyond the basic plane too. Tokens that stand for something else begin with a letter past f.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

LONGEST_SEARCH = 100  # characters
MOST_WORDS = 8


def alike(text: str) -> str:
    """Full width and half width, capitals and small letters, spaces or none: all the same."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def words(search: str) -> list[str]:
    """What must all be contained, as `alike` writes it."""
    return list(dict.fromkeys(filter(None, map(alike, search[:LONGEST_SEARCH].split()))))[:MOST_WORDS]


def lines(texts: Iterable[str | None]) -> str:
    """The texts something is found by, each once, one a line."""
    return "\n".join(dict.fromkeys(filter(None, (alike(text or "") for text in texts))))


def tokens(text: str) -> list[str]:
    """Every character and every pair of neighbours of each line, once."""
    found: dict[str, None] = {}
    for line in text.split("\n"):
        written = line.encode("utf-32-be", "surrogatepass").hex()  # eight digits a character, the first three always zero
        codes = [written[at + 3 : at + 8] for at in range(0, len(written), 8)]
        found.update(dict.fromkeys(codes))
        found.update(dict.fromkeys(map("".join, pairwise(codes))))
    return list(found)


def wanted_tokens(word: str) -> list[str]:
    """What the tokens of a text that contains the word must hold."""
    return tokens(word)[:1] if len(word) == 1 else [token for token in tokens(word) if len(token) > 5]


def contains_all(text: str, wanted: Iterable[str]) -> bool:
    return all(word in text for word in wanted)

"""Where a line of Chinese may end (避头尾): no closing mark at a line's start, no opening one at its end.

Widths are in thousandths of the type size. Latin words and numbers stay whole while they fit; a closing mark that
overruns by its own empty half may hang, since its ink still lies inside the measure.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple

CLOSING = frozenset("，。、；：！？）】》〉」』〕〗〙〛］｝”’…—～·・％‰℃°!%),.:;?]}¢›»｡｣､々〻ー")
OPENING = frozenset("（【《〈「『〔〖〘〚［｛“‘￥＄￡§№([{$£¥‹«｢")
HALF_EMPTY = frozenset("，。、；：！？）】》〉」』〕〗］｝”’")  # ink in the left half only, when full-width
EM = 1000


class Line(NamedTuple):
    """One line: its text without spaces at the ends, and its width without a hanging empty half."""

    text: str
    width: float
    last: bool  # ends its paragraph


class _Words(dict[str, bool]):
    """Whether a character belongs to a Latin word or number."""

    def __missing__(self, character: str) -> bool:
        narrow = unicodedata.east_asian_width(character) not in ("W", "F", "A")
        found = self[character] = narrow and not character.isspace() and character not in "—…“”‘’·"
        return found


_in_word = _Words()


def may_break(text: str, at: int) -> bool:
    """Whether a line may end before the character at that place."""
    before, after = text[at - 1], text[at]
    if after.isspace():
        return False
    if before.isspace():
        return after not in CLOSING
    if after in CLOSING or before in OPENING:
        return False
    return not (_in_word[before] and _in_word[after])


def may_break_in_need(text: str, at: int) -> bool:
    """The same where a word longer than the line has to be cut."""
    before, after = text[at - 1], text[at]
    return not (after in CLOSING or before in OPENING or after.isspace())


def break_lines(text: str, advances: Mapping[str, int], measure: float, indent: float = 0) -> list[Line]:
    """The lines of one paragraph, the first one shortened by `indent`. An empty text has one empty line."""
    text = text.rstrip()
    length = len(text)
    ends = list(accumulate(map(advances.__getitem__, text), initial=0))
    lines: list[Line] = []
    start = 0
    while start < length:
        limit = ends[start] + measure - (0 if start else indent)
        stop = _reach(text, ends, start, limit)
        if stop < length:
            stop = _last_break(text, start, stop)
        end = stop
        while end > start + 1 and text[end - 1].isspace():
            end -= 1
        width = ends[end] - ends[start]
        if ends[end] > limit and _half_empty(text, ends, end):
            width -= EM // 2
        lines.append(Line(text[start:end], width, stop >= length))
        start = stop
    return lines or [Line("", 0, True)]


def _reach(text: str, ends: list[int], start: int, limit: float) -> int:
    """How far the line reaches when nothing forbids it: at least one character."""
    stop = max(bisect_right(ends, limit, start + 1) - 1, start + 1)
    if stop < len(text) and text[stop] in HALF_EMPTY and _half_empty(text, ends, stop + 1) and ends[stop + 1] - EM // 2 <= limit:
        stop += 1
    return stop


def _half_empty(text: str, ends: list[int], end: int) -> bool:
    return text[end - 1] in HALF_EMPTY and ends[end] - ends[end - 1] == EM


def _last_break(text: str, start: int, stop: int) -> int:
    """The last place up to `stop` where the line may end; `stop` itself when there is none."""
    after_spaces = next((at for at in range(stop, len(text)) if not text[at].isspace()), stop)
    if after_spaces > stop and may_break(text, after_spaces):
        return after_spaces
    for allowed in (may_break, may_break_in_need):
        for at in range(stop, start, -1):
            if allowed(text, at):
                return at
    return stop

"""Where a line of Chinese may end."""

from __future__ import annotations

import itertools
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from cte_portal.document.line_breaking import CLOSING, OPENING, break_lines

TEXT = st.text("产教融合共同体，。、；：？！）（《》“”…—abc XYZ 0123.5%\n", min_size=0, max_size=200).map(lambda text: text.replace("\n", ""))
FULL_WIDTH: dict[str, int] = defaultdict(lambda: 1000)


def widths(text: str) -> dict[str, int]:
    return {character: 1000 if ord(character) > 0x2000 else 500 for character in text}


@given(TEXT, st.integers(3, 40), st.sampled_from([0, 2]))
def test_nothing_is_lost_and_every_line_fits(text: str, characters: int, indent: int) -> None:
    measure = characters * 1000 + indent * 1000
    lines = break_lines(text, widths(text), measure, indent * 1000)
    assert "".join("".join(line.text for line in lines).split()) == "".join(text.split())
    for number, line in enumerate(lines):
        room = measure - (indent * 1000 if number == 0 else 0)
        assert line.width <= room + 500 or len(line.text) <= 2
    assert [line.last for line in lines] == [False] * (len(lines) - 1) + [True]


SENTENCES = st.lists(st.sampled_from(["产教融合", "（含试点）", "，", "。", "《办法》", "“双师型”", "共建、共享"]), max_size=60).map("".join)


@given(SENTENCES, st.integers(6, 30))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text: str, characters: int) -> None:
    lines = break_lines(text, FULL_WIDTH, characters * 1000)
    runs = max((sum(1 for _ in run) for run in _closing_runs(text)), default=0)
    for before, after in itertools.pairwise(lines):
        if runs <= 3:
            assert after.text[0] not in CLOSING
            assert before.text[-1] not in OPENING


def _closing_runs(text: str) -> list[str]:
    found, run = [], ""
    for character in text:
        if character in CLOSING:
            run += character
        elif run:
            found.append(run)
            run = ""
    return [*found, run] if run else found


def test_words_and_numbers_stay_whole() -> None:
    text = "上年营业收入1285060万元，采用ISO9001标准"
    lines = [line.text for line in break_lines(text, widths(text), 8000)]
    assert any("1285060" in line for line in lines) and any("ISO9001" in line for line in lines)

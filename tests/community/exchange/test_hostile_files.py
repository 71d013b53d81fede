"""Files that no list of units is: each is refused in words, quickly, and in little memory."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from tests.community.exchange.test_import import begun
from tests.support.people import People
from tests.support.workbooks import HOSTILE, reading


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_list_is_refused_in_words_quickly_and_in_little_memory(people: People, tmp_path: Path, kind: str) -> None:
    name, make, words = HOSTILE[kind]
    data = make()
    clerk, address = begun(people)
    clerk.open(f"{address}/import").send("/participants/import", {"file": (BytesIO(data), name)})
    assert any(said in clerk.text for said in words.split("|")) and "没有办理成功" in clerk.text
    used = reading(data, name, tmp_path)
    assert used.computing <= 2 and used.memory <= 150

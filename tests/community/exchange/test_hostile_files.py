"""Files that no list of units is: each is refused in words and in little memory. How quickly: `make bench ONLY=import`."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from tests.community.exchange.test_import import begun
from tests.support.people import People
from tests.support.workbooks import HOSTILE, reading


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_list_is_refused_in_words_and_in_little_memory(people: People, tmp_path: Path, kind: str) -> None:
    name, make, words = HOSTILE[kind]
    data = make()
    clerk, address = begun(people)
    clerk.open(f"{address}/import").send("/participants/import", {"file": (BytesIO(data), name)})
    assert words in clerk.text and "没有办理成功" in clerk.text
    assert reading(data, name, tmp_path).memory <= 150

"""The contact sheets of the atlas."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup

from tests.atlas.camera import Picture
from tests.atlas.sheets import write
from tests.support.screens import Screen


def test_every_picture_is_on_the_sheet_of_its_part_and_every_sheet_in_the_index(tmp_path: Path) -> None:
    screens = [Screen("guide.faq", "", "/faq?q=<b>"), Screen("guide.faq", "", "/faq", "found"), Screen("admin.trail", "auditor", "/admin/trail")]
    write([Picture(one, "typical", size, f"{one.name}-{size}.png") for one in screens for size in ("desk", "phone")], tmp_path)
    index = BeautifulSoup((tmp_path / "index.html").read_text(), "lxml")
    assert [one["href"] for one in index.find_all("a")] == ["admin.html", "guide.html"]
    guide = BeautifulSoup((tmp_path / "guide.html").read_text(), "lxml")
    assert [one["src"] for one in guide.find_all("img")] == [f"guide.faq{found}-{size}.png" for found in ("", ".found") for size in ("desk", "phone")]
    assert "/faq?q=<b>" in guide.get_text() and "auditor" not in guide.get_text()

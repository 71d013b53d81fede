"""The contact sheets of the atlas, and the pictures of the documents."""

from __future__ import annotations

import re
from pathlib import Path

from bs4 import BeautifulSoup

from tests.atlas.camera import Picture
from tests.atlas.kept import KEPT
from tests.atlas.sheets import write
from tests.support.screens import Screen

IN_TEXT = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


def test_every_picture_is_on_the_sheet_of_its_part_and_every_sheet_in_the_index(tmp_path: Path) -> None:
    screens = [Screen("guide.faq", "", "/faq?q=<b>"), Screen("guide.faq", "", "/faq", "found"), Screen("admin.trail", "auditor", "/admin/trail")]
    write([Picture(one, "typical", size, f"{one.name}-{size}.png") for one in screens for size in ("desk", "phone")], tmp_path)
    index = BeautifulSoup((tmp_path / "index.html").read_text(), "lxml")
    assert [one["href"] for one in index.find_all("a")] == ["admin.html", "guide.html"]
    guide = BeautifulSoup((tmp_path / "guide.html").read_text(), "lxml")
    assert [one["src"] for one in guide.find_all("img")] == [f"guide.faq{found}-{size}.png" for found in ("", ".found") for size in ("desk", "phone")]
    assert "/faq?q=<b>" in guide.get_text() and "auditor" not in guide.get_text()


def test_the_documents_show_the_pictures_that_are_kept_and_each_is_small() -> None:
    documents = Path(__file__).parents[2] / "docs"
    shown = {Path(name).name for file in (documents / "handbook.zh.md", documents.parent / "README.md") for name in IN_TEXT.findall(file.read_text())}
    kept = {file.name: file.stat().st_size for file in (documents / "pictures").iterdir()}
    assert shown == set(kept) == set(KEPT) and max(kept.values()) <= 150_000

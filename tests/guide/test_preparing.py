"""What is told before anything is begun is what the form then asks."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from cte_portal.catalogue import loader
from cte_portal.catalogue.fields import FieldType
from cte_portal.community.rules import RULE_NAMES
from tests.support.people import Visitor

EDITION = loader.load_all(loader.EDITIONS, RULE_NAMES)["2024"]


@pytest.fixture
def page(app: Flask) -> Visitor:
    return Visitor(app.test_client()).open("/guide/prepare")


def row_of(soup: BeautifulSoup, title: str) -> list[str]:
    return next(cells for line in soup.select("tbody tr") if (cells := [cell.get_text(" ", strip=True) for cell in line("td")])[0] == title)


def test_every_section_says_what_it_asks_and_of_whom(page: Visitor) -> None:
    for section in EDITION.pages:
        told = " ".join(row_of(page.soup, section.heading))
        for field in (field for one in (section, *EDITION.attached(section)) for field in one.fields if field.required and not field.only_if):
            assert field.label in told, (section.key, field.key)
    assert row_of(page.soup, "2.2 牵头高水平高等学校")[1] == "牵头企业或牵头高水平高等学校"
    assert "产业与行业背景（不超过 2000 字）" in row_of(page.soup, "5 建设基础")[2]
    assert "预期指标：至少 1 条，每条写明" in row_of(page.soup, "6.1 建立健全实体化运行机制")[2]


def test_every_kind_of_evidence_says_whether_it_must_be(page: Visitor) -> None:
    for category in EDITION.evidence.categories:
        assert row_of(page.soup, category.title)[1:] == [
            "必传" if category.required else "选传",
            category.kinds_in_words,
            str(category.max_files),
            category.hint,
        ]


def test_every_long_text_has_a_sample_that_would_be_taken() -> None:
    texts = [field for section in EDITION.sections for field in section.fields if field.type is FieldType.LONG_TEXT]
    assert len(texts) == 24
    assert all("××" in field.sample and len(field.sample) <= (field.max or 0) for field in texts)

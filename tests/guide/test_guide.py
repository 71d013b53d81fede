"""What the public reads about how it goes, and what it can take away."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cte_portal import clock, wording
from cte_portal.catalogue import loader
from cte_portal.clock import SHANGHAI
from cte_portal.community.rules import RULE_NAMES
from cte_portal.finding import rules as finding
from cte_portal.guide import downloads, questions
from cte_portal.guide.facts import facts, named, spans
from cte_portal.windows import Calendar
from tests.support.files import text_of
from tests.support.people import Visitor

EDITION = loader.load_all(loader.EDITIONS, RULE_NAMES)["2024"]


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


def test_the_calendar_says_what_the_portal_goes_by(visitor: Visitor) -> None:
    with clock.at(datetime(2026, 12, 10, 9, tzinfo=SHANGHAI)):
        said = visitor.open("/guide/calendar").text
    assert "1 月 1 日 – 10 月 31 日 注册填报 已结束" in said
    assert "11 月 1 日 – 12 月 15 日" in said and "正在进行，距截止 5 天" in said
    assert [span.due.isoformat() for span in spans(EDITION, 2026, Calendar())] == ["2026-03-31", "2026-10-31", "2026-12-15"]


def test_every_answer_finds_its_facts_and_has_an_address_of_its_own(app: Flask, visitor: Visitor) -> None:
    known = facts(EDITION, 2026, Calendar(), 10)
    every = list(questions.sought(questions.standard(), "", named(known)))
    assert len({one.question.key for one in every}) == len(every) and all("〔" not in one.question.answer for one in every)
    page = visitor.open("/faq")
    assert all(page.soup.find(id=one.question.key) for one in every)
    assert "共 44 项监测指标" in page.text


def test_a_question_is_found_by_words_of_it_and_of_its_answer(visitor: Visitor) -> None:
    page = visitor.open("/faq?text=校验位")
    assert "提示校验位不对" in page.text and "找到 1 条" in page.text
    assert "没有找到。可以换一个词" in visitor.open("/faq?text=%25%22''").text


@given(st.text(max_size=80))
def test_whatever_is_sought_what_is_found_holds_it(text: str) -> None:
    known = dict.fromkeys(facts_named(), "x")
    for one in questions.sought(questions.standard(), text, known):
        assert finding.contains_all(finding.lines([one.question.question, one.question.answer]), finding.words(text))


def facts_named() -> set[str]:
    return {name for topic in questions.standard() for one in topic.questions for name in wording.places(one.answer)}


@pytest.mark.parametrize("one", downloads.downloads(EDITION), ids=lambda one: f"{one.key}.{one.kind}")
def test_each_download_opens(visitor: Visitor, one: downloads.Download) -> None:
    data = visitor.client.get(f"/guide/downloads/{one.key}.{one.kind}").data
    if one.kind == "docx":
        titles = [paragraph.text for paragraph in Document(BytesIO(data)).paragraphs]
        assert any(EDITION.deliverables.by_key[one.key].headings[0].title in title for title in titles)
    elif one.kind == "xlsx":
        first = EDITION.list_by_key[one.key].fields[0].label
        assert any(first in str(cell.value) for row in load_workbook(BytesIO(data)).worksheets[0].iter_rows(max_row=4) for cell in row)
    else:
        assert EDITION.further[one.key].sections[0].title in text_of(data)


def test_what_there_is_not_cannot_be_downloaded(visitor: Visitor) -> None:
    assert visitor.open("/guide/downloads/industry_report.pdf").status == 404
    assert visitor.open("/guide/calendar?year=1999").status == 404

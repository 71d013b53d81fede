"""Numbers, order and contents of a batch, without a portal; its summary table on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from cte_portal.catalogue.places import industries
from cte_portal.document.fonts import load
from cte_portal.review.batches import contents, letter_draft, rules
from cte_portal.review.batches.contents import Contents, Line
from cte_portal.review.batches.summary_print import summary_pdf
from cte_portal.review.batches.summary_workbook import summary_workbook

TRADES = [code for code, industry in industries().items() if industry.parent]
TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)
LINES = st.builds(
    Line, st.integers(1, 500), TEXT, TEXT, st.sampled_from(TRADES), TEXT, TEXT, TEXT, st.integers(3, 900), st.integers(1, 9), TEXT, TEXT
)
BATCHES = st.builds(
    Contents,
    TEXT,
    st.sampled_from(["320000", "110000", "660000"]),
    st.integers(2023, 2099),
    TEXT,
    TEXT,
    st.none() | st.dates(date(2023, 1, 1)),
    TEXT,
    st.lists(LINES, max_size=5).map(tuple),
)


def batch(count: int) -> Contents:
    lines = tuple(
        Line(
            n,
            f"2026-32-{n:05d}",
            f"全国第{n}䶮行业产教融合共同体",
            TRADES[n % 7],
            "企业" * 9,
            "大学" * 5,
            "学院" * 5,
            20 + n,
            1,
            "0" * 64,
            "ABCDE23456",
        )
        for n in range(1, count + 1)
    )
    return Contents("2026-320000-01", "320000", 2026, rules.ADDRESSEE, "苏教职函〔2026〕1号", date(2026, 6, 1), "", lines)


@given(BATCHES)
def test_what_is_frozen_reads_back_the_same_with_the_same_sha256(found: Contents) -> None:
    again = contents.read(found.canonical().decode())
    assert again == found and again.sha256 == found.sha256


@given(BATCHES)
def test_totals_by_industry_add_up_to_all(found: Contents) -> None:
    totals = found.by_industry()
    assert sum(total.communities for total in totals) == len(found.lines) and sum(total.units for total in totals) == found.units
    assert len({total.industry for total in totals}) == len(totals)


@given(st.lists(st.integers(), unique=True, max_size=12), st.dictionaries(st.integers(), st.integers(-3, 20), max_size=12))
def test_rearranging_loses_nothing_and_leaves_the_others_in_their_order(order: list[int], wanted: dict[int, int]) -> None:
    found = rules.rearranged(order, wanted)
    assert sorted(found) == sorted(order)
    others = [item for item in order if item not in wanted]
    assert [item for item in found if item not in wanted] == others


@given(st.lists(st.integers(), unique=True, min_size=1, max_size=12), st.data())
def test_one_that_is_moved_stands_where_it_was_wanted(order: list[int], data: st.DataObject) -> None:
    item, place = data.draw(st.sampled_from(order)), data.draw(st.integers(1, len(order)))
    assert rules.rearranged(order, {item: place})[place - 1] == item


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("苏教职函[2026]1号", "苏教职函〔2026〕1号"),
        (" 苏教职函（2026）第 12 号 ", "苏教职函〔2026〕12号"),
        ("苏教职函【2026】003号", "苏教职函〔2026〕3号"),
        ("苏教职函〔2026〕1号", "苏教职函〔2026〕1号"),
        ("便函", "便函"),
        ("", ""),
    ],
)
def test_a_document_number_gets_six_cornered_brackets(typed: str, kept: str) -> None:
    assert rules.letter_number(typed) == kept


@given(st.text(max_size=30))
def test_putting_a_number_right_twice_changes_nothing_more(typed: str) -> None:
    assert rules.letter_number(rules.letter_number(typed)) == rules.letter_number(typed)


def test_chinese_is_sorted_by_its_sound() -> None:
    assert sorted(["智能制造", "新能源汽车", "轨道交通", "电子信息"], key=rules.alphabet) == ["电子信息", "轨道交通", "新能源汽车", "智能制造"]


def test_a_hundred_communities_are_printed_with_heads_on_every_page_and_no_row_lost(fonts_folder: Path) -> None:
    found = batch(100)
    pdf = summary_pdf(found, load(fonts_folder))
    pages = PdfReader(BytesIO(pdf)).pages
    texts = [page.extract_text().replace("\n", "") for page in pages]
    assert len(pages) > 3 and all(f"第 {n} 页 共 {len(pages)} 页" in text for n, text in enumerate(texts, start=1))
    assert all("牵头企业" in text or "按行业汇总" in text or "共同体数" in text for text in texts)
    whole = "".join(texts)
    assert all(line.number in whole for line in found.lines) and "ABCDE-23456" in whole and "100 个共同体" in whole
    assert all((round(page.mediabox.width), round(page.mediabox.height)) == (842, 595) for page in pages)
    assert summary_pdf(found, load(fonts_folder)) == pdf


def test_text_that_looks_like_a_formula_stays_text_in_the_workbook() -> None:
    one = batch(1).lines[0]
    evil = Contents("1", "320000", 2026, "部", "=1+1", None, "", (Line(**{f: getattr(one, f) for f in one.__slots__} | {"name": "=HYPERLINK(1)"}),))
    sheet = load_workbook(BytesIO(summary_workbook(evil))).worksheets[0]
    assert sheet["C4"].value == "=HYPERLINK(1)" and sheet["C4"].data_type == "s"


def test_a_letter_names_ten_communities_and_leaves_the_others_to_the_table() -> None:
    text = "".join(letter_draft.body(batch(12)))
    assert "第10䶮" in text and "第11䶮" not in text and "等 12 个行业产教融合共同体" in text
    assert "我厅" in text and "贵司" in text
    assert "报送贵部，" in "".join(letter_draft.body(replace(batch(2), addressee="教育部")))

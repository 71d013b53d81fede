"""What may be uploaded, and how a refusal is said."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.catalogue.schema import EvidenceCategory
from cte_portal.uploads.rules import KIND_NAMES, MIME_TYPES, Verdict, clean_name, kind_problem, size_problem

MB = 1024 * 1024


@pytest.mark.parametrize(
    ("size", "says"),
    [
        (0, "“协议.pdf”是空文件"),
        (1, None),
        (50 * MB, None),
        (50 * MB + 1, "有 50.1 MB，单个文件不能超过 50 MB"),
        (51 * MB, "有 51.0 MB，单个文件不能超过 50 MB"),
    ],
)
def test_a_file_may_be_as_large_as_the_limit_and_not_a_byte_more(size: int, says: str | None) -> None:
    found = size_problem("协议.pdf", size, 50)
    assert found is None if says is None else found is not None and says in found


def test_a_kind_that_is_not_accepted_is_named_with_those_that_are() -> None:
    assert kind_problem("a.pdf", "pdf", ["pdf", "png"]) is None
    assert kind_problem("a.pdf", "xlsx", ["png", "pdf"]) == "“a.pdf”是 Excel 工作簿（.xlsx），这里只接受：PDF、PNG 图片"
    unknown = kind_problem("a.pdf", None, ["pdf"])
    assert unknown is not None and "改文件名后缀没有用" in unknown and unknown.endswith("这里接受：PDF")


def test_every_kind_an_edition_may_name_has_its_words_and_its_type() -> None:
    kinds = set(EvidenceCategory(key="k", title="t").kinds)
    assert kinds == set(KIND_NAMES) == set(MIME_TYPES)


@given(st.text(max_size=300))
def test_a_name_made_harmless_has_no_path_no_hidden_characters_and_stays_short(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean) <= 120
    assert not set(clean) & set("/\\")
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in clean)
    assert not clean.startswith(".")
    assert clean_name(clean).rstrip(". ") == clean.rstrip(". ")


@pytest.mark.parametrize("name", ["三方共建协议（盖章）.pdf", "a b.c-d_e.PDF", "张𬭎、李䶮.docx", "报告 v1.2"])
def test_a_decent_name_is_left_alone(name: str) -> None:
    assert clean_name(name) == name


def test_a_long_name_keeps_its_ending_but_not_one_that_is_no_ending() -> None:
    assert clean_name("长" * 200 + ".docx") == "长" * 115 + ".docx"
    assert clean_name("长" * 100 + "." + "短" * 100) == "长" * 100 + "." + "短" * 19


def test_what_was_found_of_a_scan_has_its_words_and_its_tone() -> None:
    assert {verdict.label: verdict.tone for verdict in Verdict} == {"一致": "green", "不一致": "red", "需人工核对": "amber"}

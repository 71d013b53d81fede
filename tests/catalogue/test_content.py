"""What an application holds survives its JSON, and its JSON is one and the same for the same content."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import rfc8785
from hypothesis import given

from cte_portal.catalogue.content import Content, Row
from cte_portal.catalogue.kinds import AsTyped
from tests.support.every_kind import contents, edition


@given(contents())
def test_everything_comes_back_from_the_json(content: Content) -> None:
    assert Content.from_json(edition(), json.loads(json.dumps(content.to_json()))) == content


@given(contents())
def test_the_same_content_gives_the_same_bytes_whatever_order_it_was_typed_in(content: Content) -> None:
    backwards = {"cover": dict(reversed(content.values("cover").items()))}
    rows = tuple(Row(row.id, dict(reversed(row.values.items()))) for row in content.rows("goods"))
    same = replace(content, sections=backwards, lists={"goods": rows})
    canonical = rfc8785.dumps(content.to_json())
    assert rfc8785.dumps(same.to_json()) == canonical
    assert rfc8785.dumps(Content.from_json(edition(), json.loads(canonical)).to_json()) == canonical


def test_an_empty_box_leaves_no_trace_in_the_json() -> None:
    emptied = Content(edition(), 2026, {"cover": {"text": None, "integer": 0, "yes_no": False}}, {"goods": (Row("r", {"text": None}),)})
    assert emptied.to_json()["sections"] == {"cover": {"integer": 0, "yes_no": False}, "goods": [{"id": "r"}]}


def test_the_json_says_money_and_days_in_words_no_computer_rounds() -> None:
    content = Content(edition(), 2026, {"cover": {"money": Decimal("1280.50"), "date": date(2026, 3, 1), "integer": AsTyped("约三百")}})
    assert content.to_json()["sections"]["cover"] == {"integer": {"as_typed": "约三百"}, "money": "1280.50", "date": "2026-03-01"}


def test_a_field_the_edition_has_dropped_is_passed_over() -> None:
    data = Content(edition(), 2026, {"cover": {"text": "名称"}}).to_json()
    data["sections"]["cover"]["gone"] = "x"
    data["sections"]["nowhere"] = {"a": 1}
    assert Content.from_json(edition(), data).values("cover") == {"text": "名称"}


def test_units_are_known_by_the_section_of_a_lead_and_the_row_of_the_others() -> None:
    rows = (Row("r1", {"text": "乙公司"}), Row("r2", {"text": AsTyped("长" * 60)}), Row("r3", {}))
    content = Content(edition(), 2026, {"cover": {"text": "甲集团"}}, {"goods": rows})
    assert content.members == {"cover": "甲集团", "r1": "乙公司"}


def test_what_could_not_be_understood_is_kept_but_is_no_value() -> None:
    content = Content(edition(), 2026, {"cover": {"integer": AsTyped("约三百")}})
    assert content.value("cover", "integer") is None
    assert content.values("cover")["integer"] == AsTyped("约三百")
    assert content.value("cover", "text") is content.value("nowhere", "text") is None
    assert content.rows("goods") == ()

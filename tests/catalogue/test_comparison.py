"""What an officer sees of the changes between two versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cte_portal.catalogue.comparison import Change, ChangeKind, compare
from cte_portal.catalogue.content import Content, EvidenceItem, Row
from cte_portal.catalogue.fields import Field
from cte_portal.catalogue.kinds import AsTyped, Labels
from cte_portal.catalogue.reading import labels_for
from tests.support.every_kind import contents, edition

PROOF = EvidenceItem("7", "proof", "协议.pdf", "pdf", 1000, 2, "a" * 64)


def holding(values: Mapping[str, Any] | None = None, *rows: Row, proofs: tuple[EvidenceItem, ...] = ()) -> Content:
    return Content(edition(), 2026, {"cover": values or {}}, {"goods": rows}, proofs)


def labels(content: Content, field: Field) -> Labels:
    return labels_for(field, content, {})


def changes(old: Content, new: Content) -> list[tuple[ChangeKind, str, str, str, str]]:
    return [(c.kind, str(c.address), c.label, c.before, c.after) for c in compare(old, new, labels)]


@given(contents())
def test_nothing_changed_shows_nothing(content: Content) -> None:
    assert compare(content, Content.from_json(edition(), content.to_json()), labels) == []


@given(contents(), contents())
def test_what_one_way_is_added_is_the_other_way_removed(old: Content, new: Content) -> None:
    def turned(change: Change) -> Change:
        kind = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}.get(change.kind, change.kind)
        return replace(change, kind=kind, before=change.after, after=change.before, row="")

    def seen(old: Content, new: Content) -> set[Change]:
        return {replace(change, row="") for change in compare(old, new, labels)}  # a row bears the name it has now

    assert {turned(change) for change in compare(old, new, labels)} == seen(new, old)


@given(contents(), st.data())
def test_each_changed_box_is_shown_once_at_its_place(content: Content, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(edition().by_key["cover"].fields))
    altered = replace(content, sections={"cover": {**content.values("cover"), field.key: AsTyped("从未写过的话")}})
    assert [str(c.address) for c in compare(content, altered, labels) if c.address.section == "cover"] == [f"cover/{field.key}"]


def test_a_value_is_shown_as_people_read_it_before_and_after() -> None:
    old = holding({"money": Decimal("1280.50"), "choice": "a", "yes_no": True, "province": "320000"})
    new = holding({"money": AsTyped("一千多"), "choice": "b", "yes_no": True})
    assert changes(old, new) == [
        (ChangeKind.CHANGED, "cover/money", "money栏", "1,280.50", "一千多"),
        (ChangeKind.CHANGED, "cover/choice", "choice栏", "甲", "乙"),
        (ChangeKind.CHANGED, "cover/province", "province栏", "江苏省", ""),
    ]


def test_rows_are_followed_by_their_id_through_edits_additions_and_removals() -> None:
    old = holding(None, Row("r1", {"text": "一号"}), Row("r2", {"text": "二号", "integer": 3}))
    new = holding(None, Row("r3", {"text": "三号"}), Row("r1", {"text": "一号改"}))
    assert changes(old, new) == [
        (ChangeKind.ADDED, "goods/r3", "物品", "", "text栏：三号"),
        (ChangeKind.CHANGED, "goods/r1/text", "text栏", "一号", "一号改"),
        (ChangeKind.REMOVED, "goods/r2", "物品", "text栏：二号；integer栏：3", ""),
    ]


def test_a_unit_that_changed_its_name_changes_where_it_is_named() -> None:
    old = holding({"text": "甲集团", "member": "cover"})
    new = holding({"text": "甲控股集团", "member": "cover"})
    assert [(place, before, after) for _, place, _, before, after in changes(old, new)] == [
        ("cover/text", "甲集团", "甲控股集团"),
        ("cover/member", "甲集团", "甲控股集团"),
    ]


def test_a_proof_added_or_removed_is_named_with_its_category() -> None:
    with_proof = holding(proofs=(PROOF,))
    assert [(kind, label, after) for kind, _, label, _, after in changes(holding(), with_proof)] == [(ChangeKind.ADDED, "证明", "协议.pdf")]
    assert [(kind, label, before) for kind, _, label, before, _ in changes(with_proof, holding())] == [(ChangeKind.REMOVED, "证明", "协议.pdf")]

"""Changes are marked inside the text, and nothing of either text is lost by it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cte_portal.catalogue.text_changes import PieceKind, folded, pieces

TEXTS = st.text("产教融合共同体，。；\nab12𬭎", max_size=60)


def before(found: list) -> str:  # type: ignore[type-arg]
    return "".join(piece.text for piece in found if piece.kind is not PieceKind.ADDED)


def after(found: list) -> str:  # type: ignore[type-arg]
    return "".join(piece.text for piece in found if piece.kind is not PieceKind.REMOVED)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_the_pieces(old: str, new: str) -> None:
    found = pieces(old, new)
    assert (before(found), after(found)) == (old, new)


@given(st.lists(st.sampled_from(["甲，", "乙。", "丙；", "新的一句。"]), max_size=900), st.integers(0, 900))
def test_long_and_repetitive_texts_too(parts: list[str], at: int) -> None:
    old, new = "".join(parts), "".join([*parts[:at], "改过的一句。", *parts[at + 1 :]])
    found = pieces(old, new)
    assert (before(found), after(found)) == (old, new)


def test_only_what_changed_is_marked() -> None:
    found = pieces("三年内联合培养学徒 120 人，开展培训。", "三年内联合培养学徒 150 人，开展培训。")
    assert [(piece.kind.value, piece.text) for piece in found] == [
        ("same", "三年内联合培养学徒 "),
        ("removed", "120"),
        ("added", "150"),
        ("same", " 人，开展培训。"),
    ]


def test_long_stretches_that_stayed_are_folded() -> None:
    found = folded(pieces("一" * 100 + "旧。" + "二" * 100 + "，尾", "一" * 100 + "新。" + "二" * 100 + "，尾"))
    assert found[0].kind is PieceKind.FOLDED and found[1].text == "一" * 24
    assert found[-1].kind is PieceKind.FOLDED and found[-2].text.endswith("二" * 23)
    assert folded(pieces("短，旧", "短，新"))[0].text == "短，"

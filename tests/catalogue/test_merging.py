"""What several people changed in one section at once goes together, field by field."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cte_portal.catalogue.loader import EDITIONS, load_all
from cte_portal.catalogue.merging import Base, mark_of, merge
from cte_portal.community.rules import RULE_NAMES

BASICS = load_all(EDITIONS, RULE_NAMES)["2024"].by_key["mechanism"]
KEYS = [field.key for field in BASICS.fields]
TEXTS = st.sampled_from([None, "甲", "乙", "丙", "䶮"])
VALUES = st.fixed_dictionaries(dict.fromkeys(KEYS, TEXTS))


def given_values(values: dict[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value is not None}


@given(before=VALUES, mine=VALUES, theirs=VALUES)
def test_each_side_keeps_what_only_it_changed_and_nothing_is_overwritten(
    before: dict[str, str | None], mine: dict[str, str | None], theirs: dict[str, str | None]
) -> None:
    base = Base.of(BASICS, given_values(before), 3, "sheet")
    merged = merge(BASICS, given_values(theirs), mine, base, 4)
    conflicts = {field.key for field in merged.conflicts}
    for key in KEYS:
        kept = merged.values.get(key)
        if mine[key] == before[key] or mine[key] == theirs[key]:
            assert kept == theirs[key]
        elif theirs[key] == before[key]:
            assert kept == mine[key]
        else:
            assert key in conflicts and kept == theirs[key]
    assert all(mine[key] not in (before[key], theirs[key]) and theirs[key] != before[key] for key in conflicts)


@given(before=VALUES, mine=VALUES)
def test_nobody_else_saved_so_all_of_it_is_kept(before: dict[str, str | None], mine: dict[str, str | None]) -> None:
    base = Base.of(BASICS, given_values(before), 3, "sheet")
    merged = merge(BASICS, given_values(before), mine, base, 3)
    assert given_values({key: merged.values.get(key) for key in KEYS}) == given_values(mine)
    assert not merged.conflicts


@given(before=VALUES, mine=VALUES, theirs=VALUES)
def test_saving_the_same_again_changes_nothing(before: dict[str, str | None], mine: dict[str, str | None], theirs: dict[str, str | None]) -> None:
    base = Base.of(BASICS, given_values(before), 3, "sheet")
    once = merge(BASICS, given_values(theirs), mine, base, 4)
    again = merge(BASICS, once.values, mine, once.base, 5)
    assert again.values == once.values and not again.changed
    assert again.conflicts == once.conflicts


@given(before=VALUES, mine=VALUES, theirs=VALUES)
def test_the_page_hears_of_the_boxes_typed_into_since_it_last_heard(
    before: dict[str, str | None], mine: dict[str, str | None], theirs: dict[str, str | None]
) -> None:
    base = Base.of(BASICS, given_values(before), 3, "sheet")
    once = merge(BASICS, given_values(theirs), mine, base, 4)
    assert {field.key for field in once.touched} == {key for key in KEYS if mine[key] != before[key]}
    again = merge(BASICS, once.values, mine, base, 5)  # the answer got lost: the page says the same as before
    assert again.touched == once.touched
    assert merge(BASICS, given_values(theirs), mine, Base(0), 4).touched == BASICS.fields


def test_an_answer_that_got_lost_is_no_conflict_with_oneself() -> None:
    base = Base.of(BASICS, {KEYS[0]: "甲"}, 1, "sheet")
    stored = {KEYS[0]: "甲乙"}  # saved from this sheet, but the page never heard of it
    assert merge(BASICS, stored, {KEYS[0]: "甲乙丙"}, base, 2, own={KEYS[0]}).values[KEYS[0]] == "甲乙丙"
    assert merge(BASICS, stored, {KEYS[0]: "甲乙丙"}, base, 2).conflicts


def test_a_form_with_few_boxes_leaves_the_others_alone() -> None:
    stored = {KEYS[0]: "甲", KEYS[1]: "乙"}
    base = Base.of(BASICS, stored, 1, "sheet").only({KEYS[0]})
    assert merge(BASICS, stored, {KEYS[0]: "丙"}, base, 1).values == {KEYS[0]: "丙", KEYS[1]: "乙"}


@given(values=VALUES, revision=st.integers(0, 99), sheet=st.text("0123456789abcdef", max_size=8))
def test_the_base_goes_through_the_form_and_back(values: dict[str, str | None], revision: int, sheet: str) -> None:
    base = Base.of(BASICS, given_values(values), revision, sheet)
    assert Base.parse(str(base)) == base


@given(st.text())
def test_what_cannot_be_read_is_the_base_that_knows_nothing(text: str) -> None:
    base = Base.parse(text)
    stored = {KEYS[0]: "甲"}
    assert base.revision >= 0
    assert merge(BASICS, stored, {KEYS[0]: "乙"}, base, 5).values[KEYS[0]] in ("甲", "乙")


def test_marks_tell_empty_from_text() -> None:
    assert mark_of(BASICS.fields[0], None) != mark_of(BASICS.fields[0], "null")

"""What fits from one edition's content into another's."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import given

from cte_portal.catalogue import loader
from cte_portal.catalogue.carrying_over import carried_over
from cte_portal.catalogue.checking import RuleNames
from cte_portal.catalogue.content import Content, EvidenceItem, Row
from cte_portal.catalogue.kinds import AsTyped
from cte_portal.catalogue.schema import Edition
from tests.support.every_kind import contents, edition
from tests.support.small_edition import FILES, write_edition

NO_RULES = RuleNames({}, {}, {})
PROOF = EvidenceItem("7", "proof", "协议.pdf", "pdf", 1000, 2, "a" * 64)


def small(folder: Path, **changed: str) -> Edition:
    """The small edition, some of its files with another text."""
    return loader.load(write_edition(folder / ("after" if changed else "before"), **changed), NO_RULES)


@given(contents())
def test_into_the_same_edition_everything_goes_but_the_proofs(old: Content) -> None:
    new = carried_over(old, edition(), 2030)
    for section in edition().sections:
        if section.rows:
            assert [(row.id, {k: v for k, v in row.values.items() if v is not None}) for row in old.rows(section.key)] == [
                (row.id, dict(row.values)) for row in new.rows(section.key)
            ]
        else:
            assert {k: v for k, v in old.values(section.key).items() if v is not None} == dict(new.values(section.key))
    assert new.year == 2030 and new.evidence == ()


def test_what_the_new_edition_does_not_know_is_passed_over(tmp_path: Path) -> None:
    after = small(tmp_path, sections_cover=FILES["sections/cover.toml"].partition('\n[[field]]\nkey = "amount"')[0])
    held = {"cover": {"community_name": "甲", "amount": Decimal("3.50")}}
    old = Content(small(tmp_path), 2026, held, {"goods": (Row("r1", {"name": "一号"}),)}, (PROOF,))
    new = carried_over(old, after, 2027)
    assert new.sections == {"cover": {"community_name": "甲"}}
    assert new.lists == {"goods": (Row("r1", {"name": "一号"}),)}


def test_a_value_of_another_kind_now_is_read_anew_and_kept_as_typed_where_it_makes_no_sense(tmp_path: Path) -> None:
    cover = FILES["sections/cover.toml"].replace('type = "text"\nmax = 20', 'type = "integer"')
    cover = cover.replace('type = "money"\nunit = "万元"\nmin = 0', 'type = "text"\nmax = 9')
    old = Content(small(tmp_path), 2026, {"cover": {"community_name": "甲", "amount": Decimal("3.50")}})
    new = carried_over(old, small(tmp_path, sections_cover=cover), 2027)
    assert new.sections["cover"] == {"community_name": AsTyped("甲"), "amount": "3.50"}


def test_a_section_that_became_a_list_begins_empty(tmp_path: Path) -> None:
    goods = FILES["sections/goods.toml"].replace("rows = true\n", "").replace('row_name = "物品"\nunique = ["name"]\n', "")
    old = Content(small(tmp_path), 2026, {}, {"goods": (Row("r1", {"name": "一号"}),)})
    assert carried_over(old, small(tmp_path, sections_goods=goods), 2027).sections == {"cover": {}}

"""What a new edition asks otherwise, and what of filled forms would not fit it, both in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cte_portal.catalogue.checking import RuleNames
from cte_portal.catalogue.content import Content, EvidenceItem, Row
from cte_portal.catalogue.fields import Field
from cte_portal.catalogue.loader import load
from cte_portal.catalogue.schema import Edition
from cte_portal.catalogue.trial import Kind, Labels, Misfit, differences, misfits
from tests.support.small_edition import FILES, write_edition

NONE = RuleNames((), (), ())
COVER, GOODS, FORM = (FILES[name] for name in ("sections/cover.toml", "sections/goods.toml", "application.toml"))
CHOICE = (
    '\n[[field]]\nkey = "size"\nlabel = "规模"\ntype = "choice"\noptions = [{ key = "big", label = "大型" }, { key = "small", label = "小型" }]\n'
)


def own_labels(content: Content) -> Callable[[Field], Labels]:
    def labels(field: Field) -> Labels:
        return field.option_labels

    return labels


def edition(folder: Path, **changed: str | None) -> Edition:
    return load(write_edition(folder, **changed), NONE)


@pytest.fixture
def old(tmp_path: Path) -> Edition:
    return edition(tmp_path / "old", sections_cover=COVER + CHOICE)


def filled(old: Edition, evidence: tuple[EvidenceItem, ...] = ()) -> Content:
    rows = tuple(Row(f"r{number}", {"name": name}) for number, name in enumerate(("车床", "铣床", "钻床")))
    return Content(old, 2026, {"cover": {"community_name": "演示共同体", "size": "big"}}, {"goods": rows}, evidence)


PLAIN: Mapping[str, str] = {"sections_cover": COVER + CHOICE}
WITHOUT_GOODS = FORM.replace(', { key = "goods", number = "1", title = "物品" }', "")


@pytest.mark.parametrize(
    ("changed", "misfit"),
    [
        ({"application": WITHOUT_GOODS}, Misfit("1 物品", Kind.NO_SECTION)),
        ({"sections_goods": GOODS.replace("rows = true", "").replace('unique = ["name"]', "")}, Misfit("1 物品", Kind.NO_SECTION)),
        ({"sections_goods": "max_rows = 2\n" + GOODS}, Misfit("1 物品", Kind.TOO_MANY_ROWS, "最多 2 行")),
        ({"sections_cover": COVER}, Misfit("0 封面 / 规模", Kind.NO_FIELD)),
    ],
)
def test_what_has_no_place_in_the_new_edition_is_told_by_its_place(old: Edition, tmp_path: Path, changed: Mapping[str, str], misfit: Misfit) -> None:
    assert misfits(filled(old), edition(tmp_path / "new", **{**PLAIN, **changed}), own_labels) == {misfit}


def test_what_is_too_long_for_the_new_edition_is_told_as_a_filler_would_be(old: Edition, tmp_path: Path) -> None:
    new = edition(tmp_path / "new", **PLAIN, sections_goods=GOODS.replace("max = 10", "max = 1"))
    assert misfits(filled(old), new, own_labels) == {Misfit("1 物品 / 品名", Kind.WRONG, "“品名”最多 1 字，现在 2 字，请删去 1 字")}
    assert misfits(Content(old, 2026), new, own_labels) == set(), "where nothing was typed nothing is too long"


def test_proofs_of_a_category_that_is_gone_have_no_place_and_the_others_do(old: Edition, tmp_path: Path) -> None:
    proofs = tuple(EvidenceItem(str(number), category, "证明.pdf", "0" * 64, 9, "pdf", 1) for number, category in enumerate(("proof", "proof")))
    new = edition(tmp_path / "new", **PLAIN, evidence=FILES["evidence.toml"].replace('key = "proof"', 'key = "letter"'))
    assert misfits(filled(old, proofs), new, own_labels) == {Misfit("佐证材料 / 证明", Kind.NO_CATEGORY)}
    assert misfits(filled(old, proofs), old, own_labels) == set()


MORE_FORM = FILES["forms/logbook.toml"].replace("小日志", "大日志")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, []),
        ({"application": WITHOUT_GOODS}, ["删去栏目：1 物品"]),
        ({"sections_cover": (COVER + CHOICE).replace('label = "金额"', 'label = "总额"')}, ["改名：0 封面 / 金额 → 总额"]),
        (
            {"sections_cover": (COVER + CHOICE).replace('type = "money"\nunit = "万元"', 'type = "integer"')},
            ["改为另一种填法：0 封面 / 金额"],
        ),
        ({"sections_cover": (COVER + CHOICE).replace('"text"\nmax = 20\nrequired = true', '"text"\nmax = 20')}, ["改为选填：0 封面 / 名称"]),
        ({"sections_cover": (COVER + CHOICE).replace("min = 0", "min = 0\nrequired = true")}, ["改为必填：0 封面 / 金额"]),
        ({"sections_cover": (COVER + CHOICE).replace("min = 0", "min = 0\nmax = 9")}, ["上限由 不限 改为 9：0 封面 / 金额"]),
        (
            {"sections_cover": (COVER + CHOICE).replace(', { key = "small", label = "小型" }', "")},
            ["删去选项“小型”：0 封面 / 规模"],
        ),
        (
            {"evidence": FILES["evidence.toml"].replace('key = "proof"\ntitle = "证明"', 'key = "letter"\ntitle = "函件"')},
            ["增加佐证材料：函件", "删去佐证材料：证明"],
        ),
        (
            {"forms_logbook_entries": FILES["forms/logbook/entries.toml"].replace('label = "事项"', 'label = "事情"')},
            ["改名：《小日志》2 记录 / 事项 → 事情"],
        ),
    ],
)
def test_every_change_of_what_is_asked_is_told_in_words(old: Edition, tmp_path: Path, changed: Mapping[str, str], told: list[str]) -> None:
    assert list(differences(old, edition(tmp_path / "new", **{**PLAIN, **changed}))) == told


def test_what_is_added_is_told_from_the_other_side(old: Edition, tmp_path: Path) -> None:
    less = edition(tmp_path / "less", **PLAIN, application=WITHOUT_GOODS)
    assert list(differences(less, old)) == ["增加栏目：1 物品"]
    narrower = edition(tmp_path / "narrower", sections_cover=COVER)
    assert list(differences(narrower, old)) == ["增加：0 封面 / 规模"]


def test_a_further_form_that_comes_or_goes_is_told_by_its_title(old: Edition, tmp_path: Path) -> None:
    folder = write_edition(tmp_path / "new", **PLAIN)
    (folder / "forms/logbook.toml").write_text(MORE_FORM, encoding="utf-8")
    (folder / "forms/logbook.toml").rename(folder / "forms/diary.toml")
    (folder / "forms/logbook").rename(folder / "forms/diary")
    assert list(differences(old, load(folder, NONE))) == ["增加表格：大日志", "删去表格：小日志"]

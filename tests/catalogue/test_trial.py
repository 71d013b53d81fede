"""A new edition on trial: what it asks otherwise in words, and what of a filled form would not fit it, without what was typed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cte_portal.catalogue.checking import RuleNames
from cte_portal.catalogue.content import Content, EvidenceItem, Row
from cte_portal.catalogue.kinds import AsTyped
from cte_portal.catalogue.loader import load
from cte_portal.catalogue.schema import Edition
from cte_portal.catalogue.trial import Misfit, differences, misfits
from tests.support.small_edition import FILES, write_edition

COVER, GOODS, APPLICATION = FILES["sections/cover.toml"], FILES["sections/goods.toml"], FILES["application.toml"]
CHOICE = """
[[field]]
key = "colour"
label = "颜色"
type = "choice"
options = [{ key = "red", label = "红" }, { key = "blue", label = "蓝" }]
"""


def small(folder: Path, **changed: str | None) -> Edition:
    return load(write_edition(folder, **changed), RuleNames((), (), ()))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ({}, {"sections_cover": COVER.replace("名称", "全称")}, "改名：0 封面 / 名称 → 全称"),
        ({}, {"sections_cover": COVER.replace('type = "money"', 'type = "integer"')}, "改为另一种填法：0 封面 / 金额"),
        ({}, {"sections_cover": COVER.replace("required = true\n", "")}, "改为选填：0 封面 / 名称"),
        ({}, {"sections_cover": COVER.replace("min = 0", "min = 0\nrequired = true")}, "改为必填：0 封面 / 金额"),
        ({}, {"sections_cover": COVER.replace("max = 20", "max = 10")}, "上限由 20 改为 10：0 封面 / 名称"),
        ({}, {"sections_cover": COVER.replace("min = 0", "min = 0\nmax = 9")}, "上限由 不限 改为 9：0 封面 / 金额"),
        (
            {"sections_cover": COVER + CHOICE},
            {"sections_cover": COVER + CHOICE.replace(', { key = "blue", label = "蓝" }', "")},
            "删去选项“蓝”：0 封面 / 颜色",
        ),
        ({}, {"sections_cover": COVER + CHOICE}, "增加：0 封面 / 颜色"),
        ({"sections_cover": COVER + CHOICE}, {}, "删去：0 封面 / 颜色"),
        ({}, {"application": APPLICATION.replace(', { key = "goods", number = "1", title = "物品" }', "")}, "删去栏目：1 物品"),
        ({"application": APPLICATION.replace(', { key = "goods", number = "1", title = "物品" }', "")}, {}, "增加栏目：1 物品"),
        ({}, {"evidence": FILES["evidence.toml"] + '\n[[category]]\nkey = "more"\ntitle = "补充"\n'}, "增加佐证材料：补充"),
        ({"evidence": FILES["evidence.toml"] + '\n[[category]]\nkey = "more"\ntitle = "补充"\n'}, {}, "删去佐证材料：补充"),
        ({}, {"forms_logbook_summary": FILES["forms/logbook/summary.toml"].replace("打算", "计划")}, "改名：《小日志》1 小结 / 打算 → 计划"),
        ({"forms_logbook": None}, {}, "增加表格：小日志"),
        ({}, {"forms_logbook": None}, "删去表格：小日志"),
    ],
)
def test_what_is_asked_otherwise_is_told_in_words(tmp_path: Path, before: dict[str, str | None], after: dict[str, str | None], says: str) -> None:
    assert list(differences(small(tmp_path / "old", **before), small(tmp_path / "new", **after))) == [says]


def filled(edition: Edition) -> Content:
    """With a secret word wherever there is room for one."""
    rows = tuple(Row(f"r{number}", {"name": f"机密{number}"}) for number in range(3))
    proof = EvidenceItem("1", "proof", "机密.pdf", "pdf", 1000, 2, "0" * 64)
    return Content(edition, 2026, {"cover": {"community_name": "机密的名称", "amount": Decimal("5.00")}}, {"goods": rows}, evidence=(proof,))


@pytest.mark.parametrize(
    ("after", "where", "why"),
    [
        ({"sections_cover": COVER.replace('key = "amount"', 'key = "sum"')}, "0 封面 / 金额", "新版没有这一项"),
        ({"sections_cover": COVER.replace("max = 20", "max = 3")}, "0 封面 / 名称", "填写的内容不合新版的要求"),
        ({"application": APPLICATION.replace(', { key = "goods", number = "1", title = "物品" }', "")}, "1 物品", "新版没有这个栏目"),
        ({"sections_goods": GOODS.replace("rows = true", "rows = true\nmax_rows = 2")}, "1 物品", "行数超过新版的上限"),
        ({"evidence": FILES["evidence.toml"].replace('key = "proof"', 'key = "other"')}, "佐证材料 / 证明", "新版没有这类佐证材料"),
    ],
)
def test_what_would_not_fit_is_named_by_its_place_only(tmp_path: Path, after: dict[str, str | None], where: str, why: str) -> None:
    content = filled(small(tmp_path / "old"))
    found = misfits(content, small(tmp_path / "new", **after), lambda _: lambda field: field.option_labels)
    assert {(one.where, one.kind.label) for one in found} == {(where, why)}
    assert all("机密" not in one.where + one.why for one in found)


def test_the_same_edition_fits_and_what_was_wrong_already_does_not_count(tmp_path: Path) -> None:
    edition = small(tmp_path / "e")
    wrong = Content(edition, 2026, {"cover": {"community_name": AsTyped("名" * 99), "amount": None}})
    nothing: set[Misfit] = set()
    assert misfits(filled(edition), edition, lambda _: lambda field: field.option_labels) == nothing
    assert (
        misfits(wrong, small(tmp_path / "new", sections_cover=COVER.replace("max = 20", "max = 3")), lambda _: lambda f: f.option_labels) == nothing
    )

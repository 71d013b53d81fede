"""An edition that is not right is refused whole, with the file, the key and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from cte_portal.catalogue.loader import EDITIONS, CatalogueError, RuleNames, edition_for, load, load_all
from cte_portal.community.rules import CHECKS, FIGURES, OPTIONS, RULE_NAMES
from tests.support.small_edition import FILES, write_edition

RULES = RuleNames(checks={"known_check"}, figures={"known_figure"}, options={"known_options"})
COVER = FILES["sections/cover.toml"]
FIELD = '\n[[field]]\nkey = "more"\nlabel = "更多"\n'


def test_a_good_edition_is_read_in_the_order_of_its_placements(tmp_path: Path) -> None:
    edition = load(write_edition(tmp_path / "e"), RULES)
    assert [section.heading for section in edition.sections] == ["0 封面", "1 物品"]
    assert edition.by_key["cover"].by_key["amount"].unit == "万元"


@pytest.mark.parametrize(
    ("changed", "file", "key", "reason"),
    [
        ({"sections_cover": COVER + FIELD + 'type = "text"\n'}, "cover.toml", "field.more", "字数上限"),
        ({"sections_cover": COVER + FIELD + 'type = "choice"\n'}, "cover.toml", "field.more", "没有选项"),
        ({"sections_cover": COVER + FIELD + 'type = "choice"\noptions_from = "nowhere"\n'}, "cover.toml", "field.more", "选项来源：nowhere"),
        (
            {"sections_cover": COVER + FIELD + 'type = "choice"\noptions = [{key="a", label="甲"}, {key="a", label="乙"}]\n'},
            "cover.toml",
            "field.more",
            "选项的 key 重复",
        ),
        ({"sections_cover": COVER + FIELD + 'type = "text"\nmax = 5\npattern = "("\n'}, "cover.toml", "field.more", "正则表达式"),
        ({"sections_cover": COVER + FIELD + 'type = "date"\nonly_if = {field="no", any_of=["x"]}\n'}, "cover.toml", "field.more", "“no”不存在"),
        ({"sections_cover": COVER + FIELD + 'type = "uscc"\nexcused_by = "no"\n'}, "cover.toml", "field.more", "“no”不存在"),
        ({"sections_cover": COVER + FIELD + 'type = "wonder"\n'}, "cover.toml", "type", "wonder"),
        ({"sections_cover": COVER + FIELD + 'type = "date"\ncolour = "red"\n'}, "cover.toml", "", "colour"),
        ({"sections_cover": COVER + '\n[[field]]\nkey = "Amount"\nlabel = "x"\ntype = "date"\n'}, "cover.toml", "field.Amount", "小写字母"),
        ({"sections_cover": COVER + '\n[[field]]\nkey = "amount"\nlabel = "x"\ntype = "date"\n'}, "cover.toml", "field.amount", "重复"),
        ({"sections_cover": COVER + '\n[[check]]\nrule = "unknown"\nlevel = "blocking"\n'}, "cover.toml", "check.unknown", "没有这条校验规则"),
        (
            {"sections_cover": COVER + '\n[[check]]\nrule = "known_check"\nlevel = "blocking"\nfield = "no"\n'},
            "cover.toml",
            "check.known_check",
            "“no”不存在",
        ),
        ({"sections_cover": COVER + '\n[[figure]]\nkey = "n"\nlabel = "数"\nrule = "unknown"\n'}, "cover.toml", "figure.n", "unknown"),
        ({"sections_goods": 'unique = ["no"]\nrows = true\n' + FILES["sections/goods.toml"].split("\n", 4)[4]}, "goods.toml", "unique", "“no”不存在"),
        ({"sections_cover": None}, "cover.toml", "整个文件", "文件不存在"),
        ({"sections_cover": "[[field"}, "cover.toml", "整个文件", ""),
        ({"evidence": FILES["evidence.toml"] + '\n[[category]]\nkey = "proof"\ntitle = "又一个"\n'}, "evidence.toml", "category", "重复"),
        ({"checklist": '[[item]]\nkey = "x"\ntext = "t"\nsection = "nowhere"\n'}, "checklist.toml", "x", "“nowhere”不存在"),
        (
            {"application": FILES["application.toml"].replace('key = "goods"', 'key = "cover", shape = "goods"')},
            "application.toml",
            "cover",
            "重复",
        ),
        (
            {"application": FILES["application.toml"].replace('title = "物品"', 'title = "物品", attached_to = "nowhere"')},
            "application.toml",
            "goods",
            "nowhere",
        ),
    ],
)
def test_a_broken_edition_is_refused_with_file_key_and_reason(
    tmp_path: Path, changed: dict[str, str | None], file: str, key: str, reason: str
) -> None:
    with pytest.raises(CatalogueError) as refused:
        load(write_edition(tmp_path / "e", **changed), RULES)
    for part in (file, key, reason):
        assert part in str(refused.value)


def test_a_folder_without_editions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="没有任何版次"):
        load_all(tmp_path, RULES)


def test_a_filing_uses_the_newest_edition_that_has_begun(tmp_path: Path) -> None:
    old = write_edition(tmp_path / "old")
    new = write_edition(
        tmp_path / "new", application=FILES["application.toml"].replace('"small"', '"new"').replace("from_year = 2020", "from_year = 2027")
    )
    assert old != new
    editions = load_all(tmp_path, RULES)
    assert [edition_for(editions, year).key for year in (2019, 2020, 2026, 2027, 2030)] == ["small", "small", "small", "new", "new"]


def test_any_change_of_a_file_changes_the_edition_s_hash(tmp_path: Path) -> None:
    first = load(write_edition(tmp_path / "a"), RULES).sha256
    assert load(write_edition(tmp_path / "b"), RULES).sha256 == first
    assert load(write_edition(tmp_path / "c", sections_cover=COVER.replace("名称", "名字")), RULES).sha256 != first


def test_the_edition_of_2024_holds_every_section_of_the_form_and_uses_every_rule() -> None:
    edition = load_all(EDITIONS, RULE_NAMES)["2024"]
    numbers = [section.number for section in edition.pages]
    assert numbers == "0 1 2.1 2.2 2.3 3 4.1 4.2 5 6.1 6.2 6.3 6.4 6.5 6.6 7 8 9 10".split()
    assert edition.evidence.number == "11"
    assert {category.title for category in edition.evidence.categories if category.required} == {
        "三方共建协议",
        "章程",
        "成立大会材料",
        "建设方案",
        "高校学位授予权证明",
        "职校培训机构设立证明",
        "参与单位加入函",
    }
    assert {check.rule for section in edition.sections for check in section.checks} == set(CHECKS)
    assert {figure.rule for section in edition.sections for figure in section.figures} == set(FIGURES)
    assert {field.options_from for section in edition.sections for field in section.fields if field.options_from} == set(OPTIONS)
    assert all(len(edition.attached(edition.by_key[f"task_{n}"])) == 1 for n in range(1, 7))

"""An edition that is not right is refused whole, with the file, the key and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from cte_portal.catalogue.checking import CatalogueError, RuleNames
from cte_portal.catalogue.loader import EDITIONS, edition_for, load, load_all
from cte_portal.community.rules import CHECKS, DERIVED, FIGURES, OPTIONS, RULE_NAMES
from tests.support.small_edition import FILES, write_edition

RULES = RuleNames(checks={"known_check"}, figures={"known_figure"}, options={"known_options"}, derived={"known_difference"})
COVER = FILES["sections/cover.toml"]
FIGURE = '\n[[figure]]\nkey = "n"\nlabel = "数"\nrule = "known_figure"\n'
ASKED = """
[[field]]
key = "listed"
label = "是否上市"
type = "yes_no"

[[field]]
key = "rank"
label = "位次"
type = "integer"
only_if = { field = "listed", """
DERIVED_COLUMN = '\n[[derived]]\nkey = "d"\nlabel = "差"\nafter = "listed"\n'
FIELD = '\n[[field]]\nkey = "more"\nlabel = "更多"\n'


def test_a_good_edition_is_read_in_the_order_of_its_placements(tmp_path: Path) -> None:
    edition = load(write_edition(tmp_path / "e"), RULES)
    assert [section.heading for section in edition.sections] == ["0 封面", "1 物品"]
    assert edition.by_key["cover"].by_key["amount"].unit == "万元"


@pytest.mark.parametrize(
    ("changed", "file", "key", "reason"),
    [
        ({"sections_cover": COVER + FIELD + 'type = "text"\n'}, "cover.toml", "field.more", "字数上限"),
        ({"sections_cover": COVER + DERIVED_COLUMN + 'rule = "nowhere"\n'}, "cover.toml", "derived.d", "没有这条计算规则：nowhere"),
        ({"sections_cover": COVER + DERIVED_COLUMN + 'rule = "known_difference"\n'}, "cover.toml", "derived.d", "只有列表的列"),
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
        ({"application": None}, "application.toml", "整个文件", "文件不存在"),
        ({"evidence": None}, "evidence.toml", "整个文件", "文件不存在"),
        ({"checklist": None}, "checklist.toml", "整个文件", "文件不存在"),
        ({"application": FILES["application.toml"].replace('title = "小表"', "")}, "application.toml", "整个文件", "title"),
        ({"application": FILES["application.toml"].replace("2020", '"2020"')}, "application.toml", "from_year", "int"),
        ({"sections_cover": COVER.replace('label = "名称"', 'label = "名称"\nlabel = "名字"')}, "cover.toml", "整个文件", "line 5"),
        ({"sections_cover": COVER + FIELD + 'type = "text"\nmax = 5\nmin = 6\n'}, "cover.toml", "field.more", "下限 6 大于上限 5"),
        (
            {"sections_cover": COVER + '\n[[field]]\nkey = "revision"\nlabel = "x"\ntype = "date"\n'},
            "cover.toml",
            "field.revision",
            "不能是 id、revision",
        ),
        ({"sections_goods": 'totals = ["no"]\n' + FILES["sections/goods.toml"]}, "goods.toml", "totals", "“no”不存在"),
        ({"sections_cover": 'member_name = "no"\n' + COVER}, "cover.toml", "member_name", "“no”不存在"),
        ({"sections_cover": COVER + FIGURE + FIGURE}, "cover.toml", "figure.n", "自动计算项的 key 重复"),
        ({"sections_cover": COVER + ASKED + 'any_of = ["yes", "maybe"] }\n'}, "cover.toml", "field.rank", "“maybe”不是字段“listed”的选项"),
        ({"sections_goods": "min_rows = 9\nmax_rows = 8\n" + FILES["sections/goods.toml"]}, "goods.toml", "min_rows", "最少行数 9 大于最多行数 8"),
        ({"sections_cover": COVER + "past = true\n"}, "cover.toml", "field.", "past 只用于日期"),
        ({"sections_goods": FILES["sections/goods.toml"].replace("rows = true", "")}, "goods.toml", "rows", "列表要写明 rows = true"),
        ({"checklist": FILES["checklist.toml"] * 2}, "checklist.toml", "item.complete", "审核要点的 key 重复"),
        ({"evidence": FILES["evidence.toml"] + 'kinds = ["pdf", "doc"]\n'}, "evidence.toml", "kinds", "doc"),
        (
            {"application": FILES["application.toml"].replace('key = "goods"', 'key = "Goods", shape = "goods"')},
            "application.toml",
            "Goods",
            "小写字母",
        ),
        (
            {"application": FILES["application.toml"].replace('key = "goods"', 'key = "evidence", shape = "goods"')},
            "application.toml",
            "evidence",
            "不能是",
        ),
        (
            {"application": FILES["application.toml"].replace('title = "封面"', 'attached_to = "goods", title = "封面"')},
            "application.toml",
            "cover",
            "只有列表",
        ),
        (
            {"application": FILES["application.toml"].replace('title = "物品"', 'title = "物品", attached_to = "goods"')},
            "application.toml",
            "goods",
            "不是独立页面",
        ),
        (
            {"application": FILES["application.toml"].replace('title = "物品"', 'number = "1"').replace('number = "1", number', "number")},
            "goods.toml",
            "title",
            "没有标题",
        ),
        ({"sections_cover": ""}, "cover.toml", "field", "栏目没有要填的内容"),
    ],
)
def test_a_broken_edition_is_refused_with_file_key_and_reason(
    tmp_path: Path, changed: dict[str, str | None], file: str, key: str, reason: str
) -> None:
    with pytest.raises(CatalogueError) as refused:
        load(write_edition(tmp_path / "e", **changed), RULES)
    for part in (file, key, reason):
        assert part in str(refused.value)


INDICATORS = """
[[indicator]]
code = "1.1"
name = "资金"
unit = "万元"
definition = "到账的资金。"
period = "当年"
evidence = "凭证"
measure = [
  { key = "own", label = "自有", type = "money", unit = "万元" },
  { key = "lent", label = "借入", type = "money", unit = "万元" },
  { key = "funds", label = "合计", type = "money", unit = "万元", sum_of = ["own", "lent"] },
  { key = "paid_on", label = "到账日期", type = "date", last_day = "03-31" },
]

[[relation]]
left = ["own"]
is = "at_most"
right = ["funds"]
level = "blocking"
why = "自有资金不会多于合计。"
"""


def with_indicators(folder: Path, old: str = "", new: str = "", place: str = "summary") -> Path:
    """An edition with a further form that asks figures; `old`: what of it is replaced by `new`."""
    assert old in INDICATORS
    folder = write_edition(folder)
    (folder / f"forms/logbook/{place}.toml").write_text(INDICATORS.replace(old, new, 1), encoding="utf-8")
    return folder


def test_a_form_may_ask_figures_and_what_must_hold_between_them(tmp_path: Path) -> None:
    form = load(with_indicators(tmp_path / "e"), RULES).further["logbook"]
    assert [field.label for field in form.by_key["summary"].fields] == ["自有", "借入", "合计", "到账日期", "1.1 的说明"]
    assert [category.title for category in form.evidence.categories] == ["1.1 资金"]


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('sum_of = ["own", "lent"]', 'sum_of = ["own", "paid_on"]', "summary.measure.funds", "sum_of 只能写本栏目中可以相加的分项"),
        ('sum_of = ["own", "lent"]', 'sum_of = ["own", "nowhere"]', "summary.measure.funds", "sum_of 只能写本栏目中可以相加的分项"),
        ('sum_of = ["own", "lent"]', 'sum_of = ["own"], computed = "known"', "summary.measure.funds", "不能同时写 computed"),
        ('unit = "万元" },\n  { key = "lent"', 'sum_of = ["funds"] },\n  { key = "lent"', "summary.measure.own", "sum_of 中的合计要写在前面"),
        ('last_day = "03-31"', 'last_day = "02-29"', "summary.measure.paid_on", "月日不对：02-29"),
        ('last_day = "03-31"', 'first_day = "02-30"', "summary.measure.paid_on", "月日不对：02-30"),
        ('left = ["own"]', "left = []", "summary.relation", "left 和 right 都要写明"),
        ('right = ["funds"]', "right = []", "summary.relation", "left 和 right 都要写明"),
        ('right = ["funds"]', 'right = ["funds", "paid_on"]', "summary.relation", "没有这些可以相加的分项：paid_on"),
        ('key = "lent"', 'key = "own"', "field.own", "key 重复"),
    ],
)
def test_figures_that_do_not_add_up_or_never_hold_are_refused_with_place_and_reason(
    tmp_path: Path, old: str, new: str, key: str, reason: str
) -> None:
    with pytest.raises(CatalogueError) as refused:
        load(with_indicators(tmp_path / "e", old, new), RULES)
    for part in ("logbook", key, reason):
        assert part in str(refused.value)


def test_a_list_asks_no_figures(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"entries\.toml.*列表中写了指标"):
        load(with_indicators(tmp_path / "e", "\n[[indicator]]", "rows = true\n\n[[indicator]]", place="entries"), RULES)


@pytest.mark.parametrize("name", ["Logbook", "log-book", "application"])
def test_a_further_form_s_file_has_a_name_of_its_own_that_can_stand_in_an_address(tmp_path: Path, name: str) -> None:
    folder = write_edition(tmp_path / "e")
    (folder / "forms/logbook.toml").rename(folder / f"forms/{name}.toml")
    with pytest.raises(CatalogueError, match=rf"{name}\.toml.*文件名只能用小写字母、数字和下划线，且不能是 application"):
        load(folder, RULES)


def test_a_folder_without_editions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="没有任何版次"):
        load_all(tmp_path, RULES)


def test_two_editions_of_one_key_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_edition(tmp_path / name)
    with pytest.raises(CatalogueError, match="版次的 key 重复：small"):
        load_all(tmp_path, RULES)


def test_one_shape_stands_in_several_places_under_other_titles(tmp_path: Path) -> None:
    form = FILES["application.toml"].replace("section = [", 'section = [{ key = "again", shape = "cover", number = "9", title = "再一张" },')
    edition = load(write_edition(tmp_path / "e", application=form), RULES)
    assert edition.by_key["again"].heading == "9 再一张"
    assert edition.by_key["again"].fields == edition.by_key["cover"].fields


def test_a_list_attached_to_a_section_is_shown_on_its_page(tmp_path: Path) -> None:
    form = FILES["application.toml"].replace('title = "物品"', 'title = "物品", attached_to = "cover"')
    edition = load(write_edition(tmp_path / "e", application=form), RULES)
    assert [section.key for section in edition.pages] == ["cover"]
    assert [section.key for section in edition.attached(edition.by_key["cover"])] == ["goods"]
    assert edition.page_of(edition.by_key["goods"]).key == "cover"


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
    asked = [*edition.sections, *edition.lists, *(section for form in edition.further.values() for section in form.sections)]
    assert {check.rule for section in asked for check in section.checks} == set(CHECKS)
    assert {one.rule for section in asked for one in section.derived} == set(DERIVED)
    assert {figure.rule for section in edition.sections for figure in section.figures} == set(FIGURES)
    assert {field.options_from for section in edition.sections for field in section.fields if field.options_from} == set(OPTIONS)
    assert all(len(edition.attached(edition.by_key[f"task_{n}"])) == 1 for n in range(1, 7))


DUTY = """
[[rating]]
key = "good"
label = "好"

[[rating]]
key = "poor"
label = "差"

[[aspect]]
key = "timeliness"
label = "及时性"

[[aspect]]
key = "objectivity"
label = "客观性"

[[aspect]]
key = "completeness"
label = "全面性"

[[deliverable]]
key = "report"
title = "报告"
kind = "report"
opens = "01-01"
due = "03-31"
window = "first_quarter"
headings = [{ title = "概况" }]
"""


def test_an_edition_may_ask_for_yearly_duties_and_is_the_same_to_others_with_and_without(tmp_path: Path) -> None:
    folder = write_edition(tmp_path / "e")
    plain = load(folder, RULES)
    (folder / "deliverables.toml").write_text(DUTY, encoding="utf-8")
    asking = load(folder, RULES)
    assert plain.deliverables.kinds == () and [kind.title for kind in asking.deliverables.kinds] == ["报告"]
    assert plain.sha256 == asking.sha256  # applications under it can still be handed over


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('due = "03-31"', 'due = "02-29"', "deliverable.report", "每年都有的日期"),
        ('due = "03-31"', 'due = "02-30"', "deliverable.report", "02-30"),
        ('opens = "01-01"', 'opens = "04-01"', "deliverable.report", "起不晚于止"),
        ('due = "03-31"', 'due = "31 March"', "due", "写法不对"),
        ('window = "first_quarter"', 'window = "always"', "window", "always"),
        ('headings = [{ title = "概况" }]', "", "deliverable.report", "提纲"),
        ('kind = "report"', 'kind = "lists"', "deliverable.report", "tables"),
        ('kind = "report"', 'kind = "report"\ntables = ["talent_demand"]', "deliverable.report", "tables"),
        ('kind = "report"', 'kind = "lists"\ntables = ["nowhere"]', "deliverable.report", "没有这些清单：nowhere"),
        ('key = "report"', 'key = "Report"', "deliverable.Report", "小写字母"),
        ('key = "poor"', 'key = "good"', "rating.good", "重复"),
        ('[[aspect]]\nkey = "completeness"\nlabel = "全面性"\n', "", "aspect", "三个评价方面"),
    ],
)
def test_broken_yearly_duties_are_refused_with_key_and_reason(tmp_path: Path, old: str, new: str, key: str, reason: str) -> None:
    assert old in DUTY
    folder = write_edition(tmp_path / "e")
    (folder / "deliverables.toml").write_text(DUTY.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load(folder, RULES)
    for part in ("deliverables.toml", key, reason):
        assert part in str(refused.value)


SAMPLE = '[[sample]]\nsection = "cover"\nfield = "about"\ntext = """\n××公司。\n"""\n'
ABOUT = COVER + '\n[[field]]\nkey = "about"\nlabel = "简介"\ntype = "long_text"\nmax = 10\n'


def test_a_long_text_has_its_sample_and_what_is_asked_stays_the_same(tmp_path: Path) -> None:
    folder = write_edition(tmp_path / "e", sections_cover=ABOUT)
    before = load(folder, RULES)
    (folder / "samples.toml").write_text(SAMPLE, encoding="utf-8")
    after = load(folder, RULES)
    assert (before.by_key["cover"].by_key["about"].sample, after.by_key["cover"].by_key["about"].sample) == ("", "××公司。")
    assert after.sha256 == before.sha256


@pytest.mark.parametrize(
    "samples",
    [
        SAMPLE.replace('"cover"', '"nowhere"'),
        SAMPLE.replace('"about"', '"nothing"'),
        SAMPLE.replace('"about"', '"amount"'),
        SAMPLE.replace("××公司。", "长" * 11),
        SAMPLE + SAMPLE,
    ],
)
def test_a_sample_of_nothing_that_is_asked_is_refused(tmp_path: Path, samples: str) -> None:
    folder = write_edition(tmp_path / "e", sections_cover=ABOUT)
    (folder / "samples.toml").write_text(samples, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"samples\.toml.*示例"):
        load(folder, RULES)

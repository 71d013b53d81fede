"""Working days, what a row of a results workbook means, contact and order: pure rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.recognition import rules
from cte_portal.recognition.result_sheet import Known, NotResults, ResultRow, judge, read_rows
from cte_portal.recognition.working_days import HolidaysWrong, closes_at, load_holidays, notice_period, read_holidays

HOLIDAYS = load_holidays("")


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 6, 1), date(2026, 6, 8)),  # Monday: over a weekend
        (date(2026, 6, 6), date(2026, 6, 12)),  # started on a Saturday
        (date(2026, 6, 15), date(2026, 6, 23)),  # over 端午节
        (date(2026, 9, 28), date(2026, 10, 10)),  # over 国庆节, with a worked Saturday
        (date(2026, 2, 13), date(2026, 2, 27)),  # Friday; Saturday is worked, then nine days of 春节
    ],
)
def test_a_notice_ends_after_five_working_days(start: date, last: date) -> None:
    assert notice_period(start, 5, HOLIDAYS).last == last


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(1, 60))
def test_every_day_of_a_notice_is_counted_or_said_to_be_skipped(start: date, count: int) -> None:
    period = notice_period(start, count, HOLIDAYS)
    days = sorted([*period.counted, *(one.day for one in period.skipped)])
    assert len(period.counted) == count and period.counted[-1] == period.last
    assert days == [start + timedelta(days=n) for n in range(1, (period.last - start).days + 1)]
    assert all(one.why for one in period.skipped)


def test_a_year_without_holidays_is_named() -> None:
    period = notice_period(date(2026, 12, 30), 5, HOLIDAYS)
    assert period.unknown_years == (2027,)


def test_the_notice_lasts_to_the_end_of_its_last_day() -> None:
    last = date(2026, 6, 8)
    second = timedelta(seconds=1)
    assert rules.under_notice(rules.State.NOTICE, last, closes_at(last) - second)
    assert not rules.under_notice(rules.State.NOTICE, last, closes_at(last))
    assert not rules.under_notice(rules.State.FINAL, last, closes_at(last) - second)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[2026", "不是正确的 TOML"),
        ("[next]\nwork=[]", "应以年份为名"),
        ('[2026]\nwork=["2026-01-04"]', "不是这一年的日期"),
        ("[2026.off]\n'春节'=[2026-02-15]", "首日和末日"),
        ("[2026.off]\n'春节'=[2026-02-23, 2026-02-15]", "末日早于首日"),
    ],
)
def test_a_wrong_file_of_holidays_says_where(text: str, says: str) -> None:
    with pytest.raises(HolidaysWrong, match=says):
        read_holidays(text)


KNOWN = [
    Known(1, "2026-32-00001", "甲共同体", 2026, True, "已报送教育部"),
    Known(2, "2026-32-00002", "乙共同体", 2026, True, "已报送教育部"),
    Known(3, "2026-32-00003", "丙共同体", 2026, False, "待省级审核"),
    Known(4, "2026-32-00004", "同名", 2026, True, "已报送教育部"),
    Known(5, "2026-32-00005", "同名", 2026, True, "已报送教育部"),
    Known(6, "2026-32-00001", "甲共同体", 2025, False, "未认定"),
]


def row(line: int, number: str = "", name: str = "", outcome: str = "认定", remark: str = "") -> ResultRow:
    return ResultRow(line, number, name, outcome, remark)


@pytest.mark.parametrize(
    ("given_row", "says"),
    [
        (row(2, "2026-32-00001", "甲共同体"), ""),
        (row(2, "", "乙共同体", "不予认定"), ""),
        (row(2, "2026-32-99999"), "没有编号“2026-32-99999”的共同体"),
        (row(2, "", "火星共同体"), "没有名称“火星共同体”的共同体"),
        (row(2, "2026-32-00001", "乙共同体"), "的共同体是“甲共同体”，与表中的名称不一致"),
        (row(2, "2026-32-00003"), "现在是“待省级审核”，没有待记录的结果"),
        (row(2, "", "同名"), "有 2 个共同体叫“同名”，请填写编号"),
        (row(2, "2026-32-00001", "", "拟认定"), "结果应为“认定”或“不予认定”，现在是“拟认定”"),
        (row(2, "2026-32-00001", "", ""), "现在是“（空）”"),
        (row(2), "没有填写共同体编号和名称"),
        (row(2, "2026-32-00001", remark="长" * 201), "备注最多 200 字"),
        (ResultRow(2, "", "", "", "", "“结果”一格读不出来：公式"), "读不出来"),
    ],
)
def test_each_bad_row_is_named_with_what_would_be_right(given_row: ResultRow, says: str) -> None:
    judged = judge([given_row], KNOWN)[0]
    assert says in judged.problem if says else judged.problem == ""


def test_a_community_that_stands_twice_is_taken_once() -> None:
    first, second = judge([row(2, "2026-32-00001"), row(5, "", "甲共同体", "不予认定")], KNOWN)
    assert first.problem == "" and first.known is not None and first.known.year == 2026
    assert second.problem == "与第 2 行重复，请只保留一行"


def test_the_head_may_stand_lower_and_its_columns_in_any_order() -> None:
    sheet = [(1, ["认定结果"]), (3, ["备注", "结果（必填）", "共同体编号 *"]), (4, ["好", "认定", "2026-32-00001"]), (6, ["", "", ""])]
    assert read_rows([[(1, ["别的"])], sheet]) == [ResultRow(4, "2026-32-00001", "", "认定", "好")]
    with pytest.raises(NotResults, match="没有找到表头"):
        read_rows([[(1, ["共同体编号", "备注"])]])


@given(st.lists(st.integers(1, 9), min_size=1, unique=True), st.data())
def test_an_item_takes_the_number_it_was_given_and_nothing_is_lost(ids: list[int], data: st.DataObject) -> None:
    moved = data.draw(st.sampled_from(ids))
    number = data.draw(st.integers(1, len(ids)))
    order = rules.reordered(ids, {moved: number})
    assert sorted(order) == sorted(ids) and order[number - 1] == moved
    assert [one for one in order if one != moved] == [one for one in ids if one != moved]
    assert rules.reordered(ids, {}) == ids


@pytest.mark.parametrize("contact", ["13800000000", "+86 138-0000-0000", "010-66090000", "（025）83330000", "a@b.example"])
def test_a_way_to_reach_the_person(contact: str) -> None:
    assert rules.contact_problem(contact) is None


@pytest.mark.parametrize("contact", ["", "微信", "12345", "a@b", "13800000000000"])
def test_no_way_to_reach_the_person(contact: str) -> None:
    assert "请填写能联系到您的" in (rules.contact_problem(contact) or "")


@pytest.mark.parametrize("name", ["张𬭎", "李䶮", "买买提·吐尔逊", "Li Ming"])
def test_a_real_name(name: str) -> None:
    assert rules.name_problem(name) is None


@pytest.mark.parametrize("name", ["", "张", "匿名", "热心群众", "123", "<b>张三</b>", "名" * 31])
def test_not_a_real_name(name: str) -> None:
    assert rules.name_problem(name) is not None

"""Personal data is found in free text before it is published, however it is written; other numbers are left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cte_portal.catalogue.places import provinces
from cte_portal.catalogue.uscc import with_check_digit as credit_code
from cte_portal.exchange.personal_data import find, is_id_card, is_old_id_card, with_check_digit

DIGITS = "0123456789"
WORDS = st.text(alphabet="岗位职责负责设备维护联系人张工，。；：（） \n", max_size=12)
FULL_WIDTH = str.maketrans(DIGITS + "@.-", "０１２３４５６７８９＠．－")
CHINESE = str.maketrans(DIGITS, "零一二三四五六七八九")
CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def kinds(text: str) -> list[str]:
    return [one.kind for one in find(text)]


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    number = "1" + draw(st.sampled_from("3456789")) + draw(st.text(alphabet=DIGITS, min_size=9, max_size=9))
    parts = draw(st.sampled_from([(11,), (3, 4, 4), (4, 3, 4), (3, 8), (3, 3, 5), (7, 4)]))
    pieces, at = [], 0
    for length in parts:
        pieces.append(number[at : at + length])
        at += length
    written = draw(st.sampled_from(["", "+86 ", "86-", "+86"])) + draw(st.sampled_from([" ", "-", "–", "·"])).join(pieces)
    return written.translate(FULL_WIDTH) if draw(st.booleans()) else written


@st.composite
def id_cards(draw: st.DrawFn) -> str:
    province = draw(st.sampled_from([code[:2] for code in provinces()]))
    born = draw(st.dates(date(1930, 1, 1), date(2020, 12, 31)))
    number = with_check_digit(
        province + draw(st.text(alphabet=DIGITS, min_size=4, max_size=4)) + f"{born:%Y%m%d}" + f"{draw(st.integers(0, 999)):03d}"
    )
    return written_somehow(draw, number.lower(), draw(st.lists(st.integers(1, 17), max_size=6) | st.sampled_from([(6, 14), (4, 8, 12, 16)])))


@st.composite
def old_id_cards(draw: st.DrawFn) -> str:
    province, rest = draw(st.sampled_from([code[:2] for code in provinces()])), st.text(alphabet=DIGITS, min_size=3, max_size=3)
    born = draw(st.dates(date(1930, 1, 1), date(1999, 12, 31)))
    number = province + draw(rest) + draw(st.sampled_from(DIGITS)) + f"{born:%y%m%d}" + draw(rest)
    return written_somehow(draw, number, draw(st.sampled_from([(), (6, 12)])))


def written_somehow(draw: st.DrawFn, number: str, gaps: Sequence[int]) -> str:
    """With one sign at the gaps, in full-width or ordinary digits, or with invisible signs between."""
    ends = [0, *sorted(set(gaps)), len(number)]
    grouped = draw(st.sampled_from([" ", "-", "－", " - ", "\u3000"])).join(number[start:end] for start, end in pairwise(ends))
    way = draw(st.sampled_from(["plain", "full width", "invisible"]))
    return grouped.translate(FULL_WIDTH) if way == "full width" else "\u200b".join(grouped) if way == "invisible" else grouped


@given(WORDS, mobiles(), WORDS)
def test_a_mobile_number_is_found_however_it_is_grouped(before: str, number: str, after: str) -> None:
    assume(not after.strip().startswith(("元", "万", "亿")))
    assert kinds(before + number + after) == ["手机号"]


@given(WORDS, id_cards(), WORDS)
def test_an_id_card_number_is_found_and_is_not_taken_for_anything_else_too(before: str, number: str, after: str) -> None:
    assert kinds(before + number + after) == ["身份证号"]


@given(WORDS, old_id_cards(), WORDS)
def test_an_old_id_card_number_is_found_however_it_is_written(before: str, number: str, after: str) -> None:
    assume(not after.strip().startswith("人"))
    assert kinds(before + number + after) == ["身份证号"]


@given(st.integers(0, 999999), id_cards() | old_id_cards(), st.integers(0, 999999))
def test_numbers_beside_it_do_not_hide_it(before: int, number: str, after: int) -> None:
    assert "身份证号" in kinds(f"{before}号 {number}，{after}人")


@given(st.text(alphabet=DIGITS, min_size=17, max_size=17), st.integers(0, 10))
def test_a_number_with_a_wrong_check_digit_is_no_id_card(number: str, other: int) -> None:
    wrong = number + "0123456789X"[other]
    assume(wrong != with_check_digit(number))
    assert not is_id_card(wrong) and "身份证号" not in kinds(wrong)


@given(st.text(alphabet=DIGITS, min_size=7, max_size=24))
def test_a_number_is_an_id_card_s_only_when_it_is_right(number: str) -> None:
    assert ("身份证号" in kinds(number)) is (is_id_card(number) or is_old_id_card(number))


@given(old_id_cards(), st.sampled_from(["元", " 万元", ".50 元", "亿", "A", "T01"]), st.sampled_from(["SN", "CN", "批号B", "0."]))
def test_amounts_and_parts_of_longer_codes_are_no_old_id_cards(number: str, after: str, before: str) -> None:
    assert "身份证号" not in kinds(f"投入{number}{after}") and "身份证号" not in kinds(f"{before}{number}")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系 0510-66090000 王工", "固定电话"),
        ("（010）66090000", "固定电话"),
        ("01066090000", "固定电话"),
        ("0755 26000000转8001", "固定电话"),
        ("电话：66090000", "电话号码"),
        ("联系方式 6609-0000", "电话号码"),
        ("手机一三八零零零零零零零零", "手机号"),
        ("1380\u200b0000000", "手机号"),
        ("hr@example.com", "邮箱"),
        ("简历发至ｈｒ＠example．com。", "邮箱"),
        ("hr.zhang_1 @ mail.example.cn", "邮箱"),
    ],
)
def test_fixed_lines_mail_addresses_and_disguises_are_found(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


def test_each_is_named_as_it_stands_there() -> None:
    found = find("张工 138-0000-0000 或 a@example.com；再打 138-0000-0000")
    assert [(one.kind, one.text) for one in found] == [("手机号", "138-0000-0000"), ("邮箱", "a@example.com")]


@given(
    st.sampled_from(["91", "92", "93", "52", "12"]), st.sampled_from(sorted(provinces())), st.text(alphabet=CODE_SIGNS, min_size=9, max_size=9), WORDS
)
def test_a_credit_code_is_left_alone(kind: str, division: str, body: str, words: str) -> None:
    code = credit_code(kind + division + body)
    assume(not is_id_card(code))
    assert kinds(words + code + words) == []


@given(st.lists(st.integers(100000, 999999), min_size=1, max_size=6), st.sampled_from(["、", "，", ",", ";", "；", "\n", "T、"]))
def test_profession_codes_are_left_alone(codes: list[int], between: str) -> None:
    assert kinds("对口专业：" + between.join(map(str, codes))) == []


@given(st.integers(110000, 659999), st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.integers(1, 999))
def test_a_code_beside_days_and_people_wanted_is_no_id_card(code: int, day: date, people: int) -> None:
    assert kinds(f"专业 {code} {day:%Y-%m-%d} {day:%Y-%m-%d}") == [] and kinds(f"{code} {day:%y%m%d} {people} 人") == []


@given(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]),
    st.sampled_from("至-—、 "),
)
def test_dates_and_spans_of_dates_are_left_alone(day: date, written: str, between: str) -> None:
    assert kinds(f"{day.strftime(written)}{between}{day.strftime(written)}") == []


@given(st.integers(0, 10**17), st.sampled_from(["元", "万元", " 元", "亿元", "万"]))
def test_amounts_are_left_alone(amount: int, unit: str) -> None:
    assert kinds(f"投入{amount}{unit}") == [] and kinds(f"投入{amount:,}{unit}") == [] and kinds(f"约 {amount / 100:.2f} {unit}") == []


@pytest.mark.parametrize(
    "text",
    [
        "ZL202110123456.7",
        "GB/T 4754-2017",
        "二〇二六年三月",
        "精度 0.0013800000000",
        "第 1380 批 0000 号",
        "400 人，2000 小时",
        "尺寸 1300-1400-1500",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert kinds(text) == []

"""Personal data in what is to be published: phone numbers, ID-card numbers, mail addresses. Pure.

What only looks like one is left alone: credit codes, profession codes, dates, amounts. Where a number can be both, it counts as
personal: a credit code whose digits are also a right ID-card number is not one that an authority gives out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..catalogue import uscc
from ..catalogue.places import provinces

WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))  # GB 11643-1999
CHECK = "10X98765432"
CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
IN_CHINESE = re.compile("[〇零一二三四五六七八九幺]{7,}")
AMOUNT = r"(?!\d|\.\d|\s*[元万亿])"  # a number of this unit is no telephone's

CREDIT_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])")
ID_CARD = re.compile(r"(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?!\d)")
MOBILE = re.compile(r"(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d(?:\d{8}|[ -]\d{4}[ -]?\d{4}|\d[ -]\d{3}[ -]\d{4}|[ -]\d{3}[ -]\d{5}|\d{4}[ -]\d{4})" + AMOUNT)
FIXED = re.compile(r"(?<![\d.])\(?0(?:10|2[0-57-9]|[3-9]\d{2})\)?[ -]?\d{7,8}" + AMOUNT)
LOCAL = re.compile(r"(?:电话|手机|座机|传真|联系方式|致电|拨打)(?:号码|号)?[ :是为]{0,3}\d{3,4}[ -]?\d{4}" + AMOUNT)
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+ ?@ ?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Personal:
    """What was found: its kind in words, and the text as it stands there."""

    kind: str
    text: str


def find(text: str) -> list[Personal]:
    """Every piece of personal data in the text, by kind."""
    plain = _plain(text)
    without_codes = CREDIT_CODE.sub(lambda found: found[0] if uscc.problem(found[0].upper()) or is_id_card(found[0]) else "#", plain)
    return list(dict.fromkeys(_found(without_codes)))


def _found(text: str) -> Iterator[Personal]:
    for found in ID_CARD.finditer(text):
        if is_id_card(found[0]):
            yield Personal("身份证号", found[0])
            text = text.replace(found[0], "#")
    for kind, pattern in (("手机号", MOBILE), ("固定电话", FIXED), ("电话号码", LOCAL), ("邮箱", EMAIL)):
        for found in pattern.finditer(text):
            yield Personal(kind, found[0].strip())
        text = pattern.sub("#", text)


def _plain(text: str) -> str:
    """Full-width signs made half-width, invisible ones taken out, hyphens and long runs of Chinese digits made alike."""
    visible = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    alike = re.sub("[‐‑‒–—―−－·_]+", "-", visible)
    return IN_CHINESE.sub(lambda found: found[0].translate(CHINESE_DIGITS), alike)


def is_id_card(text: str) -> bool:
    """Whether it is a right number of a resident's ID card: a province, a day of birth, and the check digit (GB 11643-1999)."""
    number = re.sub("[ -]", "", text).upper()
    if not re.fullmatch(r"\d{17}[\dX]", number) or f"{number[:2]}0000" not in provinces() or not "1900" <= number[6:10] <= "2099":
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return with_check_digit(number[:17]) == number


def with_check_digit(first_seventeen: str) -> str:
    """The full number for its first 17 digits."""
    return first_seventeen + CHECK[sum(int(digit) * weight for digit, weight in zip(first_seventeen, WEIGHTS, strict=True)) % 11]

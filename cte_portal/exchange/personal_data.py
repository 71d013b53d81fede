"""Personal data in what is to be published: phone numbers, ID-card numbers, mail addresses. Pure.

What only looks like one is left alone: credit codes, profession codes, dates, amounts. Where a number can be both, it counts as
personal: a credit code whose digits are also a right ID-card number is not one that an authority gives out. Numbers of 15 digits,
which ID cards had until 1999, have no check digit: they count when they begin with a province and hold a day of birth of the
20th century, and are neither an amount nor part of a longer code; grouped only as 6, 6 and 3 digits.
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
GAP = " ?- ?| "
ID_CARD = re.compile(rf"(?<!\d)(?=(\d(?:(?:{GAP})?\d){{16}}(?:{GAP})?[\dXx])(?!\d))")  # wherever one may begin, since a number may stand before it
COUNTED = r"(?! ?[人名个家项台套件份条门])"  # two profession codes and how many are wanted look like an old number
OLD_ID_CARD = re.compile(rf"(?<![\dA-Za-z.])(\d{{15}}|\d{{6}} ?- ?\d{{6}} ?- ?\d{{3}}|\d{{6}} \d{{6}} \d{{3}}{COUNTED})(?![A-Za-z])" + AMOUNT)
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
    for pattern, right in ((ID_CARD, is_id_card), (OLD_ID_CARD, is_old_id_card)):
        for number in [found[1] for found in pattern.finditer(text) if right(found[1])]:
            yield Personal("身份证号", number)
            text = text.replace(number, "#")
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
    """Whether it is a right number of a resident's ID card: a province, a day of birth, and the check digit (GB 11643-1999).

    Grouped in whatever way, by the same sign: a profession code and two dates are no ID card.
    """
    number = re.sub("[ -]", "", text).upper()
    if len(set(re.findall(GAP, text))) > 1 or not re.fullmatch(r"\d{17}[\dX]", number) or not "1900" <= number[6:10] <= "2099":
        return False
    return _of_a_person(number[:2], number[6:14]) and with_check_digit(number[:17]) == number


def is_old_id_card(text: str) -> bool:
    """Whether it can be one of the 15 digits that ID cards had until 1999: the year of birth without its 19, no check digit."""
    number = re.sub("[ -]", "", text)
    return re.fullmatch(r"\d{15}", number) is not None and _of_a_person(number[:2], f"19{number[6:12]}")


def _of_a_person(province: str, born: str) -> bool:
    if f"{province}0000" not in provinces():
        return False
    try:
        return bool(date(int(born[:4]), int(born[4:6]), int(born[6:])))
    except ValueError:
        return False


def with_check_digit(first_seventeen: str) -> str:
    """The full number for its first 17 digits."""
    return first_seventeen + CHECK[sum(int(digit) * weight for digit, weight in zip(first_seventeen, WEIGHTS, strict=True)) % 11]

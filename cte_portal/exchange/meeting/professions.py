"""How near two professions are, told by their codes. Pure.

Source: 职业教育专业目录（2021年）. Its six digits are 专业大类 (2), 专业类 (2) and 专业 (2). The three levels number the same
专业大类 and 专业类 alike: 21–39 for 职业本科, 41–59 for 高职专科, 61–79 for 中职. Codes of 普通本科 follow a catalogue of their own.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

GROUPS = (
    "农林牧渔大类 资源环境与安全大类 能源动力与材料大类 土木建筑大类 水利大类 装备制造大类 生物与化工大类 轻工纺织大类 食品药品与粮食大类 "
    "交通运输大类 电子与信息大类 医药卫生大类 财经商贸大类 旅游大类 文化艺术大类 新闻传播大类 教育与体育大类 公安与司法大类 公共管理与服务大类"
).split()
_CODE = re.compile(r"(?<!\d)(\d{6})(?:TK|T|K)?(?!\d)")
_BETWEEN = re.compile(r"[、，,；;/|\s（）()]+")
_AFTER = re.compile(r"(等?(相关|相近)?专业(群|类)?|等)$")
SHORTEST = 4  # characters of a name that may stand inside another


class Nearness(IntEnum):
    """From nothing in common to the same profession."""

    NONE = 0
    SAME_GROUP = 1  # 专业大类
    SAME_CLASS = 2  # 专业类
    SAME = 3


def _class_of(code: str) -> str:
    """The 专业类, the same for the three levels of vocational education."""
    first = int(code[:2])
    return f"{(first - 1) % 20 + 1:02d}{code[2:4]}" if 21 <= first <= 79 else f"*{code[:4]}"


def group_of(code: str) -> str:
    """The 专业大类 in words; empty where the code is none of vocational education."""
    number = int(_class_of(code)[:2]) if not _class_of(code).startswith("*") else 0
    return GROUPS[number - 1] if 1 <= number <= len(GROUPS) else ""


@lru_cache(4096)
def nearness(one: str, other: str) -> Nearness:
    """How near two codes of six digits are."""
    if one == other:
        return Nearness.SAME
    a, b = _class_of(one), _class_of(other)
    if a == b:
        return Nearness.SAME_CLASS
    digits = 3 if a.startswith("*") else 2
    return Nearness.SAME_GROUP if a[:digits] == b[:digits] else Nearness.NONE


def spellings(code: str) -> tuple[str, ...]:
    """The code as it may be written, with the marks of the universities' catalogue (特设 T, 国家控制布点 K)."""
    return tuple(f"{code}{mark}" for mark in ("", "T", "K", "TK"))


def classes_like(code: str) -> list[tuple[str, str]]:
    """First and last code of every 专业类 that is `SAME_CLASS` with this one's."""
    found = _class_of(code)
    if found.startswith("*"):
        return [(f"{found[1:]}00", f"{found[1:]}99Z")]
    return [(f"{int(found[:2]) + level}{found[2:]}00", f"{int(found[:2]) + level}{found[2:]}99Z") for level in (20, 40, 60)]


@lru_cache(4096)
def codes_in(text: str) -> frozenset[str]:
    """The codes of six digits that a text names."""
    return frozenset(_CODE.findall(unicodedata.normalize("NFKC", text)))


@lru_cache(4096)
def names_in(text: str) -> frozenset[str]:
    """The professions a text names, one by one: “数控技术、机电一体化技术等相关专业” names two."""
    names = (_AFTER.sub("", name) for name in _BETWEEN.split(_CODE.sub(" ", unicodedata.normalize("NFKC", text))))
    return frozenset(name for name in names if len(name) > 1 and name != "不限")


def names_alike(one: frozenset[str], other: frozenset[str]) -> str:
    """A name of one side that stands inside one of the other; empty when there is none. The same from either side."""
    inside = [min(a, b, key=lambda name: (len(name), name)) for a in one for b in other if a in b or b in a]
    return max((name for name in inside if len(name) >= SHORTEST), key=lambda name: (len(name), name), default="")

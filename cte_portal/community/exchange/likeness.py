"""Names that may mean the same unit. Pure."""

from __future__ import annotations

import re
import unicodedata

COMMON = re.compile(r"股份有限公司|有限责任公司|有限公司|总公司|公司|集团|[\s()·・.\-—]")
TELLING = frozenset("0123456789一二三四五六七八九十甲乙丙丁东南西北中上下新老")  # 第一中学 and 第二中学 are two schools
LONG, VERY_LONG = 4, 6  # characters


def core(name: str) -> str:
    """The name without brackets, spaces and what the law adds to it."""
    return COMMON.sub("", unicodedata.normalize("NFKC", name))


class Names:
    """Names, each with the place where it stands; finds one that is nearly the same as another."""

    def __init__(self) -> None:
        self._places: dict[str, list[tuple[str, str, str]]] = {}  # trace → (core, name, place)

    def add(self, name: str, place: str) -> None:
        found = core(name)
        for trace in _traces(found):
            self._places.setdefault(trace, []).append((found, name, place))

    def like(self, name: str) -> str | None:
        """The place of a name that is not this one, but nearly."""
        mine = core(name)
        for trace in _traces(mine):
            for other, known, place in self._places.get(trace, ()):
                if known != name and _alike(mine, other):
                    return place
        return None


def _traces(text: str) -> set[str]:
    """The text, and the text without each one of its characters: two texts that differ in one character share one."""
    if not text:
        return set()
    return {text} | ({text[:at] + text[at + 1 :] for at in range(len(text))} if len(text) >= LONG else set())


def _alike(one: str, other: str) -> bool:
    """Equal, or with one character more, fewer, or other, as long as that character does not tell units apart."""
    if one == other:
        return True
    begin = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    short, long = sorted((one[begin:], other[begin:]), key=len)
    if len(short) == len(long):
        return len(one) >= VERY_LONG and short[1:] == long[1:] and not TELLING & {short[0], long[0]}
    return len(min(one, other, key=len)) >= LONG and long[1:] == short and long[0] not in TELLING

"""How well a demand and a supply fit, in points and in sentences. Pure: plain values in, a proposal out.

A proposal is the same from either side. What both have in common only ever adds points; what does not fit is said beside
it (`remarks`) and takes nothing away, so that a person decides. Every sentence says only what stands in both entries.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from ...catalogue.places import industries, province_name
from .professions import Nearness, codes_in, group_of, names_alike, names_in, nearness
from .terms import Wording


class Criterion(StrEnum):
    PROFESSION = "profession"
    FIELD = "field"
    TERMS = "terms"
    MATURITY = "maturity"
    LEVEL = "level"
    PEOPLE = "people"
    TIME = "time"
    PROVINCE = "province"
    INDUSTRY = "industry"


TALENT = {
    Criterion.PROFESSION: 50,
    Criterion.TERMS: 20,
    Criterion.LEVEL: 10,
    Criterion.PEOPLE: 8,
    Criterion.TIME: 4,
    Criterion.PROVINCE: 10,
    Criterion.INDUSTRY: 4,
}  # the most points of each
TECHNOLOGY = {Criterion.FIELD: 40, Criterion.TERMS: 40, Criterion.MATURITY: 12, Criterion.PROVINCE: 8, Criterion.INDUSTRY: 4}
ENOUGH_IN_COMMON = 10  # of terms.Common.weight, for all the points
SHOWN_TERMS = 3
STRENGTHS = ((70, "很匹配"), (45, "较匹配"), (0, "可了解"))  # from so many points on

SAME_NAME, NAME_ALIKE, SAME_CLASS, SAME_GROUP = 0.9, 0.7, 0.55, 0.2  # of a profession, beside the same code
FIELD_ALIKE = 0.5
# 学历 that is asked for, 层次 that is offered: how high each stands
DEGREES = {
    "any": (0, "不限"),
    "secondary": (1, "中职"),
    "junior": (2, "专科"),
    "vocational_bachelor": (3, "职业本科"),
    "bachelor": (3, "本科"),
    "master": (4, "硕士"),
    "doctor": (5, "博士"),
}
# 类型 of a technology demand × 成熟度 of what is offered
MATURITY_SHARES = {
    ("renovation", "industrial"): 1.0,
    ("renovation", "pilot"): 0.5,
    ("process", "industrial"): 1.0,
    ("process", "pilot"): 0.7,
    ("product", "industrial"): 1.0,
    ("product", "pilot"): 1.0,
    ("product", "laboratory"): 0.3,
    ("generic", "industrial"): 0.6,
    ("generic", "pilot"): 1.0,
    ("generic", "laboratory"): 0.8,
}
KINDS = {"renovation": "技术改造", "process": "工艺改进", "product": "产品升级", "generic": "共性技术"}
MATURITIES = {"laboratory": "实验室", "pilot": "中试", "industrial": "产业化"}


@dataclass(frozen=True)
class Entry:
    """One published entry, as far as it is compared. Empty and None: it does not say."""

    title: str = ""
    text: str = ""
    province: str = ""  # code; of a post the place of work
    industry: str = ""  # 大类 of its community
    profession_code: str = ""
    profession: str = ""
    field: str = ""  # 技术领域
    degree: str = ""  # asked for, or offered
    people: int | None = None
    year: int | None = None  # by which people are sought, or in which they graduate
    kind: str = ""  # of a technology demand
    maturity: str = ""  # of what is offered

    @cached_property
    def wording(self) -> Wording:
        return Wording(f"{self.title}\n{self.text}")

    @cached_property
    def field_name(self) -> str:
        """The field, spaces and width of characters left aside."""
        return "".join(unicodedata.normalize("NFKC", self.field).casefold().split())

    @cached_property
    def field_wording(self) -> Wording:
        return _field_wording(self.field)

    @cached_property
    def codes(self) -> frozenset[str]:
        return codes_in(f"{self.profession_code} {self.profession}")

    @cached_property
    def professions(self) -> frozenset[str]:
        return names_in(self.profession)


@lru_cache(4096)
def _field_wording(field: str) -> Wording:
    return Wording(field)


@dataclass(frozen=True)
class Reason:
    """`essential`: one such is needed for a proposal; being in the same province alone is no reason to meet."""

    criterion: Criterion
    points: int
    sentence: str
    essential: bool = False


@dataclass(frozen=True)
class Proposal:
    """What speaks for two entries coming together, strongest first, and what to look at."""

    reasons: tuple[Reason, ...]
    remarks: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def strength(self) -> str:
        return next(words for least, words in STRENGTHS if self.score >= least)

    @property
    def worth_proposing(self) -> bool:
        return any(reason.essential for reason in self.reasons)


@dataclass(frozen=True)
class Said:
    """The share of a criterion's points, why, and whether it is reason enough."""

    share: float
    sentence: str
    essential: bool = False


def _profession(demand: Entry, supply: Entry) -> Said | None:
    pairs = [(nearness(a, b), a, b) for a in sorted(demand.codes) for b in sorted(supply.codes)]
    near, a, b = max(pairs, key=lambda pair: pair[0], default=(Nearness.NONE, "", ""))
    if near is Nearness.SAME:
        return Said(1.0, f"专业代码相同：{_called(a, demand, supply)}", essential=True)
    if same := max(demand.professions & supply.professions, key=lambda name: (len(name), name), default=""):
        return Said(SAME_NAME, f"专业名称相同：{same}", essential=True)
    if alike := names_alike(demand.professions, supply.professions):
        return Said(NAME_ALIKE, f"专业名称中都有“{alike}”", essential=True)
    if near is Nearness.SAME_CLASS:
        return Said(SAME_CLASS, f"专业相近：{a} 与 {b} 同属一个专业类", essential=True)
    if near is Nearness.SAME_GROUP:
        return Said(SAME_GROUP, f"专业同属{group_of(a) or '一个专业门类'}")
    return None


def _called(code: str, *entries: Entry) -> str:
    """The code, with its name where an entry gives exactly this one."""
    names = [entry.profession for entry in entries if entry.profession and entry.codes == {code}]
    return f"{code} {min(names, key=len)}" if names and code not in min(names, key=len) else code


def _field(demand: Entry, supply: Entry) -> Said | None:
    one, other = demand.field_name, supply.field_name
    if not one or not other:
        return None
    if one == other:
        return Said(1.0, f"同一技术领域：{demand.field}", essential=True)
    alike = demand.field_wording.weight(supply.field_wording) or one in other or other in one
    return Said(FIELD_ALIKE, f"技术领域相近：{demand.field}、{supply.field}", essential=True) if alike else None


def _terms(demand: Entry, supply: Entry) -> Said | None:
    common = demand.wording.common(supply.wording)
    if not common.terms:
        return None
    shown = "、".join(f"“{term}”" for term in common.terms[:SHOWN_TERMS])
    return Said(min(1.0, common.weight / ENOUGH_IN_COMMON), f"名称和描述中都提到{shown}", common.telling)


def _maturity(demand: Entry, supply: Entry) -> Said | None:
    share = MATURITY_SHARES.get((demand.kind, supply.maturity), 0.0)
    return Said(share, f"成果处于{MATURITIES[supply.maturity]}阶段，适合{KINDS[demand.kind]}类需求") if share else None


def _level(demand: Entry, supply: Entry) -> Said | None:
    if not _tells_degrees(demand, supply) or _degree_falls_short(demand, supply):
        return None
    asked, offered = DEGREES[demand.degree][1], DEGREES[supply.degree][1]
    return Said(1.0, f"学历不限，供给为{offered}" if demand.degree == "any" else f"学历符合：要求{asked}及以上，供给为{offered}")


def _tells_degrees(demand: Entry, supply: Entry) -> bool:
    return demand.degree in DEGREES and supply.degree in DEGREES


def _degree_falls_short(demand: Entry, supply: Entry) -> bool:
    return _tells_degrees(demand, supply) and DEGREES[supply.degree][0] < DEGREES[demand.degree][0]


def _people(demand: Entry, supply: Entry) -> Said | None:
    if not demand.people or not supply.people:
        return None
    enough = "人数够用" if supply.people >= demand.people else "可满足一部分"
    return Said(min(1.0, supply.people / demand.people), f"需求 {demand.people} 人，可供 {supply.people} 人，{enough}")


def _time(demand: Entry, supply: Entry) -> Said | None:
    if demand.year is None or supply.year is None or supply.year > demand.year:
        return None
    return Said(1.0, f"{supply.year} 年毕业，赶得上 {demand.year} 年到岗")


def _province(demand: Entry, supply: Entry) -> Said | None:
    return Said(1.0, f"同在{province_name(demand.province)}") if demand.province and demand.province == supply.province else None


def _industry(demand: Entry, supply: Entry) -> Said | None:
    if not demand.industry or demand.industry != supply.industry or demand.industry not in industries():
        return None
    return Said(1.0, f"同属{industries()[demand.industry].name}")


ASKED: dict[Criterion, Callable[[Entry, Entry], Said | None]] = {
    Criterion.PROFESSION: _profession,
    Criterion.FIELD: _field,
    Criterion.TERMS: _terms,
    Criterion.MATURITY: _maturity,
    Criterion.LEVEL: _level,
    Criterion.PEOPLE: _people,
    Criterion.TIME: _time,
    Criterion.PROVINCE: _province,
    Criterion.INDUSTRY: _industry,
}


def proposal(demand: Entry, supply: Entry, weights: dict[Criterion, int]) -> Proposal:
    """What speaks for this demand and this supply; `weights`: `TALENT` or `TECHNOLOGY`."""
    reasons = []
    for criterion, most in weights.items():
        if (said := ASKED[criterion](demand, supply)) and (points := round(most * said.share)):
            reasons.append(Reason(criterion, points, said.sentence, said.essential))
    reasons.sort(key=lambda reason: -reason.points)
    return Proposal(tuple(reasons), tuple(_remarks(demand, supply)))


def _remarks(demand: Entry, supply: Entry) -> Iterator[str]:
    """What does not fit, for a person to judge."""
    if _degree_falls_short(demand, supply):
        yield f"学历不足：要求{DEGREES[demand.degree][1]}，供给为{DEGREES[supply.degree][1]}"
    if demand.year is not None and supply.year is not None and supply.year > demand.year:
        yield f"{supply.year} 年毕业，晚于 {demand.year} 年到岗"
    if demand.kind in KINDS and supply.maturity in MATURITIES and (demand.kind, supply.maturity) not in MATURITY_SHARES:
        yield f"成果处于{MATURITIES[supply.maturity]}阶段，离{KINDS[demand.kind]}还有距离"

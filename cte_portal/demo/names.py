"""Who takes part in the demonstration: communities, units and people that do not exist. Pure, and the same every time.

Places are invented words; the credit codes stand in registration district 000000, which does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from ..catalogue.places import provinces
from ..catalogue.uscc import with_check_digit

PROVINCE = "320000"  # where all of them ask for recommendation

WORDS = ("砚澜 岑屿 漱川 鹿泠 苇桥 栖筠 霁岭 梧汀 汀岚 槿原 浔屿 沅岫 楹川 芷泽 澹溪 璟山 翎湖 菀江 崧岳 溦洲 筱溪 珩川 瑀岭 皋屿 茗岑").split()
SURNAMES = tuple("林陈周许沈韩杨朱秦尤何吕施孔曹严华金魏陶姜戚谢邹喻")
GIVEN = (  # their number and that of the surnames have no common divisor, so that walking both meets every pair
    "若溪 书瑶 景行 思齐 云舒 嘉木 清和 望舒 子衿 怀瑾 初阳 南星 澄野 予安 舟晚 听澜 言蹊 栖迟 扶光 令仪 知夏"
).split()
RARE_NAMES = ("张𬭎", "李䶮")
CATEGORIES = (  # what the participants are, going round
    "enterprise",
    "enterprise",
    "junior",
    "enterprise",
    "university",
    "enterprise",
    "secondary",
    "institute",
    "enterprise",
    "industry_org",
    "bachelor",
)
LINKS = ("upstream", "midstream", "downstream")
ENDINGS = {
    "industry_org": "行业协会",
    "university": "工程大学",
    "secondary": "中等职业学校",
    "junior": "职业技术学院",
    "bachelor": "职业技术大学",
    "institute": "技术研究院",
}
ENTERPRISE_ENDINGS = {"upstream": "材料有限公司", "midstream": "装备制造有限公司", "downstream": "技术服务有限公司"}
REGISTERED_BY = {"enterprise": "91", "industry_org": "51"}  # the first two characters of a credit code
INSTITUTIONS = "12"
UNIVERSITY_PROVINCES = ("110000", "310000", "420000", "610000", "510000")
SCHOOL_PROVINCES = ("330000", "370000", "440000", "430000")


@dataclass(frozen=True)
class DemoCommunity:
    """A community that does not exist."""

    number: int  # from 0; its words, codes and people follow from it
    trade: str
    industry: str  # GB/T 4754, two digits
    enterprise_kind: str = "local_soe"
    region: str = "全国"

    @property
    def name(self) -> str:
        return f"{self.region}{self.trade}行业产教融合共同体"

    @property
    def word(self) -> str:
        return WORDS[self.number]


COMMUNITIES = (
    DemoCommunity(0, "新能源汽车", "36"),
    DemoCommunity(1, "智能纺织", "17"),
    DemoCommunity(2, "现代种业", "01"),
    DemoCommunity(3, "工业机器人", "34"),
    DemoCommunity(4, "城市轨道交通装备", "37"),
    DemoCommunity(5, "生物制药", "27"),
    DemoCommunity(6, "集成电路封测", "39"),
    DemoCommunity(7, "智慧物流", "59"),
    DemoCommunity(8, "绿色建材", "30"),
    DemoCommunity(9, "先进储能", "38", enterprise_kind="central_hq"),
    DemoCommunity(10, "海洋工程装备", "35"),
    DemoCommunity(11, "数字文旅", "90"),
)


@dataclass(frozen=True)
class DemoUnit:
    """A participant that does not exist."""

    name: str
    uscc: str
    category: str
    chain_link: str  # empty for all but enterprises
    province: str
    contact: str
    phone: str


@dataclass(frozen=True)
class Leads:
    """The three leads of a community, each in a province of its own."""

    enterprise: str
    university: str
    school: str
    university_province: str
    school_province: str

    @property
    def names(self) -> list[str]:
        return [self.enterprise, self.university, self.school]


def leads_of(community: DemoCommunity) -> Leads:
    word, number = community.word, community.number
    return Leads(
        f"{word}{community.trade}集团有限公司",
        f"{word}理工大学",
        f"{word}职业技术学院",
        UNIVERSITY_PROVINCES[number % len(UNIVERSITY_PROVINCES)],
        SCHOOL_PROVINCES[number % len(SCHOOL_PROVINCES)],
    )


def credit_code(number: int, category: str = "enterprise") -> str:
    """A code with a right check digit in a district that does not exist; `number` has at most five digits."""
    return with_check_digit(f"{REGISTERED_BY.get(category, INSTITUTIONS)}000000MADE{number:05d}")


def phone(number: int) -> str:
    """A number of the right form, plainly nobody's."""
    return f"1990000{number:04d}"


def person(number: int) -> str:
    """The name of somebody who does not exist; 525 of them, then from the beginning."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)]


def chair_of(community: DemoCommunity) -> str:
    """The head of the lead enterprise and of the community; a rare character in the first one's name."""
    return RARE_NAMES[0] if community.number == 0 else person(40 + community.number)


@cache
def units(community: DemoCommunity, count: int) -> tuple[DemoUnit, ...]:
    """The participants, up to 1,000: names and codes differ, provinces go round the whole country."""
    base = (community.number + 1) * 1200
    names = _unit_names(community)
    codes = list(provinces())
    found = []
    for number in range(count):
        category = CATEGORIES[number % len(CATEGORIES)]
        link = LINKS[number % len(LINKS)] if category == "enterprise" else ""
        ending = ENTERPRISE_ENDINGS[link] if link else ENDINGS[category]
        found.append(
            DemoUnit(
                name=f"{next(names)}{ending}",
                uscc=credit_code(base + number, category),
                category=category,
                chain_link=link,
                province=codes[(number * 8 + community.number) % len(codes)],
                contact=RARE_NAMES[number] if number < len(RARE_NAMES) else person(100 + community.number + number),
                phone=phone(1000 + number),
            )
        )
    return tuple(found)


def _unit_names(community: DemoCommunity) -> Iterator[str]:
    """Two invented words, then the same again as 第二; no two alike."""
    start = community.number + 1
    words = WORDS[start:] + WORDS[:start]
    for rank, second, first in product(("", "第二"), words, words):
        if first != second:
            yield f"{first}{second}{rank}"

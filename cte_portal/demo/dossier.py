"""What fictional clerks type into the form. Pure, and the same every time; no name, code or number belongs to anybody.

The credit codes stand in registration district 000000, which does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import cycle, islice, product

from ..catalogue.places import provinces
from ..catalogue.uscc import with_check_digit

PROVINCE = "320000"  # where all of them ask for recommendation
Typed = dict[str, list[str]]

WORDS = ("砚澜 岑屿 漱川 鹿泠 苇桥 栖筠 霁岭 梧汀 汀岚 槿原 浔屿 沅岫 楹川 芷泽 澹溪 璟山 翎湖 菀江 崧岳 溦洲 筱溪 珩川 瑀岭 皋屿 茗岑").split()
SURNAMES = tuple("林陈周许沈韩杨朱秦尤何吕施孔曹严华金魏陶姜戚谢邹喻")
GIVEN = "知远 若溪 明哲 书瑶 景行 思齐 云舒 嘉木 清和 望舒 子衿 怀瑾 初阳 南星 砚秋".split()
RARE_NAMES = ("张𬭎", "李䶮")
CATEGORIES = (
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
DUTIES = {
    "industry_org": "组织行业调研，参与编制行业发展分析报告和人才需求预测报告",
    "university": "承担关键技术联合攻关，招收一线优秀职工攻读专业学位",
    "secondary": "承担学徒制培养和实习实训，面向企业员工开展岗前培训",
    "junior": "承担订单培养，共建专业核心课程和实践能力项目",
    "bachelor": "承担现场工程师培养，建设开放型实训基地",
    "institute": "建设中试平台，承接技术需求清单中的攻关项目",
    "enterprise": "提供实习和就业岗位，选派技术骨干兼职任教，提出技术需求",
}


@dataclass(frozen=True)
class DemoCommunity:
    """A community that does not exist."""

    number: int  # from 0; its words and codes follow from it
    trade: str
    industry: str  # GB/T 4754, two digits

    @property
    def name(self) -> str:
        return f"全国{self.trade}行业产教融合共同体"

    @property
    def word(self) -> str:
        return WORDS[self.number]


COMMUNITIES = tuple(
    DemoCommunity(number, trade, industry)
    for number, (trade, industry) in enumerate(
        [
            ("新能源汽车", "36"),
            ("智能纺织", "17"),
            ("现代种业", "01"),
            ("工业机器人", "34"),
            ("城市轨道交通装备", "37"),
            ("生物制药", "27"),
            ("集成电路封测", "39"),
            ("智慧物流", "59"),
            ("绿色建材", "30"),
            ("先进储能", "38"),
            ("海洋工程装备", "35"),
            ("数字文旅", "90"),
        ]
    )
)


@dataclass(frozen=True)
class DemoUnit:
    """A participant that does not exist."""

    name: str
    uscc: str
    category: str
    chain_link: str
    province: str
    contact: str
    phone: str


def credit_code(number: int) -> str:
    """A code with a right check digit in a district that does not exist."""
    return with_check_digit(f"91000000MADE{number:05d}")


def _phone(number: int) -> str:
    return f"1990000{number:04d}"


def _people() -> Iterator[str]:
    ordinary = (surname + given for given, surname in product(GIVEN, SURNAMES))
    return cycle([*RARE_NAMES, *ordinary])


@cache
def units(community: DemoCommunity, count: int) -> tuple[DemoUnit, ...]:
    """The participants, up to 1,000: names and codes differ, provinces go round the whole country."""
    base = (community.number + 1) * 1200
    names = _unit_names(community)
    codes = list(provinces())
    people = _people()
    found = []
    for number in range(count):
        category = CATEGORIES[number % len(CATEGORIES)]
        link = LINKS[number % 3] if category == "enterprise" else ""
        ending = ENTERPRISE_ENDINGS[link] if link else ENDINGS[category]
        province = codes[(number * 8 + community.number) % len(codes)]
        found.append(
            DemoUnit(
                name=f"{next(names)}{ending}",
                uscc=credit_code(base + number),
                category=category,
                chain_link=link,
                province=province,
                contact=next(people),
                phone=_phone(1000 + number),
            )
        )
    return tuple(found)


def _unit_names(community: DemoCommunity) -> Iterator[str]:
    """Two invented words and the trade; no two alike."""
    start = community.number
    for second, first in product(islice(cycle(WORDS), start + 1, start + 1 + len(WORDS)), islice(cycle(WORDS), start + 1, start + 1 + len(WORDS))):
        if first != second:
            yield f"{first}{second}"
    for number, word in enumerate(cycle(WORDS)):
        yield f"{word}第{number + 1}"


def lead_names(community: DemoCommunity) -> tuple[str, str, str]:
    """The enterprise, the university and the vocational school."""
    word = community.word
    return f"{word}{community.trade}集团有限公司", f"{word}理工大学", f"{word}职业技术学院"


def typed_sections(community: DemoCommunity, year: int) -> dict[str, Typed]:
    """Section key → field key → what is typed, for every section that is not a list.

    A member unit is given by its name; whoever types it chooses the unit of that name.
    """
    enterprise, university, school = lead_names(community)
    trade, base = community.trade, community.number * 10
    typed = {
        "cover": {
            "community_name": community.name,
            "industry": community.industry,
            "route": "province",
            "recommending_province": PROVINCE,
            "filled_on": f"{year}-05-20",
        },
        "basics": {
            "industry_chain": f"{trade}研发、制造与服务全产业链",
            "regions": "全国，重点覆盖长三角、京津冀和成渝地区",
            "governance": "council",
            "founded_on": f"{year - 1}-09-16",
            "founding_meeting_on": f"{year - 1}-09-16",
            "founding_meeting_place": "演示市会议中心",
            "charter_passed_on": f"{year - 1}-09-16",
            "secretariat": enterprise,
            "head_name": "张𬭎",
            "head_post": "理事长",
            "head_phone": _phone(base + 1),
            "head_email": "head@demo.example",
            "contact_name": "沈书瑶",
            "contact_post": "秘书处主任",
            "contact_phone": _phone(base + 2),
            "contact_email": "secretariat@demo.example",
            "full_time_staff": "12",
            "part_time_staff": "36",
        },
        "lead_enterprise": {
            "name": enterprise,
            "uscc": credit_code(base + 1),
            "province": PROVINCE,
            "address": "演示市产业大道 1 号",
            "legal_representative": "李䶮",
            "kind": "local_soe",
            "main_business": community.industry,
            "turnover": "1285060.50",
            "employees": "8600",
            "standing": f"本单位深耕{trade}领域二十余年，建有研发、制造和服务基地，牵头制定多项团体标准，上下游配套企业三百余家，"
            "能够统筹产业链资源，组织共同体各单位协同育人、协同攻关。",
            "contact_name": "许明哲",
            "contact_phone": _phone(base + 3),
            "contact_email": "enterprise.office@demo.example",
        },
        "lead_university": {
            "name": university,
            "uscc": credit_code(base + 2),
            "school_code": f"{4100000000 + base + 2}",
            "supervisor": "演示省教育厅",
            "province": "110000",
            "address": "演示市学院路 2 号",
            "double_first_class": "yes",
            "disciplines": "机械工程、控制科学与工程、材料科学与工程",
            "master_rights": "yes",
            "doctoral_rights": "yes",
            "research_directions": f"面向{trade}的关键材料、核心部件、智能制造和测试验证技术。",
            "research_team": "现有专任教师八十六人，其中教授二十四人，近三年承担校企联合攻关项目四十一项，建有省部级平台三个。",
            "contact_name": "周景行",
            "contact_phone": _phone(base + 4),
            "contact_email": "university.office@demo.example",
        },
        "lead_school": {
            "name": school,
            "uscc": credit_code(base + 3),
            "school_code": f"{4100000000 + base + 3}",
            "level": "junior",
            "province": "330000",
            "address": "演示市职教园 3 号",
            "programmes": f"{trade}技术专业群",
            "programme_codes": "460301、460303",
            "training_unit": f"{school}继续教育学院",
            "trained_last_year": "12600",
            "cooperation": "与牵头企业合作十年，共建产业学院和实训基地，累计订单培养学生二千三百余人，年均为企业员工培训一万人次以上。",
            "contact_name": "秦若溪",
            "contact_phone": _phone(base + 5),
            "contact_email": "school.office@demo.example",
        },
        "mechanism": {
            "structure": "共同体设理事会，由三家牵头单位轮值；下设秘书处和供需对接、人才培养、技术攻关、教学资源四个专门委员会，各司其职。\n"
            "理事会每年召开两次全体会议，重大事项经三分之二以上理事同意后实施。",
            "benefit_sharing": "按照共建共享、权责对等的原则，联合攻关成果的知识产权按投入约定归属；实训基地对成员单位开放，收益用于共同体建设。",
            "daily_work": "秘书处设专职人员十二名，成员单位各明确一名联络员；实行月调度、季通报、年总结，任务落实情况纳入年度考核。",
        },
        "foundation": {
            "background": f"{trade}产业规模持续增长，产业链条长、区域分布广，对复合型技术技能人才和关键技术突破需求迫切。",
            "cooperation": "近三年，三家牵头单位联合开展订单培养、学徒制培养和科研攻关，共建产业学院两个、工程技术中心一个。",
            "strengths": "牵头企业产业带动力强，牵头高校学科实力突出，牵头职业学校专业特色鲜明，参与单位覆盖产业链上中下游。",
        },
        "safeguards": {
            "measures": "政策方面，各单位出台支持共同体建设的专项政策；人员方面，配备专兼职队伍；考核方面，把共同体工作纳入企业发展规划和年度考核。"
        },
        "outcomes": {"outcomes": f"三年内，形成覆盖{trade}全产业链的产教供需对接机制，培养一批高素质技术技能人才，突破一批共性关键技术。"},
    }
    tasks = ["健全实体化运行机制", "构建产教供需对接机制", "联合开展人才培养", "协同开展技术攻关", "开发教学资源", "强化支持保障"]
    for number, task in enumerate(tasks, start=1):
        typed[f"task_{number}"] = {
            "goals": f"围绕{task}，三年内形成制度完备、运行顺畅、成效可考核的工作格局。",
            "measures": f"（一）建立{task}工作专班，明确责任分工。（二）制定年度计划，按季推进。（三）开展第三方评价，持续改进。",
        }
    sections = {key: {field: [text] for field, text in fields.items()} for key, fields in typed.items()}
    for number in range(1, 7):
        sections[f"task_{number}"]["responsible"] = [enterprise, university, school]
    sections["lead_enterprise"]["recognitions"] = ["integration_national", "integration_provincial"]
    return sections


TARGETS = (
    ("专职工作人员数", "人", "6", "8", "10", "12"),
    ("发布供需清单条目数", "条", "0", "200", "260", "320"),
    ("订单和学徒制培养学生数", "人", "420", "600", "800", "1000"),
    ("联合攻关项目数", "项", "5", "8", "10", "12"),
    ("联合开发专业核心课程数", "门", "4", "8", "12", "16"),
    ("出台专项支持政策数", "项", "2", "5", "8", "10"),
)


def typed_rows(community: DemoCommunity, year: int, participants: int) -> dict[str, list[Typed]]:
    """List key → its rows, each field key → what is typed. Member units are given by name, as in `typed_sections`."""
    enterprise, university, school = lead_names(community)
    rows: dict[str, list[dict[str, str | list[str]]]] = {
        "participants": [_participant(unit) for unit in units(community, participants)],
        "council": [
            {"name": "张𬭎", "unit": enterprise, "unit_post": "董事长", "post": "chair"},
            {"name": "韩云舒", "unit": university, "unit_post": "副校长", "post": "executive_vice_chair"},
            {"name": "李䶮", "unit": school, "unit_post": "院长", "post": "executive_vice_chair"},
            {"name": "沈书瑶", "unit": enterprise, "unit_post": "人力资源部主任", "post": "secretary_general"},
        ],
        "milestones": [
            {
                "start_month": f"{year}-0{1 + 3 * part}",
                "end_month": f"{year}-{3 + 3 * part:02d}",
                "milestone": milestone,
                "responsible": [enterprise, school],
                "result": result,
            }
            for part, (milestone, result) in enumerate(
                [("完成行业调研，发布报告和清单", "报告、清单"), ("启动订单班和学徒制培养", "培养方案"), ("建成技术创新中心", "中心章程、项目清单")]
            )
        ],
        "funds": [
            {
                "source": enterprise,
                "kind": "enterprise",
                "purpose": "实训基地和技术创新中心建设",
                "year_1": "1200",
                "year_2": "900.5",
                "year_3": "800",
            },
            {"source": school, "kind": "school", "purpose": "课程开发和师资培训", "year_1": "300", "year_2": "260", "year_3": "240.25"},
        ],
    }
    columns = ("indicator", "unit", "baseline", "target_1", "target_2", "target_3")
    for number, target in enumerate(TARGETS, start=1):
        rows[f"task_{number}_targets"] = [dict(zip(columns, target, strict=True))]
    return {key: [{field: [text] if isinstance(text, str) else text for field, text in row.items()} for row in found] for key, found in rows.items()}


def _participant(unit: DemoUnit) -> dict[str, str | list[str]]:
    return {
        "name": unit.name,
        "uscc": unit.uscc,
        "category": unit.category,
        "chain_link": unit.chain_link,
        "province": unit.province,
        "contact_name": unit.contact,
        "contact_phone": unit.phone,
        "duties": DUTIES[unit.category],
        "resources": "开放实训场地、设备和数据资源",
    }

"""The rows of the demonstration's lists. Pure; member units are given by their names."""

from __future__ import annotations

from decimal import Decimal

from .names import RARE_NAMES, DemoCommunity, DemoUnit, Leads, chair_of, leads_of, person, units

Row = dict[str, str | list[str]]

DUTIES = {
    "industry_org": "组织行业调研，参与编制行业发展分析报告和人才需求预测报告",
    "university": "承担关键技术联合攻关，招收一线优秀职工攻读专业学位",
    "secondary": "承担学徒制培养和实习实训，面向企业员工开展岗前培训",
    "junior": "承担订单培养，共建专业核心课程和实践能力项目",
    "bachelor": "承担现场工程师培养，建设开放型实训基地",
    "institute": "建设中试平台，承接技术需求清单中的攻关项目",
    "enterprise": "提供实习和就业岗位，选派技术骨干兼职任教，提出技术需求",
}
RESOURCES = {
    "industry_org": "行业统计数据、标准文本和专家库",
    "university": "大型仪器设备、科研数据和图书文献",
    "secondary": "实训车间、培训教室和宿舍",
    "junior": "实训基地、在线课程和培训师资",
    "bachelor": "开放型实训基地、在线课程和虚拟仿真资源",
    "institute": "中试线、检测设备和工艺数据库",
    "enterprise": "生产性实训场地、设备台时和实习岗位",
}
MILESTONES = (  # years after the filing's, first and last month, what, who (0 enterprise, 1 university, 2 school), result
    (0, 1, 3, "开展行业调研，发布两份报告和两类清单，制定年度工作计划", (0, 1, 2), "报告、清单、计划"),
    (0, 4, 6, "召开理事会会议，签订成员单位任务书，公布资源开放清单", (0,), "会议纪要、任务书、清单"),
    (0, 7, 9, "启动首批订单班和学徒制班，互聘首批教师", (0, 2), "培养方案、聘任名单"),
    (0, 10, 12, "首批联合攻关项目立项，完成年度总结和绩效数据报送", (0, 1), "项目书、年度总结报告"),
    (1, 1, 3, "更新报告和清单，举办春季供需对接会", (0, 1, 2), "报告、清单、对接记录"),
    (1, 4, 8, "建成首个技术创新中心和中试车间", (0, 1, 2), "中心章程、设备清单"),
    (1, 9, 12, "完成首批课程和教学装备开发，组织应用展示", (1, 2), "课程、装备、应用报告"),
    (2, 1, 3, "更新报告和清单，开展中期评价", (0, 1, 2), "报告、清单、评价报告"),
    (2, 4, 10, "攻关成果验收推广，课程和装备推广到二十所学校", (0, 1, 2), "验收报告、推广名单"),
    (2, 11, 12, "总结三年建设成效，形成制度成果汇编", (0,), "总结报告、制度汇编"),
)
FUNDS = (  # kind, purpose, three years, 万元
    ("enterprise", "实训基地和技术创新中心建设", "1200", "900.5", "800"),
    ("school", "联合攻关团队和科研平台建设", "260", "260", "240"),
    ("school", "课程开发、教学装备研制和师资培训", "300", "260", "240.25"),
    ("public", "产教融合专项，用于中试车间和公共实训平台", "400", "400", "300"),
    ("enterprise", "生产性实训设备和实习补贴", "180", "160", "150"),
)
TARGETS = {  # task → indicator, unit, figure at the start, three yearly targets
    1: (("专职工作人员数", "人", "12", "12", "15", "18"), ("召开理事会会议次数", "次", "1", "2", "2", "2")),
    2: (
        ("行业发展分析报告发布日期", "日期", "—", "3月31日前", "3月25日前", "3月20日前"),
        ("人才供需清单条目数", "条", "0", "200", "260", "320"),
        ("技术供需清单条目数", "条", "0", "40", "60", "80"),
        ("供需清单对接成功数", "项", "0", "150", "210", "260"),
    ),
    3: (
        ("订单和学徒制培养学生数", "人", "420", "600", "800", "1000"),
        ("企业人员到校任教人数", "人", "86", "120", "150", "180"),
        ("学校教师到企业实践人数", "人", "134", "160", "200", "240"),
        ("岗位培训规模", "人次", "12600", "14000", "16000", "18000"),
    ),
    4: (
        ("联合攻关项目数", "项", "5", "8", "10", "12"),
        ("共建技术创新中心数", "个", "0", "1", "2", "3"),
        ("技术供需清单完成数", "项", "0", "10", "20", "30"),
    ),
    5: (
        ("联合开发专业核心课程数", "门", "4", "8", "12", "16"),
        ("联合开发实践能力项目数", "个", "6", "15", "20", "25"),
        ("教学装备研制数", "种", "1", "1", "2", "3"),
    ),
    6: (("出台专项支持政策数", "份", "2", "5", "8", "10"), ("纳入发展规划或年度考核的企业数", "家", "3", "8", "15", "24")),
}
YEARLY_FUNDS = ("当年资金投入", "万元", "860.00")  # a target of task 4; the rest is the sum of FUNDS
TARGET_COLUMNS = ("indicator", "unit", "baseline", "target_1", "target_2", "target_3")
COUNCIL_SEATS = 4  # for participants


def rows_of(community: DemoCommunity, year: int, participants: int) -> dict[str, list[Row]]:
    """List key → its rows."""
    leads, others = leads_of(community), units(community, participants)
    rows: dict[str, list[Row]] = {
        "participants": [_participant(unit) for unit in others],
        "council": _council(community, leads, others),
        "milestones": _milestones(leads, year),
        "funds": _funds(leads, others),
    }
    for task, targets in TARGETS.items():
        more = [(*YEARLY_FUNDS, *yearly_funds())] if task == 4 else []
        rows[f"task_{task}_targets"] = [dict(zip(TARGET_COLUMNS, target, strict=True)) for target in (*targets, *more)]
    return rows


def yearly_funds() -> tuple[str, str, str]:
    """What all sources give in each of the three years, 万元."""
    first, second, third = (f"{sum(Decimal(fund[at]) for fund in FUNDS):.2f}" for at in (2, 3, 4))
    return first, second, third


def _participant(unit: DemoUnit) -> Row:
    return {
        "name": unit.name,
        "uscc": unit.uscc,
        "category": unit.category,
        "chain_link": unit.chain_link,
        "province": unit.province,
        "contact_name": unit.contact,
        "contact_phone": unit.phone,
        "duties": DUTIES[unit.category],
        "resources": RESOURCES[unit.category],
    }


def _council(community: DemoCommunity, leads: Leads, others: tuple[DemoUnit, ...]) -> list[Row]:
    first = 200 + 20 * community.number
    seats = [
        (chair_of(community), leads.enterprise, "董事长", "chair"),
        (person(first), leads.university, "副校长", "executive_vice_chair"),
        (RARE_NAMES[1] if community.number == 0 else person(first + 1), leads.school, "院长", "executive_vice_chair"),
        *((person(first + 2 + n), unit.name, "负责人", "vice_chair" if n < 2 else "member") for n, unit in enumerate(others[:COUNCIL_SEATS])),
        (person(first + 10), leads.enterprise, "人力资源部主任", "secretary_general"),
        (person(first + 11), leads.school, "继续教育学院院长", "deputy_secretary_general"),
    ]
    return [{"name": name, "unit": unit, "unit_post": unit_post, "post": post} for name, unit, unit_post, post in seats]


def _milestones(leads: Leads, year: int) -> list[Row]:
    return [
        {
            "start_month": f"{year + later}-{start:02d}",
            "end_month": f"{year + later}-{end:02d}",
            "milestone": milestone,
            "responsible": [leads.names[who] for who in responsible],
            "result": result,
        }
        for later, start, end, milestone, responsible, result in MILESTONES
    ]


def _funds(leads: Leads, others: tuple[DemoUnit, ...]) -> list[Row]:
    sources = [*leads.names, "演示省财政厅", others[0].name if others else leads.enterprise]
    return [
        {"source": source, "kind": kind, "purpose": purpose, "year_1": first, "year_2": second, "year_3": third}
        for source, (kind, purpose, first, second, third) in zip(sources, FUNDS, strict=True)
    ]

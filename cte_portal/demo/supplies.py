"""What fictional units of one community seek and offer: rows of the four lists of 附件3. Pure, and the same every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..catalogue.content import Row
from .names import person, phone
from .trades import Trade

PROFESSIONS = (
    ("460301", "机电一体化技术"),
    ("460303", "智能控制技术"),
    ("460305", "工业机器人技术"),
    ("460306", "电气自动化技术"),
    ("460104", "机械制造及自动化"),
)
STANDINGS = ("", "初级", "中级", "高级")
FIELDS = ("工艺优化", "在线检测", "设备运维", "材料应用", "软件与数据")
SIZES = {"talent_demand": 130, "talent_supply": 70, "technology_demand": 45, "technology_supply": 55}  # rows of each list
CONTACTS = 600  # where these people begin among those of `person`


@dataclass(frozen=True)
class Member:
    """A unit by its id, where it is, and whether it is a school or institute."""

    unit: str
    province: str | None
    teaches: bool


def rows(trade: Trade, members: Sequence[Member], year: int, *, earlier: bool = False) -> dict[str, list[Row]]:
    """List key → its rows. `earlier`: as they were before: fewer, and of other numbers."""
    firms = [one for one in members if not one.teaches] or list(members)
    schools = [one for one in members if one.teaches] or list(members)
    made = {
        "talent_demand": (_post, firms),
        "talent_supply": (_class, schools),
        "technology_demand": (_problem, firms),
        "technology_supply": (_result, schools),
    }
    found: dict[str, list[Row]] = {}
    for key, (make, units) in made.items():
        count = SIZES[key] * 3 // 4 if earlier else SIZES[key]
        found[key] = [Row(f"r{n + 1}", {**make(trade, units[n % len(units)], n, year, earlier), **_contact(n)}) for n in range(count)]
    return found


def _contact(n: int) -> dict[str, Any]:
    return {"contact_name": person(CONTACTS + n), "contact_phone": phone(CONTACTS + n), "contact_email": f"contact{n + 1}@demo.example"}


def _post(trade: Trade, member: Member, n: int, year: int, earlier: bool) -> Mapping[str, Any]:
    post, code = trade.posts[n % 3], PROFESSIONS[n % len(PROFESSIONS)]
    least = 4500 + n * 370 % 5000
    return {
        "unit": member.unit,
        "chain_link": ("upstream", "midstream", "downstream")[n % 3],
        "position": f"{STANDINGS[n // 3 % 4]}{post}",
        "duties": f"参与{trade.midstream}，负责{trade.courses[n % 3]}相关的装调、检测和记录，配合解决现场问题。",
        "people": 2 + n * 7 % 29 + (3 if earlier else 0),
        "degree": ("junior", "secondary", "junior", "bachelor", "any")[n % 5],
        "profession_code": code[0],
        "profession": code[1],
        "experience": "" if n % 3 else "一年以上同类岗位经验",
        "abilities": f"掌握{trade.courses[(n + 1) % 3]}的基本方法，能看懂工艺文件。",
        "wage_from": least,
        "wage_to": least + 1500 + n * 110 % 3000,
        "scarcity": ("usual", "scarce", "very_scarce")[n * 5 % 7 % 3],
        "province": member.province,
        "due": f"{year}-{7 + n % 6:02d}",
        "training": (("order", "direct"), ("apprentice",), ("direct",), ("entrusted", "order"))[n % 4],
    }


def _class(trade: Trade, member: Member, n: int, year: int, earlier: bool) -> Mapping[str, Any]:
    code = PROFESSIONS[n % len(PROFESSIONS)]
    return {
        "unit": member.unit,
        "level": ("junior", "secondary", "vocational_bachelor")[n % 3],
        "profession_code": code[0],
        "profession": code[1],
        "strengths": f"开设{trade.courses[n % 3]}等课程，面向{trade.posts[n % 3]}岗位培养。",
        "students": 120 + n * 37 % 400,
        "graduation_year": year + n % 2,
        "people": 20 + n * 13 % 70 + (5 if earlier else 0),
        "internship_from": f"{year}-09",
        "internship_to": f"{year + 1}-01",
    }


def _problem(trade: Trade, member: Member, n: int, year: int, earlier: bool) -> Mapping[str, Any]:
    problem, field = trade.problems[n % 3], FIELDS[n % len(FIELDS)]
    return {
        "unit": member.unit,
        "name": f"{problem}：{field}（第 {n // 15 + 1} 期）",
        "domain": field,
        "kind": ("process", "renovation", "product", "generic")[n % 4],
        "situation": f"{problem}依靠人工经验，一致性不够，影响{trade.midstream}。",
        "goals": f"形成可推广的方案，在一条产线上验证，主要指标比现状提高 {10 + n % 15}%。",
        "due": date(year, 9 + n % 4, 30),
        "amount": Decimal(f"{20 + n * 11 % 180 + (10 if earlier else 0)}.00"),
        "rights": "双方共有，需求单位优先使用",
    }


def _result(trade: Trade, member: Member, n: int, year: int, earlier: bool) -> Mapping[str, Any]:
    problem, field = trade.problems[n % 3], FIELDS[(n + 2) % len(FIELDS)]
    return {
        "unit": member.unit,
        "name": f"面向{problem}的{field}方案（{n // 15 + 1}）",
        "domain": field,
        "summary": f"由校企联合团队完成，用于{trade.midstream}，可与{trade.equipment}配套使用。",
        "rights": "软件著作权 1 项" if n % 2 else "发明专利 1 项，审查中",
        "maturity": ("pilot", "industrial", "laboratory")[n % 3] if not earlier else "laboratory",
        "cooperation": (("license", "service"), ("joint",), ("transfer",))[n % 3],
    }

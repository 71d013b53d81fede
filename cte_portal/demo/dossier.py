"""What fictional clerks type into the form: every box of every section and list, as text. Pure, and the same every time.

A member unit is given by its name, since its row has no id before it is saved; whoever types it chooses the unit of that
name, which for a lead is the section's key.
"""

from __future__ import annotations

from .names import COMMUNITIES, PROVINCE, RARE_NAMES, DemoCommunity, DemoUnit, chair_of, credit_code, leads_of, person, phone, units
from .prose import long_texts
from .tables import rows_of
from .trades import TRADES

__all__ = ["COMMUNITIES", "PROVINCE", "RARE_NAMES", "DemoCommunity", "DemoUnit", "typed_rows", "typed_sections", "units"]

Typed = dict[str, list[str]]
CONTACTS = 480  # where the offices' people begin among those of `person`


def typed_sections(community: DemoCommunity, year: int) -> dict[str, Typed]:
    """Section key → field key → what is typed, for every section that is not a list. Every required box has something."""
    trade, leads = TRADES[community.trade], leads_of(community)
    sections: dict[str, dict[str, str | list[str]]] = {
        "cover": _cover(community, year),
        "basics": _basics(community, year),
        "lead_enterprise": _lead_enterprise(community, year),
        "lead_university": _lead_university(community),
        "lead_school": _lead_school(community),
    }
    for key, texts in long_texts(community.trade, trade, leads).items():
        sections[key] = {**sections.get(key, {}), **texts}
    for number in range(1, 7):
        sections[f"task_{number}"]["responsible"] = leads.names
    return {key: _as_typed(fields) for key, fields in sections.items()}


def typed_rows(community: DemoCommunity, year: int, participants: int) -> dict[str, list[Typed]]:
    """List key → its rows, each field key → what is typed; 1 to 1,000 participants."""
    return {key: [_as_typed(row) for row in rows] for key, rows in rows_of(community, year, participants).items()}


def _as_typed(fields: dict[str, str | list[str]]) -> Typed:
    return {key: [text] if isinstance(text, str) else text for key, text in fields.items()}


def _cover(community: DemoCommunity, year: int) -> dict[str, str | list[str]]:
    return {
        "community_name": community.name,
        "industry": community.industry,
        "route": "province",
        "recommending_province": PROVINCE,
        "filled_on": f"{year}-05-20",
    }


def _basics(community: DemoCommunity, year: int) -> dict[str, str | list[str]]:
    base = community.number * 10
    return {
        "industry_chain": f"{community.trade}研发、制造与服务全产业链",
        "regions": "全国，重点覆盖长三角、京津冀和成渝地区",
        "governance": "council",
        "founded_on": f"{year - 1}-09-16",
        "founding_meeting_on": f"{year - 1}-09-16",
        "founding_meeting_place": "演示市会议中心",
        "charter_passed_on": f"{year - 1}-09-16",
        "secretariat": leads_of(community).enterprise,
        "head_name": chair_of(community),
        "head_post": "理事长，牵头企业董事长",
        "head_phone": phone(base + 1),
        "head_email": "head@demo.example",
        "contact_name": person(CONTACTS + base),
        "contact_post": "秘书处主任",
        "contact_phone": phone(base + 2),
        "contact_email": "secretariat@demo.example",
        "full_time_staff": "12",
        "part_time_staff": "36",
    }


def _lead_enterprise(community: DemoCommunity, year: int) -> dict[str, str | list[str]]:
    base = community.number * 10
    central = community.enterprise_kind == "central_hq"
    fields: dict[str, str | list[str]] = {
        "name": leads_of(community).enterprise,
        "uscc": credit_code(base + 1),
        "province": PROVINCE,
        "address": "演示市产业大道 1 号",
        "legal_representative": chair_of(community),
        "kind": community.enterprise_kind,
        "main_business": community.industry,
        "turnover": "1285060.50",
        "employees": "8600",
        "recognitions": ["central_soe", "top_500"] if central else ["integration_national", "integration_provincial"],
        "contact_name": person(CONTACTS + base + 1),
        "contact_phone": phone(base + 3),
        "contact_email": "enterprise.office@demo.example",
    }
    return fields | ({"top_500_rank": f"{year - 1} 年第 268 位"} if central else {})


def _lead_university(community: DemoCommunity) -> dict[str, str | list[str]]:
    base, leads = community.number * 10, leads_of(community)
    return {
        "name": leads.university,
        "uscc": credit_code(base + 2, "university"),
        "school_code": f"{4100000000 + base + 2}",
        "supervisor": "演示省教育厅",
        "province": leads.university_province,
        "address": "演示市学院路 2 号",
        "double_first_class": "yes",
        "disciplines": TRADES[community.trade].disciplines,
        "master_rights": "yes",
        "doctoral_rights": "yes",
        "contact_name": person(CONTACTS + base + 2),
        "contact_phone": phone(base + 4),
        "contact_email": "university.office@demo.example",
    }


def _lead_school(community: DemoCommunity) -> dict[str, str | list[str]]:
    base, leads, trade = community.number * 10, leads_of(community), TRADES[community.trade]
    return {
        "name": leads.school,
        "uscc": credit_code(base + 3, "junior"),
        "school_code": f"{4100000000 + base + 3}",
        "level": "junior",
        "province": leads.school_province,
        "address": "演示市职教园 3 号",
        "programmes": trade.programmes,
        "programme_codes": trade.programme_codes,
        "training_unit": f"{leads.school}继续教育学院",
        "trained_last_year": "12600",
        "contact_name": person(CONTACTS + base + 3),
        "contact_phone": phone(base + 5),
        "contact_email": "school.office@demo.example",
    }

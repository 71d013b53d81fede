"""Decisions about an application's content: checks, figures and options that the catalogue names. Pure.

Source: 建设指南 一 (who may lead and take part), 四 (which province recommends); warnings from comparable declarations.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..accounts.models import OrganisationKind
from ..catalogue.address import Address
from ..catalogue.checking import RuleNames
from ..catalogue.content import Content, Values
from ..catalogue.fields import Field
from ..catalogue.kinds import AsTyped, Labels, Value, show
from ..catalogue.places import province_name, recommending_provinces
from ..catalogue.reading import OptionRule, asked, labels_for
from ..catalogue.schema import Section
from ..catalogue.uscc import problem as uscc_problem
from . import targets

LEADS = ("lead_enterprise", "lead_university", "lead_school")

Found = Iterator[tuple[Address, str]]


# Options


def lead_provinces(content: Content) -> dict[str, str]:
    """The provinces of the three leads that have an authority which recommends."""
    codes = [content.value(lead, "province") for lead in LEADS]
    return {code: province_name(code) for code in codes if isinstance(code, str) and code in recommending_provinces()}


# Checks: each yields (place, sentence)


def lead_university_grants_both_degrees(content: Content) -> Found:
    for key, degree in (("master_rights", "硕士"), ("doctoral_rights", "博士")):
        if content.value("lead_university", key) is False:
            yield (
                Address("lead_university", field=key),
                f"牵头高水平高等学校须同时具有硕士、博士学位授予权（建设指南一（一）），现在“{degree}学位授予权”填的是“否”。请核对，或更换牵头高校",
            )


def recommending_province_is_a_leads(content: Content) -> Found:
    province = content.value("cover", "recommending_province")
    if content.value("cover", "route") == "direct" or not isinstance(province, str):
        return
    if province not in lead_provinces(content):
        offered = "、".join(lead_provinces(content).values()) or "（三家牵头单位尚未填写省份）"
        yield (
            Address("cover", field="recommending_province"),
            f"推荐省份只能是三家牵头单位之一所在的省份，现在填的是{province_name(province)}，可选：{offered}",
        )


def about_direct(kind: OrganisationKind, granted: bool, year: int) -> str:
    """What a central SOE is told about direct reporting; empty for everybody else, whom it does not concern."""
    if kind is OrganisationKind.CENTRAL_SUBSIDIARY:
        return (
            "本单位注册为央企子企业，不能直报：直报只限中央管理企业集团总部（建设指南 四）。"
            "报送方式请选“省级推荐”，通过一家牵头单位所在省份的省级教育行政部门申报；确需直报的，由集团总部作为牵头企业注册填报。"
        )
    if kind is not OrganisationKind.CENTRAL_HQ:
        return ""
    if granted:
        return f"教育部职成司已同意本单位 {year} 年度直报：封面的报送方式可选“中央企业直报”，提交后直接报教育部。"
    return f"本单位 {year} 年度还没有获准直报。需要直报的，请先联系教育部职业教育与成人教育司；也可以选“省级推荐”，通过省级教育行政部门申报。"


def direct_reporting_was_granted(content: Content) -> Found:
    if content.value("cover", "route") == "direct" and not content.direct:
        yield (
            Address("cover", field="route"),
            "“中央企业直报”须先由教育部职成司同意（仅限中央管理企业集团总部）。请联系教育部职成司，或改选“省级推荐”",
        )


def _units(content: Content) -> list[tuple[Address, str, Values]]:
    """(place, name, values) of every unit: the three leads, then the participants."""
    units = [(Address(lead), str(content.members.get(lead, "")), content.values(lead)) for lead in LEADS]
    return units + [(Address("participants", row.id), str(row.values.get("name") or ""), row.values) for row in content.rows("participants")]


def usccs_not_repeated(content: Content) -> Found:
    """A lead's code stands nowhere else; repeats among the participants are the list's own `unique` rule."""
    seen: dict[str, tuple[Address, str]] = {}
    for address, name, values in _units(content):
        code = values.get("uscc")
        if not isinstance(code, str):
            continue
        if code in seen:
            first, first_name = seen[code]
            if address.section == first.section:
                continue
            where = "牵头单位" if first.section in LEADS else "参与单位"
            yield (
                Address(address.section, address.row, "uscc"),
                f"“{name}”的统一社会信用代码 {code} 与{where}“{first_name}”相同。一家单位只填一次，同类牵头单位只能有一家，请核对",
            )
        else:
            seen[code] = (address, name)


def unit_without_uscc_gives_reason(content: Content) -> Found:
    explained = any(item.category == "uscc_explanation" for item in content.evidence)
    for row in content.rows("participants"):
        code = row.values.get("uscc")
        if isinstance(code, str) and uscc_problem(code) is None:
            continue
        name = row.values.get("name") or "未填名称"
        if not row.values.get("uscc_reason"):
            yield Address("participants", row.id, "uscc_reason"), f"“{name}”没有有效的统一社会信用代码，请填写原因并上传证明材料"
        elif not explained:
            yield Address("participants", row.id, "uscc"), f"“{name}”没有有效的统一社会信用代码，请在佐证材料“无统一社会信用代码说明”中上传证明"


def months_in_order(content: Content) -> Found:
    for section in content.definition.sections:
        for row in content.rows(section.key) if {"start_month", "end_month"} <= section.by_key.keys() else ():
            start, end = row.values.get("start_month"), row.values.get("end_month")
            if isinstance(start, str) and isinstance(end, str) and end < start:
                yield Address(section.key, row.id, "end_month"), f"结束月份 {end} 早于开始月份 {start}，请核对"


def wages_in_order(content: Content) -> Found:
    for row in content.rows("talent_demand"):
        least, most = row.values.get("wage_from"), row.values.get("wage_to")
        if isinstance(least, int) and isinstance(most, int) and most < least:
            yield Address("talent_demand", row.id, "wage_to"), f"月薪上限 {most} 元低于下限 {least} 元，是否填反了？"


def internships_in_order(content: Content) -> Found:
    for row in content.rows("talent_supply"):
        start, end = row.values.get("internship_from"), row.values.get("internship_to")
        if isinstance(start, str) and isinstance(end, str) and end < start:
            yield Address("talent_supply", row.id, "internship_to"), f"实习结束月份 {end} 早于开始月份 {start}，请核对"


def members_in_several_provinces(content: Content) -> Found:
    provinces = [province for _, _, values in _units(content) if isinstance(province := values.get("province"), str)]
    if len(provinces) > 1 and len(set(provinces)) == 1:
        yield Address("participants", field="province"), "全部建设单位都在同一省份。共同体应跨区域组建，请考虑吸收其他省份的单位"


def industry_organisation_or_institute_takes_part(content: Content) -> Found:
    categories = _answers(content, "category")
    if not categories["industry_org"] and not categories["institute"]:
        yield Address("participants", field="category"), "参与单位中没有行业组织，也没有科研机构，建议补充"


def upstream_or_downstream_takes_part(content: Content) -> Found:
    links = _answers(content, "chain_link")
    if not links["upstream"] and not links["downstream"]:
        yield Address("participants", field="chain_link"), "参与单位中没有标明上游或下游企业，建议补充或核对“产业链环节”"


def _answers(content: Content, column: str) -> Counter[Value]:
    """How many participants gave each answer, where they were asked."""
    field = content.definition.by_key["participants"].by_key[column]
    return Counter(row.values.get(column) for row in content.rows("participants") if asked(field, row.values))


def phone_not_shared_by_units(content: Content) -> Found:
    users: dict[str, list[tuple[Address, str]]] = defaultdict(list)
    for address, name, values in _units(content):
        if isinstance(phone := values.get("contact_phone"), str):
            users[phone].append((address, name))
    for phone, units in users.items():
        if len(units) > 1:
            address = units[1][0]
            names = "、".join(f"“{name}”" for _, name in units[:4]) + (f"等 {len(units)} 家" if len(units) > 4 else "")
            yield Address(address.section, address.row, "contact_phone"), f"{names}用了同一个联系电话 {phone}，请核对"


# Figures: numbers the portal knows


def lead_names(content: Content) -> str:
    return "；".join(content.members[lead] for lead in LEADS if lead in content.members)


def member_total(content: Content) -> str:
    return str(len([lead for lead in LEADS if lead in content.members]) + len(content.rows("participants")))


def _counted(content: Content, column: str) -> str:
    counts = _answers(content, column)
    labels = content.definition.by_key["participants"].by_key[column].option_labels
    return "，".join(f"{label} {counts[key]}" for key, label in labels.items() if counts[key]) or "无"


def members_by_category(content: Content) -> str:
    return _counted(content, "category")


def members_by_chain_link(content: Content) -> str:
    return _counted(content, "chain_link")


def provinces_covered(content: Content) -> str:
    return str(len({values.get("province") for _, _, values in _units(content) if isinstance(values.get("province"), str)}))


CHECKS: dict[str, Callable[[Content], Found]] = {
    check.__name__: check
    for check in (
        lead_university_grants_both_degrees,
        recommending_province_is_a_leads,
        direct_reporting_was_granted,
        usccs_not_repeated,
        unit_without_uscc_gives_reason,
        months_in_order,
        wages_in_order,
        internships_in_order,
        members_in_several_provinces,
        industry_organisation_or_institute_takes_part,
        upstream_or_downstream_takes_part,
        phone_not_shared_by_units,
        targets.months_in_its_year,
        targets.shortfalls_are_explained,
        targets.done_means_reached,
    )
}
FIGURES: dict[str, Callable[[Content], str]] = {
    figure.__name__: figure for figure in (lead_names, member_total, members_by_category, members_by_chain_link, provinces_covered)
}
OPTIONS: dict[str, OptionRule] = {lead_provinces.__name__: lead_provinces}
DERIVED: dict[str, Callable[[Values], str]] = {targets.difference.__name__: targets.difference}
RULE_NAMES = RuleNames(CHECKS, FIGURES, OPTIONS, DERIVED)


def labels_in(content: Content) -> Callable[[Field], Labels]:
    """The option labels of each field, as this application offers them; each found out once."""
    known: dict[int, Labels] = {}

    def labels(field: Field) -> Labels:
        if id(field) not in known:
            known[id(field)] = labels_for(field, content, OPTIONS)
        return known[id(field)]

    return labels


def figures_of(content: Content) -> Mapping[str, Mapping[str, str]]:
    """Section key → figure key → text, of every figure the edition prints."""
    return {
        section.key: {figure.key: FIGURES[figure.rule](content) for figure in section.figures}
        for section in content.definition.sections
        if section.figures
    }


def section_figures(content: Content, section: Section) -> list[tuple[str, str, str]]:
    """(label, text, unit) of each figure of one section."""
    return [(figure.label, FIGURES[figure.rule](content), figure.unit) for figure in section.figures]


def reminder_due(left: int, days: Sequence[int]) -> int | None:
    """Which of the days before a deadline is to be reminded of, with so many days left; None when none is reached, or it is over.

    `days`: rising, e.g. 1, 7, 30.
    """
    return next((day for day in days if 0 <= left <= day), None)


def looks_again_after(waited: float) -> int:
    """Seconds until a page that waits for its scan asks again: soon at first, then less and less often.

    Three hundred who wait on the last evening are not to keep others waiting.
    """
    return round(min(max(2.0, waited / 5), 30.0))


def shown(content: Content, section: str, key: str) -> str:
    """One value as people read it."""
    field = content.definition.by_key[section].by_key[key]
    return show(field, content.values(section).get(key), labels_in(content)(field))


def unit_columns(section: Section, values: Values) -> dict[str, str | None]:
    """What is searched and counted of one member unit, as its section or row says it now."""
    return {
        "name": fitting(values.get(section.member_name or ""), 100) or "",
        "uscc": fitting(values.get("uscc"), 18),
        "category": fitting(values.get("category"), 40) or (section.key if section.key in LEADS else None),
        "province_code": fitting(values.get("province"), 6),
    }


def fitting(value: object, most: int) -> str | None:
    """A valid text that fits its column; None for anything else."""
    return value if isinstance(value, str) and not isinstance(value, AsTyped) and len(value) <= most else None

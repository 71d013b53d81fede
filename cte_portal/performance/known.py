"""What the portal knows of a community's year: figures by the names that the catalogue's indicators refer to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from flask import g

from ..annual import queries as annual
from ..annual.figures import Figures
from ..catalogue.checking import CatalogueError
from ..catalogue.content import Content
from ..catalogue.schema import Edition
from ..community.models import Community
from ..community.rules import LEADS
from ..exchange.following import queries as following
from ..exchange.rules import Table
from .rules import Known

LEAD_FIGURES = {"lead_enterprises": LEADS[0], "lead_universities": LEADS[1], "lead_schools": LEADS[2]}
BY_CATEGORY = {
    "industry_orgs": "industry_org",
    "universities": "university",
    "secondary_schools": "secondary",
    "junior_colleges": "junior",
    "vocational_universities": "bachelor",
    "institutes": "institute",
}
BY_LINK = ("upstream", "midstream", "downstream")
REPORTS = {"industry_report_on": "industry_report", "talent_forecast_on": "talent_forecast"}
LISTS = {
    "talent_lists_on": (Table.TALENT_DEMAND, Table.TALENT_SUPPLY),
    "technology_lists_on": (Table.TECHNOLOGY_DEMAND, Table.TECHNOLOGY_SUPPLY),
}
ENTRIES = {f"{table.value}_entries": table for table in Table}
AGREEMENTS, CONTRACTS = "平台登记的人才供需对接协议", "平台登记的技术需求承接合同"
FOLLOWED = {  # figure of `exchange/following/figures.py` → where it comes from
    "matched": ("met", "平台登记的承接合同和对接协议"),
    "entrusted": ("entrusted", AGREEMENTS),
    "order": ("order", AGREEMENTS),
    "apprentice": ("apprentice", AGREEMENTS),
    "employment": ("employment", AGREEMENTS),
    "renovation": ("renovation", CONTRACTS),
    "process": ("process", CONTRACTS),
    "product": ("product", CONTRACTS),
    "undertaken": ("undertaken", CONTRACTS),
    "completed": ("completed", "平台登记的技术需求验收"),
}
NAMES = frozenset({*LEAD_FIGURES, *BY_CATEGORY, *BY_LINK, "provinces", *REPORTS, *LISTS, *ENTRIES, *FOLLOWED})


def check(editions: dict[str, Edition]) -> None:
    """Every known figure that an edition refers to is one.

    Raises:
        CatalogueError: one is not.
    """
    for edition in editions.values():
        for form in edition.further.values():
            for key, (section, _, measure) in form.measures.items():
                for name in filter(None, (measure.computed, measure.beside)):
                    if name not in NAMES:
                        raise CatalogueError(Path(f"{edition.key}/forms/{form.kind}/{section.key}.toml"), f"measure.{key}", f"平台没有这个数：{name}")


def known(community: Community, year: int) -> dict[str, Known]:
    """Every figure by its name, in a fixed number of queries, once a request."""
    kept: dict[tuple[int, int], dict[str, Known]] = g.setdefault("known_figures", {})
    if (community.id, year) not in kept:
        kept[community.id, year] = dict(_known(community, year))
    return kept[community.id, year]


def _known(community: Community, year: int) -> Iterator[tuple[str, Known]]:
    yield from _members(community, year)
    yield from _reports(community, year)
    yield from _lists(community, year)
    yield from _followed(community, year)


def _members(community: Community, year: int) -> Iterator[tuple[str, Known]]:
    figures = Figures(community, year)
    content = figures.content()
    if content is None or figures.application is None:
        return
    how = f"{figures.source}的建设单位名单"
    units = f"/applications/{figures.application.id}/sections/participants"
    yield from ((name, Known(int(lead in content.members), how, units)) for name, lead in LEAD_FIGURES.items())
    categories, links = _participants(content)
    yield from ((name, Known(categories[category], how, units)) for name, category in BY_CATEGORY.items())
    yield from ((name, Known(links[name], how, units)) for name in BY_LINK)
    provinces = {values.get("province") for section in content.definition.sections if section.member_name for _, values in content.holders(section)}
    yield "provinces", Known(len(provinces - {None}), how, units)


def _participants(content: Content) -> tuple[Counter[str], Counter[str]]:
    """How many of each category, and how many enterprises at each link of the chain."""
    rows = [row.values for row in content.rows("participants")]
    categories = Counter(str(values.get("category")) for values in rows)
    return categories, Counter(str(values.get("chain_link")) for values in rows if values.get("category") == "enterprise")


def _reports(community: Community, year: int) -> Iterator[tuple[str, Known]]:
    found = annual.deliverables_of([community.id], year)
    for name, key in REPORTS.items():
        report = found.get((community.id, key))
        url = f"/duties/{community.id}/{year}/{key}"
        version = annual.handed_in(report)
        if report and report.published_at:
            yield name, Known(report.published_at.date(), "平台公众网站发布的日期", url)
        elif version and version.published_elsewhere_on:
            yield name, Known(version.published_elsewhere_on, f"第 {version.number} 稿所填的自行发布日期", url)


def _lists(community: Community, year: int) -> Iterator[tuple[str, Known]]:
    """Of the year's newest editions that were not withdrawn; a pair of lists is published when both are."""
    editions = [one for one in annual.editions_in(community, year, [table.value for table in Table]) if not one.withdrawn_at]
    newest = {one.table: one for one in reversed(editions)}
    first = {one.table: one for one in editions}
    url = "/exchange/lists"
    for name, table in ENTRIES.items():
        one = newest.get(table)
        how = f"平台 {one.published_at:%Y-%m-%d} 发布的{table.label}清单第 {one.number} 版" if one else f"平台上没有 {year} 年发布的{table.label}清单"
        yield name, Known(one.entries if one else 0, how, url)
    for name, pair in LISTS.items():
        if all(table in first for table in pair):
            yield name, Known(max(first[table].published_at for table in pair).date(), "平台发布清单的日期", url)


def _followed(community: Community, year: int) -> Iterator[tuple[str, Known]]:
    """Contracts and agreements of the year, as far as they were noted on the portal."""
    found = following.figures([community.id], year)[community.id]
    url = "/exchange/followed"
    yield from ((name, Known(getattr(found, figure), f"{how}（{year} 年）", url)) for name, (figure, how) in FOLLOWED.items())

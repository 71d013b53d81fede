"""A community's own figures, filled into outlines: what the portal knows need not be typed again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from ..catalogue.content import Content
from ..catalogue.places import province_name
from ..community import queries as community_queries
from ..community.models import Application, Community, MemberUnit
from ..community.rules import shown
from ..exchange.models import ListEdition, PublishedEntry
from ..exchange.rules import Table as ListTable
from ..extensions import db
from . import queries

TASKS = tuple(f"task_{number}" for number in range(1, 7))
YEARS_OF_TARGETS = 3


@dataclass(frozen=True)
class FigureTable:
    """A small table with what it is and where it comes from."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str


class Figures:
    """What one community's outlines of one year may ask for, by the names in the catalogue."""

    NAMES = ("members_by_kind", "members_by_province", "targets", "tasks", "talent_lists", "technology_lists", "last_plan")

    def __init__(self, community: Community, year: int):
        self.community, self.year = community, year
        self.application = db.session.get(Application, community.recognised_application_id)
        self._content: Content | None = None

    def table(self, name: str) -> FigureTable | None:
        """None where there is nothing to fill in yet."""
        found: FigureTable | None = getattr(self, name)() if name in self.NAMES else None
        return found if found and found.rows else None

    @property
    def source(self) -> str:
        return f"{self.application.year} 年度申报书" if self.application else ""

    def content(self) -> Content | None:
        """What the recognised application says."""
        if self._content is None and self.application:
            version = self.application.version
            self._content = community_queries.frozen_content(version) if version else community_queries.content_of(self.application)
        return self._content

    def _members(self) -> list[MemberUnit]:
        return list(db.session.scalars(select(MemberUnit).where(MemberUnit.application_id == self.community.recognised_application_id)))

    def members_by_kind(self) -> FigureTable:
        content = self.content()
        labels = {}
        if content and (section := content.definition.by_key.get("participants")) and (field := section.by_key.get("category")):
            labels = field.option_labels
        counted = Counter("牵头单位" if unit.lead else labels.get(unit.category or "", "其他参与单位") for unit in self._members())
        rows = [(kind, str(number)) for kind, number in counted.most_common()]
        return FigureTable("建设单位（按类别）", ("类别", "单位数"), (*rows, ("合计", str(counted.total()))) if rows else (), self.source)

    def members_by_province(self) -> FigureTable:
        counted = Counter(province_name(unit.province_code) or "未填" for unit in self._members())
        rows = tuple((province, str(number)) for province, number in counted.most_common())
        return FigureTable("建设单位（按省份）", ("省份", "单位数"), rows, self.source)

    def targets(self) -> FigureTable:
        """The year's targets, as far as the application's three years reach; else those of its last year."""
        content = self.content()
        rows: list[tuple[str, ...]] = []
        number = min(max(self.year - (self.application.year if self.application else self.year) + 1, 1), YEARS_OF_TARGETS)
        for task in TASKS if content else ():
            key = f"{task}_targets"
            if content is None or key not in content.definition.by_key:
                continue
            for row in content.rows(key):
                values = [str(row.values.get(name) or "") for name in ("indicator", "unit", "baseline", f"target_{number}")]
                rows.append((content.definition.by_key[task].title, *values, ""))
        said = f"第{'一二三'[number - 1]}年目标"
        return FigureTable("申报书确定的指标", ("任务", "指标", "单位", "基期值", said, f"{self.year} 年完成值"), tuple(rows), self.source)

    def tasks(self) -> FigureTable:
        content = self.content()
        rows = [
            (content.definition.by_key[task].title, shown(content, task, "responsible") or "", "", "", "")
            for task in TASKS
            if content and task in content.definition.by_key
        ]
        return FigureTable("六项任务", ("任务", "责任单位", "起止月份", "计划内容和成果", "完成情况"), tuple(rows), self.source)

    def talent_lists(self) -> FigureTable:
        return self._lists("人才供需清单", (ListTable.TALENT_DEMAND, ListTable.TALENT_SUPPLY))

    def technology_lists(self) -> FigureTable:
        return self._lists("技术供需清单", (ListTable.TECHNOLOGY_DEMAND, ListTable.TECHNOLOGY_SUPPLY))

    def _lists(self, title: str, tables: tuple[ListTable, ...]) -> FigureTable:
        """How many entries the newest published editions have."""
        query = select(ListEdition).where(ListEdition.community_id == self.community.id, ListEdition.current, ListEdition.table.in_(tables))
        newest = {one.table: one for one in db.session.scalars(query)}
        people = select(ListEdition.table, func.sum(PublishedEntry.people)).join(PublishedEntry, PublishedEntry.edition_id == ListEdition.id)
        people = people.where(ListEdition.id.in_([one.id for one in newest.values()])).group_by(ListEdition.table)
        sums = dict(db.session.execute(people).all())
        rows = [
            (table.label, f"{one.published_at:%Y-%m-%d}", str(one.entries), str(sums.get(table) or "") or "—")
            for table in tables
            if (one := newest.get(table))
        ]
        return FigureTable(title, ("清单", "发布日期", "条目数", "人数合计"), tuple(rows), "平台已发布的清单")

    def last_plan(self) -> FigureTable:
        """The plan of the year before; for what closes the year, the year's own comes first."""
        rows = []
        for year in (self.year, self.year - 1):
            version = queries.handed_in(queries.deliverable(self.community, year, "work_plan"))
            if version and version.submitted_at:
                rows.append((f"{year} 年度", version.title, f"{version.submitted_at:%Y-%m-%d}", version.summary))
        return FigureTable("年度工作计划", ("年度", "标题", "提交日期", "摘要"), tuple(rows), "平台已提交的年度工作计划")

"""The year's work plan of an established community, handed in, and its annual summary as far as the year has come.

What is planned are the application's targets and funds of the year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .. import clock
from ..accounts.models import Account
from ..annual import queries
from ..annual.figures import Figures
from ..annual.models import Deliverable
from ..annual.yearly_forms import service
from ..annual.yearly_forms.models import ANNUAL_SUMMARY, WORK_PLAN, YearlyForm
from ..catalogue.content import Values
from ..catalogue.kinds import Value
from ..catalogue.merging import Base
from ..community.filling import service as editing
from ..community.filling.queries import content_of
from ..community.models import Community

LEADS = ("lead_enterprise", "lead_university", "lead_school")


@dataclass(frozen=True)
class Arrangement:
    """`indicator`: one of the application's targets, unless `planned` says the figure itself. What comes of it is told once its months are over."""

    months: tuple[int, int]
    content: str
    leads: tuple[int, ...]
    outcome: str
    indicator: str
    result: str = ""
    actual: str = ""
    state: str = "done"
    reason: str = ""
    planned: str = ""
    unit: str = ""
    aim: str = ""


ARRANGEMENTS = {
    "task_1": (
        Arrangement((1, 6), "召开理事会会议，审议年度计划和经费安排", (0,), "会议纪要、决议", "召开理事会会议次数", "会议已召开，形成决议。", "2"),
        Arrangement((3, 9), "充实秘书处，分设四个专门委员会", (0, 1, 2), "任命文件", "专职工作人员数", "四个专门委员会配齐人员。", "18"),
    ),
    "task_2": (
        Arrangement(
            (1, 3),
            "开展行业调研，发布两份报告和两类清单",
            (0, 1, 2),
            "报告、清单",
            "行业发展分析报告发布日期",
            "行业发展分析报告和清单已发布。",
            state="partly",
            reason="人才需求预测报告退回后，正在补充样本企业的分布。",
        ),
        Arrangement((4, 12), "举办春、秋两季供需对接会", (0, 2), "对接记录、协议", "供需清单对接成功数"),
    ),
    "task_3": (
        Arrangement(
            (2, 9),
            "开设订单班和学徒制班",
            (0, 2),
            "培养方案、学生名册",
            "订单和学徒制培养学生数",
            "新开订单班 6 个、学徒制班 4 个。",
            "960",
            "partly",
            "两家企业缩减了秋季订单，明年春季补招。",
        ),
        Arrangement(
            (1, 10),
            "落实实习安全责任，购买实习责任保险",
            (0, 2),
            "保险单、检查记录",
            "实习安全事故数",
            "全年检查 4 次，没有发生事故。",
            "0",
            planned="1",
            unit="起",
            aim="at_most",
        ),
        Arrangement((1, 12), "分期举办岗位培训", (2,), "培训签到、结业名单", "岗位培训规模"),
    ),
    "task_4": (
        Arrangement((3, 10), "联合攻关项目立项和中期检查", (0, 1), "项目书、检查报告", "联合攻关项目数", "项目全部立项，通过中期检查。", "12"),
    ),
    "task_5": (
        Arrangement((2, 10), "联合开发专业核心课程", (1, 2), "课程标准、教材", "联合开发专业核心课程数", "课程全部通过验收。", "16"),
        Arrangement((3, 12), "研制和推广教学装备", (0, 2), "样机、应用报告", "教学装备研制数"),
    ),
    "task_6": (Arrangement((1, 6), "各建设单位出台专项支持政策", (0, 1, 2), "政策文件", "出台专项支持政策数", "政策文件已印发。", "10"),),
}
TEXTS = {
    "goals": {"goals": "落实申报书本年度的目标：扩大订单和学徒制培养，联合攻关项目全部立项，课程和教学装备按期验收，供需清单常年更新。"},
    "safeguards": {"measures": "理事会每季度调度一次；经费按用途专账管理；各建设单位明确联络员，进展逐月报秘书处。"},
    "changes": {"basics": "共同体本年度按计划运行，组织机构和牵头单位没有变化。", "changed": "no"},
}


def plan(community: Community, year: int, by: Account) -> Deliverable:
    """Filled in and handed in."""
    kind = queries.catalogue(year).by_key[WORK_PLAN]
    form = service.begin(community, year, kind, by)
    _type_texts(form, by)
    targets = {indicator: (target, unit) for _, indicator, unit, _, target, _ in Figures(community, year).targets().rows}
    for key, arrangements in ARRANGEMENTS.items():
        editing.put_rows(
            form, form.definition.by_key[key], [(None, _row(one, year, *targets.get(one.indicator, ("", "")))) for one in arrangements], by
        )
    editing.put_rows(form, form.definition.by_key["funds"], [(None, row) for row in _funds(community, year)], by)
    service.hand_in(form, kind, by)
    return form.deliverable


def _type_texts(form: YearlyForm, by: Account) -> None:
    for section in form.definition.sections:
        if typed := TEXTS.get(section.key):
            editing.save_section(form, section, {key: [text] for key, text in typed.items()}, Base.of(section, {}, 0, ""), by)


def _row(one: Arrangement, year: int, target: str, unit: str) -> Values:
    first, last = (f"{year}-{month:02d}" for month in one.months)
    values: dict[str, Value] = {"start_month": first, "end_month": last, "content": one.content, "units": tuple(LEADS[lead] for lead in one.leads)}
    figures: dict[str, Value] = {"indicator": one.indicator, "unit": one.unit or unit, "aim": one.aim or None, "planned": one.planned or target}
    return {**values, "outcome": one.outcome, **figures}


def _funds(community: Community, year: int) -> Iterator[Values]:
    """What the application promised for the year, or for its last."""
    found = Figures(community, year)
    assert found.application is not None
    column = f"year_{min(year - found.application.year + 1, 3)}"
    content = found.content()
    for row in content.rows("funds") if content else ():
        yield {"source": row.values["source"], "purpose": row.values["purpose"], "planned": row.values[column]}


def summarise(community: Community, by: Account) -> None:
    """Begun from the plan; the arrangements whose months are over have their results."""
    today = clock.today()
    form = service.begin(community, today.year, queries.catalogue(today.year).by_key[ANNUAL_SUMMARY], by)
    _type_texts(form, by)
    content = content_of(form)
    for key, arrangements in ARRANGEMENTS.items():
        told = {one.content: one for one in arrangements if one.months[1] < today.month}
        rows = [(row.id, {**row.values, **_came_of(one)}) for row in content.rows(key) if (one := told.get(str(row.values["content"])))]
        if rows:
            editing.put_rows(form, form.definition.by_key[key], rows, by)


def _came_of(one: Arrangement) -> Values:
    return {"actual": one.actual or None, "state": one.state, "result": one.result, "reason": one.reason or None}

"""What stands in the header for whom."""

from __future__ import annotations

from flask import Flask, url_for
from flask_login import current_user

from .articles.rules import Column
from .community.service import lifecycle
from .community.workflow import takes
from .review.authority_settings import queries as settings
from .roles import OFFICERS, Role

Pages = list[tuple[str, str]]  # endpoint, label

APPLICANT: Pages = [
    ("community.desk", "我的工作台"),
    ("annual.own", "年度任务"),
    ("living_lists.index", "供需清单"),
    ("following.entries", "供需对接"),
    ("figures.own", "绩效分析"),
    ("registration.own", "注册信息"),
]
PROVINCE: Pages = [
    ("workbench.home", "工作台"),
    ("review.queue", "申报审核"),
    ("overview.overview", "总览"),
    ("registration.queue", "注册审核"),
    ("batches.index", "报送批次"),
    ("statistics.filing_progress", "进度统计"),
    ("annual.overview", "年度任务"),
    ("living_lists.index", "供需清单"),
    ("following.entries", "供需对接"),
    ("figures.province", "绩效分析"),
    ("authority_settings.own", "本单位设置"),
]
MINISTRY: Pages = [
    ("workbench.home", "工作台"),
    ("review.queue", "已报送申报"),
    ("overview.overview", "总览"),
    ("registration.queue", "注册审核"),
    ("batches.index", "报送批次"),
    ("handover.imports", "交接包"),
    ("statistics.filing_progress", "进度统计"),
    ("annual.overview", "年度任务"),
    ("living_lists.index", "供需清单"),
    ("following.entries", "供需对接"),
    ("figures.nation", "绩效分析"),
]
OUTCOMES: Pages = [("experts.rounds", "专家评审"), ("recognition.overview", "认定与公布")]
DIRECT: Pages = [("direct.grants", "直报")]
WORK: Pages = [("long_work.mine", "我的任务")]
AT_HAND = 10  # pages that stand in the header's line; with more of them the last ones are folded
PAGES: dict[Role, Pages] = {
    Role.APPLICANT: APPLICANT,
    Role.CO_EDITOR: [("co_editing.home", "我的协作")],
    Role.CITY_OFFICER: [("first_look.queue", "市级初审")],
    Role.PROVINCE_OFFICER: PROVINCE,
    Role.MINISTRY_OFFICER: MINISTRY,
    Role.EXPERT: [("expert_desk.home", "我的评审")],
    Role.EDITOR: [("desk.articles", "文章"), ("question_desk.index", "问题解答"), ("mistakes.mistakes", "网站找错")],
    Role.ADMINISTRATOR: [
        ("people.people", "人员"),
        ("people.organisations", "单位"),
        ("admin.windows", "时间段"),
        ("admin.extensions", "延期"),
        ("operation.settings", "设置"),
        ("letters.index", "通知用语"),
        ("editions.index", "表单版次"),
        ("operation.health_page", "运行状况"),
        ("operation.work", "后台任务"),
        ("handover.trusted", "信任的平台"),
    ],
    Role.AUDITOR: [("admin.trail", "审计记录")],
}


def pages_of(role: Role) -> Pages:
    """The role's own pages; recording what the ministry decided belongs to one side or the other, by profile."""
    outcomes = OUTCOMES if takes(lifecycle.profile(), "recognise", role) else []
    return PAGES[role] + outcomes + (DIRECT + WORK if role in OFFICERS else [])


def _where_switched_on() -> Pages:
    """What only some provinces use."""
    switched_on = current_user.role is Role.PROVINCE_OFFICER and settings.settings_of(current_user.authority_id).city_first_look
    return [("first_look.overview", "市级初审")] if switched_on else []


def init_app(app: Flask) -> None:
    app.jinja_env.globals["site_columns"] = {one.value: one.label for one in Column}

    @app.template_global()
    def own_pages() -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
        """(endpoint, label, address) of the pages at hand, and of those folded away."""
        found = pages_of(current_user.role) + _where_switched_on() if current_user.is_authenticated else []
        pages = [(endpoint, label, url_for(endpoint)) for endpoint, label in found]
        at_hand = AT_HAND if len(pages) <= AT_HAND else AT_HAND - 1
        return pages[:at_hand], pages[at_hand:]

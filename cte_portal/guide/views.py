"""The guide, the year's calendar, the manual, questions and answers, and downloads; all public."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, request, url_for

from .. import clock
from ..community.journey import journey
from ..community.queries import calendar_for_all
from ..uploads.rules import MIME_TYPES
from ..web.access import public
from ..web.downloads import as_file
from ..web.editions import edition_for_year
from ..web.fragments import page
from ..web.limits import whole
from . import downloads as making
from . import preparing, queries, questions
from .facts import facts, named, spans

bp = Blueprint("guide", __name__)
LONGEST_SEARCH = 60
PAGES = [  # endpoint, title, what is on it
    ("guide.guide", "行业产教融合共同体建设指南", "谁可以牵头，建设任务，监测指标，办理流程"),
    ("guide.prepare", "申报准备", "开始以前要商量什么、准备哪些材料"),
    ("guide.year", "年度日历", "一年里什么时候办什么"),
    ("guide.manual", "用户注册和登录操作说明", "从注册到提交，一步一步"),
    ("guide.faq", "常见问题解答", "按主题查，或输入几个字查找"),
    ("guide.downloads", "下载", "申报书空表、提纲、清单模板"),
]


def _page(template: str, title: str, **values: Any) -> Response:
    crumbs = [("首页", url_for("public.home")), ("建设指南", url_for("public.column", column="guides")), (title, None)]
    at = [endpoint for endpoint, _, _ in PAGES]
    here = at.index(request.endpoint) if request.endpoint in at else None
    return page(
        template,
        title=title,
        facts=known_facts(),
        edition=_edition(),
        pages=PAGES,
        before=PAGES[here - 1] if here else None,
        after=PAGES[here + 1] if here is not None and here + 1 < len(PAGES) else None,
        crumbs=crumbs,
        **values,
    )


def _edition() -> Any:
    return edition_for_year(clock.today().year)


def known_facts() -> dict[str, str]:
    return facts(_edition(), clock.today().year, calendar_for_all(), current_app.config["SETTINGS"].correction_days)


def sought(text: str) -> list[questions.Found]:
    """Questions as they are answered now, that hold the text; all where there is none."""
    return list(questions.sought(queries.topics(), text, named(known_facts())))


@bp.get("/guide")
@public
def guide() -> Response:
    return _page("guide/guide.html", "行业产教融合共同体建设指南", spans=spans(_edition(), clock.today().year, calendar_for_all()))


@bp.get("/guide/prepare")
@public
def prepare() -> Response:
    return _page("guide/prepare.html", "申报准备", sections=preparing.asked(_edition()), columns=preparing.columns, stages=journey(None))


@bp.get("/guide/calendar")
@public
def year() -> Response:
    """The year's days; an earlier or later year by `year`."""
    this = clock.today().year
    asked = request.args.get("year", this, type=whole)
    if not 2023 <= asked <= this + 1:
        abort(404)
    years = range(max(2023, this - 2), this + 2)
    found = spans(edition_for_year(asked), asked, calendar_for_all())
    return _page("guide/calendar.html", "年度日历", year=asked, years=years, spans=found, today=clock.today())


@bp.get("/guide/registration")
@public
def manual() -> Response:
    return _page("guide/manual.html", "用户注册和登录操作说明")


@bp.get("/faq")
@public
def faq() -> Response:
    text = request.args.get("text", "").strip()[:LONGEST_SEARCH]
    return _page("guide/faq.html", "常见问题解答", text=text, found=sought(text), topics=questions.standard())


@bp.get("/guide/downloads")
@public
def downloads() -> Response:
    return _page("guide/downloads.html", "下载", files=making.downloads(_edition()))


@bp.get("/guide/downloads/<key>.<kind>")
@public
def download(key: str, kind: str) -> Response:
    data, title = making.made(_edition(), key, kind) or abort(404)
    return as_file(Response(data, mimetype=MIME_TYPES[kind]), f"{title}.{kind}")

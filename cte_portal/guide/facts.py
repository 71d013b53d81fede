"""Dates, limits and names that texts for the public state: taken from where the portal itself takes them, so that they cannot disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..annual.rules import window as duty_window
from ..catalogue.duties import DeliverableKind
from ..catalogue.schema import Edition
from ..community.workflow import COOLING_OFF
from ..uploads.service import SCAN_MAX_MB
from ..windows import Calendar, Purpose, Window, filing

MINISTRY_PHONE = "010-66097867"  # 建设指南 四


@dataclass(frozen=True)
class Span:
    """Something that is to be done between two days of a year, both inclusive; more time may reach into the next."""

    title: str
    year: int
    opens: date
    due: date
    what: tuple[str, ...] = ()
    extended: bool = False

    @property
    def first_day(self) -> str:
        return in_year(self.opens, self.year)

    @property
    def last_day(self) -> str:
        return in_year(self.due, self.year)


def in_year(day: date, year: int) -> str:
    """Month and day; with the year where it is another."""
    return f"{f'{day.year} 年 ' if day.year != year else ''}{day.month} 月 {day.day} 日"


def last_day(window: Window) -> str:
    return in_year(window.closes, window.year)


def between(window: Window) -> str:
    return f"{in_year(window.opens, window.year)}至 {last_day(window)}"


def spans(edition: Edition, year: int, calendar: Calendar) -> list[Span]:
    """The year in the order of its days: what falls into the same time stands together."""
    together: dict[tuple[date, date, bool], list[DeliverableKind]] = {}
    for kind in edition.deliverables.kinds:
        together.setdefault(_days(duty_window(kind, year), calendar), []).append(kind)
    pairs = [(days, *_called(kinds)) for days, kinds in together.items()]
    pairs.append((_days(filing(year), calendar), Purpose.FILING.label, ("注册、填报、盖章、上传申报书", "省级教育行政部门审核后报送")))
    found = [Span(title, year, opens, due, what, extended) for (opens, due, extended), title, what in pairs]
    return sorted(found, key=lambda span: (span.due, span.opens))


def _days(window: Window, calendar: Calendar) -> tuple[date, date, bool]:
    """First, last, and whether the last was put off."""
    held = calendar.as_it_stands(window)
    return held.opens, held.closes, held != calendar.as_set(window)


def _called(kinds: list[DeliverableKind]) -> tuple[str, tuple[str, ...]]:
    """Several that one window holds are called after it, and named one by one."""
    titles = tuple(kind.title for kind in kinds)
    of_one_window = len(kinds) > 1 and len({kind.window for kind in kinds}) == 1
    return (Purpose(kinds[0].window).label, titles) if of_one_window else ("、".join(titles), ())


def facts(edition: Edition, year: int, calendar: Calendar, correction_days: int) -> dict[str, str]:
    """What pages and texts state, by name; `correction_days`: that a return usually leaves."""
    applying, collection = calendar.filing(year), calendar.collection(year)
    duties = {kind.window: calendar.as_it_stands(duty_window(kind, year)) for kind in edition.deliverables.kinds}
    evidence = edition.evidence
    return {
        "filing": between(applying),
        "filing_closes": last_day(applying),
        "collection": between(collection),
        "first_quarter_due": last_day(duties["first_quarter"]),
        "summary_due": last_day(duties["annual_summary"]),
        "first_quarter_duties": _named(kind.title for kind in edition.deliverables.kinds if kind.window == "first_quarter"),
        "required_evidence": _named(category.title for category in evidence.categories if category.required),
        "file_mb": str(evidence.max_file_mb),
        "total_mb": str(evidence.max_total_mb),
        "scan_mb": str(SCAN_MAX_MB),
        "take_back_minutes": str(int(COOLING_OFF.total_seconds() // 60)),
        "correction_days": str(correction_days),
        "ministry_phone": MINISTRY_PHONE,
        "indicators": str(len(edition.further["performance"].indicators)) if "performance" in edition.further else "",
    }


def _named(titles: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(titles))


NAMES = {  # as texts name them: 〔填报时间〕
    "填报时间": "filing",
    "填报截止日期": "filing_closes",
    "数据采集时间": "collection",
    "第一季度任务截止日期": "first_quarter_due",
    "年度总结截止日期": "summary_due",
    "第一季度任务": "first_quarter_duties",
    "必须上传的佐证材料": "required_evidence",
    "单个文件兆数": "file_mb",
    "佐证材料总兆数": "total_mb",
    "扫描件兆数": "scan_mb",
    "可收回分钟数": "take_back_minutes",
    "退回后修改天数": "correction_days",
    "教育部电话": "ministry_phone",
    "监测指标项数": "indicators",
}


def named(known: Mapping[str, str]) -> dict[str, str]:
    """The facts by the names that people give them."""
    return {name: known[key] for name, key in NAMES.items()}

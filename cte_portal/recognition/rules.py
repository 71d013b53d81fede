"""Decisions about recognition lists, objections and recorded results. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from ..community.workflow import Status
from ..named import Named
from . import working_days

TAKE_BACK_WITHIN = timedelta(minutes=10)
NOTICE_DAYS = 5  # 公示 of a list, unless the officer says otherwise


class Level(Named):
    """Who recognises: the ministry, or a province for itself (省级认定)."""

    NATIONAL = "national", "国家级", "blue"
    PROVINCIAL = "provincial", "省级", "green"


class State(Named):
    """Of a list."""

    DRAFT = "draft", "拟定中", "neutral"
    NOTICE = "notice", "公示中", "amber"
    FINAL = "final", "已公布", "green"
    WITHDRAWN = "withdrawn", "已撤回", "red"


class Outcome(Named):
    RECOGNISED = "recognised", "认定", "green"
    NOT_RECOGNISED = "not_recognised", "不予认定", "neutral"

    @property
    def action(self) -> str:
        """The workflow's name."""
        return {"recognised": "recognise", "not_recognised": "not_recognise"}[self.value]


class ObjectionState(Named):
    RECEIVED = "received", "已收到，待受理", "amber"
    ACCEPTED = "accepted", "已受理，核实中", "blue"
    UPHELD = "upheld", "异议成立", "red"
    REJECTED = "rejected", "异议不成立", "neutral"

    @property
    def open(self) -> bool:
        return self in (ObjectionState.RECEIVED, ObjectionState.ACCEPTED)


# which applications a list of each level may hold; a province's own recognition stands beside the reporting to the ministry
ELIGIBLE = {
    Level.NATIONAL: frozenset({Status.REPORTED}),
    Level.PROVINCIAL: frozenset({Status.SUBMITTED, Status.APPROVED, Status.REPORTED, Status.RECOGNISED, Status.NOT_RECOGNISED}),
}
OFFERED = {
    Level.NATIONAL: frozenset({Status.REPORTED}),
    Level.PROVINCIAL: frozenset({Status.SUBMITTED, Status.APPROVED, Status.REPORTED}),
}


def why_not_on_list(level: Level, status: Status, removed: bool) -> str | None:
    """Why the list cannot go on with this application, in words; None when it can, or was taken out."""
    if removed or status in ELIGIBLE[level]:
        return None
    needed = "已报送教育部" if level is Level.NATIONAL else "已提交、未被退回或不予推荐"
    return f"现在是“{status.label}”，不再是“{needed}”的申报"


def under_notice(state: State, last: date | None, now: datetime) -> bool:
    """Whether objections are taken: from the start of the notice to the end of its last day."""
    return state is State.NOTICE and last is not None and now < working_days.closes_at(last)


def why_not_final(state: State, last: date | None, open_objections: int, now: datetime) -> str | None:
    """Why the list cannot be published yet, in words."""
    if state is not State.NOTICE or last is None:
        return f"名单现在是“{state.label}”，公示结束后才能公布。"
    if now < working_days.closes_at(last):
        return f"公示到 {last:%Y-%m-%d} 结束，结束后才能公布。"
    return f"还有 {open_objections} 条异议没有处理完，处理后才能公布。" if open_objections else None


def may_take_back(recorded_at: datetime | None, now: datetime) -> bool:
    """A recorded result can be taken back for ten minutes."""
    return recorded_at is not None and now - recorded_at <= TAKE_BACK_WITHIN


def contact_problem(contact: str) -> str | None:
    """An objection names a way to reach the person: a mobile or landline number, or an address of e-mail."""
    plain = contact.strip()
    number = re.sub(r"[\s\-—()（）]", "", plain)
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", plain) or re.fullmatch(r"(\+?86)?1[3-9][0-9]{9}|0[0-9]{9,11}", number):
        return None
    return "请填写能联系到您的手机、固定电话（带区号）或邮箱，如 13800000000、010-66090000、name@example.cn"


def name_problem(name: str) -> str | None:
    """Real-name rule: a name, not a title or a made-up sign; the rest is the authority's to verify."""
    plain = re.sub(r"[\s·•.]", "", name)
    if not 2 <= len(plain) <= 30 or any(not (c.isalpha()) for c in plain) or plain in ("匿名", "无名", "群众", "匿名群众", "热心群众", "网友"):
        return "请填写真实姓名（2 至 30 字）；单位提出的，填写经办人姓名，并在下面填写单位名称"
    return None


def reordered(ids: list[int], wanted: dict[int, int]) -> list[int]:
    """The ids in their new order; `wanted`: id → the number it was given, counted from 1, where it was changed.

    Those with a new number take it, the lower first; the others keep their order around them.
    """
    rest = [one for one in ids if one not in wanted]
    for one, number in sorted(wanted.items(), key=lambda pair: (pair[1], ids.index(pair[0]))):
        rest.insert(max(0, min(number - 1, len(rest))), one)
    return rest

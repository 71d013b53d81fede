"""Decisions about the yearly duties: who owes what by when, and how it stands. Pure.

Source: 建设指南 二（二）, 二 last paragraph, 五. Whether a community owes the duties of the year in which it was
recognised is the installation's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from ..catalogue.duties import DeliverableKind, Deliverables, DutyKind
from ..community.workflow import COOLING_OFF
from ..named import Named
from ..windows import Calendar, Extended, Purpose, Window, with_extensions

FIRST_YEAR = 2023  # the guide is of that year
EARLY = timedelta(days=31)  # so long before a year begins its duties may be prepared


class State(StrEnum):
    """What is stored of a deliverable; no row means that it was not begun."""

    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PASSED = "passed"

    @property
    def label(self) -> str:
        return Standing(self.value).label

    @property
    def tone(self) -> str:
        return Standing(self.value).tone


class Standing(Named):
    """How a duty stands, as people read it."""

    NOT_STARTED = "not_started", "未开始", "neutral"
    IN_PROGRESS = "in_progress", "编制中", "blue"
    SUBMITTED = "submitted", "已提交", "amber"
    RETURNED = "returned", "已退回", "red"
    PASSED = "passed", "已通过", "green"
    OVERDUE = "overdue", "逾期", "red"  # the day is over and nothing was ever handed in
    EXCUSED = "excused", "已免除", "neutral"


@dataclass(frozen=True)
class Owing:
    """Whose duties are asked for."""

    recognised_on: date
    province: str | None
    organisation_id: int


@dataclass(frozen=True)
class Done:
    """What was done about a duty, as far as the rules care."""

    state: State
    submitted_on: date | None = None  # the first time it was handed in
    excused: bool = False


@dataclass(frozen=True)
class Duty:
    """One thing owed in one year, and how it stands today."""

    kind: DeliverableKind
    year: int
    opens: date
    due: date
    moved: bool  # by an extension
    standing: Standing
    days_late: int  # of the first handing-in, or until today when there was none; 0: in time
    days_left: int  # until the due date; below 0: over

    @property
    def late(self) -> bool:
        return self.days_late > 0

    @property
    def awaited(self) -> bool:
        """Whether the community must act."""
        return self.standing not in (Standing.PASSED, Standing.EXCUSED, Standing.SUBMITTED)

    @property
    def words(self) -> str:
        """In a few words: how it stands in time."""
        if self.standing is Standing.EXCUSED:
            return "不再要求"
        if self.standing is Standing.OVERDUE:
            return f"逾期 {self.days_late} 天"
        if self.late:
            return f"逾期 {self.days_late} 天提交"
        if self.standing in (Standing.SUBMITTED, Standing.PASSED, Standing.RETURNED):
            return "按时提交"
        return "今天截止" if self.days_left == 0 else f"还有 {self.days_left} 天"


def first_year(recognised_on: date, owes_first_year: bool) -> int:
    """The first year whose duties a community owes."""
    return max(FIRST_YEAR, recognised_on.year + (0 if owes_first_year else 1))


def years(recognised_on: date, today: date, owes_first_year: bool) -> list[int]:
    """The years whose duties can be worked on, newest first; the coming one a month before it begins."""
    return list(range((today + EARLY).year, first_year(recognised_on, owes_first_year) - 1, -1))


def window(kind: DeliverableKind, year: int) -> Window:
    """When it is to be done, as the catalogue says."""
    return Window(Purpose(kind.window), year, _day(year, kind.opens), _day(year, kind.due))


def with_days_set(found: Deliverables, year: int, calendar: Calendar) -> Deliverables:
    """What is owed in the year, with the days an authority set for it instead of the catalogue's."""
    return msgspec.structs.replace(found, kinds=tuple(_with_days_set(kind, year, calendar) for kind in found.kinds))


def _with_days_set(kind: DeliverableKind, year: int, calendar: Calendar) -> DeliverableKind:
    held = calendar.as_set(window(kind, year))
    return msgspec.structs.replace(kind, opens=f"{held.opens:%m-%d}", due=f"{held.closes:%m-%d}")


def _day(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")


def owed(found: Deliverables, year: int, owing: Owing, extensions: Sequence[Extended], owes_first_year: bool) -> list[tuple[DeliverableKind, Window]]:
    """What the community owes in the year, with the window as it stands for it, in the order of due dates.

    In the year of its recognition, where that counts at all, only what falls due from that day on.
    """
    if year < first_year(owing.recognised_on, owes_first_year):
        return []
    pairs = [(kind, with_extensions(window(kind, year), extensions, owing.province, owing.organisation_id)) for kind in found.kinds]
    return sorted((pair for pair in pairs if pair[1].closes >= owing.recognised_on), key=lambda pair: pair[1].closes)


def standing(done: Done | None, due: date, today: date) -> Standing:
    """Late work is accepted: what was handed in late stands as what it is, and is marked; 逾期 is only what nobody handed in."""
    if done and done.excused:
        return Standing.EXCUSED
    if done is None or (done.state is State.IN_PROGRESS and done.submitted_on is None):
        if today > due:
            return Standing.OVERDUE
        return Standing.NOT_STARTED if done is None else Standing.IN_PROGRESS
    return Standing(done.state.value)


def days_late(done: Done | None, due: date, today: date) -> int:
    """By the first handing-in; what was excused is never late."""
    if done and done.excused:
        return 0
    return max(0, ((done.submitted_on if done and done.submitted_on else today) - due).days)


def duty(kind: DeliverableKind, asked: Window, done: Done | None, today: date) -> Duty:
    return Duty(
        kind=kind,
        year=asked.year,
        opens=asked.opens,
        due=asked.closes,
        moved=asked.closes != window(kind, asked.year).closes,
        standing=standing(done, asked.closes, today),
        days_late=days_late(done, asked.closes, today),
        days_left=(asked.closes - today).days,
    )


@dataclass(frozen=True)
class Held:
    """What a version holds, as far as handing it in is concerned."""

    title: str = ""
    summary: str = ""
    file: bool = False
    survey_methods: str = ""
    sample_size: int | None = None


def missing(kind: DeliverableKind, held: Held | None) -> list[str]:
    """What is still to be given before it can be handed in, in words."""
    held = held or Held()
    asked = [("报告文件" if kind.kind is DutyKind.REPORT else "文件", held.file), ("标题", held.title)]
    if kind.published:
        asked.append(("摘要", held.summary))
    if kind.survey:
        asked += [("调研方法", held.survey_methods), ("样本量", held.sample_size is not None)]
    return [name for name, given in asked if not given]


@dataclass(frozen=True)
class Working:
    """What is there to hand in: a file that waits; or a form of the portal, which may be begun by now, and perhaps is."""

    draft: bool = False
    form: bool = False
    form_begun: bool = False


def next_step(duty: Duty, working: Working, waits_for_publication: bool) -> str:
    """What to do next, in words, for the community."""
    kind = duty.kind
    if duty.standing is Standing.EXCUSED:
        return "不需要再做"
    if kind.kind is DutyKind.LISTS:
        return "已发布，可随时再发布新的一版" if duty.standing is Standing.PASSED else "编制清单并发布，发布后自动记为完成"
    if kind.kind is DutyKind.COLLECTION and not working.form:
        return "采集开始后填报"
    if duty.standing is Standing.SUBMITTED:
        return "等待主管部门审核；审核前可以撤回"
    if duty.standing is Standing.RETURNED:
        return "修改后重新提交" if not working.draft else "核对修改稿并重新提交"
    if duty.standing is Standing.PASSED:
        return "发布到公众网站" if waits_for_publication else "已办结"
    if working.form_begun:
        return "继续在线填写，自查后提交"
    if working.draft:
        return "补齐后提交"
    if not kind.uploaded:
        return "在线填写，自查后提交"
    return "在线填写，或下载提纲编制后上传" if working.form else "下载提纲，编制后上传"


def why_not_begin(kind: DeliverableKind, year: int, today: date) -> str | None:
    """Why a form for it cannot be begun yet, in words: figures of a year are not collected before its end is near."""
    opens = window(kind, year).opens
    if kind.kind is DutyKind.COLLECTION and today < opens:
        return f"“{kind.title}”{opens.year} 年 {opens.month} 月 {opens.day} 日开始，到时再来填报。"
    return None


def why_not_publish(kind: DeliverableKind, state: State | None, is_public: bool) -> str | None:
    """Why it cannot be put on the public site now, in words."""
    if not kind.published or not kind.uploaded:
        return f"“{kind.title}”不在公众网站发布。"
    if is_public:
        return "已经在公众网站发布。"
    return None if state is State.PASSED else "审核通过后才能发布。"


def why_not_review(state: State | None, is_public: bool) -> str | None:
    """Why the authority cannot rate it now, in words. What passed may be returned still, as long as it is not public."""
    if state is State.SUBMITTED or (state is State.PASSED and not is_public):
        return None
    return "已在公众网站发布，须由共同体先从网站撤下。" if is_public else "现在没有等待审核的材料。"


def may_take_back(decided_at: datetime, now: datetime) -> bool:
    """A review may be taken back for ten minutes, as every decision."""
    return now - decided_at <= COOLING_OFF


def published_in_year(tables: Iterable[str], editions: Iterable[tuple[str, datetime]], year: int) -> datetime | None:
    """When the last of the lists was first published in the year (table, time); None as long as one of them is missing."""
    first: dict[str, datetime] = {}
    for table, at in sorted(editions, key=lambda pair: pair[1]):
        if at.year == year:
            first.setdefault(table, at)
    wanted = list(tables)
    return max(first[table] for table in wanted) if wanted and all(table in first for table in wanted) else None

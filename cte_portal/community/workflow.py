"""The life of an application: states, actions, who may, from where to where, only if. One table, pure.

Pages ask which steps to offer, services whether a step may be taken; both ask here.
Source: 建设指南 四; the table in docs/architecture.md is checked against this one by a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..named import Named
from ..roles import Role
from ..settings import Profile

COOLING_OFF = timedelta(minutes=10)


class Status(Named):
    DRAFT = "draft", "填报中", "neutral"
    FINALISED = "finalised", "已定稿待盖章", "blue"
    SUBMITTED = "submitted", "待省级审核", "amber"
    RETURNED = "returned", "退回修改", "red"
    DECLINED = "declined", "不予推荐", "red"
    APPROVED = "approved", "省级审核通过", "green"
    REPORTED = "reported", "已报送教育部", "blue"
    RECOGNISED = "recognised", "已认定", "green"
    NOT_RECOGNISED = "not_recognised", "未认定", "neutral"

    @property
    def editable(self) -> bool:
        """Whether sections, lists and evidence may be changed."""
        return self in (Status.DRAFT, Status.RETURNED)


UNSUBMITTED = (Status.DRAFT, Status.RETURNED, Status.FINALISED)  # in the applicant's hands


@dataclass(frozen=True)
class Facts:
    """What the guards may look at; whoever performs a step states what is true now."""

    status: Status
    now: datetime
    registration_approved: bool = True
    blocking_findings: int = 0
    window_open: bool = False
    grace_until: datetime | None = None  # too late for others, not for whoever uploaded the scan in time
    window_text: str = ""  # the dates, in words
    scan_attached: bool = False
    scan_checked: bool = True
    scan_passed: bool = False
    scan_contradicts: str = ""  # in words: it is of another version, or pages are missing
    scan_reason: str = ""  # why the scan cannot be read by machine
    direct: bool = False  # direct reporting was granted for the year
    province_named: bool = False  # the cover says which province recommends
    other_province: str = ""  # the province this installation is for, where the cover names another
    pre_review_asked: bool = False
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    comments: int = 0
    reason: str = ""
    checklist_unanswered: int = 0
    letter_number: str = ""
    before_decision: Status | None = None  # the state before the latest step, where that was a decision
    decided_here: bool = False  # that decision was this person's authority's
    answered_since: bool = False  # the applicant has changed or answered something since it was returned
    published: bool = False  # the result was made public
    city_asked: bool = False  # a city's bureau is asked for a first look, and has not answered
    reported_at: datetime | None = None
    needs_another: bool = False  # 复核: this officer approved it, and the province wants somebody else to report it
    amendment: str = ""  # what the published list says now, for everybody to read


Guard = Callable[[Facts], str | None]  # why not, in words; None when the step may be taken


def registered(facts: Facts) -> str | None:
    return None if facts.registration_approved else "本单位的注册尚未通过审核，通过后即可开始申报。"


def nothing_blocking(facts: Facts) -> str | None:
    return f"自查还有 {facts.blocking_findings} 项必须处理的问题，处理后才能定稿。" if facts.blocking_findings else None


def in_time(facts: Facts) -> str | None:
    if facts.window_open:
        return None
    return f"现在不在提交时间内。{facts.window_text}已填写的内容和已上传的文件都完整保留；如确需延期，请联系推荐省份的省级教育行政部门。"


def addressed(facts: Facts) -> str | None:
    if facts.direct or facts.province_named:
        return None
    return "这一版的报送方式是直报，而直报没有获准或已被撤销。请解除定稿，在封面改选“省级推荐”和推荐省份，再重新定稿、盖章。"


def in_this_province(facts: Facts) -> str | None:
    if not facts.other_province:
        return None
    return f"本平台只受理推荐省份为{facts.other_province}的申报，请核对封面的推荐省份，或到相应省份的平台申报。"


def province_named(facts: Facts) -> str | None:
    return None if facts.province_named else "请先在封面填写推荐省份：预审由该省的省级教育行政部门办理，教育部不受理预审。"


def not_asked_yet(facts: Facts) -> str | None:
    return "已经申请预审，正在等待省级教育行政部门的意见，不需要再次申请。" if facts.pre_review_asked else None


def asked_for_pre_review(facts: Facts) -> str | None:
    return None if facts.pre_review_asked else "这份申报没有在等待预审：申报单位没有申请、已撤回申请，或预审意见已经给出。"


def sealed(facts: Facts) -> str | None:
    if not facts.scan_attached:
        return "请先上传本次定稿版本的盖章扫描件。"
    if not facts.scan_checked:
        return "盖章扫描件正在核对，请稍候再提交。"
    if facts.scan_contradicts:
        return f"盖章扫描件与定稿版本不一致，不能提交。{facts.scan_contradicts}"
    if not facts.scan_passed and not facts.scan_reason.strip():
        return "盖章扫描件未通过核对。请重新上传，或说明无法自动识别的原因（将转人工核对）。"
    return None


def still_withdrawable(facts: Facts) -> str | None:
    """Until a decision is recorded, and always within ten minutes of submitting."""
    if facts.status is Status.REPORTED and not facts.direct:
        return "申报已随批次报送教育部，不能撤回。"
    within = facts.submitted_at is not None and facts.now - facts.submitted_at <= COOLING_OFF
    if within or (facts.status is Status.SUBMITTED and facts.decided_at is None):
        return None
    return "主管部门已作出审核意见，且提交已超过 10 分钟，不能撤回。"


def commented(facts: Facts) -> str | None:
    return None if facts.comments else "至少要写一条意见，并指明所在栏目。"


def reasoned(facts: Facts) -> str | None:
    return None if facts.reason.strip() else "请写明理由。"


def checklist_answered(facts: Facts) -> str | None:
    return f"审核要点还有 {facts.checklist_unanswered} 项没有作答。" if facts.checklist_unanswered else None


def letter_numbered(facts: Facts) -> str | None:
    return None if facts.letter_number.strip() else "请填写报送函文号。"


def asked_for_first_look(facts: Facts) -> str | None:
    return None if facts.city_asked else "这份申报没有在等待市级初审：初审意见已经给出，或申报单位已撤回、省级已经办理。"


def just_decided(facts: Facts) -> str | None:
    """The latest step was a decision, of this authority, within ten minutes."""
    if facts.before_decision is None or facts.decided_at is None:
        return "最近一步不是审核意见，没有可以收回的意见。"
    if not facts.decided_here:
        return "这条意见由其他单位作出，只能由作出意见的单位收回。"
    if facts.now - facts.decided_at > COOLING_OFF:
        return f"意见作出已超过 {COOLING_OFF.seconds // 60} 分钟，不能收回。如需更改，请与申报单位联系。"
    return None


def not_acted_upon(facts: Facts) -> str | None:
    if facts.answered_since:
        return "申报单位已经按退回意见修改或答复，不能收回。如需补充意见，请与申报单位联系。"
    return "认定结果已经公布，不能收回。" if facts.published else None


def amended(facts: Facts) -> str | None:
    return None if facts.amendment.strip() else "已公布的认定只能通过公开更正名单来撤销。"


def reported_by_province(facts: Facts) -> str | None:
    return "直报的申报不经过省级教育行政部门，请直接退回申报单位修改。" if facts.direct else None


def by_another_than_approved(facts: Facts) -> str | None:
    return "本单位已开启复核：审核通过这份申报的经办人不能报送，请由本单位的另一位经办人报送。" if facts.needs_another else None


def just_reported(facts: Facts) -> str | None:
    """A batch may be taken back within ten minutes of being sent."""
    if facts.direct or facts.reported_at is None:
        return "这份申报不是随批次报送的，不能收回报送。"
    return None if facts.now - facts.reported_at <= COOLING_OFF else "报送已超过 10 分钟，不能收回。"


@dataclass(frozen=True)
class Step:
    """One row of the table. `target` None: the state stays."""

    action: str
    label: str
    sources: frozenset[Status]
    target: Status | None
    who: frozenset[Role]
    guards: tuple[Guard, ...] = ()

    def target_for(self, facts: Facts) -> Status:
        if self.action == "submit" and facts.direct:
            return Status.REPORTED
        if self.action == TAKE_BACK:
            return facts.before_decision or facts.status
        return self.target or facts.status


def _step(action: str, label: str, sources: tuple[Status, ...], target: Status | None, who: Role | tuple[Role, ...], *guards: Guard) -> Step:
    return Step(action, label, frozenset(sources), target, frozenset({who} if isinstance(who, Role) else who), guards)


TAKE_BACK = "take_back_decision"
DECISIONS = frozenset(
    {"return", "decline", "approve", "ministry_return", "return_to_province", "recognise", "not_recognise"}
)  # may be taken back for ten minutes
AFTER_A_DECISION = (Status.RETURNED, Status.DECLINED, Status.APPROVED, Status.RECOGNISED, Status.NOT_RECOGNISED)
_OFFICERS = (Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)
# a step without these is not offered
_NOT_EVEN_SHOWN: tuple[Guard, ...] = (still_withdrawable, not_asked_yet, asked_for_pre_review, asked_for_first_look)
_NOT_EVEN_SHOWN += (just_reported, just_decided, not_acted_upon, reported_by_province, amended)
_S = Status
_NATIONAL = (
    _step("ask_pre_review", "申请预审", (_S.DRAFT,), None, Role.APPLICANT, registered, not_asked_yet, province_named, in_this_province),
    _step("take_back_pre_review", "撤回预审申请", (_S.DRAFT,), None, Role.APPLICANT, asked_for_pre_review),
    _step("pre_review", "预审意见", (_S.DRAFT,), None, Role.PROVINCE_OFFICER, asked_for_pre_review, commented),
    _step("finalise", "定稿", (_S.DRAFT, _S.RETURNED), _S.FINALISED, Role.APPLICANT, registered, nothing_blocking),
    _step("reopen", "解除定稿", (_S.FINALISED,), _S.DRAFT, Role.APPLICANT),
    _step("submit", "提交", (_S.FINALISED,), _S.SUBMITTED, Role.APPLICANT, registered, in_this_province, in_time, sealed, addressed),
    _step("withdraw", "撤回", (_S.SUBMITTED, _S.APPROVED, _S.DECLINED, _S.REPORTED), _S.FINALISED, Role.APPLICANT, still_withdrawable),
    _step("city_review", "市级初审", (_S.SUBMITTED,), None, Role.CITY_OFFICER, asked_for_first_look, reasoned),
    _step("return", "退回修改", (_S.SUBMITTED, _S.APPROVED), _S.RETURNED, Role.PROVINCE_OFFICER, commented),
    _step("decline", "不予推荐", (_S.SUBMITTED,), _S.DECLINED, Role.PROVINCE_OFFICER, reasoned),
    _step("approve", "审核通过", (_S.SUBMITTED,), _S.APPROVED, Role.PROVINCE_OFFICER, checklist_answered),
    _step("report", "报送教育部", (_S.APPROVED,), _S.REPORTED, Role.PROVINCE_OFFICER, letter_numbered, by_another_than_approved),
    _step("take_back_report", "收回报送", (_S.REPORTED,), _S.APPROVED, Role.PROVINCE_OFFICER, just_reported),
    _step("ministry_return", "退回修改", (_S.REPORTED,), _S.RETURNED, Role.MINISTRY_OFFICER, commented),
    _step("return_to_province", "退回省级", (_S.REPORTED,), _S.APPROVED, Role.MINISTRY_OFFICER, reported_by_province, reasoned),
    _step("recognise", "认定", (_S.REPORTED,), _S.RECOGNISED, Role.MINISTRY_OFFICER, reasoned),
    _step("not_recognise", "不予认定", (_S.REPORTED,), _S.NOT_RECOGNISED, Role.MINISTRY_OFFICER, reasoned),
    _step("revoke", "撤销认定", (_S.RECOGNISED,), _S.NOT_RECOGNISED, Role.MINISTRY_OFFICER, reasoned, amended),
    _step(TAKE_BACK, "收回意见", AFTER_A_DECISION, None, _OFFICERS, just_decided, not_acted_upon),
)


def _provincial(step: Step) -> Step:
    """In a province's own installation the province records what the ministry decided."""
    if Role.MINISTRY_OFFICER not in step.who:
        return step
    return Step(step.action, step.label, step.sources, step.target, frozenset({Role.PROVINCE_OFFICER}), step.guards)


TABLES: dict[Profile, dict[str, Step]] = {
    Profile.NATIONAL: {step.action: step for step in _NATIONAL},
    Profile.PROVINCIAL: {step.action: _provincial(step) for step in _NATIONAL},
}


def label_of(action: str) -> str:
    """The action as people read it in the timeline."""
    return "开始申报" if action == "start" else TABLES[Profile.NATIONAL][action].label


class Forbidden(Exception):
    """The step is not this role's to take."""


@dataclass(frozen=True)
class Refusal:
    """Why a step cannot be taken now, in words."""

    text: str


def takes(profile: Profile, action: str, role: Role) -> bool:
    """Whether the step is this role's at all, in whatever state."""
    return role in TABLES[profile][action].who


def permitted(profile: Profile, action: str, role: Role, facts: Facts) -> Refusal | Status:
    """The state the step leads to, or why it cannot be taken.

    Raises:
        Forbidden: the step is never this role's.
    """
    step = TABLES[profile][action]
    if not takes(profile, action, role):
        raise Forbidden(step.label)
    if facts.status not in step.sources:
        return Refusal(f"当前状态是“{facts.status.label}”，不能{step.label}。")
    for guard in step.guards:
        if text := guard(facts):
            return Refusal(text)
    return step.target_for(facts)


def offered(profile: Profile, role: Role, facts: Facts) -> tuple[Step, ...]:
    """The steps that are this role's to take from this state, whether or not their conditions hold yet.

    A step that is over, or was never asked for, is not shown at all.
    """
    steps = (step for step in TABLES[profile].values() if role in step.who and facts.status in step.sources)
    return tuple(step for step in steps if not any(guard(facts) for guard in step.guards if guard in _NOT_EVEN_SHOWN))

"""When interest may be expressed, answered and taken back. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ...named import Named
from .. import personal_data

MOST_A_DAY = 20  # that one organisation may express
LONGEST = 1000  # characters of a message or a reason
COOLING_OFF = timedelta(minutes=10)  # in which an answer may be taken back
QUIET = timedelta(days=30)  # after a refusal, before the same entry may be asked for again


class Standing(Named):
    """How an interest stands."""

    WAITING = "waiting", "待答复", "amber"
    ACCEPTED = "accepted", "双方同意", "green"
    DECLINED = "declined", "已婉拒", "neutral"
    WITHDRAWN = "withdrawn", "已撤回", "neutral"


def standing(accepted_at: datetime | None, declined_at: datetime | None, withdrawn_at: datetime | None) -> Standing:
    if withdrawn_at:
        return Standing.WITHDRAWN
    if accepted_at:
        return Standing.ACCEPTED
    return Standing.DECLINED if declined_at else Standing.WAITING


@dataclass(frozen=True)
class Before:
    """What is true when interest is expressed."""

    own_community: bool  # the entry is of a community that one leads
    published: bool
    ended: str  # a technology demand that is completed or terminated: which of the two
    today: int  # interests this organisation expressed today
    earlier: Standing | None  # how its latest interest in this entry stands
    declined_at: datetime | None
    now: datetime


def refusal(before: Before) -> str | None:
    """Why interest in the entry cannot be expressed now; None when it can."""
    if before.own_community:
        return "这是本单位牵头的共同体发布的条目，联系方式在共同体自己的清单里。"
    if not before.published:
        return "这一条已经撤下或被新发布的清单代替，不能再表达意向。"
    if before.ended:
        return f"这条需求已经{before.ended}，不再对接。"
    if before.earlier is Standing.WAITING:
        return "已经向对方表达过意向，正在等待答复。"
    if before.earlier is Standing.ACCEPTED:
        return "双方已经同意对接，不需要再次表达意向。"
    if before.earlier is Standing.DECLINED and before.declined_at and before.now - before.declined_at < QUIET:
        return f"对方已婉拒这一条的对接，{QUIET.days} 天内不再向同一条表达意向。"
    if before.today >= MOST_A_DAY:
        return f"一个单位一天最多表达 {MOST_A_DAY} 次意向，今天已经用完，请明天再试。"
    return None


def message_problem(message: str) -> str | None:
    """What is wrong with what is said to the other side."""
    if not message:
        return "请写明意向，如希望怎样合作、什么时间开始。"
    if len(message) > LONGEST:
        return f"最多 {LONGEST} 字，现在 {len(message)} 字，请删去 {len(message) - LONGEST} 字。"
    return private_problem(message)


def private_problem(text: str) -> str | None:
    """Phone numbers, identity numbers and addresses of mail go where only those see them who both agreed."""
    found = personal_data.find(text)
    return f"其中含有{found[0].kind}“{found[0].text}”。请删去：双方同意后才互相看到联系方式。" if found else None


def may_take_back(standing: Standing, answered_at: datetime | None, seen: bool, now: datetime) -> str | None:
    """Why an answer cannot be taken back; None when it can. `seen`: the other side has seen the contacts."""
    if standing not in (Standing.ACCEPTED, Standing.DECLINED) or answered_at is None:
        return "这条意向还没有答复，或已被对方撤回。"
    if now - answered_at > COOLING_OFF:
        return f"答复已超过 {COOLING_OFF.seconds // 60} 分钟，不能收回。"
    return "对方已经看到联系方式，不能收回同意。" if seen else None

"""The life of a published technology demand: states, steps, from where to where, only if. One table, pure.

发布 → 承接 (one unit or more) → 完成, or 终止. Any step can be taken back for ten minutes, the latest first.
Source: indicator 4.8 counts what was undertaken and completed; a contract and an acceptance prove them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ...named import Named
from ..rules import FollowingState as State

COOLING_OFF = timedelta(minutes=10)


class Action(Named):
    UNDERTAKE = "undertake", "登记承接"
    COMPLETE = "complete", "登记完成"
    TERMINATE = "terminate", "终止"
    TAKE_BACK = "take_back", "撤销登记"


@dataclass(frozen=True)
class Facts:
    """What the guards may look at; whoever takes a step states what is true now."""

    state: State
    now: datetime
    withdrawn: bool = False  # the entry is no longer published
    undertaken_on: date | None = None  # the latest contract's
    happened_on: date | None = None  # the date given for this step
    units: int = 0  # named as undertaking it
    file: bool = False  # a contract or an acceptance is attached
    text: str = ""  # the result, or why it ends
    latest_at: datetime | None = None  # when the latest step was entered, where there is one


Guard = Callable[[Facts], str | None]  # why not, in words; None when the step may be taken


def still_published(facts: Facts) -> str | None:
    return "这条需求已经撤下，不能再登记承接。如需继续，请在清单中重新发布。" if facts.withdrawn else None


def units_named(facts: Facts) -> str | None:
    return None if facts.units else "请填写承接单位，至少一家。"


def contract_attached(facts: Facts) -> str | None:
    return None if facts.file else "请上传承接合同（PDF、图片或 Word 文件）。合同不公开。"


def acceptance_attached(facts: Facts) -> str | None:
    return None if facts.file else "请上传验收材料（PDF、图片或 Word 文件）。验收材料不公开。"


def undertaken(facts: Facts) -> str | None:
    return None if facts.state is State.UNDERTAKEN else "这条需求还没有登记承接，不能登记完成。请先登记由谁承接，并上传合同。"


def dated(facts: Facts) -> str | None:
    if facts.happened_on is None:
        return "请填写日期，如 2026-05-20。"
    if facts.happened_on > facts.now.date():
        return f"日期 {facts.happened_on:%Y-%m-%d} 还没有到，请填写实际发生的日期。"
    return None


def not_before_undertaking(facts: Facts) -> str | None:
    if facts.happened_on and facts.undertaken_on and facts.happened_on < facts.undertaken_on:
        return f"完成日期 {facts.happened_on:%Y-%m-%d} 早于承接日期 {facts.undertaken_on:%Y-%m-%d}，请核对。"
    return None


def result_described(facts: Facts) -> str | None:
    return None if facts.text.strip() else "请写明完成的结果，如达到的指标。"


def reasoned(facts: Facts) -> str | None:
    return None if facts.text.strip() else "请写明终止的原因。"


def just_entered(facts: Facts) -> str | None:
    if facts.latest_at is None:
        return "还没有登记过，没有可以撤销的登记。"
    return None if facts.now - facts.latest_at <= COOLING_OFF else f"登记已超过 {COOLING_OFF.seconds // 60} 分钟，不能撤销。"


@dataclass(frozen=True)
class Step:
    """One row of the table. `target` None: back to the state before the latest step."""

    sources: frozenset[State]
    target: State | None
    guards: tuple[Guard, ...]


_S = State
ENDED = {_S.COMPLETED: "已经登记完成", _S.TERMINATED: "已经终止"}
STEPS = {
    Action.UNDERTAKE: Step(frozenset({_S.PUBLISHED, _S.UNDERTAKEN}), _S.UNDERTAKEN, (still_published, units_named, dated, contract_attached)),
    Action.COMPLETE: Step(
        frozenset({_S.PUBLISHED, _S.UNDERTAKEN}),
        _S.COMPLETED,
        (undertaken, dated, not_before_undertaking, result_described, acceptance_attached),
    ),
    Action.TERMINATE: Step(frozenset({_S.PUBLISHED, _S.UNDERTAKEN}), _S.TERMINATED, (reasoned,)),
    Action.TAKE_BACK: Step(frozenset(_S), None, (just_entered,)),
}


def refusal(action: Action, facts: Facts) -> str | None:
    """Why the step cannot be taken now, in words; None when it can."""
    step = STEPS[action]
    if facts.state not in step.sources:
        return f"这条需求{ENDED[facts.state]}，不能再{action.label}。"
    return next((text for guard in step.guards if (text := guard(facts))), None)


def offered(facts: Facts) -> tuple[Action, ...]:
    """The steps to show: those possible from this state once what they ask for is given."""
    possible = [action for action, step in STEPS.items() if facts.state in step.sources]
    if facts.state is not State.UNDERTAKEN:
        possible = [action for action in possible if action is not Action.COMPLETE]
    if facts.withdrawn:
        possible = [action for action in possible if action is not Action.UNDERTAKE]
    return tuple(action for action in possible if action is not Action.TAKE_BACK or just_entered(facts) is None)

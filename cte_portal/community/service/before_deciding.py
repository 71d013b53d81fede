"""Before a decision goes out: what the applicant would read, and whether things still are as the officer saw them."""

from __future__ import annotations

from collections.abc import Callable

from ...accounts.models import Account
from ...mail import Message
from ...transactions import transaction
from .. import queries
from ..models import Application, Transition
from ..workflow import Status, label_of
from .announcements import to_applicant
from .lifecycle import ActionRefused


class Overtaken(ActionRefused):
    """Something happened to the application since the page was opened; the message says what. `now`: id of its latest step."""

    def __init__(self, text: str, now: int):
        super().__init__(text)
        self.now = now


class _NothingIsKept(Exception):
    """Ends a rehearsal."""


Writes = Callable[[Application, Transition, Account], Message]


def rehearse(decision: Callable[[], Transition], application: Application, by: Account, writes: Writes = to_applicant) -> Message:
    """The message that the applicant would get, word for word, were the decision taken now. Nothing is changed, nobody is told.

    `writes`: the message of those who must act upon it, where that is not the applicant.

    Raises:
        ActionRefused: the decision would be refused.
    """
    found: list[Message] = []
    try:
        with transaction():
            found.append(writes(application, decision(), by))
            raise _NothingIsKept
    except _NothingIsKept:
        return found[0]


def must_be_as_seen(application: Application, seen: int | None) -> None:
    """Refuse a decision on what is not so any more. `seen`: the latest step when the officer opened the page; None: not asked.

    Raises:
        Overtaken: another decision was taken, the submission was taken back, or another version was submitted.
    """
    since = [step for step in queries.steps_since(application, seen) if step.source != step.target or step.action == "pre_review"] if seen else []
    if since:
        raise Overtaken(_what_happened(application, since), since[-1].id)


def _what_happened(application: Application, since: list[Transition]) -> str:
    last = since[-1]
    when = f"{last.at:%m-%d %H:%M:%S}"
    if last.action == "submit" and last.version:
        return f"您打开页面后，申报单位已于 {when} 重新提交第 {last.version.number} 版，您看到的不是现在的版本。意见没有发出，填写的内容都在下面。"
    if last.action in ("withdraw", "reopen", "finalise"):
        return f"您打开页面后，申报单位已于 {when} {label_of(last.action)}，您看到的版本不再等待审核。意见没有发出，填写的内容都在下面。"
    who = f"{last.account.authority.name} {last.account.name}" if last.account.authority else last.account.name
    now = application.status.label if last.target is not Status.DRAFT else "预审意见已给出"
    return f"您打开页面后，{who}已于 {when} 办理“{label_of(last.action)}”，当前状态是“{now}”。您的意见没有发出，填写的内容都在下面。"

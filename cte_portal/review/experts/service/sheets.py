"""What an expert can do with a sheet: keep it, hand it in, give it up; and the authority, open it again."""

from __future__ import annotations

from collections.abc import Mapping

from .... import audit, clock
from ....accounts.models import Account
from ....extensions import db
from ....notices import service as inboxes
from ....transactions import transaction
from .. import queries, rules
from ..models import ExpertSheet
from . import rounds
from .rounds import RoundRefused


class SheetWrong(Exception):
    """Something typed is not right; `problems`: criterion's key or "opinion" → what would be right."""

    def __init__(self, problems: Mapping[str, str]):
        super().__init__("；".join(problems.values()))
        self.problems = dict(problems)


def save(sheet: ExpertSheet, typed: Mapping[str, str], opinion: str, submits: bool, by: Account) -> None:
    """Keep scores and opinion as a draft, or hand them in for good.

    Raises:
        RoundRefused: it was handed in or given up, or the deadline has passed.
        SheetWrong: a score is none; for handing in also: one is missing, or the opinion.
    """
    with transaction():
        db.session.refresh(sheet)
        found = sheet.expert.round
        if refusal := rules.why_not_open(found.deadline, clock.today(), sheet.submitted_at is not None, sheet.conflict_at is not None):
            raise RoundRefused(refusal)
        scores, problems = _read(sheet, typed, submits)
        opinion = opinion.replace("\r\n", "\n").strip()
        if len(opinion) > rules.LONGEST_OPINION:
            problems["opinion"] = f"评审意见最多 {rules.LONGEST_OPINION} 字，现在 {len(opinion)} 字"
        elif submits and not opinion:
            problems["opinion"] = "请写评审意见"
        if problems:
            raise SheetWrong(problems)
        sheet.scores, sheet.opinion, sheet.saved_at = scores, opinion, clock.now()
        if submits:
            sheet.submitted_at = clock.now()
        audit.record("expert_sheet.submitted" if submits else "expert_sheet.saved", sheet, by=by, round=found.id)


def _read(sheet: ExpertSheet, typed: Mapping[str, str], submits: bool) -> tuple[dict[str, int], dict[str, str]]:
    scores: dict[str, int] = {}
    problems: dict[str, str] = {}
    for one in queries.criteria_of(sheet.expert.round):
        try:
            score = rules.read_score(typed.get(one.key, ""))
        except ValueError as wrong:
            problems[one.key] = f"{one.text}：{wrong}"
            continue
        if score is not None:
            scores[one.key] = score
        elif submits:
            problems[one.key] = f"{one.text}：请填写 0–{rules.HIGHEST} 的整数"
    return scores, problems


def give_up(sheet: ExpertSheet, reason: str, by: Account) -> int:
    """声明回避: the expert judges this application no more and another takes its place, where there is one; how many were found.

    Raises:
        RoundRefused: no reason, or it was handed in already.
    """
    with transaction():
        db.session.refresh(sheet)
        if not reason.strip():
            raise RoundRefused("请写明回避的理由。")
        if sheet.submitted_at is not None or sheet.conflict_at is not None:
            raise RoundRefused("这份评审表已经提交或已声明回避。")
        sheet.conflict_at, sheet.conflict_reason = clock.now(), reason.strip()
        db.session.flush()
        audit.record("expert_sheet.given_up", sheet, by=by, round=sheet.subject.round_id)
        count, _ = rounds.share_out(sheet.expert.round, by, only=sheet.subject)
        rounds.tell_authority(sheet.expert.round, "expert_gave_up", sheet=sheet, replaced=bool(count))
    return count


def reopen(sheet: ExpertSheet, reason: str, by: Account) -> None:
    """退回重评: the expert may change what was handed in.

    Raises:
        RoundRefused: no reason, or it is not handed in.
    """
    with transaction():
        db.session.refresh(sheet)
        if not reason.strip():
            raise RoundRefused("请写明退回的理由。")
        if sheet.submitted_at is None:
            raise RoundRefused("这份评审表还没有提交，不需要退回。")
        sheet.submitted_at, sheet.reopen_reason = None, reason.strip()
        audit.record("expert_sheet.reopened", sheet, by=by, round=sheet.subject.round_id, reason=reason.strip())
        assert sheet.expert.account is not None, "who handed it in has one"
        inboxes.tell([sheet.expert.account], "expert_reopened", f"/expert/sheets/{sheet.id}", sheet=sheet)

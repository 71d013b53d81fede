"""What an authority can do with a round: open it, choose applications, invite experts, share the work out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
from sqlalchemy import select

from .... import audit, clock, links, mail
from ....accounts import service as accounts
from ....accounts.models import Account
from ....extensions import db
from ....jobs import jobs
from ....notices import queries as notices
from ....notices import service as inboxes
from ....roles import Role
from ....transactions import transaction
from ....web.editions import edition_for_year
from ....web.errors import Refused
from .. import queries, rules
from ..models import ExpertRound, ExpertSheet, RoundApplication, RoundExpert
from ..rules import Body

LINK = "expert"


class RoundRefused(Refused):
    """It cannot be done now; the message says why."""


class EmailTaken(Exception):
    """There is an account with this address already."""


def open_round(name: str, year: int, deadline: date, per_application: int, by: Account) -> ExpertRound:
    """A round by the criteria of the year's edition.

    Raises:
        RoundRefused: the deadline has passed, or the edition names no criteria.
    """
    criteria = edition_for_year(year).experts.criteria
    with transaction():
        if deadline < clock.today():
            raise RoundRefused("截止日期已过，请填写今天或以后的日期。")
        if not criteria:
            raise RoundRefused(f"{year} 年度的申报书版次没有评审标准（experts.toml），请联系平台管理员。")
        found = ExpertRound(
            authority_id=by.authority_id,
            name=name.strip(),
            year=year,
            criteria=[msgspec.to_builtins(one) for one in criteria],
            deadline=deadline,
            per_application=per_application,
            opened_at=clock.now(),
            opened_by_id=by.id,
        )
        db.session.add(found)
        db.session.flush()
        audit.record("expert_round.opened", found, by=by, year=year, deadline=deadline.isoformat())
    return found


def move_deadline(found: ExpertRound, deadline: date, by: Account) -> None:
    with transaction():
        if deadline < clock.today():
            raise RoundRefused("截止日期已过，请填写今天或以后的日期。")
        audit.record("expert_round.deadline_moved", found, by=by, before=found.deadline.isoformat(), after=deadline.isoformat())
        found.deadline = deadline


def choose(found: ExpertRound, wanted: Sequence[int], by: Account) -> int:
    """Take reported applications into the round; how many. What is not reported any more is left out."""
    with transaction():
        offered = {one.id: one for one in queries.choosable(found, by)}
        chosen = [offered[one] for one in dict.fromkeys(wanted) if one in offered and offered[one].version_id]
        for application in chosen:
            db.session.add(RoundApplication(round_id=found.id, application_id=application.id, version_id=application.version_id))
        if chosen:
            audit.record("expert_round.applications_chosen", found, by=by, applications=[one.id for one in chosen])
    return len(chosen)


def add_expert(found: ExpertRound, name: str, body: Body, email: str, by: Account) -> RoundExpert:
    """Invite somebody: by mail where a server is set, and by a link to hand over.

    Raises:
        RoundRefused: the address is in the list already, or belongs to somebody who is no expert.
    """
    email = email.strip().lower()
    with transaction():
        if any(one.email == email for one in queries.experts(found)):
            raise RoundRefused(f"名单中已有邮箱为 {email} 的专家。")
        owner = db.session.scalar(select(Account).where(Account.email == email))
        if owner is not None and owner.role is not Role.EXPERT:
            raise RoundRefused(f"{email} 是“{owner.role.label}”账号的邮箱，不能同时担任专家，请换一个邮箱。")
        invited = RoundExpert(round_id=found.id, name=name.strip(), email=email, invited_at=clock.now())
        invited.organisation, invited.uscc = body.name.strip(), body.uscc.strip().upper()
        db.session.add(invited)
        db.session.flush()
        audit.record("expert.invited", invited, by=by, round=found.id)
    if mail.configured():
        jobs().add("mail_expert", invited.id)
    return invited


def code_of(invited: RoundExpert) -> str:
    return links.issue(LINK, invited.id)


def link_of(invited: RoundExpert) -> str:
    return links.address(f"/expert/invitations/{code_of(invited)}")


def invited_by_code(text: str) -> RoundExpert | None:
    identity = links.redeem(LINK, text)
    return queries.expert(identity) if identity is not None else None


def why_not(invited: RoundExpert) -> str | None:
    """Why the invitation cannot be accepted any more, in words."""
    if invited.accepted_at is not None:
        return "这个链接已经使用过，每个链接只能使用一次。如果是您本人接受的，请直接登录。"
    if clock.today() > invited.round.deadline:
        return f"“{invited.round.name}”的评审已于 {invited.round.deadline} 截止。"
    return None


def accept(invited: RoundExpert, by: Account) -> None:
    """Take part with an expert's account.

    Raises:
        RoundRefused: the link was used, or the round is over.
    """
    with transaction():
        db.session.refresh(invited)
        if problem := why_not(invited):
            raise RoundRefused(problem)
        invited.account_id, invited.accepted_at = by.id, clock.now()
        audit.record("expert.accepted", invited, by=by, round=invited.round_id)


def accept_with_new_account(invited: RoundExpert, name: str, email: str, password: str) -> None:
    """Make the account and take part; both or neither.

    Raises:
        RoundRefused: as for `accept`.
        EmailTaken: the address has an account already.
    """
    with transaction():
        if db.session.scalar(select(Account.id).filter_by(email=email.lower())):
            raise EmailTaken
        accept(invited, accounts.create_account(email, name, Role.EXPERT, password))


def barred(found: ExpertRound, subjects: Sequence[RoundApplication]) -> set[tuple[int, int]]:
    """(subject, expert) that may not be: the expert's organisation is a member unit, or the expert gave it up."""
    units = queries.units_of(one.application_id for one in subjects)
    bodies = {one.id: Body(one.organisation, one.uscc) for one in queries.experts(found)}
    own = {(s.id, expert) for s in subjects for expert, body in bodies.items() if rules.conflicts(body, units.get(s.application_id, []))}
    return own | {(one.subject_id, one.expert_id) for one in queries.sheets(found) if one.conflict_at}


def share_out(found: ExpertRound, by: Account, only: RoundApplication | None = None) -> tuple[int, Mapping[int, int]]:
    """Give every application (or only this one) as many experts as it lacks, evenly; how many were given, and what is still lacking.

    What a colleague gave a moment ago counts: two at once do not give twice.
    """
    with transaction():
        db.session.refresh(found)
        subjects = queries.subjects(found)
        given = {(one.subject_id, one.expert_id) for one in queries.sheets(found) if one.conflict_at is None}
        wanted = [one.id for one in subjects if only is None or one.id == only.id]
        experts = queries.experts(found)
        shared = rules.share_out(wanted, [one.id for one in experts], barred(found, subjects), given, found.per_application)
        for subject, expert in shared.pairs:
            db.session.add(ExpertSheet(subject_id=subject, expert_id=expert, scores={}))
        if shared.pairs:
            audit.record("expert_round.shared_out", found, by=by, sheets=[list(pair) for pair in shared.pairs])
            _tell(found, [one for one in experts if one.id in {expert for _, expert in shared.pairs}])
    return len(shared.pairs), shared.lacking


def assign(subject: RoundApplication, expert: RoundExpert, by: Account) -> ExpertSheet:
    """Give one application to one expert.

    Raises:
        RoundRefused: the expert has it already, gave it up, or belongs to a member unit.
    """
    with transaction():
        found = db.session.get_one(ExpertRound, subject.round_id, populate_existing=True)
        if any(one.subject_id == subject.id and one.expert_id == expert.id and one.conflict_at is None for one in queries.sheets(found)):
            raise RoundRefused(f"“{expert.name}”已经分配了这份申报，不需要再次分配。")
        if (subject.id, expert.id) in barred(found, [subject]):
            raise RoundRefused(f"“{expert.name}”应当回避：所在单位“{expert.organisation}”是这份申报的建设单位，或本人已声明回避。")
        given = ExpertSheet(subject_id=subject.id, expert_id=expert.id, scores={})
        db.session.add(given)
        db.session.flush()
        audit.record("expert_sheet.assigned", given, by=by, round=found.id)
        _tell(found, [expert])
    return given


def _tell(found: ExpertRound, experts: Sequence[RoundExpert]) -> None:
    inboxes.tell([one.account for one in experts if one.account], "expert_assigned", "/expert", round=found)


def tell_authority(found: ExpertRound, template: str, **facts: object) -> None:
    """The officers who look after the round."""
    officer = db.session.get_one(Account, found.opened_by_id)
    inboxes.tell(notices.officers_of(officer.province_code), template, f"/review/experts/{found.id}", round=found, **facts)  # type: ignore[arg-type]


def mail_expert(expert_id: int) -> None:
    """Job: send the link, if it still works."""
    invited = queries.expert(expert_id)
    if invited is None or invited.mailed_at is not None or why_not(invited):
        return
    said = mail.worded("expert_invited", expert=invited, link=link_of(invited))
    mail.send(mail.Letter(invited.email, invited.name, said.subject, said.text))
    with transaction():
        invited.mailed_at = clock.now()
        audit.record("expert.mailed", invited, by=None)

"""Deleting personal data whose time is over, and correcting one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from .. import audit, clock
from ..accounts import service as accounts
from ..accounts.invitations.models import AccountInvitation
from ..accounts.models import Account, KeptInput, Organisation, SignIn
from ..community.co_editing.models import CoEditor, Invitation
from ..extensions import db
from ..mistakes.models import Mistake
from ..notices.models import Notice, NoticeLetter
from ..recognition.models import Objection
from ..registration.models import Takeover
from ..review.experts.models import ExpertRound, RoundExpert
from ..transactions import transaction
from ..uploads import service as uploads
from ..web.errors import Refused
from . import queries, rules
from .models import Erasure

MOST = 500  # records of a kind in one transaction, so that nobody waits for long


class CorrectionRefused(Refused):
    """It was not changed; the message says why."""


def note_opening(officer: Account, subject: Any) -> None:
    """The trail says, once a day, that the officer opened what other people's names and telephones stand in."""
    if queries.opened_today(officer, subject):
        return
    with transaction():
        if not queries.opened_today(officer, subject):
            audit.record(queries.opening_of(subject), subject, by=officer)


def erase_old() -> None:
    """Job, every night: what is over goes, each kind in its own transaction, and the trail says how much."""
    for kept in rules.KEPT:
        if kept.days is not None:
            while _erase(kept, ERASERS[kept.key]) == MOST:
                pass


def _erase(kept: rules.Kept, eraser: Callable[[datetime], int]) -> int:
    with transaction():
        if count := eraser(kept.before(clock.now())):
            made = Erasure(kind=kept.key, count=count, at=clock.now())
            db.session.add(made)
            db.session.flush()
            audit.record("personal_data.erased", made, by=None, kind=kept.key, count=count)
        return count


def _accounts(before: datetime) -> int:
    over = or_(Account.disabled_at < before, Account.organisation.has(Organisation.disabled_at < before))
    found = db.session.scalars(select(Account).where(over, Account.erased_at.is_(None)).limit(MOST)).all()
    for one in found:
        accounts.erase(one, by=None)
    return len(found)


def _delete(model: Any, *over: Any) -> int:
    """Rows that nothing else refers to."""
    key = model.__table__.primary_key.columns.values()[0]
    found = db.session.scalars(select(key).where(*over).limit(MOST)).all()
    db.session.execute(delete(model).where(key.in_(found)))
    return len(found)


def _blank(model: Any, values: dict[str, Any], *over: Any) -> int:
    """Rows that stay, without what says who it was."""
    found = db.session.scalars(select(model.id).where(*over).limit(MOST)).all()
    db.session.execute(update(model).where(model.id.in_(found)).values(values))
    return len(found)


def _sign_ins(before: datetime) -> int:
    return _delete(SignIn, SignIn.started_at < before)


def _typed(before: datetime) -> int:
    return _delete(KeptInput, KeptInput.kept_at < before)


def _invited(before: datetime) -> int:
    return _blank(AccountInvitation, {"name": rules.ERASED, "email": ""}, AccountInvitation.expires_at < before, AccountInvitation.email != "")


def _co_editors(before: datetime) -> int:
    last = select(func.max(Invitation.issued_at)).where(Invitation.co_editor_id == CoEditor.id).scalar_subquery()
    over = (CoEditor.account_id.is_(None), CoEditor.name != rules.ERASED, last < before)
    return _blank(CoEditor, {"name": rules.ERASED, "email": ""}, *over)


def _takeovers(before: datetime) -> int:
    return _without_files(Takeover, "letter", {"name": rules.ERASED, "phone": "", "email": ""}, Takeover.decided_at < before)


def _objections(before: datetime) -> int:
    return _without_files(Objection, "file", {"name": rules.ERASED, "contact": "", "unit": ""}, Objection.handled_at < before)


def _without_files(model: Any, file: str, values: dict[str, Any], over: Any) -> int:
    """Blanked, and the file goes too, unless something else refers to the same content."""
    found = db.session.scalars(select(model).where(over, model.name != rules.ERASED).limit(MOST)).all()
    held = [sha256 for one in found if (sha256 := getattr(one, f"{file}_sha256"))]
    for one in found:
        for name, value in {**values, f"{file}_name": "", f"{file}_sha256": None}.items():
            setattr(one, name, value)
    db.session.flush()
    for sha256 in held:
        uploads.forget(sha256)
    return len(found)


def _mistakes(before: datetime) -> int:
    return _blank(Mistake, {"contact": ""}, Mistake.handled_at < before, Mistake.contact != "")


def _experts(before: datetime) -> int:
    closed = select(ExpertRound.id).where(ExpertRound.deadline < before.date())
    return _blank(RoundExpert, {"email": ""}, RoundExpert.round_id.in_(closed), RoundExpert.email != "")


def _notices(before: datetime) -> int:
    found = db.session.scalars(select(Notice.id).where(Notice.made_at < before).limit(MOST)).all()
    db.session.execute(delete(NoticeLetter).where(NoticeLetter.notice_id.in_(found)))
    db.session.execute(delete(Notice).where(Notice.id.in_(found)))
    return len(found)


ERASERS: dict[str, Callable[[datetime], int]] = {
    rules.ACCOUNTS.key: _accounts,
    rules.SIGN_INS.key: _sign_ins,
    rules.TYPED.key: _typed,
    rules.INVITED.key: _invited,
    rules.CO_EDITORS.key: _co_editors,
    rules.TAKEOVERS.key: _takeovers,
    rules.OBJECTIONS.key: _objections,
    rules.MISTAKES.key: _mistakes,
    rules.EXPERTS.key: _experts,
    rules.NOTICES.key: _notices,
}


def correct(account: Account, name: str, phone: str, email: str, password: str) -> list[str]:
    """One's own name, telephone, mail address; what changed, in words. The trail keeps the names under which things were done.

    Raises:
        CorrectionRefused: the password is wrong, or the address cannot be used.
    """
    if not accounts.right_password(account, password):
        raise CorrectionRefused("现在的密码不正确，没有改动。")
    wanted = {"name": ("姓名", name.strip()), "phone": ("电话", phone.strip()), "email": ("登录邮箱", email.strip().lower())}
    with transaction():
        changed = {key: words for key, (words, value) in wanted.items() if getattr(account, key) != value}
        if "email" in changed and db.session.scalar(select(Account.id).where(Account.email == wanted["email"][1])):
            raise CorrectionRefused("这个邮箱不能用作登录邮箱，请换一个。没有改动。")
        for key in changed:
            setattr(account, key, wanted[key][1])
        if changed:
            audit.record("account.corrected", account, by=account, fields=sorted(changed))
    return list(changed.values())

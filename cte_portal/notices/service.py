"""Telling people, and sending the letters."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, or_, select, update

from .. import clock, links, mail
from ..accounts.models import Account
from ..extensions import db
from ..jobs import jobs
from ..mail import Message, worded
from ..settings import Settings
from ..transactions import afterwards, transaction
from .models import MOST_ATTEMPTS, Notice, NoticeLetter

HELD_FOR = timedelta(minutes=15)  # a letter that a process took in hand and did not send since: the process has died


class LettersWait(Exception):
    """Some letters could not be sent; the job is tried again later."""


def tell(accounts: Iterable[Account], template: str, path: str, key: str = "", **facts: object) -> int:
    """Put what is `written` into each inbox, and a letter into the outbox where mail is set; as `deliver` does."""
    return deliver(accounts, worded(template, **facts), path, key)


def deliver(
    accounts: Iterable[Account], message: Message, path: str, key: str = "", *, by_mail: bool = True, not_before: datetime | None = None
) -> int:
    """Put a message into each inbox, inside the caller's transaction, and a letter into the outbox where mail is set; how many.

    `key`: what it is about; told once a person. `not_before`: the letters are held back until then.
    """
    told = 0
    by_mail = by_mail and mail.configured()
    with transaction():
        for account in accounts:
            own_key = f"{key}:{account.id}" if key else None
            if own_key and db.session.scalar(select(Notice.id).filter_by(key=own_key)):
                continue
            notice = Notice(account_id=account.id, subject=message.subject, text=message.text, path=path, key=own_key, made_at=clock.now())
            if by_mail:
                notice.letter = NoticeLetter(attempts=0, failure="", not_before=not_before)
            db.session.add(notice)
            told += 1
        if told and by_mail and not_before is None:
            afterwards(lambda: jobs().add("send_letters"))
    return told


def take_back(key: str) -> int:
    """Mark what was told under this key as taken back; its letters are not sent, unless they went already. How many people were told."""
    with transaction():
        notices = list(db.session.scalars(select(Notice).where(Notice.key.startswith(f"{key}:", autoescape=True))))
        for notice in notices:
            notice.taken_back_at = clock.now()
    return len(notices)


def read(notice: Notice) -> None:
    with transaction():
        notice.read_at = notice.read_at or clock.now()


def read_all(account: Account) -> None:
    with transaction():
        db.session.execute(update(Notice).where(Notice.account_id == account.id, Notice.read_at.is_(None)).values(read_at=clock.now()))


def send_letters() -> None:
    """Job: send what waits, each letter once.

    One that a process had in hand when it died may have gone or not: it is sent again, under the same Message-ID.

    Raises:
        LettersWait: the server would not take some of them.
    """
    failed = False
    waiting = select(NoticeLetter.notice_id).join(Notice).where(*_unsent(), NoticeLetter.attempts < MOST_ATTEMPTS)
    waiting = waiting.where(or_(NoticeLetter.not_before.is_(None), NoticeLetter.not_before < clock.now()))
    for identity in list(db.session.scalars(waiting.order_by(NoticeLetter.notice_id))):
        letter = _claimed(identity)
        if letter is None:
            continue  # another worker has it
        try:
            mail.send(_letter(letter.notice))
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            current_app.logger.warning("a letter could not be sent: %s", type(problem).__name__)
            failed = True
            with transaction():
                letter.claimed_at, letter.attempts, letter.failure = None, letter.attempts + 1, type(problem).__name__
        else:
            with transaction():
                letter.sent_at, letter.failure = clock.now(), ""
    if failed:
        raise LettersWait


def _unsent() -> tuple[ColumnElement[bool], ...]:
    """What no process has sent or has in hand, and is still true."""
    free = or_(NoticeLetter.claimed_at.is_(None), NoticeLetter.claimed_at <= clock.now() - HELD_FOR)
    return NoticeLetter.sent_at.is_(None), free, Notice.taken_back_at.is_(None)


def _claimed(identity: int) -> NoticeLetter | None:
    with transaction():
        letter = db.session.scalar(select(NoticeLetter).join(Notice).where(NoticeLetter.notice_id == identity, *_unsent()))
        if letter is not None:
            letter.claimed_at = clock.now()
    return letter


def _letter(notice: Notice) -> mail.Letter:
    settings: Settings = current_app.config["SETTINGS"]
    text = mail.framed(notice.account.name, Message(notice.subject, notice.text), settings.base_url.rstrip("/") + notice.path)
    return mail.Letter(
        to=notice.account.email, name=notice.account.name, subject=notice.subject, text=text, key=links.issue("notice_letter", notice.id)
    )

"""Telling people, and sending the letters."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable

from flask import current_app
from sqlalchemy import select, update

from .. import clock, mail
from ..accounts.models import Account
from ..extensions import db
from ..jobs import jobs
from ..transactions import afterwards, transaction
from .models import Notice, NoticeLetter

MOST_ATTEMPTS = 6


class LettersWait(Exception):
    """Some letters could not be sent; the job is tried again later."""


def tell(accounts: Iterable[Account], template: str, path: str, key: str = "", **facts: object) -> int:
    """Put a notice into each inbox, inside the caller's transaction, and a letter into the outbox where mail is set; how many.

    `template`: a file of templates/notices; its first line is the subject. `key`: what it is about; told once a person.
    """
    told = 0
    with transaction():
        subject, _, text = _filled_in(template, **facts).strip().partition("\n")
        for account in accounts:
            own_key = f"{key}:{account.id}" if key else None
            if own_key and db.session.scalar(select(Notice.id).filter_by(key=own_key)):
                continue
            notice = Notice(account_id=account.id, subject=subject[:200], text=text.strip(), path=path, key=own_key, made_at=clock.now())
            if mail.configured():
                notice.letter = NoticeLetter(attempts=0, failure="")
            db.session.add(notice)
            told += 1
        if told and mail.configured():
            afterwards(lambda: jobs().add("send_letters"))
    return told


def read(notice: Notice) -> None:
    with transaction():
        notice.read_at = notice.read_at or clock.now()


def read_all(account: Account) -> None:
    with transaction():
        db.session.execute(update(Notice).where(Notice.account_id == account.id, Notice.read_at.is_(None)).values(read_at=clock.now()))


def send_letters() -> None:
    """Job: send what waits, each letter at most once.

    Raises:
        LettersWait: the server would not take some of them.
    """
    failed = False
    waiting = select(NoticeLetter.notice_id).where(NoticeLetter.claimed_at.is_(None), NoticeLetter.attempts < MOST_ATTEMPTS)
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


def _claimed(identity: int) -> NoticeLetter | None:
    with transaction():
        letter = db.session.get(NoticeLetter, identity, populate_existing=True)
        if letter is None or letter.claimed_at is not None:
            return None
        letter.claimed_at = clock.now()
    return letter


def _filled_in(template: str, **facts: object) -> str:
    """Outside of any page: a notice may be told by a job."""
    return current_app.jinja_env.get_template(f"notices/{template}.txt").render(**facts)


def _letter(notice: Notice) -> mail.Letter:
    """The mail is made from a file too: templates/notices/letter.txt."""
    settings = current_app.config["SETTINGS"]
    text = _filled_in("letter", notice=notice, address=settings.base_url.rstrip("/") + notice.path, site_name=settings.site_name)
    return mail.Letter(to=notice.account.email, name=notice.account.name, subject=notice.subject, text=text)

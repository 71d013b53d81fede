"""Letters by mail, where the installation has a mail server; where it has none, pages say how to hand things over.

`send` talks to the server and may take a while: call it from a job, which is tried again when the server is away.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from flask import current_app

from . import clock, wording
from .settings import MailTls, Settings

GIVEN_UP = timedelta(hours=2)  # after which no job tries a letter any more of its own
SECONDS = 30  # how long a server may take to answer


@dataclass(frozen=True)
class Letter:
    """Plain text to one person."""

    to: str
    name: str
    subject: str
    text: str
    key: str = ""  # the same for a letter that may have gone out before: mail servers and readers drop the second one


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


@dataclass(frozen=True)
class Message:
    """What somebody is told, as it stands in the inbox and in the letter."""

    subject: str
    text: str


def worded(template: str, **facts: object) -> Message:
    """The message a file of templates/notices makes of these facts, as the installation words it; its first line is the subject.

    Outside of any page too: a job may tell people something.
    """
    written = current_app.jinja_env.get_template(f"notices/{template}.txt").render(**facts)
    subject, _, text = written.strip().partition("\n")
    return Message(subject[:200], wording.worded(template, text.strip(), _settings().letters))


def framed(name: str, message: Message, address: str) -> str:
    """The text of a mail about something that stands in the inbox; the frame is a file too: templates/notices/letter.txt."""
    settings = _settings()
    frame = settings.letters.get(wording.FRAME) or current_app.jinja_env.get_template(f"notices/{wording.FRAME}.txt").render().strip()
    return wording.framed(frame, wording.Frame(name, message.text, address, settings.site_name))


def configured() -> bool:
    """Whether this installation sends mail."""
    return bool(_settings().mail_server)


def send(letter: Letter) -> None:
    """Hand the letter to the mail server; does nothing where no server is set.

    Raises:
        OSError, smtplib.SMTPException: the server is away or refuses it.
        ValueError: the address is none.
    """
    if not configured():
        return
    settings = _settings()
    host, _, port = settings.mail_server.rpartition(":")
    message = _message(letter, settings)
    context = ssl.create_default_context()
    if settings.mail_tls is MailTls.TLS:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, int(port), timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(host, int(port), timeout=SECONDS)
    with connection as server:
        if settings.mail_tls is MailTls.STARTTLS:
            server.starttls(context=context)
        if settings.mail_user:
            server.login(settings.mail_user, settings.mail_password)
        server.send_message(message)


def _message(letter: Letter, settings: Settings) -> EmailMessage:
    message = EmailMessage()
    message["From"] = Address(_line(settings.site_name), addr_spec=settings.mail_from)
    message["To"] = Address(_line(letter.name), addr_spec=letter.to)
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(clock.now())
    domain = settings.mail_from.rpartition("@")[2]
    message["Message-ID"] = f"<{letter.key}@{domain}>" if letter.key else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="base64")
    return message


def _line(text: str) -> str:
    """Header text on one line: whatever people typed, it stays inside its header."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())

"""A mail server in the test's own process, on a free port of this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import msgspec
from aiosmtpd.controller import Controller
from flask import Flask

from cte_portal.settings import MailTls


@dataclass
class PostOffice:
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    away: int = 0  # how many letters are refused for now
    meanwhile: list[Callable[[], None]] = field(default_factory=list)  # done, each once, while a letter is being taken

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.away:
            self.away -= 1
            return "451 try again later"
        if self.meanwhile:
            await asyncio.get_running_loop().run_in_executor(None, self.meanwhile.pop())
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


class OnFreePort(Controller):
    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office(app: Flask) -> Iterator[PostOffice]:
    """The portal sends mail, inside the block, to a server that keeps every letter."""
    office = PostOffice()
    controller = OnFreePort(office, hostname="127.0.0.1", port=0)
    controller.start()
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = msgspec.structs.replace(
        before, mail_server=f"127.0.0.1:{controller.port}", mail_from="portal@demo.example", mail_tls=MailTls.NONE
    )
    try:
        yield office
    finally:
        app.config["SETTINGS"] = before
        controller.stop()

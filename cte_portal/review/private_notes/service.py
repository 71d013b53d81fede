"""Writing private notes, and taking them back."""

from __future__ import annotations

from ... import audit, clock
from ...accounts import service as accounts
from ...accounts.models import Account
from ...community.models import Application
from ...extensions import db
from ...transactions import transaction
from ...web.errors import Refused
from .models import PrivateNote
from .rules import LONGEST, may_remove


class NoteRefused(Refused):
    """The note was not kept, or not removed; the message says why."""


def add(application: Application, text: str, by: Account, path: str = "") -> PrivateNote:
    """Note something for the officers of one's own authority. `path`: the page whose kept input has arrived with it.

    Raises:
        NoteRefused: nothing is written, or too much.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise NoteRefused("请写明要记录的内容。")
    if len(text) > LONGEST:
        raise NoteRefused(f"内部记录最多 {LONGEST} 字，现在 {len(text)} 字，请删去 {len(text) - LONGEST} 字。")
    with transaction():
        assert by.authority_id is not None
        note = PrivateNote(application_id=application.id, authority_id=by.authority_id, text=text, by_id=by.id, at=clock.now())
        db.session.add(note)
        db.session.flush()
        audit.record("private_note.added", note, by=by, application=application.id)
        accounts.forget_input(by, path)
    return note


def remove(note: PrivateNote, by: Account) -> None:
    """Take one's own note back within ten minutes.

    Raises:
        NoteRefused: it is somebody else's, or too late.
    """
    with transaction():
        if not may_remove(note.by_id == by.id, note.at, clock.now()):
            raise NoteRefused("内部记录只能由本人在写下后 10 分钟内删除。")
        audit.record("private_note.removed", note, by=by, application=note.application_id)
        db.session.delete(note)

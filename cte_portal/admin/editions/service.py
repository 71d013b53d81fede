"""Taking an edition, having it tried, putting it to use, withdrawing it."""

from __future__ import annotations

from dataclasses import asdict
from typing import IO

from ... import audit, clock
from ...accounts.models import Account
from ...extensions import db
from ...long_work import service as long_work
from ...transactions import afterwards, transaction
from ...web.editions import editions
from ..operation.service import tell_processes
from . import queries, reading
from .models import EditionState, UploadedEdition
from .queries import Report
from .reading import EditionRefused

TRIAL = "edition_trial"


def propose(source: IO[bytes], by: Account, back: str) -> UploadedEdition:
    """Take an edition, checked whole; nothing is filled in under it yet. Its trial begins in the background.

    Raises:
        EditionRefused: it is not right, or its key is taken.
        WorkRefused: too much of this person's work is not over yet.
    """
    files = reading.files_of(source)
    edition = reading.checked(files)
    if edition.key in editions() or queries.found(edition.key):
        raise EditionRefused(f"已有版次“{edition.key}”。版次定了就不再改：更正后的表单请在 {reading.FORM} 里换一个 key，再上传。")
    with transaction():
        made = UploadedEdition(
            key=edition.key,
            title=edition.form.title,
            from_year=edition.form.from_year,
            archive=reading.packed(files),
            sha256=edition.sha256,
            state=EditionState.PROPOSED,
            uploaded_at=clock.now(),
            uploaded_by_id=by.id,
        )
        db.session.add(made)
        db.session.flush()
        audit.record("edition.uploaded", made, by=by, key=made.key, sha256=made.sha256)
        long_work.begin(TRIAL, f"试用表单版次“{made.key}”", by, back, edition=made.key)
    return made


def keep_trial(key: str, report: Report) -> None:
    with transaction():
        queries.must_be_found(key).trial = asdict(report)


def put_to_use(found: UploadedEdition, by: Account) -> None:
    """Applications of its years begin under it from now on; those that began stay with theirs.

    Raises:
        EditionRefused: it was not tried, or no longer passes the check.
    """
    if found.trial is None:
        raise EditionRefused("还没有试完。请等试用完成，看过结果再启用。")
    reading.stored(found.archive)
    with transaction():
        found.state, found.put_to_use_at = EditionState.IN_USE, clock.now()
        audit.record("edition.put_to_use", found, by=by, key=found.key)
        afterwards(tell_processes)


def withdraw(found: UploadedEdition, by: Account) -> None:
    """Nothing begins under it any more.

    Raises:
        EditionRefused: applications have begun under it.
    """
    if used := queries.used_by(found.key):
        raise EditionRefused(f"已有 {used} 份申报按这一版填写，不能停用。要改用别的，请上传更新的版次。")
    with transaction():
        found.state = EditionState.WITHDRAWN
        audit.record("edition.withdrawn", found, by=by, key=found.key)
        afterwards(tell_processes)


def remove(found: UploadedEdition, by: Account) -> None:
    """An edition that was never put to use is not wanted.

    Raises:
        EditionRefused: it was.
    """
    if found.state is not EditionState.PROPOSED:
        raise EditionRefused("启用过的版次不能删除，只能停用。")
    with transaction():
        audit.record("edition.removed", found, by=by, key=found.key)
        db.session.delete(found)

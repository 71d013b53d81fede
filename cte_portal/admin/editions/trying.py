"""Long work: every stored application is tried under an uploaded edition. Nothing of it is changed."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from ...catalogue.schema import Edition
from ...catalogue.trial import Misfit, misfits
from ...community.filling import queries as filling
from ...community.models import Application
from ...community.rules import labels_in
from ...extensions import db
from ...long_work.service import Progress, Result
from . import queries, reading, service
from .queries import Report

KIND = service.TRIAL
AT_ONCE = 20  # applications between two words about the progress


def try_edition(progress: Progress) -> Result:
    """The report is kept with the edition."""
    key = str(progress.arguments["edition"])
    edition = reading.stored(queries.must_be_found(key).archive)
    ids = list(db.session.scalars(select(Application.id).order_by(Application.id)))
    unfit, found = 0, Counter[Misfit]()
    for at, identity in enumerate(ids):
        told = _tried(identity, edition)
        unfit += bool(told)
        found.update(told)
        if at % AT_ONCE == 0:
            db.session.expunge_all()  # nothing is kept of what was read
            progress.say(at, len(ids), "逐份试填")
    report = Report.of(len(ids), unfit, found)
    service.keep_trial(key, report)
    return Result(report.words)


def _tried(identity: int, edition: Edition) -> set[Misfit]:
    return misfits(filling.content_of(db.session.get_one(Application, identity)), edition, labels_in)

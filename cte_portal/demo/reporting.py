"""A reporting batch from its beginning to its sending; what stands for the stamped letter says that it is none."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from .. import clock
from ..accounts.models import Account
from ..community.models import Application
from ..document.service import fonts
from ..review.batches import queries, service
from ..review.batches.models import ReportingBatch
from ..review.batches.rules import ADDRESSEE
from ..review.batches.summary_print import summary_pdf


def draft(applications: Sequence[Application], letter_number: str, by: Account) -> ReportingBatch:
    """A draft with these applications, the letter's number and date, and a stamped letter: the summary table's print stands for it."""
    batch = service.start(applications[0].year, by)
    service.add(batch, [application.id for application in applications], batch.revision, by)
    service.describe(batch, ADDRESSEE, letter_number, clock.today(), batch.revision, by)
    stand_in = BytesIO(summary_pdf(queries.contents_of(batch), fonts()))
    service.attach_letter(batch, [(stand_in, "报送函（演示，以汇总表代替）.pdf")], batch.revision, by)
    return batch


def report(applications: Sequence[Application], letter_number: str, by: Account) -> ReportingBatch:
    """The same, sent."""
    batch = draft(applications, letter_number, by)
    service.send(batch, queries.contents_of(batch).sha256, by)
    return batch

"""The end of the story: a list that was under notice and is published, and one that is under notice now."""

from __future__ import annotations

from datetime import datetime, timedelta

from .. import clock
from ..accounts.models import Account
from ..community.models import Application
from ..recognition import queries
from ..recognition.models import RecognitionList
from ..recognition.rules import NOTICE_DAYS, Outcome
from ..recognition.service import lists, publishing, results
from ..recognition.service.lists import Line
from ..recognition.service.publishing import Document
from ..recognition.working_days import closes_at, notice_period
from ..uploads import service as uploads
from .papers import pages


def recognise(recognised: Application, not_recognised: Application, begin: datetime, until: datetime, ministry: Account, province: Account) -> None:
    """A notice that starts at `begin`, and the final list by `until`; where no notice is so short, it stays under notice."""
    year = recognised.year
    document = f"演示公告〔{year}〕1 号"
    if not lists.makes_lists(ministry):  # a province's own installation
        with clock.at(begin):
            outcomes = [(recognised, Outcome.RECOGNISED, ""), (not_recognised, Outcome.NOT_RECOGNISED, "")]
            results.record(outcomes, f"{year} 年度认定结果", year, Document(document, _paper(document)), province)
        return
    days = next((n for n in range(NOTICE_DAYS, 0, -1) if _over(begin, n) < until), NOTICE_DAYS)
    with clock.at(begin):
        found = _list(f"{year} 年度行业产教融合共同体认定名单（第一批）", year, days, [recognised, not_recognised], ministry)
        refused = queries.items(found)[1]
        lists.arrange(found, {refused.id: Line(Outcome.NOT_RECOGNISED, "合作机制尚不完善")}, ministry, found.revision)
        lists.start_notice(found, ministry, found.revision)
    if _over(begin, days) < until:
        with clock.at(_over(begin, days) + timedelta(seconds=1)):
            publishing.publish(found, Document(document, _paper(document)), ministry, found.revision)


def recognise_all(applications: list[Application], begin: datetime, ministry: Account, province: Account) -> None:
    """A notice of five working days that starts at `begin`, and the final list after it; all are recognised."""
    year = applications[0].year
    document = Document(f"演示公告〔{year}〕1 号", _paper(f"演示公告〔{year}〕1 号"))
    if not lists.makes_lists(ministry):
        with clock.at(begin):
            results.record([(one, Outcome.RECOGNISED, "") for one in applications], f"{year} 年度认定结果", year, document, province)
        return
    with clock.at(begin):
        found = _list(f"{year} 年度行业产教融合共同体认定名单", year, NOTICE_DAYS, applications, ministry)
        lists.start_notice(found, ministry, found.revision)
    with clock.at(_over(begin, NOTICE_DAYS) + timedelta(seconds=1)):
        publishing.publish(found, document, ministry, found.revision)


def put_under_notice(application: Application, ministry: Account) -> None:
    if lists.makes_lists(ministry):
        found = _list(f"{application.year} 年度行业产教融合共同体认定名单（第二批）", application.year, NOTICE_DAYS, [application], ministry)
        lists.start_notice(found, ministry, found.revision)


def _over(begin: datetime, days: int) -> datetime:
    return closes_at(notice_period(begin.date(), days, lists.holidays()).last)


def _list(title: str, year: int, days: int, applications: list[Application], ministry: Account) -> RecognitionList:
    found = lists.create(title, year, days, ministry)
    lists.put_on(found, applications, ministry)
    return found


def _paper(text: str) -> uploads.Received:
    """A page in place of the document."""
    return uploads.receive(pages("DOCUMENT"), f"{text}.pdf", ("pdf",), 5)

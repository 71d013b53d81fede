"""What follows from published lists: interest between communities in every state, demands in every state, numbers agreed upon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from .. import clock
from ..accounts.models import Account
from ..community.models import Community
from ..exchange import queries
from ..exchange.following import service as following
from ..exchange.following.service import Paper, Unit
from ..exchange.meeting import service as meeting
from ..exchange.meeting.service import Contact
from ..exchange.models import PublishedEntry
from ..exchange.rules import Table, Way
from .papers import pages


def bring_together(first: Community, lead: Account, second: Community, other: Account) -> None:
    """`lead` and `other`: of the communities' lead enterprises."""
    demands, supplies = _entries(first, Table.TECHNOLOGY_DEMAND), _entries(second, Table.TECHNOLOGY_SUPPLY)
    _show_interest(demands, supplies, lead, other)
    _follow(demands, supplies, lead)
    today = clock.today()
    posts, schools = _entries(first, Table.TALENT_DEMAND), _entries(second, Table.TALENT_SUPPLY)
    following.agree(posts[0], _of(schools[0]), Way.ORDER, 3, today - timedelta(days=8), lead)
    following.agree(posts[0], _of(schools[1]), Way.APPRENTICE, 2, today - timedelta(days=5), lead)
    following.agree(posts[1], _of(schools[0]), Way.EMPLOYMENT, 4, today - timedelta(days=2), lead)


def _entries(community: Community, table: Table) -> list[PublishedEntry]:
    latest = queries.latest(community, table)
    assert latest is not None
    return queries.all_entries(latest)


def _of(entry: PublishedEntry) -> Unit:
    return Unit(entry.unit_name, entry.unit_uscc, entry)


def _show_interest(demands: Sequence[PublishedEntry], supplies: Sequence[PublishedEntry], lead: Account, other: Account) -> None:
    whom = Contact(other.name, other.phone)
    message = "我们的成果与这项需求相近，希望了解现场条件和考核指标，商量合作方式。"
    talked, refused, _ = [meeting.express(demands[n], supplies[n], message, whom, other) for n in range(3)]
    meeting.accept(talked, lead)
    meeting.decline(refused, "已经与其他单位签订合同。", lead)


def _follow(demands: Sequence[PublishedEntry], supplies: Sequence[PublishedEntry], lead: Account) -> None:
    today = clock.today()
    for n in (0, 3, 4):
        following.undertake(demands[n], [_of(supplies[n])], today - timedelta(days=20), _paper(f"CONTRACT {n}", "技术合同.pdf"), lead)
    result = "样机通过现场验收，考核指标全部达到。"
    following.complete(demands[3], today - timedelta(days=1), result, _paper("ACCEPTANCE", "验收报告.pdf"), lead)
    following.terminate(demands[4], "产线改造推迟，双方同意终止合同。", lead)


def _paper(mark: str, name: str) -> Paper:
    return following.receive(pages(mark), name)

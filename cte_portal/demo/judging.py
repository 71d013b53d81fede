"""The ministry's round of experts: one has judged both applications, the other has begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from .. import clock
from ..accounts.models import Account
from ..community.models import Application
from ..review.experts import queries
from ..review.experts.rules import Body
from ..review.experts.service import rounds, sheets

EXPERTS = (  # name, email, organisation; none is a unit of a community
    ("韩怀瑾", "expert@demo.example", "演示教育研究院"),
    ("尤初阳", "expert2@demo.example", "演示行业研究中心"),
)
SCORES = (82, 78, 85, 88, 76, 80)
OPINION = "三方基础扎实，任务与行业需求结合紧密；技术攻关的预期指标偏保守，建议提高。"


def let_experts_judge(applications: Sequence[Application], ministry: Account, password: str) -> None:
    year = clock.today().year
    found = rounds.open_round(f"{year} 年度专家评审（演示）", year, clock.today() + timedelta(days=30), len(EXPERTS), ministry)
    rounds.choose(found, [one.id for one in applications], ministry)
    for name, email, organisation in EXPERTS:
        rounds.accept_with_new_account(rounds.add_expert(found, name, Body(organisation), email, ministry), name, email, password)
    rounds.share_out(found, ministry)
    first = EXPERTS[0][1]
    for number, sheet in enumerate(queries.sheets(found)):
        account = sheet.expert.account
        assert account is not None
        judged = sheet.expert.email == first
        scores = {one.key: str(score - number) for one, score in zip(queries.criteria_of(found), SCORES[: None if judged else 2], strict=False)}
        sheets.save(sheet, scores, OPINION if judged else "", judged, account)

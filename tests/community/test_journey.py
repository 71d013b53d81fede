"""The way of an application as its people see it."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cte_portal.community.journey import Standing, journey
from cte_portal.community.workflow import TABLES, Status
from cte_portal.roles import Role
from cte_portal.settings import Profile
from tests.support.people import People

MOVES = [step for step in TABLES[Profile.NATIONAL].values() if step.target]


@pytest.mark.parametrize(
    ("status", "now", "who"),
    [
        (Status.DRAFT, "填写、自查、定稿", "牵头企业，会同两所牵头学校"),
        (Status.RETURNED, "按意见修改、定稿", "牵头企业，会同两所牵头学校"),
        (Status.FINALISED, "打印、盖章，上传后提交", "三家牵头单位、江苏省教育行政部门"),
        (Status.SUBMITTED, "省级审核", "江苏省教育行政部门"),
        (Status.APPROVED, "报送教育部", "江苏省教育行政部门"),
        (Status.REPORTED, "教育部认定", "教育部"),
    ],
)
def test_one_stage_is_now_and_says_who_must_act(status: Status, now: str, who: str) -> None:
    assert [(one.title, one.who) for one in journey(status, "江苏省") if one.standing is Standing.NOW] == [(now, who)]


@given(st.sampled_from(Status), st.booleans())
def test_what_is_behind_comes_before_what_is_to_come(status: Status, direct: bool) -> None:
    assume(not (direct and status in (Status.SUBMITTED, Status.DECLINED, Status.APPROVED)))  # no province has it
    stages = journey(status, "江苏省", direct)
    order = [Standing.DONE, Standing.NOW, Standing.OVER, Standing.LATER]
    standings = [order.index(one.standing) for one in stages]
    assert standings == sorted(standings)
    assert sum(one.standing in (Standing.NOW, Standing.OVER) for one in stages) == (status is not Status.RECOGNISED)
    assert not (direct and any("省" in one.title + one.who for one in stages))


@given(st.sampled_from(MOVES))
def test_a_step_that_leads_on_never_leads_back_in_the_row(step: object) -> None:
    """What is handed back, withdrawn or opened again goes back; everything else goes on."""
    back = {"return", "ministry_return", "return_to_province", "withdraw", "reopen", "take_back_report"}
    for source in step.sources:  # type: ignore[attr-defined]
        before = [one.standing for one in journey(source)].count(Standing.DONE)
        after = [one.standing for one in journey(step.target)].count(Standing.DONE)  # type: ignore[attr-defined]
        assert (after < before) == (step.action in back) or source is Status.RECOGNISED or before == after  # type: ignore[attr-defined]


def test_nothing_is_now_before_anything_was_begun(people: People) -> None:
    assert {one.standing for one in journey(None)} == {Standing.LATER}
    said = people.signed_in(Role.APPLICANT, organisation=people.organisation()).open("/desk").text
    assert "还没有申报" in said and "5 教育部认定" in said and "申报准备" in said

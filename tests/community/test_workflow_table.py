"""Every action in every state by every role, against the table written out once more by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.clock import SHANGHAI
from cte_portal.community.workflow import TABLES, Facts, Forbidden, Refusal, Status, label_of, offered, permitted, takes
from cte_portal.roles import Role
from cte_portal.settings import Profile

NOW = datetime(2026, 6, 1, 12, tzinfo=SHANGHAI)
ALL_WELL = Facts(
    status=Status.DRAFT,
    now=NOW,
    window_open=True,
    scan_attached=True,
    scan_passed=True,
    submitted_at=NOW - timedelta(minutes=3),
    decided_at=NOW,
    reported_at=NOW,
    comments=1,
    reason="理由",
    letter_number="1 号",
    province_named=True,
    pre_review_asked=True,
    city_asked=True,
)
APPLICANT, CITY, PROVINCE, MINISTRY = Role.APPLICANT, Role.CITY_OFFICER, Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER
JUST_DECIDED = replace(ALL_WELL, before_decision=Status.REPORTED, decided_here=True, amendment="更正")
# action: who in a national installation, who in a province's own, {from: to} when every condition holds
EXPECTED: dict[str, tuple[Role | tuple[Role, ...], Role, dict[str, str]]] = {
    "ask_pre_review": (APPLICANT, APPLICANT, {"draft": "draft"}),
    "take_back_pre_review": (APPLICANT, APPLICANT, {"draft": "draft"}),
    "pre_review": (PROVINCE, PROVINCE, {"draft": "draft"}),
    "finalise": (APPLICANT, APPLICANT, {"draft": "finalised", "returned": "finalised"}),
    "reopen": (APPLICANT, APPLICANT, {"finalised": "draft"}),
    "submit": (APPLICANT, APPLICANT, {"finalised": "submitted"}),
    "withdraw": (APPLICANT, APPLICANT, {"submitted": "finalised", "approved": "finalised", "declined": "finalised"}),
    "city_review": (CITY, CITY, {"submitted": "submitted"}),
    "return": (PROVINCE, PROVINCE, {"submitted": "returned", "approved": "returned"}),
    "decline": (PROVINCE, PROVINCE, {"submitted": "declined"}),
    "approve": (PROVINCE, PROVINCE, {"submitted": "approved"}),
    "report": (PROVINCE, PROVINCE, {"approved": "reported"}),
    "take_back_report": (PROVINCE, PROVINCE, {"reported": "approved"}),
    "ministry_return": (MINISTRY, PROVINCE, {"reported": "returned"}),
    "return_to_province": (MINISTRY, PROVINCE, {"reported": "approved"}),
    "recognise": (MINISTRY, PROVINCE, {"reported": "recognised"}),
    "not_recognise": (MINISTRY, PROVINCE, {"reported": "not_recognised"}),
    "revoke": (MINISTRY, PROVINCE, {"recognised": "not_recognised"}),
    # with a decision of this authority of a moment ago, taken where the application waited in "reported"
    "take_back_decision": (
        (PROVINCE, MINISTRY),
        PROVINCE,
        dict.fromkeys(("returned", "declined", "approved", "recognised", "not_recognised"), "reported"),
    ),
}


def expected_roles(action: str, profile: Profile) -> tuple[Role, ...]:
    roles = EXPECTED[action][0 if profile is Profile.NATIONAL else 1]
    return (roles,) if isinstance(roles, Role) else roles


def test_the_table_holds_these_actions_and_no_other() -> None:
    assert all(set(table) == set(EXPECTED) for table in TABLES.values())


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", EXPECTED)
def test_an_action_leads_where_the_table_says_or_nowhere(action: str, role: Role, profile: Profile) -> None:
    for status in Status:
        facts = replace(JUST_DECIDED, status=status, pre_review_asked=action != "ask_pre_review")
        if role not in expected_roles(action, profile):
            assert not takes(profile, action, role)
            with pytest.raises(Forbidden):
                permitted(profile, action, role, facts)
            continue
        outcome = permitted(profile, action, role, facts)
        wanted = EXPECTED[action][2].get(status.value)
        assert outcome.value == wanted if isinstance(outcome, Status) else wanted is None, f"{action} from {status}: {outcome}"


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("asked", [True, False])
def test_what_is_offered_is_what_can_be_done_when_every_condition_holds(status: Status, role: Role, profile: Profile, asked: bool) -> None:
    facts = replace(ALL_WELL, status=status, pre_review_asked=asked)
    possible = {action for action in EXPECTED if takes(profile, action, role) and isinstance(permitted(profile, action, role, facts), Status)}
    assert {step.action for step in offered(profile, role, facts)} == possible


@pytest.mark.parametrize("status", [Status.RECOGNISED, Status.NOT_RECOGNISED])
def test_nothing_follows_the_ministry_s_decision(status: Status) -> None:
    assert not any(offered(profile, role, replace(ALL_WELL, status=status)) for profile in Profile for role in Role)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_looks_after_the_portal_takes_no_step_of_an_application(role: Role) -> None:
    assert not any(takes(profile, action, role) for profile in Profile for action in EXPECTED)


def test_a_direct_report_goes_straight_to_the_ministry_and_may_be_taken_back_for_ten_minutes() -> None:
    direct = replace(ALL_WELL, direct=True)
    assert permitted(Profile.NATIONAL, "submit", APPLICANT, replace(direct, status=Status.FINALISED)) is Status.REPORTED
    reported = replace(direct, status=Status.REPORTED, decided_at=None)
    assert permitted(Profile.NATIONAL, "withdraw", APPLICANT, reported) is Status.FINALISED
    late = permitted(Profile.NATIONAL, "withdraw", APPLICANT, replace(reported, submitted_at=NOW - timedelta(minutes=11)))
    assert isinstance(late, Refusal)


def test_what_was_reported_in_a_batch_cannot_be_taken_back_even_at_once() -> None:
    outcome = permitted(Profile.NATIONAL, "withdraw", APPLICANT, replace(ALL_WELL, status=Status.REPORTED))
    assert isinstance(outcome, Refusal) and "已随批次报送教育部" in outcome.text


@given(st.sampled_from([Status.SUBMITTED, Status.APPROVED, Status.DECLINED]), st.integers(0, 1200), st.booleans())
def test_cooling_off_ends_with_the_six_hundredth_second(status: Status, seconds: int, decided: bool) -> None:
    facts = replace(ALL_WELL, status=status, submitted_at=NOW - timedelta(seconds=seconds), decided_at=NOW if decided else None)
    undecided = status is Status.SUBMITTED and not decided
    assert (permitted(Profile.NATIONAL, "withdraw", APPLICANT, facts) is Status.FINALISED) is (undecided or seconds <= 600)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (replace(ALL_WELL, scan_checked=False), "正在核对，请稍候再提交"),
        (replace(ALL_WELL, scan_contradicts="第 2 页来自其他版本。"), "与定稿版本不一致，不能提交。第 2 页来自其他版本。"),
        (replace(ALL_WELL, scan_contradicts="缺第 3 页。", scan_passed=False, scan_reason="盖章遮挡"), "缺第 3 页"),
        (replace(ALL_WELL, registration_approved=False), "注册尚未通过审核"),
    ],
    ids=["still being read", "another version", "a reason does not heal a wrong scan", "registration withdrawn"],
)
def test_a_submission_is_refused_with_the_reason(facts: Facts, says: str) -> None:
    outcome = permitted(Profile.NATIONAL, "submit", APPLICANT, replace(facts, status=Status.FINALISED))
    assert isinstance(outcome, Refusal) and says in outcome.text


def test_the_first_reason_told_is_the_first_to_mend() -> None:
    nothing_right = Facts(status=Status.FINALISED, now=NOW, window_text="提交时间为一月。")
    outcome = permitted(Profile.NATIONAL, "submit", APPLICANT, nothing_right)
    assert isinstance(outcome, Refusal) and "不在提交时间内。提交时间为一月。" in outcome.text and "完整保留" in outcome.text


def test_a_refusal_in_the_wrong_state_names_the_state() -> None:
    outcome = permitted(Profile.NATIONAL, "approve", PROVINCE, replace(ALL_WELL, status=Status.DRAFT))
    assert outcome == Refusal("当前状态是“填报中”，不能审核通过。")


@pytest.mark.parametrize("status", Status)
def test_only_drafts_and_returned_applications_may_be_edited(status: Status) -> None:
    assert status.editable is (status.value in ("draft", "returned"))


def test_every_state_and_every_action_has_its_words() -> None:
    assert len({status.label for status in Status}) == len(Status)
    assert label_of("start") == "开始申报"
    assert {label_of(action) for action in ("finalise", "submit", "withdraw")} == {"定稿", "提交", "撤回"}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"before_decision": None}, "没有可以收回的意见"),
        ({"decided_here": False}, "只能由作出意见的单位收回"),
        ({"decided_at": NOW - timedelta(minutes=10, seconds=1)}, "已超过 10 分钟"),
        ({"answered_since": True}, "已经按退回意见修改或答复"),
        ({"published": True}, "认定结果已经公布"),
    ],
)
def test_a_decision_is_taken_back_within_ten_minutes_by_who_took_it_and_as_long_as_nobody_acted_upon_it(facts: dict[str, Any], says: str) -> None:
    returned = replace(JUST_DECIDED, status=Status.RETURNED, before_decision=Status.SUBMITTED, decided_at=NOW - timedelta(minutes=10))
    assert permitted(Profile.NATIONAL, "take_back_decision", PROVINCE, returned) is Status.SUBMITTED
    refused = permitted(Profile.NATIONAL, "take_back_decision", PROVINCE, replace(returned, **facts))
    assert isinstance(refused, Refusal) and says in refused.text
    assert not any(step.action == "take_back_decision" for step in offered(Profile.NATIONAL, PROVINCE, replace(returned, **facts)))


def test_what_went_on_in_a_batch_is_not_taken_back() -> None:
    outcome = permitted(Profile.NATIONAL, "take_back_decision", PROVINCE, replace(JUST_DECIDED, status=Status.REPORTED))
    assert isinstance(outcome, Refusal) and "已报送教育部" in outcome.text

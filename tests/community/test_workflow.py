"""The table of the workflow: who may do what, from where to where, only if."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.clock import SHANGHAI
from cte_portal.community.workflow import TABLES, Facts, Forbidden, Refusal, Status, offered, permitted
from cte_portal.roles import Role
from cte_portal.settings import Profile

NOW = datetime(2026, 6, 1, 12, tzinfo=SHANGHAI)
GOOD = Facts(
    status=Status.DRAFT,
    now=NOW,
    window_open=True,
    window_text="开放时间。",
    scan_attached=True,
    scan_passed=True,
    submitted_at=NOW - timedelta(minutes=3),
    comments=1,
    reason="理由",
    letter_number="1 号",
    province_named=True,
    pre_review_asked=True,
)
FACTS = st.builds(
    Facts,
    status=st.sampled_from(Status),
    now=st.just(NOW),
    registration_approved=st.booleans(),
    blocking_findings=st.integers(0, 3),
    window_open=st.booleans(),
    scan_attached=st.booleans(),
    scan_passed=st.booleans(),
    scan_reason=st.sampled_from(["", " ", "章盖住了二维码"]),
    direct=st.booleans(),
    submitted_at=st.none() | st.integers(0, 30).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    decided_at=st.none() | st.just(NOW),
    comments=st.integers(0, 2),
    reason=st.sampled_from(["", "理由"]),
    checklist_unanswered=st.integers(0, 2),
    letter_number=st.sampled_from(["", "1 号"]),
    province_named=st.booleans(),
    other_province=st.sampled_from(["", "浙江省"]),
    pre_review_asked=st.booleans(),
)


@given(st.sampled_from(Profile), st.sampled_from(sorted(TABLES[Profile.NATIONAL])), st.sampled_from(Role), FACTS)
def test_a_step_leads_only_where_the_table_says_and_only_for_its_role(profile: Profile, action: str, role: Role, facts: Facts) -> None:
    step = TABLES[profile][action]
    if role not in step.who:
        with pytest.raises(Forbidden):
            permitted(profile, action, role, facts)
        return
    outcome = permitted(profile, action, role, facts)
    if isinstance(outcome, Refusal):
        assert outcome.text.endswith("。")
        assert facts.status not in step.sources or any(guard(facts) for guard in step.guards)
    else:
        assert facts.status in step.sources
        expected = Status.REPORTED if action == "submit" and facts.direct else step.target or facts.status
        assert outcome is expected


@given(st.sampled_from(Profile), st.sampled_from(Role), FACTS)
def test_what_is_offered_belongs_to_the_role_and_the_state(profile: Profile, role: Role, facts: Facts) -> None:
    for step in offered(profile, role, facts):
        assert role in step.who and facts.status in step.sources


@pytest.mark.parametrize(
    ("action", "role", "status", "bad", "says"),
    [
        ("finalise", Role.APPLICANT, Status.DRAFT, {"blocking_findings": 2}, "还有 2 项必须处理"),
        ("finalise", Role.APPLICANT, Status.DRAFT, {"registration_approved": False}, "注册尚未通过审核"),
        ("submit", Role.APPLICANT, Status.FINALISED, {"window_open": False}, "不在提交时间内。开放时间。"),
        ("submit", Role.APPLICANT, Status.FINALISED, {"scan_attached": False}, "请先上传"),
        ("submit", Role.APPLICANT, Status.FINALISED, {"scan_passed": False}, "未通过核对"),
        ("return", Role.PROVINCE_OFFICER, Status.SUBMITTED, {"comments": 0}, "至少要写一条意见"),
        ("decline", Role.PROVINCE_OFFICER, Status.SUBMITTED, {"reason": " "}, "请写明理由"),
        ("approve", Role.PROVINCE_OFFICER, Status.SUBMITTED, {"checklist_unanswered": 1}, "还有 1 项没有作答"),
        ("report", Role.PROVINCE_OFFICER, Status.APPROVED, {"letter_number": ""}, "报送函文号"),
        ("recognise", Role.MINISTRY_OFFICER, Status.REPORTED, {"reason": ""}, "请写明理由"),
    ],
)
def test_each_condition_is_asked_and_said_in_words(action: str, role: Role, status: Status, bad: dict[str, Any], says: str) -> None:
    facts = replace(GOOD, status=status)
    assert isinstance(permitted(Profile.NATIONAL, action, role, facts), Status)
    refused = permitted(Profile.NATIONAL, action, role, replace(facts, **bad))
    assert isinstance(refused, Refusal) and says in refused.text


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"province_named": False}, "请先在封面填写推荐省份"),
        ({"pre_review_asked": True}, "已经申请预审"),
        ({"registration_approved": False}, "注册尚未通过审核"),
        ({"other_province": "浙江省"}, "只受理推荐省份为浙江省"),
    ],
)
def test_a_pre_review_is_asked_for_of_the_province_that_recommends_and_once(bad: dict[str, Any], says: str) -> None:
    facts = replace(GOOD, pre_review_asked=False)
    assert permitted(Profile.NATIONAL, "ask_pre_review", Role.APPLICANT, facts) is Status.DRAFT
    refused = permitted(Profile.NATIONAL, "ask_pre_review", Role.APPLICANT, replace(facts, **bad))
    assert isinstance(refused, Refusal) and says in refused.text


@pytest.mark.parametrize(
    ("action", "role"), [("take_back_pre_review", Role.APPLICANT), ("pre_review", Role.PROVINCE_OFFICER)], ids=["taken back", "given"]
)
def test_a_pre_review_that_nobody_waits_for_can_neither_be_given_nor_taken_back(action: str, role: Role) -> None:
    assert permitted(Profile.NATIONAL, action, role, GOOD) is Status.DRAFT
    refused = permitted(Profile.NATIONAL, action, role, replace(GOOD, pre_review_asked=False))
    assert isinstance(refused, Refusal) and "没有在等待预审" in refused.text
    silent = permitted(Profile.NATIONAL, "pre_review", Role.PROVINCE_OFFICER, replace(GOOD, comments=0))
    assert isinstance(silent, Refusal) and "至少要写一条意见" in silent.text


def test_a_scan_no_machine_can_read_may_be_submitted_with_a_reason() -> None:
    facts = replace(GOOD, status=Status.FINALISED, scan_passed=False, scan_reason="印章盖住了二维码")
    assert permitted(Profile.NATIONAL, "submit", Role.APPLICANT, facts) is Status.SUBMITTED


@pytest.mark.parametrize(
    ("status", "ago", "decided", "allowed"),
    [
        (Status.SUBMITTED, timedelta(days=3), False, True),
        (Status.APPROVED, timedelta(minutes=10), True, True),
        (Status.APPROVED, timedelta(minutes=10, seconds=1), True, False),
        (Status.DECLINED, timedelta(minutes=9), True, True),
        (Status.REPORTED, timedelta(minutes=1), True, False),
    ],
)
def test_withdrawing_is_possible_until_a_decision_and_always_within_ten_minutes(status: Status, ago: timedelta, decided: bool, allowed: bool) -> None:
    facts = replace(GOOD, status=status, submitted_at=NOW - ago, decided_at=NOW if decided else None)
    assert (permitted(Profile.NATIONAL, "withdraw", Role.APPLICANT, facts) is Status.FINALISED) is allowed
    assert any(step.action == "withdraw" for step in offered(Profile.NATIONAL, Role.APPLICANT, facts)) is allowed


def test_in_a_province_s_own_installation_the_province_records_what_the_ministry_decided() -> None:
    facts = replace(GOOD, status=Status.REPORTED)
    assert permitted(Profile.PROVINCIAL, "recognise", Role.PROVINCE_OFFICER, facts) is Status.RECOGNISED
    with pytest.raises(Forbidden):
        permitted(Profile.NATIONAL, "recognise", Role.PROVINCE_OFFICER, facts)


@pytest.mark.parametrize(
    ("ago", "allowed"), [(timedelta(minutes=3), True), (timedelta(minutes=10), True), (timedelta(minutes=10, seconds=1), False), (None, False)]
)
def test_a_batch_is_taken_back_within_ten_minutes_of_being_sent(ago: timedelta | None, allowed: bool) -> None:
    facts = replace(GOOD, status=Status.REPORTED, reported_at=NOW - ago if ago is not None else None)
    assert (permitted(Profile.NATIONAL, "take_back_report", Role.PROVINCE_OFFICER, facts) is Status.APPROVED) is allowed
    assert isinstance(permitted(Profile.NATIONAL, "take_back_report", Role.PROVINCE_OFFICER, replace(facts, direct=True)), Refusal)


@pytest.mark.parametrize("action", sorted(set(TABLES[Profile.NATIONAL]) - {"submit"}))
def test_reporting_directly_changes_where_submitting_leads_and_nothing_else(action: str) -> None:
    step = TABLES[Profile.NATIONAL][action]
    for status in step.sources:
        facts = replace(GOOD, status=status)
        assert step.target_for(replace(facts, direct=True)) is step.target_for(facts)
    assert TABLES[Profile.NATIONAL]["submit"].target_for(replace(GOOD, direct=True)) is Status.REPORTED


def test_a_submission_goes_to_the_province_named_or_directly_and_nowhere_else() -> None:
    facts = replace(GOOD, status=Status.FINALISED, province_named=False)
    assert permitted(Profile.NATIONAL, "submit", Role.APPLICANT, replace(facts, direct=True)) is Status.REPORTED
    assert permitted(Profile.NATIONAL, "submit", Role.APPLICANT, replace(facts, province_named=True)) is Status.SUBMITTED
    refused = permitted(Profile.NATIONAL, "submit", Role.APPLICANT, facts)
    assert isinstance(refused, Refusal) and "直报没有获准或已被撤销" in refused.text


@pytest.mark.parametrize(
    ("action", "role", "status", "stated", "says"),
    [
        ("submit", Role.APPLICANT, Status.FINALISED, {}, "不在提交时间内"),
        ("submit", Role.APPLICANT, Status.FINALISED, {"window_open": True}, "请先上传"),
        ("submit", Role.APPLICANT, Status.FINALISED, {"window_open": True, "scan_attached": True}, "未通过核对"),
        ("submit", Role.APPLICANT, Status.FINALISED, {"window_open": True, "scan_attached": True, "scan_passed": True}, "直报没有获准"),
        ("pre_review", Role.PROVINCE_OFFICER, Status.DRAFT, {"comments": 1}, "没有在等待预审"),
        ("city_review", Role.CITY_OFFICER, Status.SUBMITTED, {"reason": "理由"}, "没有在等待市级初审"),
        ("return", Role.PROVINCE_OFFICER, Status.SUBMITTED, {}, "至少要写一条意见"),
        (
            "take_back_decision",
            Role.PROVINCE_OFFICER,
            Status.APPROVED,
            {"before_decision": Status.SUBMITTED, "decided_at": NOW},
            "由其他单位作出",
        ),
    ],
)
def test_what_nobody_stated_opens_nothing(action: str, role: Role, status: Status, stated: dict[str, Any], says: str) -> None:
    refused = permitted(Profile.NATIONAL, action, role, Facts(status=status, now=NOW, **stated))
    assert isinstance(refused, Refusal) and says in refused.text

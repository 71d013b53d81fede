"""Officers: queue, dossier, return, approval, batches, direct reporting, recognition."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cte_portal import clock
from cte_portal.accounts.models import OrganisationKind
from cte_portal.catalogue.merging import Base
from cte_portal.community import queries
from cte_portal.community.filling import service as editing
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle, mirroring
from cte_portal.community.workflow import Forbidden
from cte_portal.extensions import db
from cte_portal.review import service as review
from cte_portal.roles import Role
from cte_portal.settings import Profile
from cte_portal.web.editions import edition_of
from tests.support.cases import Case
from tests.support.people import JIANGSU, ZHEJIANG, People, Visitor
from tests.support.recognition import after_the_notice, provincial, published, under_notice
from tests.support.world import full_application, hand_in, put_scan


@pytest.fixture
def case(people: People) -> Case:
    return Case(people)


@pytest.fixture
def officer(people: People) -> Visitor:
    return people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU)


def test_the_queue_holds_the_province_s_own_and_the_dossier_all_of_it(case: Case, officer: Visitor) -> None:
    assert case.name in officer.open("/review").text
    officer.open(f"/review/{case.id}")
    for part in ("砚澜理工大学", "张𬭎", "订单和学徒制培养学生数", "1,200.00", "三方共建协议", "第 1 版"):
        assert part in officer.text
    assert case.name in officer.open("/review?status=submitted&year=2026").text
    assert case.name not in officer.open("/review?status=approved").text
    assert case.name not in officer.open("/review?year=2025").text
    other = case.people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    assert case.name not in other.open("/review").text
    assert other.open(f"/review/{case.id}").status == 404
    assert case.people.signed_in(Role.MINISTRY_OFFICER).open(f"/review/{case.id}").status == 404


def test_a_return_needs_a_comment_and_says_it_at_the_place(case: Case, officer: Visitor) -> None:
    officer.open(f"/review/{case.id}/return").send("/return", {"opinion": "总体可行"})
    assert "至少要写一条意见" in officer.text
    assert "总体可行" in officer.text
    officer.send("/return", {"comment-foundation": "请补充近三年数据", "comment-evidence": "章程缺页"})
    assert case.status() == "returned"
    clerk = case.people.sign_in(case.email).open(f"/applications/{case.id}")
    assert "修改截止：2026-06-11" in clerk.text
    assert "请补充近三年数据" in clerk.open(f"/applications/{case.id}/sections/foundation").text
    answering = str(clerk.soup.select_one("button[form^=answer-]")["form"]).removeprefix("answer-")  # type: ignore[index]
    clerk.send(f"/comments/{answering}", button="done=yes")
    assert "已处理" in clerk.text


def test_another_province_named_after_a_return_sees_nothing_before_it_is_submitted_there(case: Case, officer: Visitor, people: People) -> None:
    officer.open(f"/review/{case.id}/return").send("/return", {"comment-cover": "请核对推荐省份"})
    with people.app.app_context():
        mirroring.mirror_section(case.application(), edition_of(case.application()).by_key["cover"], {"recommending_province": ZHEJIANG})
        db.session.commit()
    neighbour = people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    assert neighbour.open(f"/review/{case.id}").status == 404 and case.name not in neighbour.open("/review?year=all").text
    assert officer.open(f"/review/{case.id}").status == 200 and case.name in officer.open("/review?year=all").text


def test_after_a_correction_the_officer_sees_what_changed_item_by_item(case: Case, officer: Visitor) -> None:
    officer.open(f"/review/{case.id}/return").send("/return", {"comment-lead_school": "核对联系人"})
    clerk = case.people.sign_in(case.email).open(f"/applications/{case.id}/sections/lead_school")
    clerk.send("/sections/lead_school", {"lead_school-contact_name": "李䶮"})
    with case.app.app_context():
        hand_in(case.application(), case.people.person(case.email))
    text = officer.open(f"/review/{case.id}").text
    assert "与上次提交相比" in text and "删去： 秦若溪" in text and "新增： 李䶮" in text and "共 1 处不同" in text
    assert "第 2 版" in text


def test_a_corrected_application_may_be_handed_in_after_the_window_within_its_deadline(case: Case, officer: Visitor) -> None:
    with clock.at(clock.now().replace(month=10, day=31, hour=20)):
        officer = case.people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU)
        officer.open(f"/review/{case.id}/return").send("/return", {"comment-foundation": "补充"})
    with clock.at(clock.now().replace(month=11, day=8)), case.app.app_context():
        hand_in(case.application(), case.people.person(case.email))
    assert case.status() == "submitted"


def test_approving_needs_every_point_of_the_checklist_answered(case: Case, officer: Visitor) -> None:
    answers = case.answers()
    missing = dict(list(answers.items())[:-1])
    officer.open(f"/review/{case.id}/approve").send("/approve", {"opinion": "同意", **missing})
    assert "还有 1 项没有作答" in officer.text
    assert len(officer.form("/approve").find_all("input", checked=True)) == len(missing)
    case.approved(officer)


def test_recognised_communities_appear_in_public_once_published(case: Case, officer: Visitor) -> None:
    case.approved(officer)
    case.reported()
    address, _ = under_notice(case.people.signed_in(Role.MINISTRY_OFFICER), [case.id])
    visitor = case.people.visitor()
    assert case.name not in visitor.open("/communities").text
    with after_the_notice():
        published(case.people.signed_in(Role.MINISTRY_OFFICER), address)
    assert case.name in visitor.open("/communities").text
    assert "2026-06-09" in visitor.text
    assert case.name not in visitor.open("/communities?province=330000").text


def test_a_headquarters_with_leave_reports_past_the_province(people: People) -> None:
    organisation = people.organisation(kind=OrganisationKind.CENTRAL_HQ)
    email = people.account(Role.APPLICANT, organisation=organisation)
    with people.app.app_context():
        application = full_application(people.person(email))
        number = application.id
        section = edition_of(application).by_key["cover"]
        record = queries.section_record(application, section)
        assert record is not None
        typed = {k: [v] for k, v in record.values.items()} | {"route": ["direct"], "recommending_province": []}
        editing.save_section(application, section, typed, Base(record.revision), people.person(email))
    clerk = people.sign_in(email)
    assert "须先由教育部职成司同意" in clerk.open(f"/applications/{number}/readiness").text
    ministry = people.signed_in(Role.MINISTRY_OFFICER).open("/review/direct")
    ministry.send("/review/direct", {"organisation": str(organisation), "reason": "集团总部，同意"})
    assert "没有必须处理的问题" in clerk.open(f"/applications/{number}/readiness").text
    with people.app.app_context():
        found = db.session.get(Application, number)
        assert found is not None
        lifecycle.finalise(found, people.person(email))
        put_scan(found, people.person(email))
    clerk.open(f"/applications/{number}/submit").send("/submit")
    assert "已报送教育部" in clerk.text
    assert "全国新能源汽车" in ministry.open("/review").text
    assert "全国新能源汽车" not in people.signed_in(Role.PROVINCE_OFFICER).open("/review").text


def test_only_a_headquarters_is_offered_for_direct_reporting(people: People) -> None:
    people.organisation(name="普通企业有限公司")
    people.organisation(name="某某集团总部", kind=OrganisationKind.CENTRAL_HQ)
    ministry = people.signed_in(Role.MINISTRY_OFFICER).open("/review/direct")
    assert "某某集团总部" in ministry.text and "普通企业有限公司" not in ministry.text


def test_in_a_province_s_own_installation_the_province_records_recognition(case: Case, portal: Flask) -> None:
    national = portal.config["SETTINGS"]
    officer = case.people.signed_in(Role.PROVINCE_OFFICER)
    assert officer.open("/review/recognition").status == 403
    case.approved(officer)
    case.reported()
    portal.config["SETTINGS"] = msgspec.structs.replace(national, profile=Profile.PROVINCIAL)
    try:
        assert "认定与公布" in officer.open("/review").soup.get_text()
        officer.open(f"/review/recognition/results/of/{case.id}")
        officer.send(f"/results/of/{case.id}", {"outcome": "not_recognised", "document": "名单"})
        assert case.status() == "not_recognised"
    finally:
        portal.config["SETTINGS"] = national


def test_in_a_province_s_own_installation_the_province_records_the_ministry_s_return(case: Case, officer: Visitor) -> None:
    case.approved(officer).reported()
    with provincial(case.app):
        officer.open(f"/review/{case.id}").open(f"/review/{case.id}/return").send("/return", {"comment-foundation": "请补充近三年数据"})
    assert case.status() == "returned", officer.text
    assert "请补充近三年数据" in case.people.sign_in(case.email).open(f"/applications/{case.id}/sections/foundation").text


def test_a_finalised_version_can_never_be_changed_not_even_in_the_database(case: Case) -> None:
    with case.app.app_context():
        for statement in ("UPDATE application_version SET content = '{}'", "DELETE FROM audit_entry", "UPDATE transition SET comment = 'x'"):
            with pytest.raises(DBAPIError, match="written once"):
                db.session.execute(text(statement))
            db.session.rollback()


def test_withdrawing_within_ten_minutes_of_submitting_undoes_even_a_decision(case: Case, officer: Visitor) -> None:
    case.approved(officer)
    clerk = case.people.sign_in(case.email)
    with clock.at(clock.now() + timedelta(minutes=11)):
        clerk = case.people.sign_in(case.email)
        assert "撤回提交" not in clerk.open(f"/applications/{case.id}").text
    clerk.open(f"/applications/{case.id}").send("/withdraw")
    assert case.status() == "finalised"


def test_declining_needs_a_reason_that_the_applicant_reads(case: Case, officer: Visitor) -> None:
    officer.open(f"/review/{case.id}/decline").send("/decline", {"reason": " "})
    assert "请写明理由" in officer.text
    officer.send("/decline", {"reason": "尚未形成稳定合作"})
    assert "尚未形成稳定合作" in case.people.sign_in(case.email).open(f"/applications/{case.id}").text


def test_services_refuse_the_wrong_role_even_without_pages(case: Case) -> None:
    with case.app.app_context():
        applicant = case.people.person(case.email)
        with pytest.raises(Forbidden):
            review.decline(case.application(), applicant, "理由")
        assert case.application().status.value == "submitted"


def test_a_corrected_submission_taken_back_after_the_window_can_be_handed_in_again(case: Case) -> None:
    late = clock.now().replace(month=10, day=31, hour=20)
    with clock.at(late):
        officer = case.people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU)
        officer.open(f"/review/{case.id}/return").send("/return", {"comment-foundation": "补充"})
    with clock.at(late.replace(month=11, day=5)):
        with case.app.app_context():
            hand_in(case.application(), case.people.person(case.email))
        clerk = case.people.sign_in(case.email).open(f"/applications/{case.id}")
        clerk.send("/withdraw").open(f"/applications/{case.id}/submit").send("/submit")
    assert case.status() == "submitted"


def test_a_province_s_own_installation_takes_only_what_names_it(people: People) -> None:
    national = people.app.config["SETTINGS"]
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        person = people.person(email)
        application = full_application(person)
        lifecycle.finalise(application, person)
        put_scan(application, person)
        number = application.id
    people.app.config["SETTINGS"] = msgspec.structs.replace(national, profile=Profile.PROVINCIAL, province=ZHEJIANG)
    try:
        clerk = people.sign_in(email).open(f"/applications/{number}/submit").send("/submit")
        assert "只受理推荐省份为浙江省的申报" in clerk.soup.get_text()
    finally:
        people.app.config["SETTINGS"] = national

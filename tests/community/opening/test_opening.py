"""After a return only what was commented on is open; more is asked for in words and opened by the officer."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from cte_portal.catalogue.address import Address
from cte_portal.community import queries
from cte_portal.community.exchange import service as exchange
from cte_portal.community.filling import service as editing
from cte_portal.community.filling.service import NotEditable
from cte_portal.community.models import Application
from cte_portal.community.opening import queries as opening_queries
from cte_portal.community.opening import service as opening
from cte_portal.community.opening.service import OpeningRefused
from cte_portal.extensions import db
from cte_portal.review import service as review
from cte_portal.roles import Role
from cte_portal.uploads import service as uploads
from cte_portal.web.editions import edition_of
from tests.support.files import pdf
from tests.support.people import People, Visitor
from tests.support.world import full_application, hand_in


@dataclass
class Case:
    people: People

    def __post_init__(self) -> None:
        self.email = self.people.account(Role.APPLICANT, organisation=self.people.organisation())
        self.desk = self.people.account(Role.PROVINCE_OFFICER)
        with self.people.app.app_context():
            person = self.people.person(self.email)
            application = full_application(person, units=3)
            hand_in(application, person)
            self.id = application.id
            self.rows = [row.id for row in queries.content_of(application).rows("participants")]
        self.clerk = self.people.sign_in(self.email)
        self.officer = self.people.sign_in(self.desk)

    def application(self) -> Application:
        found = db.session.get(Application, self.id)
        assert found is not None
        return found

    def returned(self, *places: str, open_all: bool = False) -> Case:
        with self.people.app.app_context():
            comments = dict.fromkeys(places, "请修改")
            review.send_back(self.application(), self.people.person(self.desk), "", comments, None, open_all=open_all)
        return self

    def at(self, path: str = "") -> Visitor:
        return self.clerk.open(f"/applications/{self.id}{path}")

    def boxes(self, section: str) -> set[str]:
        """The names of what can be typed into on the section's page."""
        self.at(f"/sections/{section}")
        found = self.clerk.soup.select("form[data-keep] [name]")
        return {str(box["name"]).partition("-")[2] for box in found if str(box["name"]).startswith(f"{section}-")}


@pytest.fixture
def case(people: People) -> Case:
    return Case(people)


def test_the_task_list_says_what_is_open_and_what_is_not(case: Case) -> None:
    case.returned("foundation")
    lines = {str(line.a.get_text()): line.get_text(" ", strip=True) for line in case.at().soup.select(".task-list li") if line.a}
    open_ones = [title for title, text in lines.items() if "本次未开放修改" not in text]
    assert len(open_ones) == 1 and "建设基础" in open_ones[0] and "需修改" in lines[open_ones[0]]
    assert "申请开放更多栏目" in case.clerk.text


def test_a_closed_page_can_be_read_and_says_why_it_cannot_be_changed(case: Case) -> None:
    case.returned("foundation")
    assert case.boxes("lead_school") == set()
    assert "这一栏本次没有开放修改" in case.clerk.text and "秦若溪" in case.clerk.text
    assert case.boxes("foundation"), "what was commented on is open"
    token = case.clerk.token()
    answer = case.clerk.client.post(
        f"/applications/{case.id}/sections/lead_school", data={"csrf_token": token, "lead_school-contact_name": "李䶮"}, follow_redirects=True
    )
    assert answer.status_code == 409 and "没有开放修改" in answer.text
    assert "秦若溪" in case.at("/sections/lead_school").text


def test_a_comment_on_a_field_opens_that_field_and_keeps_the_others_whatever_is_posted(case: Case) -> None:
    case.returned("lead_school/contact_name")
    assert case.boxes("lead_school") == {"contact_name"}
    assert case.clerk.text.count("本次未开放修改") > 5
    case.clerk.send("/sections/lead_school", {"lead_school-contact_name": "李䶮", "lead_school-name": "另一所学校"})
    with case.people.app.app_context():
        values = queries.content_of(case.application()).values("lead_school")
        assert values["contact_name"] == "李䶮" and values["name"] != "另一所学校"


def test_a_comment_on_a_row_opens_the_row_and_not_the_list(case: Case) -> None:
    case.returned(f"participants/{case.rows[1]}")
    page = case.at("/sections/participants")
    assert "添加" not in {link.get_text() for link in page.soup.select("a.button")} and "从 Excel 导入" not in page.text
    assert len(page.soup.find_all("a", string="修改")) == 1 and "本次未开放修改" in page.text
    assert "没有整表开放修改" in case.at("/sections/participants/import").text
    page = case.at(f"/sections/participants?edit={case.rows[1]}")
    page.send("/rows", {"participants-contact_name": "王㭎"})
    assert "王㭎" in case.at(f"/sections/participants?edit={case.rows[1]}").response.text  # type: ignore[union-attr]
    with case.people.app.app_context():
        person, section = case.people.person(case.email), edition_of(case.application()).by_key["participants"]
        other = queries.list_row(case.application(), section, case.rows[0])
        assert other is not None
        with pytest.raises(NotEditable, match="没有开放修改"):
            editing.remove_row(case.application(), section, other, person)
        with pytest.raises(NotEditable, match="没有开放修改"):
            exchange.take_pasted(case.application(), section, "单位名称\t类别\n示例有限公司\t企业", person)


def test_a_comment_on_a_page_opens_the_lists_on_it(case: Case) -> None:
    case.returned("participants")
    page = case.at("/sections/participants")
    assert "从 Excel 导入" in page.text and len(page.soup.find_all("button", string="删除")) == 3


def test_only_the_commented_kind_of_proof_is_open(case: Case) -> None:
    case.returned("evidence/charter")
    page = case.at("/evidence")
    assert [form["action"].rpartition("/")[2] for form in page.soup.find_all("form", enctype=True)] == ["charter"]
    assert "本次未开放修改" in page.text
    with case.people.app.app_context():
        application, limits = case.application(), edition_of(case.application()).evidence
        other = next(category for category in limits.categories if category.key != "charter")
        with pytest.raises(uploads.FileRefused, match="没有开放修改"):
            uploads.add_evidence(application, limits, other, pdf("另一份材料"), "x.pdf", case.people.person(case.email))


def test_the_officer_may_open_everything_at_once(case: Case) -> None:
    case.officer.open(f"/review/{case.id}/return").send("/return", {"comment-foundation": "请补充", "open_all": "y"})
    assert "全部栏目都可以修改" in case.clerk.open("/notices").text
    assert case.boxes("lead_school") and "未开放修改" not in case.at().text


def test_opening_holds_after_finalising_and_reopening(case: Case) -> None:
    case.returned("foundation")
    case.at("/finalise").send("/finalise")
    case.at().send("/reopen")
    assert case.boxes("lead_school") == set() and case.boxes("foundation")


def test_more_is_asked_for_with_a_reason_and_opened_by_the_officer(case: Case) -> None:
    case.returned("foundation")
    page = case.at().open(f"/applications/{case.id}/opening").send("/opening", {"reason": " ", "place": ["lead_school"]})
    assert "请写明需要修改其他内容的理由" in page.text
    assert page.soup.find("input", {"name": "place", "value": "lead_school"}).has_attr("checked")  # type: ignore[union-attr]
    page.send("/opening", {"reason": "联系人已更换"})
    assert "已告诉审核人员" in page.soup.get_text()
    officer = case.officer.open("/notices")
    assert "申请开放更多栏目" in officer.text and "联系人已更换" in officer.text
    assert "1 条申请" in officer.open(f"/review/{case.id}").text
    officer.open(f"/review/{case.id}/opening")
    assert "联系人已更换" in officer.text
    officer.send("/opening", {"answer": "请一并核对电话"}, button="sent=yes")
    assert case.boxes("lead_school"), "what was asked for was ticked already"
    assert case.boxes("lead_university") == set()
    assert "已开放更多栏目" in case.clerk.open("/notices").text and "请一并核对电话" in case.clerk.text
    with case.people.app.app_context():
        assert case.application().open_places == ["foundation", "lead_school"]


def test_asking_can_be_answered_with_no(case: Case) -> None:
    case.returned("foundation")
    case.at("/opening").send("/opening", {"reason": "想换一家参与单位"})
    officer = case.officer.open(f"/review/{case.id}/opening").send("/opening", {})
    assert "不开放的，请在“说明”中写明理由" in officer.text
    officer.send("/opening", {"answer": "本轮不调整参与单位"})
    assert "没有开放更多栏目" in case.clerk.open("/notices").text
    assert "本轮不调整参与单位" in case.at("/opening").text and case.boxes("participants") == set()


def test_another_authority_opens_nothing(case: Case) -> None:
    case.returned("foundation")
    stranger = case.people.signed_in(Role.PROVINCE_OFFICER, province="330000")
    assert stranger.open(f"/review/{case.id}/opening").status == 404
    with case.people.app.app_context():
        ministry = case.people.person(case.people.account(Role.MINISTRY_OFFICER))
        with pytest.raises(OpeningRefused, match="只有作出退回的单位"):
            opening.open_more(case.application(), ["lead_school"], False, "", ministry)
        assert case.application().open_places == ["foundation"]


def test_a_finding_on_a_closed_place_says_so_and_how_to_ask(case: Case) -> None:
    with case.people.app.app_context():
        person, application = case.people.person(case.email), case.application()
        file = queries.content_of(application).evidence[0]
    case.returned("foundation")
    with case.people.app.app_context():
        from cte_portal.uploads import queries as files

        application = case.application()
        application.open_places = None
        db.session.commit()
        evidence = files.evidence(application.id, int(file.id))
        assert evidence is not None
        uploads.remove_evidence(application, evidence, person)
        case.application().open_places = ["foundation"]
        db.session.commit()
    assert "这一处本次没有开放修改" in case.at("/readiness").text and "申请开放更多栏目" in case.clerk.text
    assert "其中 1 项在本次没有开放修改的位置" in case.at("/finalise").text


def test_taking_the_return_back_closes_nothing_and_opens_nothing(case: Case) -> None:
    case.returned("foundation")
    with case.people.app.app_context():
        review.take_back(case.application(), case.people.person(case.desk))
        assert case.application().open_places is None


def test_a_first_draft_is_open_everywhere(case: Case) -> None:
    case.at().send("/withdraw")
    case.at().send("/reopen")
    assert case.boxes("lead_school") and "未开放修改" not in case.at().text


def test_reasons_and_places_that_do_not_fit_are_refused_and_kept_to_be_mended(case: Case) -> None:
    case.returned("foundation")
    page = case.at("/opening").send("/opening", {"reason": "长" * 1001, "place": ["lead_school"]})
    assert "最多 1000 字，现在 1001 字，请删去 1 字。" in page.text and "长" * 1001 in page.form("/opening").get_text()
    page.send("/opening", {"reason": "联系人已更换", "place": ["nothing/of/it"]})
    assert "申报书里没有这个位置：nothing/of/it。" in page.text
    officer = case.officer.open(f"/review/{case.id}/opening").send("/opening", {"place": ["lead_school"], "answer": "长" * 1001})
    assert "说明最多 1000 字，现在 1001 字，请删减。" in officer.text
    with case.people.app.app_context():
        assert case.application().open_places == ["foundation"] and opening_queries.requests(case.application()) == []


def test_what_was_answered_keeps_its_answer_when_more_is_opened_later(case: Case) -> None:
    case.returned("foundation")
    case.at("/opening").send("/opening", {"reason": "想换一家参与单位"})
    case.officer.open(f"/review/{case.id}/opening").send("/opening", {"answer": "本轮不调整参与单位"})
    case.at("/opening").send("/opening", {"reason": "联系人已更换", "place": ["lead_school"]})
    case.officer.open(f"/review/{case.id}/opening").send("/opening", {"answer": "请一并核对电话"})
    with case.people.app.app_context():
        asked = {one.reason: one.answer for one in opening_queries.requests(case.application())}
    assert asked == {"想换一家参与单位": "本轮不调整参与单位", "联系人已更换": "请一并核对电话"}


def test_a_finding_on_a_row_can_be_acted_upon_where_the_row_is_open(case: Case) -> None:
    case.returned(f"participants/{case.rows[1]}")
    with case.people.app.app_context():
        opened = case.application().opening
    assert [opened.opens(Address("participants", row)) for row in case.rows] == [False, True, False]


def test_what_a_province_comments_on_in_a_draft_that_was_returned_before_may_be_changed_too(case: Case) -> None:
    case.returned("foundation")
    case.at("/finalise").send("/finalise")
    case.at().send("/reopen")
    case.at().send("/pre-review")
    assert case.boxes("mechanism") == set()
    case.officer.open(f"/review/{case.id}/pre-review").send("/pre-review", {"comment-mechanism": "请补充章程"})
    assert "预审意见已发给" in case.officer.soup.get_text()
    assert case.boxes("mechanism") and case.boxes("foundation") and case.boxes("lead_school") == set()

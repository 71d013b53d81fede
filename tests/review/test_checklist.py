"""The checklist: answered while reading, shared by an authority's officers, frozen by the approval; and its own items."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal import clock
from cte_portal.audit import AuditEntry
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.extensions import db
from cte_portal.review.checklist import service
from cte_portal.review.checklist.rules import Fate, Said, fate
from cte_portal.review.models import ChecklistAnswer
from cte_portal.roles import Role
from tests.support.people import ZHEJIANG, People, Visitor
from tests.support.world import full_application, hand_in

SAID = st.builds(Said, st.sampled_from(["", "met", "not_met"]), st.text("字a", max_size=2))


@given(SAID, SAID, SAID)
def test_a_colleague_s_answer_is_never_written_over_unseen(typed: Said, began: Said, stands: Said) -> None:
    if fate(typed, began.mark, stands) is Fate.KEEP:
        assert stands == began and typed != began
    if fate(typed, began.mark, stands) is Fate.SAME:
        assert typed in (began, stands)


class Case:
    def __init__(self, people: People):
        self.people = people
        self.applicant = people.account(Role.APPLICANT, organisation=people.organisation())
        with people.app.app_context():
            application = full_application(people.person(self.applicant), 0, 2)
            hand_in(application, people.person(self.applicant))
            self.id = application.id
        self.one, self.other = (people.signed_in(Role.PROVINCE_OFFICER, name=name) for name in ("赵经办", "钱经办"))

    def application(self) -> Application:
        found = db.session.get(Application, self.id)
        assert found is not None
        return found

    def dossier(self, officer: Visitor) -> Visitor:
        return officer.open(f"/review/{self.id}")

    def all_met(self) -> dict[str, str]:
        boxes = self.dossier(self.one).form("/checklist").find_all("input", type="radio", value="met")
        return {str(box["name"]): "met" for box in boxes}


@pytest.fixture
def case(people: People) -> Case:
    return Case(people)


def chosen(visitor: Visitor, key: str) -> str | None:
    box = visitor.soup.find("input", {"name": f"item-{key}", "checked": True})
    return str(box["value"]) if box else None  # type: ignore[index]


def test_answers_are_kept_while_reading_and_a_colleague_goes_on_with_them(case: Case) -> None:
    case.dossier(case.one).send("/checklist", {"item-seals": "not_met", "note-seals": "第 3 页公章不清"})
    case.dossier(case.other)
    assert chosen(case.other, "seals") == "not_met" and "第 3 页公章不清" in case.other.text and "赵经办" in case.other.text
    assert "已答 1/8" in case.other.text
    case.other.open(f"/review/{case.id}/approve")
    assert chosen(case.other, "seals") == "not_met"


def test_of_two_officers_on_one_item_the_second_is_told_and_both_answers_are_seen(case: Case) -> None:
    case.dossier(case.one)
    case.dossier(case.other).send("/checklist", {"item-seals": "met"})
    case.one.send("/checklist", {"item-seals": "not_met", "note-seals": "不清", "item-tasks": "met"})
    assert case.one.status == 409
    assert "钱经办" in case.one.text and "答为“符合”" in case.one.text and "您的回答“不符合（不清）”还没有保存" in case.one.text
    assert chosen(case.one, "seals") == "not_met"
    case.dossier(case.other)
    assert chosen(case.other, "seals") == "met" and chosen(case.other, "tasks") == "met"
    case.one.send("/checklist")
    assert chosen(case.dossier(case.other), "seals") == "not_met"


def test_the_page_saves_of_itself_and_says_when(case: Case) -> None:
    case.dossier(case.one)
    said = case.one.ask_aside(f"/review/{case.id}/checklist", {"item-seals": "met", "auto": "yes"}, form="/checklist")
    assert "已保存" in said and "已答 1/8" in said and "<html" not in said
    assert case.one.aside is not None and case.one.aside.headers["HX-Trigger"] == "saved"


def test_approving_asks_for_every_answer_warns_of_doubtful_ones_and_freezes_them_as_they_were_put(case: Case) -> None:
    case.one.open("/review/checklist-items").send("/checklist-items", {"text": "已征求工信部门意见"})
    case.dossier(case.one).send("/checklist", {key: "met" for key in case.all_met() if "own" not in key})
    case.one.open(f"/review/{case.id}/approve").send("/approve", {"opinion": "同意"})
    assert "还有 1 项没有作答" in case.one.text
    own = next(key for key in case.all_met() if "own" in key)
    case.dossier(case.one).send("/checklist", {own: "to_discuss"})
    case.one.open(f"/review/{case.id}/approve")
    assert "1 项答为“不符合”或“待商议”" in case.one.text and "已征求工信部门意见：待商议" in case.one.text
    case.one.send("/approve", {"opinion": "同意"})
    item = own.removeprefix("item-own-")
    case.one.open(f"/review/checklist-items/{item}").send(f"/checklist-items/{item}", {"text": "已改成别的话"})
    with case.people.app.app_context():
        frozen = {answer.text: answer.outcome.value for answer in db.session.query(ChecklistAnswer)}
    assert frozen["已征求工信部门意见"] == "to_discuss" and len(frozen) == 9
    assert "已征求工信部门意见 ：待商议".replace(" ", "") in case.dossier(case.other).text.replace(" ", "")


def test_nothing_is_approved_on_answers_the_officer_did_not_see(case: Case) -> None:
    case.dossier(case.one).send("/checklist", case.all_met())
    case.one.open(f"/review/{case.id}/approve")
    case.dossier(case.other).send("/checklist", {"item-seals": "not_met"})
    case.one.send("/approve", {"opinion": "同意推荐"})
    assert "同事刚才另有回答" in case.one.text and "同意推荐" in case.one.text
    with case.people.app.app_context():
        assert case.application().status.value == "submitted"


def test_answers_belong_to_a_version_and_the_earlier_ones_are_shown_beside_the_new(case: Case) -> None:
    case.dossier(case.one).send("/checklist", {"item-seals": "not_met", "note-seals": "不清"})
    case.dossier(case.one)
    with case.people.app.app_context():
        applicant = case.people.person(case.applicant)
        lifecycle.withdraw(case.application(), applicant)
        lifecycle.reopen(case.application(), applicant)
        hand_in(case.application(), applicant)
    case.one.send("/checklist", {"item-tasks": "met"})
    assert "没有保存" in case.one.text and chosen(case.one, "tasks") == "met"
    case.dossier(case.one)
    assert chosen(case.one, "seals") is None and "第 1 版时：不符合（不清）" in case.one.text


def test_a_province_adds_orders_and_retires_its_own_items_and_old_answers_stay(case: Case) -> None:
    page = case.one.open("/review/checklist-items")
    page.send("/checklist-items", {"text": ""})
    assert "请写明要点" in page.text
    page.send("/checklist-items", {"text": "甲要点", "section": "foundation"}).send("/checklist-items", {"text": "乙要点"})
    assert page.text.index("甲要点") < page.text.index("乙要点")
    page.send("/2/move")
    assert page.text.index("乙要点") < page.text.index("甲要点")
    case.dossier(case.one).send("/checklist", {"item-own-1": "met"})
    page.open("/review/checklist-items").send("/1/retire")
    assert "item-own-1" not in case.dossier(case.one).response.text and "已停用的要点 甲要点" in case.one.text  # type: ignore[union-attr]
    page.open("/review/checklist-items").send("/1/retire")
    assert chosen(case.dossier(case.one), "own-1") == "met"
    other = case.people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG).open("/review/checklist-items")
    assert "甲要点" not in other.text and other.open("/review/checklist-items/1").status == 404


def test_the_ministry_has_a_list_of_its_own(case: Case) -> None:
    ministry = case.people.signed_in(Role.MINISTRY_OFFICER).open("/review/checklist-items")
    assert "与已有共同体不重复" in ministry.text and "公章齐全" not in ministry.text


def test_a_note_that_is_too_long_is_refused_and_stays_to_be_shortened(case: Case) -> None:
    case.dossier(case.one).send("/checklist", {"item-seals": "not_met", "note-seals": "长" * 501, "item-tasks": "met"})
    assert case.one.status == 409 and "的说明最多 500 字，现在 501 字。" in case.one.text and "长" * 501 in str(case.one.soup)
    assert chosen(case.dossier(case.other), "seals") is None and "已答 0/8" in case.other.text


def test_a_province_asks_thirty_things_of_its_own(case: Case) -> None:
    email = case.people.account(Role.PROVINCE_OFFICER)
    with case.people.app.app_context():
        for number in range(30):
            service.add_item(service.Asked(f"要点{number}", "", ""), case.people.person(email))
    page = case.one.open("/review/checklist-items").send("/checklist-items", {"text": "再加一项"})
    assert "自定要点最多 30 项，请先停用不再需要的。" in page.text and page.soup.find(attrs={"name": "text"})["value"] == "再加一项"  # type: ignore[index]
    page.open("/review/checklist-items").send("/1/retire")
    page.send("/checklist-items", {"text": "再加一项"})
    assert "已添加要点" in page.soup.get_text()


def test_of_two_officers_on_one_item_of_their_own_the_second_is_told_what_stands_there(case: Case) -> None:
    case.one.open("/review/checklist-items").send("/checklist-items", {"text": "甲要点"})
    case.other.open("/review/checklist-items/1")
    with clock.at(clock.now() + timedelta(minutes=1)):
        case.one.open("/review/checklist-items/1").send("/1", {"text": "甲要点（附章程）"})
        case.other.send("/1", {"text": "甲要点（附决议）"})
        assert "您填写期间，赵经办把这一项改成了“甲要点（附章程）”。您写的还没有保存，请核对后再保存。" in case.other.text
        assert case.other.soup.find(attrs={"name": "text"})["value"] == "甲要点（附决议）"  # type: ignore[index]
    assert "甲要点（附章程）" in case.one.open("/review/checklist-items").text


def test_what_two_officers_retire_at_once_is_retired_once(case: Case) -> None:
    case.one.open("/review/checklist-items").send("/checklist-items", {"text": "甲要点"})
    case.other.open("/review/checklist-items")
    case.one.send("/1/retire")
    case.other.send("/1/retire")
    assert "已停用“甲要点”" in case.other.soup.get_text()
    with case.people.app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="checklist_item.retired").count() == 1

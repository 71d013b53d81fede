"""Officers' comments before they go out: shared by an authority, nobody else's, and never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import Tag

from cte_portal.audit import AuditEntry
from cte_portal.community import queries
from cte_portal.community.comments import mark_of
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.demo.loader import put_evidence
from cte_portal.extensions import db
from cte_portal.review.comments import queries as drafts
from cte_portal.review.comments import service as comments
from cte_portal.roles import Role
from cte_portal.uploads import queries as uploads
from cte_portal.uploads import service as upload_service
from cte_portal.web.editions import edition_of
from tests.support.people import People, Visitor
from tests.support.world import full_application, hand_in


class Case:
    """An application handed in to Jiangsu, and two officers there."""

    def __init__(self, people: People):
        self.people = people
        self.applicant = people.account(Role.APPLICANT, organisation=people.organisation())
        self.officers = [people.account(Role.PROVINCE_OFFICER, name=name) for name in ("赵经办", "钱经办")]
        with people.app.app_context():
            application = full_application(people.person(self.applicant), 2)
            hand_in(application, people.person(self.applicant))
            self.id = application.id
            self.row = queries.content_of(application).rows("participants")[1].id
            self.file = queries.content_of(application).evidence[0].id

    def application(self) -> Application:
        found = db.session.get(Application, self.id)
        assert found is not None
        return found

    def put(self, place: str, text: str, officer: int = 0, shown: str | None = None) -> None:
        with self.people.app.app_context():
            comments.put(self.application(), place, text, self.people.person(self.officers[officer]), shown)

    def drafts(self, officer: int = 0) -> dict[str, str]:
        with self.people.app.app_context():
            person = self.people.person(self.officers[officer])
            return {one.place: one.text for one in drafts.drafts(self.application(), person.authority_id)}

    def returning(self, officer: int = 0) -> Visitor:
        return self.people.sign_in(self.officers[officer]).open(f"/review/{self.id}/return")


@pytest.fixture
def case(people: People) -> Case:
    return Case(people)


def box(visitor: Visitor, place: str) -> Tag:
    found = visitor.soup.find("textarea", {"name": f"comment-{place}"})
    assert isinstance(found, Tag), visitor.text
    return found


def test_drafts_of_all_officers_stand_in_the_return_and_go_out_with_it(case: Case) -> None:
    case.put("foundation/cooperation", "请写明年份")
    case.put(f"participants/{case.row}", "请核对这一家", officer=1)
    case.put(f"evidence/{case.file}", "缺第 2 页")
    officer = case.returning()
    labels = [label.get_text() for label in officer.form("/return").find_all("label")]
    assert any("第 2 条" in label for label in labels) and any(".pdf" in label for label in labels)
    officer.send("/return", {"comment-foundation/cooperation": "请写明起止年份"})
    clerk = case.people.sign_in(case.applicant).open(f"/applications/{case.id}")
    assert "第 2 条" in clerk.text and "请核对这一家" in clerk.text and "缺第 2 页" in clerk.text
    assert "请写明起止年份" in clerk.open(f"/applications/{case.id}/sections/foundation").text
    assert "缺第 2 页" in clerk.open(f"/applications/{case.id}/evidence").text
    assert case.drafts() == {}


def test_another_authority_and_the_applicant_do_not_see_drafts(case: Case) -> None:
    case.put("foundation", "内部先记一笔")
    with case.people.app.app_context():
        ministry = case.people.person(case.people.account(Role.MINISTRY_OFFICER))
        assert drafts.drafts(case.application(), ministry.authority_id) == []
    clerk = case.people.sign_in(case.applicant)
    for page in ("", "/sections/foundation", "/readiness"):
        assert "内部先记一笔" not in clerk.open(f"/applications/{case.id}{page}").response.text  # type: ignore[union-attr]


@pytest.mark.parametrize("place", ["nowhere", "cover/nothing", "participants/r999999", "evidence/999999", "../etc", ""])
def test_a_comment_on_a_place_that_is_not_there_is_refused(case: Case, place: str) -> None:
    with pytest.raises(comments.CommentRefused, match="没有这个位置"):
        case.put(place, "意见")
    officer = case.returning().send("/return", {f"comment-{place}": "意见在此"})
    assert "没有这个位置" in officer.text and box(officer, place).get_text().strip() == "意见在此"


def test_of_two_officers_on_one_box_the_second_is_told_and_nothing_is_overwritten(case: Case) -> None:
    case.put("foundation", "甲的意见", shown=mark_of(""))
    with pytest.raises(comments.WrittenMeanwhile, match="同事"):
        case.put("foundation", "乙的意见", officer=1, shown=mark_of(""))
    assert case.drafts() == {"foundation": "甲的意见"}
    case.put("foundation", "甲的意见；乙的意见", officer=1, shown=mark_of("甲的意见"))
    assert case.drafts() == {"foundation": "甲的意见；乙的意见"}


CHANGES: list[tuple[str, Callable[[Case], None]]] = [
    ("新写的意见", lambda case: case.put("mechanism", "新写的意见", officer=1)),
    ("改过的意见", lambda case: case.put("foundation", "改过的意见", officer=1)),
]


@pytest.mark.parametrize(("text", "change"), CHANGES)
def test_what_a_colleague_writes_while_the_return_is_being_written_is_shown_before_it_goes_out(
    case: Case, text: str, change: Callable[[Case], None]
) -> None:
    case.put("foundation", "先前的意见")
    officer = case.returning()
    change(case)
    officer.send("/return", {"comment-foundation": "我改的意见", "opinion": "总体可行"})
    assert "同事写了、改了或删除了意见草稿" in officer.text and text in officer.text
    assert box(officer, "foundation").get_text().strip() == "我改的意见" and "总体可行" in officer.text
    officer.send("/return")
    assert "已退回" in officer.soup.get_text()


def test_a_further_comment_needs_a_place_and_is_kept_when_it_has_none(case: Case) -> None:
    officer = case.returning().send("/return", {"more-text": "请补充章程"})
    assert "还没有选择位置" in officer.text and "请补充章程" in officer.text
    officer.send("/return", {"more-place": "evidence"})
    assert "已退回" in officer.soup.get_text()


def test_a_comment_on_what_was_just_taken_back_waits_for_the_next_submission(case: Case) -> None:
    with case.people.app.app_context():
        lifecycle.withdraw(case.application(), case.people.person(case.applicant))
    case.put("foundation", "请写明年份")
    assert case.drafts() == {"foundation": "请写明年份"}
    with case.people.app.app_context():
        lifecycle.submit(case.application(), case.people.person(case.applicant))
    assert box(case.returning(), "foundation").get_text().strip() == "请写明年份"


def test_a_removed_draft_can_be_brought_back_and_is_not_sent(case: Case) -> None:
    case.put("foundation", "请写明年份")
    with case.people.app.app_context():
        person = case.people.person(case.officers[1])
        comments.remove(case.application(), "foundation", person)
        assert drafts.drafts(case.application(), person.authority_id) == []
        comments.restore(case.application(), "foundation", person)
    assert case.drafts() == {"foundation": "请写明年份"}


@pytest.mark.parametrize(("text", "why"), [("  \n ", "请写明意见"), ("字" * 1001, "最多 1000 字")])
def test_empty_and_endless_comments_are_refused(case: Case, text: str, why: str) -> None:
    with pytest.raises(comments.CommentRefused, match=why):
        case.put("foundation", text)


def test_every_section_field_row_and_proof_of_the_dossier_can_be_commented_on_without_javascript(case: Case) -> None:
    officer = case.people.sign_in(case.officers[0]).open(f"/review/{case.id}")
    offered = {str(link["href"]).partition("/comments/")[2] for link in officer.soup.select("a.say")}
    row = f"participants/{case.row}"
    assert {"foundation", "foundation/cooperation", "council", row, "evidence", f"evidence/{case.file}"} <= offered
    officer.open(f"/review/{case.id}/comments/{row}").send(f"/comments/{row}", {"text": "请核对这一家"})
    assert officer.soup.find(id=row.replace("/", "-")) is not None
    assert "请核对这一家" in officer.text and "（1 条意见草稿）" in officer.text
    officer.send(f"/comments/{row}")
    assert "请核对这一家" not in officer.text and "已删除这条意见草稿" in officer.soup.get_text()
    officer.send(f"/comments/{row}")
    assert "请核对这一家" in officer.text


def test_the_box_opens_and_closes_in_the_page_and_counts_the_drafts(case: Case) -> None:
    officer = case.people.sign_in(case.officers[0]).open(f"/review/{case.id}")
    address = f"/review/{case.id}/comments/foundation"
    box = officer.ask_aside(address)
    assert "<textarea" in box and "<html" not in box
    officer.open(address)
    shown = officer.ask_aside(address, {"text": "请写明年份"}, form="/comments/foundation")
    assert "请写明年份" in shown and "<textarea" not in shown and "（1 条意见草稿）" in shown
    assert "<textarea" not in officer.ask_aside(f"{address}?closed=1")


def test_a_colleague_s_text_is_shown_beside_one_s_own_and_both_are_kept(case: Case) -> None:
    mine, theirs = (case.people.sign_in(email).open(f"/review/{case.id}/comments/foundation") for email in case.officers)
    theirs.send("/comments/foundation", {"text": "同事写的"})
    mine.send("/comments/foundation", {"text": "我写的"})
    assert mine.status == 409 and "同事写的" in mine.text and "我写的" in mine.text
    mine.send("/comments/foundation", {"text": "我写的，同事写的"})
    assert case.drafts() == {"foundation": "我写的，同事写的"}


def test_an_officer_whose_applicant_took_it_back_meanwhile_is_told_and_keeps_the_text(case: Case) -> None:
    officer = case.people.sign_in(case.officers[0]).open(f"/review/{case.id}/comments/foundation")
    with case.people.app.app_context():
        lifecycle.withdraw(case.application(), case.people.person(case.applicant))
    officer.send("/comments/foundation", {"text": "请写明年份"})
    assert "申报单位已撤回" in officer.soup.get_text() and "请写明年份" in officer.text
    assert not officer.soup.select("a.say")


def test_hostile_text_is_shown_as_text(case: Case) -> None:
    evil = "<script>alert(1)</script>"
    case.put("foundation", evil)
    officer = case.people.sign_in(case.officers[0])
    for address in ("", "/return", "/comments/foundation", "/comments/foundation?closed=1"):
        html = officer.open(f"/review/{case.id}{address}").response.text  # type: ignore[union-attr]
        assert evil not in html and "&lt;script&gt;" in html


def test_a_draft_whose_place_is_gone_is_shown_apart_and_not_lost(case: Case) -> None:
    place = f"evidence/{case.file}"
    case.put(place, "缺第 2 页")
    with case.people.app.app_context():
        applicant = case.people.person(case.applicant)
        lifecycle.withdraw(case.application(), applicant)
        lifecycle.reopen(case.application(), applicant)
        proof = uploads.evidence(case.application().id, int(case.file))
        assert proof is not None
        category = next(c for c in edition_of(case.application()).evidence.categories if c.key == proof.category)
        put_evidence(case.application(), category, applicant)
        upload_service.remove_evidence(case.application(), proof, applicant)
        hand_in(case.application(), applicant)
    officer = case.people.sign_in(case.officers[0]).open(f"/review/{case.id}")
    astray = officer.soup.find(id="drafts-astray")
    assert astray is not None and "缺第 2 页" in astray.get_text()
    officer.open(f"/review/{case.id}/return").send("/return", {"more-place": "evidence", "more-text": "章程缺页"})
    assert "没有这个位置" in officer.text and "章程缺页" in officer.text
    officer.send("/return", {f"comment-{place}": ""})
    assert "已退回" in officer.soup.get_text()


def test_two_who_write_the_very_same_are_not_told_of_each_other(case: Case) -> None:
    case.put("foundation", "请写明年份")
    case.put("foundation", "请写明年份", officer=1, shown=mark_of(""))
    assert case.drafts() == {"foundation": "请写明年份"}


def test_a_comment_on_what_was_decided_meanwhile_is_refused_and_the_text_shown(case: Case) -> None:
    officer = case.people.sign_in(case.officers[0]).open(f"/review/{case.id}/comments/foundation")
    colleague = case.people.sign_in(case.officers[1])
    colleague.open(f"/review/{case.id}/decline").send("/decline", {"reason": "本年度不予推荐。"})
    officer.send("/comments/foundation", {"text": "请写明年份"})
    assert "不能再写意见。您写的没有保存，请自行复制留存。" in officer.text and "请写明年份" in officer.text
    assert case.drafts() == {}


def test_what_two_take_away_or_bring_back_at_once_is_done_once(case: Case) -> None:
    case.put("foundation", "请写明年份")
    with case.people.app.app_context():
        person = case.people.person(case.officers[0])
        for _ in range(2):
            comments.remove(case.application(), "foundation", person)
        assert drafts.drafts(case.application(), person.authority_id) == []
        for _ in range(2):
            comments.restore(case.application(), "foundation", person)
        comments.remove(case.application(), "mechanism", person)
        actions = [one.action for one in db.session.query(AuditEntry).filter(AuditEntry.action.like("draft_comment.%")).order_by(AuditEntry.id)]
    assert case.drafts() == {"foundation": "请写明年份"}
    assert actions == ["draft_comment.written", "draft_comment.removed", "draft_comment.restored"]


def test_a_return_taken_back_does_not_write_over_what_was_written_since(case: Case) -> None:
    case.put("foundation", "请写明年份")
    case.put("mechanism", "请补充章程")
    officer = case.returning().send("/return")
    case.put("foundation", "请写明起止年份", officer=1)
    officer.open(f"/review/{case.id}").send("/take-back")
    assert case.drafts() == {"foundation": "请写明起止年份", "mechanism": "请补充章程"}

"""预审: a province comments on a draft, and reads it only while it is asked."""

from __future__ import annotations

import pytest

from cte_portal.catalogue.merging import Base
from cte_portal.community import queries
from cte_portal.community.filling import service as editing
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle, pre_review
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.web.editions import edition_of
from tests.support.people import JIANGSU, ZHEJIANG, People, Visitor
from tests.support.world import full_application, hand_in


class Draft:
    """A full draft that names Jiangsu, its applicant, and the officers of two provinces and the ministry."""

    def __init__(self, people: People):
        self.people, self.app = people, people.app
        self.email = people.account(Role.APPLICANT, organisation=people.organisation())
        with self.app.app_context():
            application = full_application(people.person(self.email))
            self.id, self.name = application.id, application.community.name
        self.clerk = people.sign_in(self.email)
        self.officer = people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU)
        self.other = people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)
        self.ministry = people.signed_in(Role.MINISTRY_OFFICER)

    def application(self) -> Application:
        found = db.session.get(Application, self.id)
        assert found is not None
        return found

    def ask(self) -> Visitor:
        return self.clerk.open(f"/applications/{self.id}").send(f"/applications/{self.id}/pre-review")

    def comment(self, **comments: str) -> Visitor:
        said = {f"comment-{place.replace('__', '/')}": text for place, text in comments.items()}
        return self.officer.open(f"/review/{self.id}/pre-review").send("/pre-review", said)

    def change_cover(self, **typed: list[str]) -> None:
        with self.app.app_context():
            application = self.application()
            section = edition_of(application).by_key["cover"]
            record = queries.section_record(application, section)
            assert record is not None
            kept = {key: [value] for key, value in record.values.items()}
            editing.save_section(application, section, {**kept, **typed}, Base(record.revision), self.people.person(self.email))


def said(visitor: Visitor) -> str:
    """The messages on the page too."""
    return visitor.soup.get_text(" ", strip=True)


@pytest.fixture
def draft(people: People) -> Draft:
    return Draft(people)


def test_only_the_province_that_was_asked_sees_the_draft_and_only_while_it_is_asked(draft: Draft) -> None:
    dossier = f"/review/{draft.id}"
    assert draft.officer.open(dossier).status == 404 and draft.name not in draft.officer.open("/review").text
    assert "已申请预审，江苏省教育行政部门可以看到草稿" in said(draft.ask())
    assert draft.name in draft.officer.open("/review?status=pre_review").text
    assert draft.name not in draft.officer.open("/review").text
    assert "这是申报单位申请预审的草稿" in draft.officer.open(dossier).text and "张𬭎" in draft.officer.text
    for outsider in (draft.other, draft.ministry):
        assert outsider.open(dossier).status == 404
        assert draft.name not in outsider.open("/review?status=pre_review").text
    draft.clerk.open(f"/applications/{draft.id}").send("/pre-review/take-back")
    assert "主管部门不能再看到草稿" in said(draft.clerk)
    assert draft.officer.open(dossier).status == 404 and draft.name not in draft.officer.open("/review?status=pre_review").text


def test_what_was_told_of_a_request_taken_back_is_marked_and_leads_nowhere(draft: Draft) -> None:
    draft.ask()
    assert "申请预审" in draft.officer.open("/notices").text and draft.officer.form("/notices/1")
    draft.clerk.open(f"/applications/{draft.id}").send("/pre-review/take-back")
    assert "已收回" in draft.officer.open("/notices").text
    assert "查看" not in draft.officer.text


def test_comments_of_a_pre_review_stand_at_their_places_and_change_no_state(draft: Draft) -> None:
    draft.ask()
    draft.comment(foundation="请补充近三年数据", evidence__charter="章程缺页")
    assert "预审意见已发给" in said(draft.officer) and draft.officer.open(f"/review/{draft.id}").status == 404
    text = draft.clerk.open(f"/applications/{draft.id}").text
    assert "江苏省教育行政部门于 2026-06-01 12:00 提出预审意见" in text and "不是审核结论" in text
    assert "填报中" in text and "还有 2 条意见没有答复" in text
    assert "预审意见： 请补充近三年数据" in draft.clerk.open(f"/applications/{draft.id}/sections/foundation").text
    assert "预审意见： 章程缺页" in draft.clerk.open(f"/applications/{draft.id}/evidence").text
    assert "预审意见：" + draft.name in draft.clerk.open("/notices").text


def test_a_pre_review_needs_a_comment_and_keeps_what_was_typed(draft: Draft) -> None:
    draft.ask()
    draft.officer.open(f"/review/{draft.id}/pre-review").send("/pre-review", {"opinion": "总体可行"})
    assert "至少要写一条意见" in draft.officer.text and "总体可行" in draft.officer.text


def test_what_was_typed_for_a_draft_taken_back_meanwhile_is_not_sent(draft: Draft) -> None:
    draft.ask()
    draft.officer.open(f"/review/{draft.id}/pre-review")
    draft.clerk.open(f"/applications/{draft.id}").send("/pre-review/take-back")
    assert draft.officer.send("/pre-review", {"comment-foundation": "请补充"}).status == 404
    assert "预审意见" not in draft.clerk.open(f"/applications/{draft.id}/sections/foundation").text


def test_without_a_recommending_province_nobody_can_be_asked(draft: Draft) -> None:
    draft.change_cover(recommending_province=[])
    assert "请先在封面填写推荐省份" in said(draft.ask())


def test_asking_twice_is_refused_in_words(draft: Draft) -> None:
    with draft.app.app_context():
        draft.application()
        pre_review.ask(draft.application(), draft.people.person(draft.email))
        with pytest.raises(lifecycle.ActionRefused, match="已经申请预审"):
            pre_review.ask(draft.application(), draft.people.person(draft.email))


def test_a_draft_that_names_another_province_now_is_seen_by_neither(draft: Draft) -> None:
    draft.ask()
    draft.change_cover(recommending_province=[ZHEJIANG])
    assert draft.officer.open(f"/review/{draft.id}").status == draft.other.open(f"/review/{draft.id}").status == 404
    assert "此前的预审申请已失效" in draft.clerk.open(f"/applications/{draft.id}").text


def test_finalising_ends_the_asking(draft: Draft) -> None:
    draft.ask()
    with draft.app.app_context():
        lifecycle.finalise(draft.application(), draft.people.person(draft.email))
        lifecycle.reopen(draft.application(), draft.people.person(draft.email))
    assert draft.officer.open(f"/review/{draft.id}").status == 404


def test_the_ministry_goes_on_reading_what_was_submitted_while_a_province_reads_the_draft(draft: Draft) -> None:
    with draft.app.app_context():
        person = draft.people.person(draft.email)
        hand_in(draft.application(), person)
        lifecycle.withdraw(draft.application(), person)
        lifecycle.reopen(draft.application(), person)
        draft.application().reported_at = draft.application().submitted_at  # as after a return by the ministry
        db.session.commit()
    draft.change_cover(recommending_province=[JIANGSU], community_name=["改名后的共同体"])
    draft.ask()
    assert "改名后的共同体" in draft.officer.open(f"/review/{draft.id}").soup.find(id="cover").get_text()  # type: ignore[union-attr]
    assert "改名后的共同体" not in draft.ministry.open(f"/review/{draft.id}").soup.find(id="cover").get_text()  # type: ignore[union-attr]
    assert "第 1 版" in draft.ministry.text


def test_a_comment_whose_place_was_not_touched_is_pointed_out_before_finalising(draft: Draft) -> None:
    draft.ask()
    draft.comment(foundation="请补充数据", cover="请核对名称")
    draft.change_cover(community_name=["另一个名称"])
    text = draft.clerk.open(f"/applications/{draft.id}/finalise").text
    assert "请补充数据" in text and "请核对名称" not in text

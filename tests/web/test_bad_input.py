"""What people get wrong: each gets a clear sentence at the place, and nothing typed is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask

from cte_portal import clock
from cte_portal.community import queries
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.files import pdf, program, torn_pdf
from tests.support.people import People, Visitor, uscc
from tests.support.world import full_application, put_scan


class Desk:
    """An applicant with one complete application."""

    def __init__(self, people: People, *, units: int = 1):
        self.people, self.app = people, people.app
        self.organisation = people.organisation()
        self.email = people.account(Role.APPLICANT, organisation=self.organisation)
        with self.app.app_context():
            self.id = full_application(people.person(self.email), units=units).id
        self.clerk = people.sign_in(self.email)
        self.base = f"/applications/{self.id}"

    def section(self, key: str) -> Visitor:
        return self.clerk.open(f"{self.base}/sections/{key}")

    def save(self, key: str, **typed: str | list[str]) -> Visitor:
        """Open the section, change these boxes, save."""
        self.section(key)
        return self.clerk.send(f"/sections/{key}", {f"{key}-{field}": text for field, text in typed.items()})

    def box(self, key: str, field: str) -> str:
        """What stands in the box now."""
        box = self.clerk.soup.find(attrs={"name": f"{key}-{field}"})
        assert box is not None
        return box.get_text().removeprefix("\n") if box.name == "textarea" else str(box.get("value", ""))

    def readiness(self) -> str:
        return self.clerk.open(f"{self.base}/readiness").text

    def finalise(self) -> None:
        with self.app.app_context():
            lifecycle.finalise(self.application(), self.people.person(self.email))

    def application(self) -> Application:
        found = db.session.get(Application, self.id)
        assert found is not None
        return found


@pytest.fixture
def desk(people: People) -> Desk:
    return Desk(people)


def test_a_complete_application_is_ready(desk: Desk) -> None:
    assert "没有必须处理的问题" in desk.readiness()


def test_a_wrong_check_digit_is_named_at_the_box_and_kept(desk: Desk) -> None:
    right = uscc(77)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    desk.save("lead_university", uscc=wrong)
    assert desk.box("lead_university", "uscc") == wrong
    assert "校验位不对" in desk.clerk.text
    assert "校验位不对" in desk.readiness()


def test_a_credit_code_with_a_wrong_check_digit_cannot_register(people: People) -> None:
    right = uscc(78)
    typed = {"name": "演示单位", "uscc": right[:-1] + ("0" if right[-1] != "0" else "1"), "contact": "张𬭎"}
    visitor = people.visitor().open("/register").send("/register", typed)
    assert "校验位不对" in visitor.text
    assert visitor.soup.find(attrs={"name": "contact"})["value"] == "张𬭎"


def test_two_leads_of_one_kind_are_noticed_by_their_credit_code(desk: Desk) -> None:
    with desk.app.app_context():
        university = str(queries.content_of(desk.application()).value("lead_university", "uscc"))
    desk.save("lead_school", uscc=university)
    assert "同类牵头单位只能有一家" in desk.readiness()


def test_a_lead_university_without_doctoral_rights_blocks(desk: Desk) -> None:
    desk.save("lead_university", doctoral_rights="no")
    assert "博士学位授予权" in desk.readiness()
    assert "更换牵头高校" in desk.clerk.text


def test_a_recommending_province_none_of_the_leads_sits_in_blocks_with_the_choice(desk: Desk) -> None:
    desk.save("cover", recommending_province="540000")
    assert "推荐省份只能是三家牵头单位之一所在的省份，现在填的是西藏自治区" in desk.readiness()


def test_a_program_renamed_to_pdf_is_refused_by_its_content(desk: Desk) -> None:
    desk.clerk.open(f"{desk.base}/evidence")
    category = _first_category(desk)
    desk.clerk.send(f"/evidence/{category}", {"files": (program(), "证明.pdf")})
    assert "“证明.pdf”的内容不是可以上传的文件类型" in desk.clerk.text


def test_more_than_a_page_takes_is_refused_with_how_much_it_takes(desk: Desk) -> None:
    typed = {"csrf_token": desk.section("foundation").token(), "foundation-background": "字" * 1_000_000}
    assert "这里一次最多上传 2 MB" in desk.clerk.client.post(f"{desk.base}/sections/foundation", data=typed).text


def test_a_file_of_51_mb_is_refused_with_the_limit(desk: Desk) -> None:
    desk.clerk.open(f"{desk.base}/evidence")
    desk.clerk.send(f"/evidence/{_first_category(desk)}", {"files": (BytesIO(b"%PDF-1.7" + bytes(51 << 20)), "大文件.pdf")})
    assert "单个文件不能超过 50 MB" in desk.clerk.text
    assert "51.0 MB" in desk.clerk.text


def _first_category(desk: Desk) -> str:
    with desk.app.app_context():
        from cte_portal.web.editions import edition_of

        return edition_of(desk.application()).evidence.categories[0].key


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (lambda: pdf("locked", password="geheim"), "设有打开密码"),
        (torn_pdf, "已损坏或不完整"),
        (program, "不是可以上传的文件类型"),
    ],
    ids=["encrypted", "torn", "program"],
)
def test_a_scan_that_cannot_be_read_is_refused_with_the_reason(desk: Desk, file, says: str) -> None:  # type: ignore[no-untyped-def]
    desk.finalise()
    desk.clerk.open(f"{desk.base}/submit").send("/scan", {"scan": (file(), "扫描件.pdf")})
    assert says in desk.clerk.soup.get_text()
    assert "“扫描件.pdf”" in desk.clerk.soup.get_text()


def test_text_over_its_limit_is_counted_by_characters_kept_and_marked(desk: Desk) -> None:
    with desk.app.app_context():
        from cte_portal.web.editions import edition_of

        field = next(f for f in edition_of(desk.application()).by_key["foundation"].fields if f.type.value == "long_text")
    most = field.max or 0
    exact, over = "𬭎" * most, "𬭎" * (most + 1)
    desk.save("foundation", **{field.key: exact})
    assert f"{most + 1}" not in desk.clerk.text
    desk.save("foundation", **{field.key: over})
    assert desk.box("foundation", field.key) == over
    assert str(most) in desk.clerk.text
    assert "请填写" not in desk.readiness()
    assert field.label in desk.readiness()


def test_full_width_digits_are_taken_and_put_in_normal_form(desk: Desk) -> None:
    desk.save("lead_enterprise", turnover="１２，３４５．６")
    assert desk.box("lead_enterprise", "turnover").replace(",", "") in ("12345.60", "12345.6")
    assert "没有必须处理的问题" in desk.readiness()


def test_yuan_typed_as_ten_thousand_yuan_is_warned_about(desk: Desk) -> None:
    desk.save("lead_enterprise", turnover="98765432100")
    text = desk.readiness()
    assert "是否把元当成了万元" in text
    assert "没有必须处理的问题" in text


def test_a_save_after_the_session_ended_is_put_back_after_signing_in(desk: Desk) -> None:
    desk.section("foundation")
    with desk.app.app_context():
        from cte_portal.web.editions import edition_of

        key = next(f.key for f in edition_of(desk.application()).by_key["foundation"].fields if f.type.value == "long_text")
    with clock.at(clock.now() + timedelta(minutes=31)):
        desk.clerk.send("/sections/foundation", {f"foundation-{key}": "写了一个小时的文字"})
        assert "登录" in desk.clerk.text
        assert "保留" in desk.clerk.text
        desk.clerk.send("/sign-in", {"email": desk.email, "password": "correct horse battery 7"})
        assert desk.clerk.address.startswith(f"{desk.base}/sections/foundation")
        assert desk.box("foundation", key) == "写了一个小时的文字"
        desk.clerk.send("/sections/foundation")
        assert "已保存" in desk.clerk.soup.get_text()
        with desk.app.app_context():
            assert queries.content_of(desk.application()).value("foundation", key) == "写了一个小时的文字"
        desk.section("foundation")
        assert "登录前" not in desk.clerk.text


def test_signing_out_in_another_window_loses_nothing_either(desk: Desk) -> None:
    desk.section("foundation")
    open_form = desk.clerk.response
    desk.clerk.open(desk.base).send("/sign-out")
    desk.clerk.response, desk.clerk.address = open_form, f"{desk.base}/sections/foundation"
    with desk.app.app_context():
        from cte_portal.web.editions import edition_of

        key = next(f.key for f in edition_of(desk.application()).by_key["foundation"].fields if f.type.value == "long_text")
    desk.clerk.send("/sections/foundation", {f"foundation-{key}": "另一个窗口里的文字"})
    desk.clerk.send("/sign-in", {"email": desk.email, "password": "correct horse battery 7"})
    assert desk.box("foundation", key) == "另一个窗口里的文字"


def test_pressing_submit_twice_submits_once_and_says_when(desk: Desk) -> None:
    desk.finalise()
    _attach_scan(desk)
    desk.clerk.open(f"{desk.base}/submit")
    form = desk.clerk.response
    desk.clerk.send("/submit")
    assert "待省级审核" in desk.clerk.text
    desk.clerk.response, desk.clerk.address = form, f"{desk.base}/submit"
    desk.clerk.send("/submit")
    assert "不需要再次提交" in desk.clerk.soup.get_text()
    with desk.app.app_context():
        assert [step.action for step in queries.timeline_of(desk.application())].count("submit") == 1


def _attach_scan(desk: Desk) -> None:
    with desk.app.app_context():
        put_scan(desk.application(), desk.people.person(desk.email))


LAST = datetime(2026, 10, 31, 23, 59, 59, tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize(("moment", "accepted"), [(LAST, True), (LAST + timedelta(seconds=1), False)], ids=["last second", "one second late"])
def test_the_window_closes_after_its_last_second(people: People, moment: datetime, accepted: bool) -> None:
    with clock.at(moment - timedelta(minutes=5)):
        desk = Desk(people)
        desk.finalise()
        _attach_scan(desk)
        desk.clerk.open(f"{desk.base}/submit")
    with clock.at(moment):
        desk.clerk.send("/submit")
        if accepted:
            assert "待省级审核" in desk.clerk.text
        else:
            said = desk.clerk.soup.get_text()
            assert "2026-01-01 至 2026-10-31 23:59:59" in said
            assert "完整保留" in said
            with desk.app.app_context():
                assert desk.application().status.label == "已定稿待盖章"


def test_somebody_elses_application_is_as_if_it_were_not_there(desk: Desk) -> None:
    other = desk.people.signed_in(Role.APPLICANT)
    there, nowhere = other.open(desk.base), other.open("/applications/999999")
    assert there.status == nowhere.status == 404
    other.open(desk.base)
    assert "没有找到这个页面" in other.text


def test_a_double_save_with_an_old_page_shows_both_texts_and_overwrites_nothing(desk: Desk) -> None:
    colleague = desk.people.sign_in(desk.email)
    colleague.open(f"{desk.base}/sections/lead_school")
    desk.save("lead_school", contact_name="先保存的人")
    colleague.send("/sections/lead_school", {"lead_school-contact_name": "后保存的人"})
    assert colleague.status == 409
    assert "先保存的人" in colleague.text
    assert colleague.soup.find(attrs={"name": "lead_school-contact_name"})["value"] == "后保存的人"
    with desk.app.app_context():
        assert queries.content_of(desk.application()).value("lead_school", "contact_name") == "先保存的人"


def test_an_application_that_is_finalised_cannot_be_edited_and_says_why(desk: Desk, portal: Flask) -> None:
    desk.section("foundation")
    open_form = desk.clerk.response
    desk.finalise()
    desk.clerk.response, desk.clerk.address = open_form, f"{desk.base}/sections/foundation"
    desk.clerk.send("/sections/foundation")
    assert "内容不能修改" in desk.clerk.text


def test_a_character_no_font_can_print_blocks_with_its_place_and_what_to_do(desk: Desk) -> None:
    desk.save("safeguards", measures="保障措施含有\U000e0fff和\U0010fffd")
    text = desk.readiness()
    assert "“保障措施”中的“\U0010fffd”（U+10FFFD）无法打印：" in text
    assert "请换用其他写法" in text
    with desk.app.app_context(), pytest.raises(lifecycle.ActionRefused, match="必须处理"):
        lifecycle.finalise(desk.application(), desk.people.person(desk.email))


def test_a_line_s_end_counts_as_one_character_as_on_the_page(people: People) -> None:
    lines = "\r\n".join(["错" * 99] * 10)
    assert len(lines.replace("\r\n", "\n")) == 999
    visitor = people.visitor().open("/mistakes/new").send("/mistakes/new", {"page": "首页", "text": lines})
    assert "已收到，谢谢" in visitor.soup.get_text()
    visitor.open("/mistakes/new").send("/mistakes/new", {"page": "首页", "text": lines + "错错"})
    assert "最多 1000 字" in visitor.text


def test_a_long_choice_begins_with_what_is_chosen_and_can_be_skipped(people: People) -> None:
    desk = Desk(people, units=40)
    page = desk.save("task_1", responsible=["lead_enterprise"])
    chosen = [box.has_attr("checked") for box in desk.section("task_1").soup.find_all("input", {"name": "task_1-responsible"})]
    assert len(chosen) == 43 and chosen == sorted(chosen, reverse=True) and chosen[0]
    skip = page.soup.find("a", string="跳过这些选项")
    assert skip is not None and page.soup.select_one(skip["href"]) is not None
    short = Desk(people, units=3).section("task_1").soup
    assert short.find("a", string="跳过这些选项") is None

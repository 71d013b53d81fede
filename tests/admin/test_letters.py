"""Letters are worded by the installation, around what the portal says; recommended links stand on the home page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal import mail, wording
from cte_portal.admin.operation import letters
from cte_portal.roles import Role
from tests.support.people import People, Visitor


@pytest.fixture
def admin(people: People) -> Visitor:
    return people.signed_in(Role.ADMINISTRATOR)


def told(people: People, template: str, **facts: object) -> str:
    """What somebody reads, after a request that reads the settings anew."""
    people.visitor().open("/")
    with people.app.app_context():
        return mail.worded(template, **facts).text


def test_words_of_one_s_own_stand_around_what_the_portal_says(people: People, admin: Visitor) -> None:
    admin.open("/admin/letters").open("/admin/letters/registration_returned")
    assert "〔…〕的注册信息需要更正" in admin.text
    admin.send("/registration_returned", {"text": "您好：\n〔正文〕\n联系人：演示处。"}, button="preview")
    assert "联系人：演示处。" in admin.soup.find(id="preview").find_next("div").get_text()
    organisation = {"name": "演示企业"}
    assert told(people, "registration_returned", organisation=organisation, reason="代码不清") == "演示企业的注册信息需要更正：\n代码不清"
    admin.send("/registration_returned", {"text": "您好：\n〔正文〕\n联系人：演示处。"})
    assert "本单位的" in admin.text
    said = told(people, "registration_returned", organisation=organisation, reason="代码不清")
    assert said == "您好：\n演示企业的注册信息需要更正：\n代码不清\n联系人：演示处。"
    assert "您好：" in admin.open("/admin/settings").text  # the history
    admin.open("/admin/letters/registration_returned").send("/registration_returned", {"text": ""})
    assert told(people, "registration_returned", organisation=organisation, reason="代码不清").startswith("演示企业")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("deadline", "只有我的话", "要写上〔正文〕"),
        ("deadline", "〔正文〕〔密码〕", "不知道〔密码〕应填什么"),
        ("letter", "〔正文〕", "要写上〔网址〕"),
        ("deadline", "〔正文〕" + "长" * 2000, "最多 2000 字"),
    ],
)
def test_what_cannot_be_sent_is_not_kept(admin: Visitor, name: str, text: str, says: str) -> None:
    admin.open(f"/admin/letters/{name}").send(f"/{name}", {"text": text})
    assert admin.status == 422 and says in admin.text and admin.soup.find(id="text").get_text().strip() == text
    assert "没有改过" in admin.open(f"/admin/letters/{name}").text


def test_every_letter_says_when_it_is_written(people: People) -> None:
    with people.app.test_request_context():
        found = list(letters.occasions())
    assert found[0].name == wording.FRAME and len({one.title for one in found}) == len(found)
    for one in found:
        assert one.title != one.name and one.text and "{" not in one.subject + one.text, one.name


@given(st.text(max_size=60), st.text(max_size=30))
def test_whatever_is_written_is_refused_or_holds_what_the_portal_says(around: str, text: str) -> None:
    own = f"{around}〔正文〕"
    if not wording.problem_of("deadline", own):
        assert text.strip() in wording.worded("deadline", text, {"deadline": own})


def test_recommended_links_stand_on_the_home_page(people: People, admin: Visitor) -> None:
    admin.open("/admin/settings").send("/settings", {"site_links": "演示网站 https://example.cn/a?b=1"})
    assert people.visitor().open("/").soup.find("a", href="https://example.cn/a?b=1").get_text() == "演示网站"
    admin.open("/admin/settings").send("/settings", {"site_links": "坏的 javascript:alert(1)"})
    assert admin.status == 422 and "推荐链接”的写法不对" in admin.text

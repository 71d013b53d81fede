"""The home page, finding across the site, the site map, and telling what is wrong."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from cte_portal.articles.rules import Column
from cte_portal.public.search import around, marked
from cte_portal.roles import Role
from tests.conftest import NOON
from tests.support.braked import braked_visitor
from tests.support.database import counted
from tests.support.people import People
from tests.support.posted import posted


@pytest.fixture
def editor(people: People) -> str:
    email = people.account(Role.EDITOR)
    with people.app.app_context():
        by = people.person(email)
        posted(by, "盖章扫描的要求", "扫描件按页码合成一个 PDF。", column=Column.GUIDES)
        posted(by, "申报通知", "请盖章后扫描上传。", column=Column.NOTICES, at=NOON - timedelta(days=3))
    return email


def test_the_home_page_leads_everybody_on_their_way(people: People, editor: str) -> None:
    page = people.visitor().open("/")
    for words in ("申报通知 05-29", "盖章扫描的要求 06-01", "2026 年注册填报", "距截止 152 天", "我是 牵头企业", "热门推荐"):
        assert words in page.text, words
    assert page.soup.find("meta", {"name": "SiteDomain"})["content"] == "portal.test"


def test_what_is_found_is_marked_and_grouped(people: People, editor: str) -> None:
    page = people.visitor().open("/").send("/search", {"text": "盖章 扫描"})
    assert "文章（2）" in page.text and "常见问题（" in page.text
    first = page.soup.find("ul", class_="article-list").find("li")
    assert first.find("a").get_text() == "盖章扫描的要求" and [one.get_text() for one in first.find("a").find_all("mark")] == ["盖章", "扫描"]


@pytest.mark.parametrize("text", ["%", '"', "''", "文" * 10_000, "𬭎", "<script>alert(1)</script>", "\0", "OR AND NOT", "a" * 3, "　"])
def test_odd_searches_find_nothing_and_say_what_else_to_do(people: People, editor: str, text: str) -> None:
    page = people.visitor().open("/search", query_string={"text": text})
    assert page.status == 200 and not page.soup.find("main").find("script")
    assert "全部常见问题" in page.text or "请输入" in page.text or "输入字词" in page.text


def test_one_character_is_found_too(people: People, editor: str) -> None:
    assert "文章（2）" in people.visitor().open("/search", query_string={"text": "章"}).text


def test_two_words_that_never_meet_are_offered_one_by_one(people: People, editor: str) -> None:
    page = people.visitor().open("/search", query_string={"text": "申报通知 没有这词"})
    assert "只找其中一个词" in page.text and page.soup.find("main").find("a", string="申报通知")


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_marking_changes_no_word_and_lets_nothing_through(text: str, words: list[str]) -> None:
    shown = marked(text, words)
    assert shown.replace("<mark>", "").replace("</mark>", "") == escape(text) or "mark" in text
    assert not words or around(text, words) is not None


def test_finding_costs_as_many_queries_with_many_articles(people: People, editor: str) -> None:
    def cost() -> int:
        with counted(people.app) as statements:
            people.visitor().open("/search", query_string={"text": "盖章"})
        return len(statements)

    before = cost()
    with people.app.app_context():
        by = people.person(editor)
        for n in range(8):
            posted(by, f"盖章{n}")
    assert cost() <= before


def test_the_site_map_holds_every_public_page_and_stays_xml(people: People, editor: str) -> None:
    visitor = people.visitor()
    root = ElementTree.fromstring(visitor.client.get("/sitemap.xml").data)
    addresses = [one.text or "" for one in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert "http://portal.test/articles/1" in addresses and "http://portal.test/faq" in addresses
    for address in addresses:
        assert visitor.open(address.removeprefix("http://portal.test")).status == 200, address
    assert "Sitemap: http://portal.test/sitemap.xml" in visitor.client.get("/robots.txt").text


def test_a_mistake_reaches_the_editor(people: People, editor: str) -> None:
    visitor = people.visitor().open("/guide")
    visitor.open(next(a["href"] for a in visitor.soup.find_all("a") if a.get_text() == "网站找错"))
    assert visitor.soup.find(attrs={"name": "page"})["value"] == "/guide"
    visitor.send("/mistakes/new", {"text": ""})
    assert visitor.status == 422 and "请写明什么地方有错" in visitor.text
    visitor.send("/mistakes/new", {"text": "第三段日期有误 <b>", "website": ""})
    assert "已收到" in visitor.soup.find(id="messages").get_text()
    desk = people.sign_in(editor).open("/desk/mistakes")
    assert "第三段日期有误 <b>" in desk.text
    desk.send("/handle", {"outcome": "已改正。"})
    assert "已处理" in desk.text and "已改正。" in desk.text
    desk.send("/open-again")
    assert "已处理" not in desk.open("/desk/mistakes").text


def test_programs_that_tell_are_slowed_down_and_not_heard(people: People, editor: str) -> None:
    visitor = people.visitor().open("/mistakes/new").send("/mistakes/new", {"page": "/", "text": "buy", "website": "http://example.com"})
    assert visitor.status == 422
    with braked_visitor(people.app) as fast:
        fast.open("/mistakes/new")
        answers = [fast.client.post("/mistakes/new", data={"csrf_token": fast.token(), "page": "/", "text": "错"}).status_code for _ in range(6)]
    assert answers[:5] == [303] * 5 and answers[5] == 429

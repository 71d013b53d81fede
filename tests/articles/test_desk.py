"""An editor's work, from the first word to a withdrawn article, and what everybody sees of it."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree

import msgspec
import pytest
from flask import Flask

from cte_portal import clock
from cte_portal.articles import queries, service
from cte_portal.articles.models import Article
from cte_portal.articles.reading import ReadingCounts
from cte_portal.articles.rules import Column, Written
from cte_portal.extensions import db
from cte_portal.jobs import jobs
from cte_portal.roles import Role
from tests.conftest import NOON
from tests.support.database import counted
from tests.support.files import pdf, png, program
from tests.support.people import People, Visitor
from tests.support.posted import posted

TEXT = {"title": "关于做好申报的通知", "source": "演示教育厅", "body": "## 要求\n\n按时提交。", "tags": "申报，通知"}


class Desk:
    def __init__(self, people: People):
        self.people = people
        self.email = people.account(Role.EDITOR, name="编辑甲")
        self.editor = people.sign_in(self.email)

    def begins(self, **other: str) -> str:
        """Path of a new draft."""
        self.editor.open("/desk/articles/new?column=notices").send("/desk/articles/new", {**TEXT, **other})
        return self.editor.address

    def publishes(self, **other: str) -> str:
        """Its public path."""
        path = self.begins(**other)
        self.editor.send("/publish")
        assert "已发布。" in self.editor.soup.find(id="messages").get_text(), self.editor.text
        return path.removeprefix("/desk")

    @property
    def visitor(self) -> Visitor:
        return Visitor(self.people.app.test_client())

    def said(self) -> str:
        return " ".join(self.editor.soup.find(id="messages").get_text().split())


@pytest.fixture
def desk(people: People) -> Desk:
    return Desk(people)


def test_what_was_published_is_read_by_everybody(desk: Desk) -> None:
    path = desk.publishes(subtitle="2026 年", author="王编辑")
    page = desk.visitor.open(path)
    for words in ("关于做好申报的通知", "2026 年", "来源：演示教育厅", "作者：王编辑", "发布时间： 2026-06-01 12:00", "要求", "按时提交。"):
        assert words in page.text
    assert page.soup.find("meta", {"name": "ContentSource"})["content"] == "演示教育厅"
    assert "首页 通知公告" in " ".join(page.soup.find(class_="crumbs").get_text(" ").split())
    assert "关于做好申报的通知" in desk.visitor.open("/columns/notices").text and "关于做好申报的通知" in desk.visitor.open("/").text
    assert "关于做好申报的通知" in desk.visitor.open("/tags/申报").text


def test_a_draft_is_nobody_else_s_and_says_what_it_lacks(desk: Desk) -> None:
    path = desk.begins(source="", body="![](files/9) ![外](https://example.com/a.png)")
    assert desk.visitor.open(path.removeprefix("/desk")).status == 404
    for words in ("请填写来源。", "第 1 张图片没有替代文字", "第 2 张图片引用了其他网站的地址", "正文引用了不存在的文件 files/9"):
        assert words in desk.editor.text
    desk.editor.send("/publish")
    assert desk.editor.status == 422 and desk.visitor.open(path.removeprefix("/desk")).status == 404


def test_it_appears_by_itself_when_its_time_has_come(desk: Desk) -> None:
    path = desk.begins()
    desk.editor.send("/publish", {"at": "2026-06-03 09:00"})
    assert "已定于 2026-06-03 09:00 发布" in desk.said()
    public = path.removeprefix("/desk")
    assert desk.visitor.open(public).status == 404 and "关于做好" not in desk.visitor.open("/columns/notices").text
    with clock.at(NOON + timedelta(days=2)):
        assert desk.visitor.open(public).status == 200 and "关于做好" in desk.visitor.open("/columns/notices").text


@pytest.mark.parametrize(("at", "says"), [("2099-01-01 09:00", "请核对年份"), ("1999-01-01", "不能早于 2000 年"), ("明天", "格式应为")])
def test_a_time_that_cannot_be_meant_is_asked_about(desk: Desk, at: str, says: str) -> None:
    desk.begins()
    desk.editor.send("/publish", {"at": at})
    assert desk.editor.status == 422 and says in desk.editor.soup.get_text()
    assert desk.editor.soup.find(attrs={"name": "at"})["value"].startswith(at[:4])


def test_a_past_day_puts_it_where_it_belongs(desk: Desk) -> None:
    desk.publishes(title="新的")
    desk.begins(title="旧的")
    desk.editor.send("/publish", {"at": "2024-03-01"})
    listed = desk.visitor.open("/columns/notices").text
    assert listed.index("新的") < listed.index("旧的") and "2024-03-01" in listed


def test_a_correction_says_what_was_corrected_and_the_old_text_stays_on_the_desk(desk: Desk) -> None:
    public = desk.publishes()
    desk.editor.open(f"/desk{public}").send(public, {"body": "## 要求\n\n6 月 30 日前提交。"})
    assert "按时提交。" in desk.visitor.open(public).text  # not yet
    desk.editor.send("/publish")
    assert "请写明更正说明" in desk.editor.text
    desk.editor.send("/publish", {"correction": "补充了截止日期。"})
    page = desk.visitor.open(public).text
    assert "更正说明（2026-06-01 12:00）： 补充了截止日期。" in page and "6 月 30 日前提交。" in page
    changes = desk.editor.open(f"/desk{public}/compare").soup
    assert "按时" in changes.find("del").get_text() and "6 月 30 日前" in changes.find("ins").get_text()
    assert "更正：补充了截止日期。" in desk.editor.open(f"/desk{public}/history").text


def test_a_withdrawn_one_says_so_at_its_address_and_comes_back(desk: Desk) -> None:
    public = desk.publishes()
    desk.editor.open(f"/desk{public}").send("/withdraw")
    assert "请写明撤下的原因" in desk.said()
    desk.editor.send("/withdraw", {"words": "文件已废止。"})
    page = desk.visitor.open(public)
    assert page.status == 410 and "文件已废止。" in page.text and "按时提交" not in page.text
    assert "关于做好" not in desk.visitor.open("/columns/notices").text
    desk.editor.send("/put-back")
    assert desk.visitor.open(public).status == 200


def test_two_editors_at_once_lose_nothing(desk: Desk) -> None:
    path = desk.begins()
    other = desk.people.signed_in(Role.EDITOR, name="编辑乙").open(path)
    desk.editor.open(path).send(path, {"body": "甲写的。"})
    other.send(path, {"body": "乙写的。"})
    assert "编辑甲在这期间也保存过" in other.soup.find(id="messages").get_text()
    assert "甲" in other.soup.find("del").get_text() and "乙" in other.soup.find("ins").get_text()


def test_a_draft_saves_itself_and_one_sitting_is_one_version(desk: Desk) -> None:
    path = desk.begins()
    answer = desk.editor.open(path).ask_aside(path, {"body": "写了一半", "auto": "yes"}, form=path)
    assert "已自动保存" in answer
    assert "写了一半" in desk.editor.open(path).soup.find("textarea", {"name": "body"}).get_text()
    assert "第 1 版" in desk.editor.text
    with clock.at(NOON + timedelta(hours=2)):
        desk.editor = desk.people.sign_in(desk.email)
        desk.editor.open(path).send(path, {"body": "写完了"})
        assert "第 2 版" in desk.editor.text


def test_the_preview_is_what_will_be_seen(desk: Desk) -> None:
    path = desk.begins()
    live = desk.editor.open(path).ask_aside("/desk/articles/preview", {"body": "## 小标题\n\n<script>alert(1)</script>"}, form=path)
    assert "<h2>小标题</h2>" in live and "<script>" not in live and "<html" not in live
    page = desk.editor
    page.response = page.client.post("/desk/articles/preview", data={"title": "试一试", "body": "## 小标题", "csrf_token": page.token()})
    assert "试一试" in page.text and page.soup.find("main").find("h2").get_text() == "小标题"


def test_what_is_pasted_comes_back_clean(desk: Desk) -> None:
    page = desk.editor.open("/desk/articles/new")
    pasted = '<p class="MsoNormal" style="mso-x">关于<b>申报</b></p><script>alert(1)</script>'
    assert page.client.post("/desk/articles/clean", data={"html": pasted, "csrf_token": page.token()}).text == "关于**申报**"


def test_where_a_second_editor_is_asked_for_nobody_publishes_alone(desk: Desk, portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(portal.config, "SETTINGS", msgspec.structs.replace(portal.config["SETTINGS"], second_editor=True))
    path = desk.begins()
    desk.editor.send("/offer")
    assert "等待另一位编辑" in desk.editor.text
    token = desk.editor.token()
    assert "须由另一位编辑复核" in desk.editor.client.post(f"{path}/publish", data={"csrf_token": token}).text
    other = desk.people.signed_in(Role.EDITOR, name="编辑乙").open("/desk/articles?state=waiting")
    assert "关于做好申报的通知" in other.text
    other.open(path).send("/give-back", {"words": "请补充电话。"})
    assert "请补充电话。" in desk.editor.open(path).text
    desk.editor.send(path, {"body": "电话 010。"}).send("/offer")
    other.open(path).send("/publish")
    assert "已发布" in other.soup.find(id="messages").get_text()


def test_pictures_say_what_they_show_and_attachments_are_listed(desk: Desk) -> None:
    path = desk.begins()
    desk.editor.send("/files", {"file": (png(), "会场.png"), "use": "picture"})
    assert "请填写图片的替代文字" in desk.said()
    desk.editor.send("/files", {"file": (program(), "会场.png"), "use": "picture", "alternative": "会场"})
    assert "会场.png" in desk.said() and "没有文件。" in desk.editor.text
    desk.editor.send("/files", {"file": (png(), "会场.png"), "use": "picture", "alternative": "成立大会会场"})
    assert "![成立大会会场](files/1)" in desk.said()
    desk.editor.send("/files", {"file": (pdf("list"), "名单.pdf"), "use": "attachment"})
    file = f"{path.removeprefix('/desk')}/files/1"
    assert desk.visitor.open(file).status == 404  # not yet public
    desk.editor.open(path).send(path, {"body": "![成立大会会场](files/1)"})
    desk.editor.send("/files/1/remove")
    assert "正文还引用着 files/1" in desk.said()
    desk.editor.send("/publish")
    page = desk.visitor.open(path.removeprefix("/desk"))
    assert page.soup.find("img")["alt"] == "成立大会会场" and "名单.pdf" in page.soup.find(class_="attachments").get_text()
    answer = desk.visitor.client.get(file)
    assert answer.mimetype == "image/png" and "inline" in answer.headers["Content-Disposition"]
    assert "attachment" in desk.visitor.client.get(file.replace("files/1", "files/2")).headers["Content-Disposition"]


def test_neighbours_topics_and_recommended(desk: Desk) -> None:
    with desk.people.app.app_context():
        by = desk.people.person(desk.email)
        topic = posted(by, "共同体专题", column=Column.TOPICS).id
        ids = [posted(by, f"第{n}篇", at=NOON - timedelta(days=n)).id for n in range(3)]
        service.arrange(queries.article(ids[1]), Column.NEWS, db.session.get(Article, topic), False, 1, by)  # type: ignore[arg-type]
    page = desk.visitor.open(f"/articles/{ids[1]}")
    assert "上一篇： 第0篇" in page.text and "下一篇： 第2篇" in page.text and "共同体专题" in page.soup.find(class_="crumbs").get_text()
    assert page.soup.find(class_="hot").find("li").get_text() == "第1篇"
    assert (
        "第1篇" in desk.visitor.open(f"/articles/{topic}").text
        and "第2篇" not in desk.visitor.open(f"/articles/{topic}").soup.find("article").get_text()
    )
    assert desk.visitor.open("/recommended").soup.find("ol", class_="ranked").find("li").get_text().strip().startswith("第1篇")


def test_feeds_stay_xml_whatever_a_title_holds(desk: Desk) -> None:
    desk.publishes(title="A&B <b> ]]> \x0b\x00𠮷 “引号”", source='"来源" & <源>')
    feed = ElementTree.fromstring(desk.visitor.client.get("/columns/notices/feed.atom").data)
    entry = feed.find("{http://www.w3.org/2005/Atom}entry")
    assert entry is not None and entry.findtext("{http://www.w3.org/2005/Atom}title") == "A&B <b> ]]> 𠮷 “引号”"
    assert ElementTree.fromstring(desk.visitor.client.get("/columns/news/feed.atom").data).find("{http://www.w3.org/2005/Atom}entry") is None


def test_reading_is_counted_without_writing_each_time(desk: Desk, portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(portal.extensions, "reading_counts", ReadingCounts())  # what other tests read is not handed over here
    with portal.app_context():
        jobs().do_waiting()
    public, reader = desk.publishes(), desk.visitor
    reader.open(public)
    with counted(portal) as statements:
        reader.open(public)
    assert not [one for one in statements if not one.lstrip().upper().startswith(("SELECT", "PRAGMA", "BEGIN"))], statements
    with portal.app_context():
        service.add_views({int(public.rpartition("/")[2]): 5})
        jobs().do_waiting()
    assert "浏览：5 次" in reader.open(public).text


def zipped(**files: bytes) -> BytesIO:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as held:
        for name, content in files.items():
            held.writestr(name.replace("__", "/"), content)
    stream.seek(0)
    return stream


def test_a_folder_of_markdown_comes_in_with_its_pictures(desk: Desk) -> None:
    head = "---\ntitle: 导入的通知\nsource: 演示教育厅\ntags: [申报, 通知]\ncolumn: 政策文件\n---\n".encode()
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as held:
        held.writestr("文/一.md", head + "![会场](图/a.png) 见[外](../../etc/passwd)".encode())
        held.writestr("文/图/a.png", png().getvalue())
        held.writestr("二.md", "# 没有文件头\n\n正文".encode())
        held.writestr("三.md", "不是".encode("gb18030"))
        held.writestr("../四.md", "# 越界的名字".encode())
    stream.seek(0)
    desk.editor.open("/desk/articles/import").send("/import", {"file": (stream, "文章.zip"), "column": "news"})
    said = desk.editor.text
    assert "读了 4 个文件，建立了 3 篇草稿" in said and "三.md 没有导入 不是 UTF-8 编码的文本。" in said and "没有找到文件 ../../etc/passwd。" in said
    with desk.people.app.app_context():
        found = db.session.query(Article).filter_by(title="导入的通知").one()
        assert found.column is Column.POLICIES and found.newest.body.startswith("![会场](files/1)") and found.newest.tags == ["申报", "通知"]
        assert found.files[0].is_picture


@pytest.mark.parametrize(("content", "says"), [(b"not a zip", "不是 .zip 文件"), (zipped(**{"a.txt": b"x"}).getvalue(), "没有 Markdown 文件")])
def test_what_cannot_be_taken_in_is_said(desk: Desk, content: bytes, says: str) -> None:
    desk.editor.open("/desk/articles/import").send("/import", {"file": (BytesIO(content), "文章.zip"), "column": "news"})
    assert says in desk.said()


def test_pages_cost_as_many_queries_with_many_articles_as_with_few(desk: Desk) -> None:
    with desk.people.app.app_context():
        by = desk.people.person(desk.email)
        first = posted(by, "第一篇", tags=("申报",)).id

    def cost() -> list[int]:
        numbers = []
        for path in ("/", "/columns/news", f"/articles/{first}", "/recommended", "/tags/申报", "/feed.atom"):
            visitor = desk.visitor
            with counted(desk.people.app) as statements:
                visitor.open(path)
            numbers.append(len(statements))
        with counted(desk.people.app) as statements:
            desk.editor.open("/desk/articles")
        return [*numbers, len(statements)]

    before = cost()
    with desk.people.app.app_context():
        by = desk.people.person(desk.email)
        for n in range(25):
            posted(by, f"第{n}篇", tags=("申报",), at=NOON - timedelta(hours=n))
    assert all(now <= then + 1 for now, then in zip(cost(), before, strict=True))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("截止日期", ["乙文", "甲文"]),
        ("甲文 截止", ["甲文"]),
        ("𠮷", ["乙文"]),
        ("截", ["乙文", "甲文"]),
        ("没有的", []),
        ("%", []),
        ('"', []),
        ("''", []),
        ("文" * 10_000, []),
    ],
)
def test_articles_are_found_by_their_words(people: People, text: str, found: list[str]) -> None:
    email = people.account(Role.EDITOR)
    with people.app.app_context():
        by = people.person(email)
        posted(by, "甲文", "截止日期是 6 月 30 日。", at=NOON - timedelta(days=1))
        posted(by, "乙文", "𠮷林的截止日期另行通知。")
        hidden = posted(by, "丙文", "截止日期不明。")
        service.withdraw(hidden, "有误。", by)
        service.begin(Column.NEWS, Written("丁文", body="截止日期"), by)
        assert [one.title for one in queries.find(text, 1).items] == found


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"title": " "}, "请填写标题。"),
        ({"body": " "}, "请填写正文。"),
        ({"tags": " ".join(f"标签{n}" for n in range(11))}, "标签最多 10 个，现在是 11 个。"),
        ({"body": "长" * 200_001}, "正文有 200001 字，最多 200000 字，请分成几篇。"),
    ],
)
def test_what_a_draft_has_too_much_or_too_little_of_is_said_and_keeps_it_off_the_site(desk: Desk, typed: dict[str, str], says: str) -> None:
    path = desk.begins(**typed)
    assert says in desk.editor.text
    desk.editor.send("/publish")
    assert desk.editor.status == 422 and says in desk.editor.text
    assert desk.visitor.open(path.removeprefix("/desk")).status == 404


def test_a_topic_stands_under_no_other_topic(desk: Desk) -> None:
    with desk.people.app.app_context():
        by = desk.people.person(desk.email)
        first, second = (posted(by, title, column=Column.TOPICS).id for title in ("共同体专题", "评估专题"))
        article = posted(by, "第一篇").id
    for one, column in ((first, "news"), (second, "topics"), (article, "topics")):
        desk.editor.open(f"/desk/articles/{one}").send("/place", {"column": column, "topic": str(first)})
        assert "专题本身不能归入其他专题。" in desk.said()
    with desk.people.app.app_context():
        assert [(one.column, one.topic_id) for one in db.session.query(Article).order_by(Article.id)] == [
            (Column.TOPICS, None),
            (Column.TOPICS, None),
            (Column.NEWS, None),
        ]


def test_a_colleague_gives_back_what_waits_and_only_with_a_word(desk: Desk, portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(portal.config, "SETTINGS", msgspec.structs.replace(portal.config["SETTINGS"], second_editor=True))
    path = desk.begins()
    desk.editor.send("/offer")
    one, other = (desk.people.signed_in(Role.EDITOR).open(path) for _ in range(2))
    one.send("/give-back", {"words": " "})
    assert "请写明要改什么。" in one.soup.find(id="messages").get_text()
    one.send("/give-back", {"words": "请补充电话。"})
    other.send("/give-back", {"words": "请补充地址。"})
    assert "没有等待复核的稿件。" in other.soup.find(id="messages").get_text()
    assert "请补充电话。" in desk.editor.open(path).text and "请补充地址。" not in desk.editor.text


def test_what_is_public_is_not_put_off_until_later(desk: Desk) -> None:
    public = desk.publishes()
    desk.editor.open(f"/desk{public}").send(public, {"body": "6 月 30 日前提交。"})
    desk.editor.send("/publish", {"correction": "补充了截止日期。", "at": "2026-06-03 09:00"})
    assert "这篇文章已经公开，发布时间不能改到以后。要暂时撤下，请用“撤下”。" in desk.editor.text
    assert "按时提交。" in desk.visitor.open(public).text, "readers still have the text before"


def test_of_two_who_withdraw_the_first_reason_stays(desk: Desk) -> None:
    public = desk.publishes()
    other = desk.people.signed_in(Role.EDITOR).open(f"/desk{public}")
    desk.editor.open(f"/desk{public}").send("/withdraw", {"words": "文件已废止。"})
    other.send("/withdraw", {"words": "另一原因。"})
    assert "这篇文章没有发布，不需要撤下。" in other.soup.find(id="messages").get_text()
    page = desk.visitor.open(public).text
    assert "文件已废止。" in page and "另一原因" not in page


def test_an_article_holds_fifty_files(desk: Desk) -> None:
    path = desk.begins()
    with desk.people.app.app_context():
        article, by = queries.article(int(path.rpartition("/")[2])), desk.people.person(desk.email)
        assert article is not None
        for number in range(50):
            service.add_file(article, png(), f"{number}.png", "会场", True, by)
    desk.editor.open(path).send("/files", {"file": (png(), "再一张.png"), "use": "picture", "alternative": "会场"})
    assert "一篇文章最多 50 个文件，请先删除不用的。" in desk.said() and "再一张.png" not in desk.editor.text
    desk.editor.send("/files/1/remove")
    desk.editor.send("/files", {"file": (png(), "再一张.png"), "use": "picture", "alternative": "会场"})
    assert "再一张.png" in desk.editor.text

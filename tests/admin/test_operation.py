"""Health, failed jobs, settings that hold at once, read-only mode; the auditor's filters and export."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cte_portal.admin import queries
from cte_portal.admin.operation import changeable, health
from cte_portal.admin.operation import service as operation
from cte_portal.jobs import jobs
from cte_portal.roles import Role
from cte_portal.settings import Settings
from tests.support.database import counted
from tests.support.people import PASSWORD, People, Visitor

BASE = Settings(secret_key="s" * 40)


@pytest.fixture
def admin(people: People) -> Visitor:
    return people.signed_in(Role.ADMINISTRATOR)


def said(visitor: Visitor) -> str:
    return visitor.soup.find(id="messages").get_text()


def test_settings_hold_at_once_and_keep_their_history(people: People, admin: Visitor) -> None:
    admin.open("/admin/settings").send("/settings", {"site_operator": "演示教育厅", "correction_days": "15"})
    assert "已保存：主办单位、退回后修改时间" in said(admin)
    assert "主办单位：演示教育厅" in people.visitor().open("/").soup.get_text()
    assert "退回后修改时间 15" in admin.open("/admin/settings").text
    admin.send("/settings")
    assert "没有改动" in said(admin)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("correction_days", "很多", "应为 1 至 90 的整数"),
        ("idle_minutes", "1000", "应为 10 至 120 的整数"),
        ("reminder_days", "三十天", "的写法不对"),
        ("site_name", " ", "请填写网站名称"),
    ],
)
def test_what_is_no_value_is_not_kept(admin: Visitor, name: str, text: str, says: str) -> None:
    admin.open("/admin/settings").send("/settings", {name: text, "site_operator": "不会保存"})
    assert admin.status == 422 and says in admin.text
    assert admin.soup.find(attrs={"name": name})["value"] == text
    assert "不会保存" not in admin.open("/admin/settings").text


@given(st.sampled_from(sorted(changeable.BY_NAME)), st.text(max_size=30))
def test_whatever_is_typed_is_either_refused_in_words_or_read_again(name: str, text: str) -> None:
    if problem := changeable.problem(BASE, name, text):
        assert changeable.BY_NAME[name].label in problem or "网站名称" in problem
        assert changeable.with_changes(BASE, {name: text}) == BASE
    else:
        once = changeable.with_changes(BASE, {name: text})
        assert changeable.with_changes(BASE, {name: changeable.written(once, name)}) == once


def test_in_read_only_mode_people_read_and_are_told(people: People, admin: Visitor) -> None:
    editor = people.signed_in(Role.EDITOR).open("/desk/articles/new")
    admin.open("/admin/settings").send("/settings", {"read_only": "yes", "banner": "今晚 22 时维护。"})
    editor.send("/desk/articles/new", {"title": "写了一半"})
    assert editor.status == 503 and "正在维护" in editor.text and "返回" in editor.text
    visitor = people.visitor().open("/guide")
    assert visitor.status == 200 and "今晚 22 时维护。" in visitor.soup.get_text() and "暂时不能保存" in visitor.soup.get_text()
    visitor.open("/sign-in").send("/sign-in", {"email": people.account(Role.EDITOR), "password": PASSWORD})
    assert visitor.address.startswith("/desk")
    admin.open("/admin/settings").send("/settings", {"read_only": "no", "banner": ""})
    editor.open("/desk/articles/new").send("/desk/articles/new", {"title": "写完了"})
    assert "已建立草稿" in said(editor)


def test_a_job_that_failed_is_shown_until_it_succeeds(people: People, admin: Visitor) -> None:
    with people.app.app_context():
        jobs().do_waiting()
        jobs().add("add_views", "987654")  # which are no counts
        jobs().do_waiting()
    page = admin.open("/admin/jobs").text
    assert "统计文章浏览" in page and "987654" in page
    assert "1 项没有办成" in admin.open("/admin/health").text
    admin.open("/admin/jobs").send("/retry")
    assert "已重新排队" in said(admin)
    with people.app.app_context():
        assert jobs().waiting() >= 1
    admin.send("/forget")
    assert "没有。失败的任务会自动再试" in admin.text


def test_a_job_that_fails_again_is_counted_and_one_that_succeeds_is_gone(people: People, admin: Visitor) -> None:
    with people.app.app_context():
        for _ in range(2):
            operation.job_failed("add_views", ["987654"], ValueError("没有计数"))
    assert admin.open("/admin/jobs").text.count("987654") == 1
    assert [cell.get_text() for cell in admin.soup.find_all("td", attrs={"data-label": "次数"})] == ["2"]
    with people.app.app_context():
        operation.job_done("add_views", ["123"])
    assert "987654" in admin.open("/admin/jobs").text  # another's success
    with people.app.app_context():
        operation.job_done("add_views", ["987654"])
    assert "没有。失败的任务会自动再试" in admin.open("/admin/jobs").text


def test_health_says_what_is_wrong_and_what_to_do(people: People, admin: Visitor, portal: Flask) -> None:
    said = admin.open("/admin/health").text
    for words in ("数据库", "应答", "文件存储", "磁盘", "打印字体", "没有设置邮件服务器", "演练时间 2026-06-01"):
        assert words in said, words
    (portal.config["SETTINGS"].data_dir / health.BEAT).unlink(missing_ok=True)
    assert "请在服务器上启动后台进程" in admin.open("/admin/health").text
    with portal.app_context():
        health.beat()
    assert "后台进程 正常" in admin.open("/admin/health").text


def test_part_of_a_name_finds_what_its_people_did_be_they_few_or_many(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("李编辑", "李审计"):
        people.signed_in(Role.EDITOR, name=name)
    auditor = people.signed_in(Role.AUDITOR)
    few = auditor.open("/admin/trail?who=李").text
    monkeypatch.setattr(queries, "FEW", 1)
    many = auditor.open("/admin/trail?who=李").text
    assert few == many and "李编辑" in few and "李审计" in few
    for address, most in (("/admin/trail?kind=account", 6), ("/admin/trail?who=李编辑", 7)):
        with counted(people.app) as said:
            auditor.open(address)
        assert len(said) <= most, said


def test_the_auditor_narrows_the_trail_down_and_takes_it_along(people: People) -> None:
    people.signed_in(Role.EDITOR, name="李编辑").open("/desk/articles/new").send("/desk/articles/new", {"title": "一"})
    auditor = people.signed_in(Role.AUDITOR)
    page = auditor.open("/admin/trail?who=李编辑&action=article.begun&first=2026-06-01&last=2026-06-01")
    assert "建立文章草稿" in page.text and "导出 1 条" in page.text
    assert "没有记录" in auditor.open("/admin/trail?who=李编辑&last=2026-05-31").text
    assert "建立文章草稿" in auditor.open("/admin/trail?kind=article&identity=1&first=不是日期").text
    auditor.open("/admin/trail?who=李编辑").send("/trail/export")
    with people.app.app_context():
        jobs().do_waiting()
    auditor.open(auditor.address)
    link = next(a["href"] for a in auditor.soup.find("main").find_all("a") if "审计记录.xlsx" in a.get_text())
    sheet = load_workbook(BytesIO(auditor.client.get(str(link)).data)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("编号", "时间", "人员") and {row[2] for row in rows[1:]} == {"李编辑"}

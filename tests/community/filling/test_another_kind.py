"""What the application's screens do, they do for a form of any kind: saved as one types, merged, listed, imported, exported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import event, insert

from cte_portal import clock
from cte_portal.audit import AuditEntry
from cte_portal.catalogue.content import Content, decode_values
from cte_portal.catalogue.kinds import Value
from cte_portal.community.filling import queries, service
from cte_portal.community.filling.models import Form, ListRow
from cte_portal.community.filling.views import editors
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.web.paging import Page
from tests.conftest import NOON
from tests.support.database import put_database
from tests.support.logbook import UNITS, Logbook, begun, portal_with_logbooks
from tests.support.people import PASSWORD, People, Visitor
from tests.support.workbooks import workbook

pytestmark = pytest.mark.sqlite


class Desk:
    """Two colleagues with a logbook open."""

    def __init__(self, app: Flask, logbook: Logbook):
        self.app, self.logbook, self.people = app, logbook, People(app)
        organisation = self.people.organisation()
        self.email = self.people.account(Role.APPLICANT, organisation=organisation, name="李四")
        self.one = self.people.sign_in(self.email)
        self.other = self.people.signed_in(Role.APPLICANT, organisation=organisation, name="王五")

    def address(self, key: str) -> str:
        return f"/logbooks/{self.logbook.id}/sections/{key}"

    def content(self) -> Content:
        with self.app.app_context():
            return queries.content_of(self.logbook)

    def entries(self) -> list[tuple[object, object]]:
        return [(row.values.get("title"), str(row.values.get("amount", ""))) for row in self.content().rows("entries")]


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, dict[int, Logbook]]:
    return portal_with_logbooks(tmp_path_factory.mktemp("logbooks"))


@pytest.fixture
def desk(bound: tuple[Flask, dict[int, Logbook]], empty_database: Path) -> Iterator[Desk]:
    app, kept = bound
    put_database(app, empty_database)
    with clock.at(NOON):
        yield Desk(app, begun(app, kept))
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def auto(visitor: Visitor, address: str, typed: dict[str, str]) -> str:
    return visitor.ask_aside(address, {**typed, "auto": "yes"}, form=address)


def test_a_section_is_saved_as_one_types_and_what_two_people_wrote_goes_together(desk: Desk) -> None:
    address = desk.address("summary")
    desk.one.open(address)
    desk.other.open(address)
    assert "已自动保存" in auto(desk.one, address, {"summary-words": "李四写的"})
    desk.other.send(address, {"summary-next": "王五写的"})
    assert "已保存" in desk.other.soup.get_text()
    assert desk.content().values("summary") == {"words": "李四写的", "next": "王五写的"}
    with desk.app.app_context():
        entry = db.session.query(AuditEntry).filter_by(action="section.saved").first()
        assert entry and (entry.object_kind, entry.object_id) == ("logbook", str(desk.logbook.id))


def test_what_both_changed_is_shown_to_choose_from(desk: Desk) -> None:
    address = desk.address("summary")
    desk.one.open(address)
    desk.other.open(address).send(address, {"summary-words": "王五写的"})
    desk.one.send(address, {"summary-words": "李四写的"})
    assert desk.one.status == 409 and "王五写的" in desk.one.text and "李四写的" in str(desk.one.form(address))
    desk.one.send(address, {"summary-words": "两人商定的"})
    assert desk.content().value("summary", "words") == "两人商定的"


def test_rows_are_added_changed_removed_and_brought_back(desk: Desk) -> None:
    address = desk.address("entries")
    desk.one.open(f"{address}?add=entries").send("/entries/rows", {"entries-title": "开机", "entries-amount": "3.5", "entries-unit": "m2"})
    desk.one.open(f"{address}?add=entries").send("/entries/rows", {"entries-title": "停机", "entries-amount": "不详"})
    desk.one.open(address)
    assert UNITS["m2"] in desk.one.text and desk.entries() == [("开机", "3.50"), ("停机", "AsTyped(text='不详')")]
    total = desk.one.soup.find("tfoot")
    assert total and "3.50" in total.get_text(), "what is no number is not summed"
    row = desk.content().rows("entries")[0].id
    desk.one.open(address).send(f"/rows/{row}/remove")
    assert "已删除一行" in desk.one.soup.get_text() and len(desk.entries()) == 1
    desk.one.send("/restore")
    assert [title for title, _ in desk.entries()] == ["开机", "停机"]


def test_a_list_goes_out_to_excel_and_what_comes_back_is_shown_before_it_is_kept(desk: Desk) -> None:
    address = desk.address("entries")
    desk.one.open(f"{address}?add=entries").send("/entries/rows", {"entries-title": "开机", "entries-amount": "1"})
    sheet = load_workbook(BytesIO(desk.one.client.get(f"{address}/export.xlsx").data)).worksheets[0]
    row = str(sheet.cell(2, 4).value)
    book = workbook(["事项（必填）", "金额（万元）", "单位", "行标识（请勿修改）"], ["开机", "2", "演示机床公司", row], ["停机", "4", "", ""])
    desk.one.open(f"{address}/import").send("/entries/import", {"file": (BytesIO(book), "记录.xlsx")})
    assert "新增（1）" in desk.one.text and "有改动（1）" in desk.one.text and len(desk.entries()) == 1
    desk.one.send("/apply")
    assert desk.entries() == [("开机", "2.00"), ("停机", "4.00")]
    desk.one.send("/undo")
    assert desk.entries() == [("开机", "1.00")]


def test_what_was_typed_when_the_session_was_over_is_put_back(desk: Desk) -> None:
    address = desk.address("summary")
    desk.one.open(address)
    with clock.at(clock.now() + timedelta(minutes=31)):
        desk.one.send(address, {"summary-words": "写了一个小时"})
        desk.one.send("/sign-in", {"email": desk.email, "password": PASSWORD})
        assert "已放回下面" in desk.one.text and "写了一个小时" in str(desk.one.form(address))
        desk.one.send(address)
    assert desk.content().value("summary", "words") == "写了一个小时"


def test_a_closed_form_shows_why_and_takes_nothing(desk: Desk) -> None:
    address = desk.address("summary")
    desk.one.open(address)
    desk.logbook.closed = True
    desk.one.send(address, {"summary-words": "太晚了"})
    assert "日志已经封存" in desk.one.soup.get_text() and desk.content().values("summary") == {}
    assert "日志已经封存，内容只能查看" in desk.one.open(address).text
    assert "日志已经封存，不能导入" in desk.one.open(f"{desk.address('entries')}/import").text


def test_who_else_has_the_section_open_is_told(desk: Desk) -> None:
    address = desk.address("summary")
    desk.one.open(address).ask_aside(f"{address}/presence", form=address)
    desk.other.open(address)
    assert "李四 也打开了这个栏目" in desk.other.text


def test_a_list_of_thousands_costs_a_page_and_a_saved_row_no_more_than_one_of_few(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    address = desk.address("entries")
    read: list[int] = []

    def counted(*given: Any) -> dict[str, Value]:
        read.append(1)
        return decode_values(*given)

    for module in (queries, service, editors):
        monkeypatch.setattr(module, "decode_values", counted)
    desk.one.open(f"{address}?add=entries").send("/entries/rows", {"entries-title": "开机"})
    few, many = (_cost(desk, address, rows, read) for rows in (60, 4000))
    assert [queries for queries, _ in many] == [queries for queries, _ in few], "no more queries"
    assert all(rows <= Page.size + 3 for _, rows in many), "no more rows read than the page shows"
    desk.one.open(f"{address}?page=80")
    assert "第3999号" in desk.one.text and "第4000号" in desk.one.text and "共 4000 条" in desk.one.text
    total = desk.one.soup.find("tfoot")
    assert total and "43,990.00" in total.get_text()


def _cost(desk: Desk, address: str, rows: int, read: list[int]) -> list[tuple[int, int]]:
    """(queries, rows read) for opening the last page, opening a row, and saving it."""
    _fill(desk, rows)
    with desk.app.app_context():
        engine = db.engine
    asked: list[str] = []

    def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    found = []
    for ask in (
        lambda: desk.one.open(f"{address}?page=999"),
        lambda: desk.one.open(f"{address}?edit=r{rows}"),
        lambda: desk.one.ask_aside(f"{address}/rows", {"entries-amount": "4000", "auto": "yes"}, form="/entries/rows"),
    ):
        asked.clear()
        read.clear()
        event.listen(engine, "after_cursor_execute", count)
        try:
            ask()
        finally:
            event.remove(engine, "after_cursor_execute", count)
        found.append((len(asked), len(read)))
    return found


def _fill(desk: Desk, rows: int) -> None:
    with desk.app.app_context():
        db.session.query(ListRow).delete()
        db.session.execute(
            insert(ListRow),
            [
                {
                    "form_id": desk.logbook.id,
                    "section": "entries",
                    "row": f"r{n}",
                    "position": n,
                    "values": {"title": f"第{n}号", "amount": "10.00"},
                    "revision": 1,
                    "written": {},
                }
                for n in range(1, rows + 1)
            ],
        )
        db.session.commit()


def test_each_form_has_a_number_of_its_own_whatever_its_kind(desk: Desk) -> None:
    with desk.app.app_context():
        kinds = {form.id: form.kind for form in db.session.query(Form)}
        assert kinds == {desk.logbook.id: "logbook"}

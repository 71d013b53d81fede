"""A view of the queue as a workbook, made while others go on working."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import msgspec
import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import text

from cte_portal.extensions import db
from cte_portal.jobs import jobs
from cte_portal.long_work import service as long_work
from cte_portal.review.queue import queries, rules
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.support.many import put_many
from tests.support.people import JIANGSU, People, Visitor

PHONE = "13800135678"


def exported(portal: Flask, officer: Visitor, address: str) -> list[list[Any]]:
    """The rows of the workbook of this view, fetched from the page of the work."""
    officer.open(address).send("/queue/export")
    assert "/long-work/" in officer.address, officer.text
    with portal.app_context():
        jobs().do_waiting()
    officer.open(officer.address)
    assert "已完成" in officer.text, officer.text
    fetched = officer.client.get(officer.address.partition("?")[0] + "/file")
    return [list(row) for row in load_workbook(BytesIO(fetched.data)).active.iter_rows(values_only=True)]


@pytest.fixture
def filled(people: People, portal: Flask) -> Flask:
    with portal.app_context():
        put_many(range(1, 61), JIANGSU)
        with transaction():
            db.session.execute(text("UPDATE community SET name = '=1+1㛃' WHERE id = 3"))
    for number in (3, 8):
        email = people.account(Role.APPLICANT, organisation=10_000 + number, name="李䶮")
        with portal.app_context(), transaction():
            people.person(email).phone = PHONE
    return portal


def test_the_workbook_holds_the_view_in_its_order_with_phones_for_the_province(filled: Flask, people: People) -> None:
    officer = people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU)
    heads, *rows = exported(filled, officer, "/review?year=2026&status=submitted&sort=-arrived")
    shown = [str(box["value"]) for box in officer.open("/review?year=2026&status=submitted&sort=-arrived").soup.select("input[name=application]")]
    assert [int(row[0][-6:]) for row in rows] == [int(one) for one in shown]
    third = dict(zip(heads, rows[-3], strict=True))
    assert third["共同体名称"] == "=1+1㛃" and third["联系人"] == "李䶮" and third["联系电话"] == PHONE
    assert third["状态"] == "待省级审核" and third["建设单位数（家）"] == 4 and third["已等待（天）"] > 30


def test_phones_are_masked_for_the_ministry_unless_the_setting_says_otherwise(filled: Flask, people: People) -> None:
    ministry = people.signed_in(Role.MINISTRY_OFFICER)
    with filled.app_context(), transaction():
        db.session.execute(text("UPDATE application SET reported_at = submitted_at, status = 'reported' WHERE id = 8"))

    def phones() -> set[str]:
        return {row[-1] for row in exported(filled, ministry, "/review?year=2026")[1:]} - {None}

    assert phones() == {"138****5678"}
    settings = filled.config["SETTINGS"]
    filled.config["SETTINGS"] = msgspec.structs.replace(settings, ministry_sees_phones=True)
    try:
        assert phones() == {PHONE}
    finally:
        filled.config["SETTINGS"] = settings


def test_what_is_handed_in_or_decided_meanwhile_neither_doubles_nor_loses_a_row(
    filled: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 20)
    say, calls = long_work.Progress.say, []

    def meanwhile(progress: long_work.Progress, part: int, whole: int, doing: str = "") -> None:
        """Between two pieces somebody hands in, somebody is returned, and one that was not written yet moves to the front."""
        say(progress, part, whole, doing)
        calls.append(part)
        with transaction():
            db.session.execute(text("UPDATE application SET submitted_at = '2026-01-02', status = 'returned' WHERE id = 45"))
        put_many([100 + len(calls)], JIANGSU)

    monkeypatch.setattr(long_work.Progress, "say", meanwhile)
    officer = people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU)
    _, *rows = exported(filled, officer, "/review?year=2026")
    assert [int(row[0][-6:]) for row in rows] == list(range(1, 61)) and calls == [20, 40, 60]


def test_an_empty_view_is_an_empty_workbook_and_a_sixth_piece_of_work_is_refused(filled: Flask, people: People) -> None:
    officer = people.signed_in(Role.PROVINCE_OFFICER, province=JIANGSU)
    token = officer.open("/review?year=2026").token()
    for _ in range(5):
        officer.client.post("/review/queue/export?year=2024", data={"csrf_token": token})
    refused = officer.client.post("/review/queue/export?year=2024", data={"csrf_token": token}, follow_redirects=True)
    assert "您已有 5 项任务没有完成" in refused.text
    with filled.app_context():
        jobs().do_waiting()
    assert "共导出 0 件" in officer.open("/long-work/1").text


@pytest.mark.parametrize(("phone", "shown"), [("13800135678", "138****5678"), ("", ""), ("12345", "****"), ("010-66097867", "010****7867")])
def test_a_masked_phone_cannot_be_put_together_again(phone: str, shown: str) -> None:
    assert rules.masked(phone) == shown

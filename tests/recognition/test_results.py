"""A province's own installation: its own recognition beside the reporting, and the ministry's results as it records them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from cte_portal import clock
from cte_portal.community.models import Application
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.files import program
from tests.support.people import ZHEJIANG, People, Visitor
from tests.support.recognition import Reported, after_the_notice, drafted, provincial, published

RESULTS = "/review/recognition/results"


@pytest.fixture(autouse=True)
def own_installation(reported: Reported) -> Iterator[None]:
    with provincial(reported.app):
        yield


@pytest.fixture
def officer(people: People) -> Visitor:
    return people.signed_in(Role.PROVINCE_OFFICER)


def table(rows: list[list[str]]) -> tuple[BytesIO, str]:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream, "结果.xlsx"


HEAD = ["共同体编号", "共同体名称", "结果", "备注"]


def taken_in(officer: Visitor, rows: list[list[str]]) -> Visitor:
    officer.open(RESULTS)
    return officer.send("/results", {"year": "2026", "document": "教职成函〔2026〕5 号", "file": table(rows)})


def test_a_province_recognises_by_itself_and_the_reporting_goes_on(reported: Reported, officer: Visitor) -> None:
    address = drafted(officer, reported.ids[:1])
    assert "省级" in officer.open(address).text
    officer.open(f"{address}/notice").send("/notice")
    with after_the_notice():
        officer = reported.people.signed_in(Role.PROVINCE_OFFICER)
        published(officer, address)
        visitor = reported.people.visitor().open("/communities?level=provincial")
        assert reported.names[0] in visitor.text and "省级" in visitor.text
        assert reported.status(0) == "reported", "what is reported is not touched"
        applicant = reported.people.sign_in(reported.emails[0])
        assert f"省级认定：{reported.names[0]}" in applicant.open("/notices").text
        officer.open(f"{RESULTS}/of/{reported.ids[0]}").send(f"/of/{reported.ids[0]}", {"outcome": "recognised", "document": "教职成函 5 号"})
        assert reported.status(0) == "recognised"
        visitor.open("/communities")
        assert visitor.text.count("2026-32-00001") == 2, "both levels"
        assert "已公布 1 个" in visitor.open("/").text
        applicant.open(f"/applications/{reported.ids[0]}")
        assert "国家级" in applicant.text and "省级" in applicant.text


def test_one_result_with_its_document_can_be_taken_back_for_ten_minutes(reported: Reported, officer: Visitor) -> None:
    one = reported.ids[0]
    assert reported.names[0] in officer.open(RESULTS).text
    officer.open(f"{RESULTS}/of/{one}").send(f"/of/{one}", {"outcome": "recognised", "document": " "})
    assert "请填写依据文件" in officer.text
    officer.send(f"/of/{one}", {"outcome": "recognised", "document": "教职成函 5 号"})
    assert reported.status(0) == "recognised"
    assert reported.names[0] in reported.people.visitor().open("/communities").text
    assert officer.open(f"{RESULTS}/of/{one}").status == 404, "it does not wait any more"
    number = 1
    officer.open(f"/review/recognition/{number}").send("/take-back")
    assert reported.status(0) == "reported"
    assert reported.names[0] not in reported.people.visitor().open("/communities").text
    officer.open(f"{RESULTS}/of/{one}").send(f"/of/{one}", {"outcome": "not_recognised", "document": "教职成函 5 号"})
    later = clock.now() + timedelta(minutes=10, seconds=1)
    officer.open(f"/review/recognition/{number + 1}")
    with clock.at(later):
        officer.send("/take-back")
        assert "超过 10 分钟" in officer.soup.get_text()
    assert reported.status(0) == "not_recognised"


def test_a_recorded_result_is_not_taken_back_from_the_dossier_behind_the_list(reported: Reported, officer: Visitor) -> None:
    officer.open(f"{RESULTS}/of/{reported.ids[0]}").send(f"/of/{reported.ids[0]}", {"outcome": "not_recognised", "document": "教职成函"})
    assert "收回意见" not in officer.open(f"/review/{reported.ids[0]}").text


def test_the_template_holds_what_waits_and_comes_back_right(reported: Reported, officer: Visitor) -> None:
    book = load_workbook(BytesIO(officer.client.get(f"{RESULTS}/template.xlsx").data))
    sheet = book.active
    assert sheet is not None and [cell.value for cell in sheet[1]] == HEAD
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["2026-32-00001", "2026-32-00002", "2026-32-00003"]
    assert all(sheet.column_dimensions[letter].number_format == "@" for letter in "ABCD")
    for line, outcome in ((2, "认定"), (3, "不予认定"), (4, "认定")):
        sheet.cell(line, 3).value = outcome
    stream = BytesIO()
    book.save(stream)
    stream.seek(0)
    officer.open(RESULTS).send("/results", {"year": "2026", "document": "教职成函 5 号", "file": (stream, "结果.xlsx")})
    assert "共 3 行，没有问题" in officer.text
    officer.send(officer.address)
    assert [reported.status(n) for n in range(3)] == ["recognised", "not_recognised", "recognised"]
    preview = officer.open("/review/recognition/results/1")
    assert "已经记录" in preview.text and not preview.soup.select("form[action$='/results/1']")


def test_every_bad_row_is_named_and_only_the_good_ones_are_recorded(reported: Reported, officer: Visitor) -> None:
    rows = [
        HEAD,
        ["2026-32-00001", reported.names[0], "认定", "第一批"],
        ["2026-32-00001", reported.names[0], "不予认定", ""],
        ["2026-32-09999", "", "认定", ""],
        ["2026-32-00002", reported.names[0], "认定", ""],
        ["", reported.names[2], "可以", ""],
    ]
    taken_in(officer, rows)
    preview = officer.address
    for said in ("共 5 行，4 行有问题，1 行可以记录", "与第 2 行重复", "没有编号“2026-32-09999”", "与表中的名称不一致", "现在是“可以”"):
        assert said in officer.text, said
    answer = officer.client.post(preview, data={"csrf_token": officer.token()})
    assert "不能全部记录" in answer.text
    assert reported.status(0) == "reported"
    officer.open(preview).send(preview)
    assert [reported.status(n) for n in range(3)] == ["recognised", "reported", "reported"]


def test_what_got_another_state_after_the_preview_is_not_recorded(reported: Reported, officer: Visitor) -> None:
    taken_in(officer, [HEAD, ["2026-32-00001", "", "认定", ""], ["2026-32-00002", "", "认定", ""]])
    preview = officer.address
    assert "没有问题" in officer.text
    other = reported.people.signed_in(Role.PROVINCE_OFFICER)
    other.open(f"{RESULTS}/of/{reported.ids[0]}").send(f"/of/{reported.ids[0]}", {"outcome": "not_recognised", "document": "教职成函"})
    officer.send(preview)
    assert "还有 1 行有问题" in officer.text and "现在是“未认定”" in officer.text
    assert reported.status(1) == "reported"


def test_a_hostile_file_is_refused_in_words_and_the_form_keeps_what_was_typed(officer: Visitor) -> None:
    for file, says in (
        ((program(), "结果.xlsx"), "不能导入"),
        ((BytesIO(b""), "结果.xlsx"), "是空文件"),
        ((program(), "结果.exe"), "不是可以导入的文件"),
    ):
        officer.open(RESULTS).send("/results", {"year": "2026", "document": "教职成函 5 号", "file": file})
        assert says in officer.text, says
        assert officer.soup.select_one("input[name=document]")["value"] == "教职成函 5 号"  # type: ignore[index]


def test_a_headquarters_direct_report_gets_its_result_the_same_way(reported: Reported, officer: Visitor) -> None:
    with reported.app.app_context():
        application = db.session.get_one(Application, reported.ids[0])
        application.direct, application.province_code = True, None
        db.session.commit()
    assert "直报" in officer.open(RESULTS).text
    officer.open(f"{RESULTS}/of/{reported.ids[0]}").send(f"/of/{reported.ids[0]}", {"outcome": "recognised", "document": "教职成函 5 号"})
    assert reported.status(0) == "recognised"


def test_another_province_reaches_nothing_of_it(reported: Reported, officer: Visitor) -> None:
    address = drafted(officer, reported.ids[:1])
    other = reported.people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    assert other.open(address).status == 404
    assert other.open(f"{RESULTS}/of/{reported.ids[0]}").status == 404
    taken_in(other, [HEAD, ["2026-32-00001", "", "认定", ""]])
    assert "没有编号“2026-32-00001”的共同体" in other.text
    assert reported.people.signed_in(Role.MINISTRY_OFFICER).open("/review/recognition").status == 403

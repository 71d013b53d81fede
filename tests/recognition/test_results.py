"""A province's own installation: its own recognition beside the reporting, and the ministry's results as it records them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from cte_portal import clock
from cte_portal.community.models import Application
from cte_portal.community.workflow import Forbidden
from cte_portal.extensions import db
from cte_portal.recognition.models import RecognitionList, ResultDraft
from cte_portal.recognition.rules import Outcome
from cte_portal.recognition.service import results
from cte_portal.recognition.service.lists import ListRefused
from cte_portal.recognition.service.publishing import Document
from cte_portal.roles import Role
from tests.support.files import pdf, program
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


def recorded(officer: Visitor, one: int, outcome: str = "recognised") -> Visitor:
    return officer.open(f"{RESULTS}/of/{one}").send(f"/of/{one}", {"outcome": outcome, "document": "教职成函 5 号"})


def revokes(officer: Visitor, address: str, reason: str = "材料不实") -> Visitor:
    item = str(officer.open(f"{address}/amend").soup.select("select[name=item] option")[1]["value"])
    return officer.send("/amend", {"item": item, "document": "更正函 1 号", "text": reason})


def own_list(officer: Visitor, reported: Reported) -> str:
    """Under notice."""
    address = drafted(officer, reported.ids[:1])
    officer.open(f"{address}/notice").send("/notice")
    return address


def test_what_a_province_revokes_is_told_and_public_no_more(reported: Reported, officer: Visitor) -> None:
    address = own_list(officer, reported)
    with after_the_notice():
        officer = reported.people.signed_in(Role.PROVINCE_OFFICER)
        published(officer, address)
        revokes(officer, address)
        inbox = reported.people.sign_in(reported.emails[0]).open("/notices").text
        assert f"撤销省级认定：{reported.names[0]}" in inbox and "材料不实" in inbox
        assert reported.names[0] not in reported.people.visitor().open("/communities").text
        assert reported.status(0) == "reported", "what is reported is not touched"


@pytest.mark.parametrize(("revoked", "left"), [("provincial", "国家级"), ("national", "省级")])
def test_who_loses_one_of_two_recognitions_stays_public_by_the_other(reported: Reported, officer: Visitor, revoked: str, left: str) -> None:
    provincial_list = own_list(officer, reported)
    with after_the_notice():
        officer = reported.people.signed_in(Role.PROVINCE_OFFICER)
        published(officer, provincial_list)
        national_list = recorded(officer, reported.ids[0]).address
        revokes(officer, provincial_list if revoked == "provincial" else national_list)
        shown = reported.people.visitor().open("/communities")
        assert shown.text.count("2026-32-00001") == 1 and left in shown.soup.select_one("main table").get_text()  # type: ignore[union-attr]
        assert reported.status(0) == ("recognised" if revoked == "provincial" else "not_recognised")


def test_a_refusal_recorded_by_mistake_waits_for_its_result_again(reported: Reported, officer: Visitor) -> None:
    address = recorded(officer, reported.ids[0], "not_recognised").address
    assert reported.status(0) == "not_recognised"
    officer.open(address).send("/take-back")
    assert "已撤销，这些申报重新等待记录结果。" in officer.soup.get_text() and reported.status(0) == "reported"
    assert reported.names[0] in officer.open(RESULTS).text


def test_what_was_revoked_meanwhile_is_left_when_the_others_are_taken_back(reported: Reported, officer: Visitor) -> None:
    taken_in(officer, [HEAD, ["2026-32-00001", "", "认定", ""], ["2026-32-00002", "", "认定", ""]])
    address = officer.send(officer.address).address
    revokes(officer, address)
    officer.open(address).send("/take-back")
    assert [reported.status(number) for number in range(2)] == ["not_recognised", "reported"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["姓名", "备注"], ["王㭎", "好"]], "不能导入：没有找到表头"),
        ([HEAD], "没有读到结果。请从表头的下一行开始填写，一行一个共同体。"),
    ],
)
def test_a_table_that_holds_no_results_is_refused_in_words(reported: Reported, officer: Visitor, rows: list[list[str]], says: str) -> None:
    assert says in taken_in(officer, rows).text
    assert officer.soup.select_one("input[name=document]")["value"] == "教职成函〔2026〕5 号"  # type: ignore[index]
    with reported.app.app_context():
        assert db.session.query(ResultDraft).count() == 0


def test_the_document_itself_is_kept_with_results_of_a_workbook(reported: Reported, officer: Visitor) -> None:
    officer.open(RESULTS)
    file = table([HEAD, ["2026-32-00001", "", "认定", ""]])
    officer.send("/results", {"year": "2026", "document": "教职成函 5 号", "document_file": (pdf("函"), "函.pdf"), "file": file})
    number = officer.send(officer.address).address.rpartition("/")[2]
    assert reported.people.visitor().client.get(f"/lists/{number}/document.pdf").data == pdf("函").getvalue()


def test_what_was_read_is_discarded_and_nothing_is_recorded(reported: Reported, officer: Visitor) -> None:
    preview = taken_in(officer, [HEAD, ["2026-32-00001", "", "认定", ""]]).address
    officer.send("/discard")
    assert "已放弃，没有记录任何结果。" in officer.soup.get_text()
    assert reported.status(0) == "reported" and officer.open(preview).status == 404


def test_a_file_is_recorded_once(reported: Reported, officer: Visitor) -> None:
    preview = taken_in(officer, [HEAD, ["2026-32-00001", "", "认定", ""]]).address
    token = officer.token()
    officer.send(preview)
    officer.response = officer.client.post(preview, data={"csrf_token": token, "only": "good"})
    assert "这个文件的结果已经记录过了。如需再次导入，请重新上传。" in officer.text
    with reported.app.app_context():
        assert db.session.query(RecognitionList).count() == 1


def test_a_file_without_one_right_row_records_nothing(reported: Reported, officer: Visitor) -> None:
    preview = taken_in(officer, [HEAD, ["2026-32-09999", "", "认定", ""]]).address
    officer.response = officer.client.post(preview, data={"csrf_token": officer.token(), "only": "good"})
    assert "没有可以记录的结果。" in officer.text
    with reported.app.app_context():
        assert db.session.query(RecognitionList).count() == 0


def test_a_result_is_recorded_only_of_what_waits_and_only_by_a_province(reported: Reported, officer: Visitor) -> None:
    recorded(officer, reported.ids[0])
    elsewhere = reported.people.account(Role.MINISTRY_OFFICER)
    with reported.app.app_context():
        province, ministry = reported.people.person(reported.province), reported.people.person(elsewhere)
        both = [(db.session.get_one(Application, one), Outcome.RECOGNISED, "") for one in reported.ids[1::-1]]
        with pytest.raises(ListRefused, match=f"“{reported.names[0]}”现在是“已认定”，没有待记录的结果，全部没有记录。"):
            results.record(both, "结果", 2026, Document("教职成函 6 号"), province)
        with pytest.raises(Forbidden):
            results.record(both[:1], "结果", 2026, Document("教职成函 6 号"), ministry)
        with pytest.raises(Forbidden):
            results.read_workbook(*table([HEAD, ["2026-32-00002", "", "认定", ""]]), 2026, Document("教职成函 6 号"), ministry)
        assert db.session.query(RecognitionList).count() == 1 and db.session.query(ResultDraft).count() == 0
    assert reported.status(1) == "reported"

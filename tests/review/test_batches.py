"""报送批次: from a draft to what was sent, and back within ten minutes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from openpyxl import load_workbook

from cte_portal import clock
from cte_portal.audit import AuditEntry
from cte_portal.community.service import lifecycle
from cte_portal.community.workflow import Forbidden
from cte_portal.extensions import db
from cte_portal.review import service as review
from cte_portal.review.batches import service
from cte_portal.review.batches.models import ReportingBatch, SentIsFinal
from cte_portal.review.models import Outcome
from cte_portal.roles import Role
from cte_portal.web.editions import edition_of
from tests.support.cases import Case
from tests.support.files import pages_of, pdf, png, program, text_of
from tests.support.people import JIANGSU, ZHEJIANG, People, Visitor
from tests.support.recognition import provincial
from tests.support.scenes import Scene, set_scene
from tests.support.world import hand_in
from tests.web.test_pages import counted


@dataclass
class Shelf:
    """Approved applications, and who may put them into a batch."""

    emails: dict[str, str]
    cases: list[tuple[str, int, str]]  # email, application's id, name


def four_approved(people: People) -> Shelf:
    """Four applications of Jiangsu, all approved by 吴经办."""
    emails = {name: people.account(Role.PROVINCE_OFFICER, province=JIANGSU, name=name) for name in ("周经办", "吴经办")}
    cases = [Case(people, number) for number in range(4)]
    with people.app.app_context():
        for case in cases:
            items = edition_of(case.application()).checklist.items
            answers = {item.key: (Outcome.MET, "") for item in items}
            review.approve(case.application(), people.person(emails["吴经办"]), "同意推荐", answers)
    return Shelf(emails, [(case.email, case.id, case.name) for case in cases])


@pytest.fixture(scope="module")
def shelf(app: Flask) -> Scene[Shelf]:
    return set_scene(app, four_approved)


@pytest.fixture
def people(shelf: Scene[Shelf], portal: Flask) -> People:
    return shelf.put()


@pytest.fixture
def officer(people: People, shelf: Scene[Shelf]) -> Visitor:
    return people.sign_in(shelf.known.emails["周经办"])


@pytest.fixture
def colleague(people: People, shelf: Scene[Shelf]) -> Visitor:
    """Who approved everything."""
    return people.sign_in(shelf.known.emails["吴经办"])


@pytest.fixture
def all_cases(people: People, shelf: Scene[Shelf]) -> list[Case]:
    return [Case.known(people, *one) for one in shelf.known.cases]


@pytest.fixture
def cases(all_cases: list[Case]) -> list[Case]:
    """Three of them."""
    return all_cases[:3]


def begun(officer: Visitor, cases: list[Case]) -> str:
    """A draft with these in it; its address."""
    officer.open("/review/batches").send("/review/batches")
    officer.send("/add", {"chosen": [str(case.id) for case in cases]}, button="do=chosen")
    return officer.address.partition("?")[0]


def ready(officer: Visitor, cases: list[Case], number: str = "苏教演示〔2026〕1号") -> str:
    """The same with all that it needs to be sent."""
    batch = begun(officer, cases)
    officer.open(f"{batch}/details").send("/details", {"letter_number": number, "letter_date": "2026-06-01"})
    officer.send("/letter", {"letter": (pdf(f"letter {number}", 2), "报送函.pdf")})
    return batch


def sent(officer: Visitor, cases: list[Case], number: str = "苏教演示〔2026〕1号") -> str:
    batch = ready(officer, cases, number)
    officer.open(f"{batch}/send").send("/send")
    return batch


def said(visitor: Visitor) -> str:
    """Everything on the page, messages too."""
    return " ".join(visitor.soup.get_text(" ", strip=True).split())


def order(visitor: Visitor) -> list[str]:
    """The communities of a draft, as they stand."""
    return [row.find_all("td")[1].find("a").get_text() for row in visitor.soup.select(".order-table tbody tr")]


def test_a_batch_is_chosen_described_stamped_confirmed_and_sent(officer: Visitor, cases: list[Case]) -> None:
    officer.open("/review/batches")
    assert "待报送 4 份" in officer.text
    batch = begun(officer, cases[:2])
    for lacking in ("还没有填写报送函文号", "还没有填写报送函日期", "还没有上传盖章的报送函"):
        assert lacking in officer.text
    officer.open(f"{batch}/details").send("/details", {"letter_number": "苏教演示［2026］第3号", "letter_date": "2026-06-01"})
    assert "文号已按公文格式写为“苏教演示〔2026〕3号”" in said(officer)
    officer.send("/letter", {"letter": (pdf("letter", 2), "报送函.pdf")})
    assert "内容已齐备" in officer.text
    officer.open(f"{batch}/send")
    assert "将向 教育部职业教育与成人教育司 报送下列 2 份申报" in officer.text
    for shown in (cases[0].name, cases[1].name, "苏教演示〔2026〕3号", "报送函.pdf", "江苏省教育厅"):
        assert shown in officer.text
    officer.send("/send")
    assert "已报送教育部，批次 2026-320000-01，共 2 份" in said(officer)
    assert [case.status() for case in cases] == ["reported", "reported", "approved"]
    ministry = cases[0].people.signed_in(Role.MINISTRY_OFFICER)
    assert ministry.open(batch).status == 200 and cases[1].name in ministry.text
    letter = ministry.client.get(f"{batch}/letters/1")
    assert letter.data == pdf("letter", 2).getvalue() and "attachment" in letter.headers["Content-Disposition"]


def test_the_ministry_is_told_of_a_batch_once(people: People, officer: Visitor, cases: list[Case]) -> None:
    ministry = people.signed_in(Role.MINISTRY_OFFICER)
    sent(officer, cases)
    text = ministry.open("/notices").text
    assert text.count("江苏省教育厅报送了") == 1
    assert "江苏省教育厅报送了 2026 年度申报 3 份，报送函 苏教演示〔2026〕1号" in text


def test_the_order_is_moved_sorted_and_numbered_without_javascript(officer: Visitor, cases: list[Case]) -> None:
    begun(officer, cases)
    first, second, third = order(officer)
    item = officer.form("/order").find("button", string="下移")["value"].partition(":")[2]
    officer.send("/order", button=f"do=down:{item}")
    assert order(officer) == [second, first, third]
    officer.send("/order", button=f"do=up:{item}")
    assert order(officer) == [first, second, third]
    officer.send("/order", {f"place-{item}": "3"}, button="do=places")
    assert order(officer) == [second, third, first]
    officer.send("/order", button="do=sort:name")
    assert order(officer) == sorted([first, second, third], key=lambda name: name.encode("gb18030"))
    officer.send("/order", {f"place-{item}": "第一"}, button="do=places")
    assert "序号没有变化" in said(officer)
    officer.send("/order", button=f"do=remove:{item}")
    assert len(order(officer)) == 2 and first not in order(officer)
    officer.open(officer.address).open(officer.address.partition("?")[0] + "/choose")
    assert first in officer.text


def test_what_is_generated_is_the_same_before_and_after_sending_and_for_ever(people: People, officer: Visitor, cases: list[Case]) -> None:
    batch = ready(officer, cases)
    before = officer.client.get(f"{batch}/summary.pdf").data
    rows = _rows(officer, batch)
    officer.open(f"{batch}/send").send("/send")
    with people.app.app_context():
        case = cases[0].application()
        case.community.name = "改过的名称"
        db.session.commit()
    assert officer.client.get(f"{batch}/summary.pdf").data == before
    assert _rows(officer, batch) == rows
    assert rows[0][0] == "2026年度行业产教融合共同体申报汇总表"
    assert [row[:3] for row in rows[3:6]] == [[n, case_number(n), case.name] for n, case in enumerate(cases, start=1)]
    assert rows[6][2] == "3 个共同体" and rows[6][7] == sum(row[7] for row in rows[3:6])
    text = text_of(before).replace("\n", "")
    assert "2026年度行业产教融合共同体申报汇总表" in text and "2026-320000-01" in text and "按行业汇总" in text and "第 1 页 共" in text


def case_number(number: int) -> str:
    return f"2026-32-{number:05d}"


def _rows(officer: Visitor, batch: str) -> list[list[object]]:
    book = load_workbook(BytesIO(officer.client.get(f"{batch}/summary.xlsx").data))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def test_what_was_sent_is_frozen_with_its_sha256(people: People, officer: Visitor, cases: list[Case]) -> None:
    batch = sent(officer, cases[:2])
    data = officer.client.get(f"{batch}/contents.json").data
    assert hashlib.sha256(data).hexdigest() in officer.open(batch).text
    frozen = json.loads(data)
    assert [line["name"] for line in frozen["lines"]] == [case.name for case in cases[:2]]
    assert frozen["letter_sha256"] == hashlib.sha256(pdf("letter 苏教演示〔2026〕1号", 2).getvalue()).hexdigest()
    with people.app.app_context():
        stored = db.session.query(ReportingBatch).one()
        stored.frozen = stored.frozen.replace(cases[0].name, "别的名称")
        with pytest.raises(SentIsFinal):
            db.session.commit()
        db.session.rollback()


def test_an_application_that_is_not_approved_any_more_is_shown_refused_and_taken_out_by_one_click(officer: Visitor, cases: list[Case]) -> None:
    batch = ready(officer, cases)
    officer.open(f"{batch}/send")
    cases[1].people.sign_in(cases[1].email).open(f"/applications/{cases[1].id}").send("/withdraw")
    officer.send("/send")
    assert officer.status == 409 and "没有报送。" in officer.text
    assert f"第 2 份“{cases[1].name}”已不是“省级审核通过”，现为“已定稿待盖章”，请先移出" in officer.text
    assert [case.status() for case in cases] == ["approved", "finalised", "approved"]
    officer.open(batch)
    assert "现为“已定稿待盖章”。不能报送，请移出。" in officer.text
    officer.send("/order", button="do=clear:")
    assert order(officer) == [cases[0].name, cases[2].name]
    officer.open(f"{batch}/send").send("/send")
    assert [case.status() for case in cases] == ["reported", "finalised", "reported"]


def test_a_version_handed_in_anew_meanwhile_is_pointed_out(people: People, officer: Visitor, colleague: Visitor, cases: list[Case]) -> None:
    batch = begun(officer, cases[:1])
    clerk = people.sign_in(cases[0].email).open(f"/applications/{cases[0].id}")
    clerk.send("/withdraw")
    with people.app.app_context():
        lifecycle.reopen(cases[0].application(), people.person(cases[0].email))
        hand_in(cases[0].application(), people.person(cases[0].email))
    cases[0].approved(colleague)
    assert "加入批次后重新提交并审核通过，现为第 2 版" in officer.open(batch).text


def test_the_second_of_two_officers_is_told_and_nothing_is_overwritten(officer: Visitor, colleague: Visitor, cases: list[Case]) -> None:
    batch = begun(officer, cases[:2])
    colleague.open(batch)
    names = order(officer)
    officer.send("/order", button="do=sort:industry")
    colleague.send("/order", button="do=clear:")
    assert colleague.status == 409 and "周经办在 12:00:00 修改了这个批次，您刚才的操作没有执行" in colleague.text
    colleague.open(f"{batch}/details")
    officer.open(f"{batch}/details").send("/details", {"letter_number": "甲〔2026〕1号"})
    colleague.send("/details", {"letter_number": "乙〔2026〕2号"})
    assert "修改了这个批次" in colleague.text
    assert colleague.form("/details").find("input", {"name": "letter_number"})["value"] == "乙〔2026〕2号"
    assert "甲〔2026〕1号" in officer.open(batch).text
    assert sorted(order(officer)) == sorted(names)


def test_a_batch_is_sent_once_and_only_as_it_was_confirmed(people: People, officer: Visitor, colleague: Visitor, cases: list[Case]) -> None:
    batch = ready(officer, cases[:2])
    colleague.open(f"{batch}/send")
    officer.open(batch).send("/order", button="do=sort:name")
    officer.send("/order", {name: str(3 - n) for n, name in enumerate(_places(officer), start=1)}, button="do=places")
    colleague.send("/send")
    assert colleague.status == 409 and "确认页打开之后批次有了变化（最近一次修改：周经办），没有报送" in colleague.text
    officer.open(f"{batch}/send").send("/send")
    colleague.send("/send")
    assert "周经办已于 2026-06-01 12:00:00 报送了批次 2026-320000-01" in said(colleague)
    with people.app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="batch.reported").count() == 1


def _places(officer: Visitor) -> list[str]:
    return [box["name"] for box in officer.form("/order").select("input[name^=place-]")]


def test_a_batch_without_letter_number_or_stamped_letter_is_not_sent(officer: Visitor, cases: list[Case]) -> None:
    batch = begun(officer, cases[:1])
    officer.open(f"{batch}/send")
    assert "批次还不能报送" in said(officer)
    token = officer.token()
    answer = officer.client.post(f"{batch}/send", data={"csrf_token": token, "seen": "x"})
    assert answer.status_code == 409
    for lacking in ("还没有填写报送函文号", "还没有上传盖章的报送函"):
        assert lacking in answer.text
    assert cases[0].status() == "approved"


def test_an_application_stands_in_one_draft_only(officer: Visitor, colleague: Visitor, cases: list[Case]) -> None:
    colleague.open("/review/batches").send("/review/batches")  # the page to choose from is open
    begun(officer, cases[:1])
    colleague.send("/add", {"chosen": [str(cases[0].id), str(cases[1].id)]}, button="do=chosen")
    assert f"“{cases[0].name}”已在批次 2026-320000-02 中" in colleague.text and "没有加入" in colleague.text
    assert cases[0].name not in [a.get_text() for a in colleague.soup.select("tbody a")]
    assert colleague.soup.find("input", {"name": "chosen", "value": str(cases[1].id)}).has_attr("checked")
    colleague.send("/add", button="do=all")
    assert len(order(colleague)) == 3 and cases[0].name not in order(colleague)


def test_what_can_be_chosen_is_found_by_name_unit_and_industry(officer: Visitor, cases: list[Case]) -> None:
    officer.open("/review/batches").send("/review/batches")
    choose = officer.address.partition("?")[0]
    with cases[0].app.app_context():
        industry = cases[1].application().industry_code
    officer.open(f"{choose}?text={cases[2].name}")
    assert cases[2].name in officer.text and cases[0].name not in officer.text
    officer.open(f"{choose}?industry={industry}")
    assert cases[1].name in officer.text
    officer.send("/add", button="do=all")
    assert cases[1].name in order(officer)
    picked = officer.open(f"{choose}?industry={industry}").soup.select_one("select[name=industry] option[selected]")
    assert picked is not None and picked["value"] == industry, "what the list is filtered by is shown, though nothing of it is left"
    assert "没有符合条件的申报" in officer.open(f"{choose}?text=没有这样的").text


def test_another_province_s_batch_does_not_exist(people: People, officer: Visitor, cases: list[Case]) -> None:
    batch = begun(officer, cases[:1])
    other = people.signed_in(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    ministry = people.signed_in(Role.MINISTRY_OFFICER)
    for stranger in (other, ministry):
        for page in ("", "/summary.pdf", "/summary.xlsx", "/letters/1", "/contents.json"):
            assert stranger.open(f"{batch}{page}").status == 404
    assert "2026-320000-01" not in other.open("/review/batches").text
    assert "2026-320000-01" not in ministry.open("/review/batches").text


def test_the_stamped_letter_may_be_pictures_is_replaced_and_stays_in_the_history(officer: Visitor, cases: list[Case]) -> None:
    batch = begun(officer, cases[:1])
    officer.send("/letter", {"letter": [(png(), "1.png"), (png(colour="blue"), "2.png")]})
    assert "盖章报送函（2 张图片）.pdf 2 页" in officer.text
    officer.send("/letter", {"letter": (pdf("second", 3), "报送函.pdf")})
    assert "报送函.pdf 3 页" in officer.text and "已替换" in officer.text
    assert pages_of(officer.client.get(f"{batch}/letters/1").data) == 2
    assert pages_of(officer.client.get(f"{batch}/letters/2").data) == 3
    officer.open(batch).send("/letter", {"letter": (program(), "报送函.pdf")})
    assert "不是可以上传的文件类型" in said(officer)
    officer.send("/letter")
    assert "请先选择盖章的报送函" in said(officer)
    assert officer.open(f"{batch}/letters/3").status == 404


@pytest.mark.parametrize(("typed", "says"), [("2026年6月", "报送函日期应写成 2026-06-01 这样的形式"), ("2026-13-01", "报送函日期应写成")])
def test_a_date_that_is_none_is_told_in_words(officer: Visitor, cases: list[Case], typed: str, says: str) -> None:
    batch = begun(officer, cases[:1])
    officer.open(f"{batch}/details").send("/details", {"letter_number": "苏教演示〔2026〕1号", "letter_date": typed})
    assert says in officer.text and typed in str(officer.form("/details"))


def test_a_batch_is_taken_back_within_ten_minutes_and_can_be_begun_again(people: People, officer: Visitor, cases: list[Case]) -> None:
    ministry = people.signed_in(Role.MINISTRY_OFFICER)
    batch = sent(officer, cases[:2])
    with clock.at(clock.now() + timedelta(minutes=10)):
        officer.open(f"{batch}/take-back").send("/take-back")
    assert "已收回批次 2026-320000-01，其中 2 份申报恢复为“省级审核通过”" in said(officer)
    assert [case.status() for case in cases[:2]] == ["approved", "approved"]
    assert "收回了 2026 年度申报" in people.sign_in(cases[0].email).open("/notices").text
    assert "报送批次已收回" in ministry.open("/notices").text
    assert "已收回" in ministry.open(batch).text
    assert ministry.open(f"/review/{cases[0].id}").status == 404
    with people.app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="batch.taken_back").count() == 1
    officer.open(batch).send("/again")
    assert "2026-320000-02" in officer.text and order(officer) == [cases[0].name, cases[1].name]
    assert "苏教演示〔2026〕1号" in officer.text and "还没有上传盖章的报送函" in officer.text


def test_a_batch_is_not_taken_back_later(officer: Visitor, cases: list[Case]) -> None:
    batch = sent(officer, cases[:1])
    officer.open(f"{batch}/take-back")
    with clock.at(clock.now() + timedelta(minutes=10, seconds=1)):
        officer.send("/take-back")
        assert "报送已超过 10 分钟，不能收回" in said(officer)
        assert "收回报送" not in officer.open(batch).text
    assert cases[0].status() == "reported"


def test_a_batch_of_which_the_ministry_returned_one_is_not_taken_back_at_all(people: People, officer: Visitor, cases: list[Case]) -> None:
    batch = sent(officer, cases[:2])
    people.signed_in(Role.MINISTRY_OFFICER).open(f"/review/{cases[1].id}/return").send("/return", {"comment-foundation": "请补充"})
    officer.open(f"{batch}/take-back").send("/take-back")
    assert f"没有收回：批次中已有申报办理了下一步（“{cases[1].name}”退回修改）" in said(officer)
    assert [case.status() for case in cases[:2]] == ["reported", "returned"]


def test_a_number_is_never_given_twice_and_a_discarded_draft_keeps_its_own(officer: Visitor, cases: list[Case]) -> None:
    batch = begun(officer, cases[:1])
    officer.open(f"{batch}/discard").send("/discard")
    assert "批次 2026-320000-01 已作废" in said(officer)
    rows = [" ".join(row.get_text(" ", strip=True).split()) for row in officer.soup.select("tbody tr")]
    assert any(row.startswith("2026-320000-01") and row.endswith("已作废") for row in rows)
    begun(officer, cases)
    assert "2026-320000-02" in officer.text and len(order(officer)) == 3
    officer.open(f"{batch}/choose")
    assert "不能再修改" in said(officer)


def test_who_approved_does_not_report_where_the_province_wants_two_people(officer: Visitor, colleague: Visitor, cases: list[Case]) -> None:
    batch = ready(officer, cases[:2])
    assert "2 份由您本人审核通过" in colleague.open(batch).text and "内容已齐备" in colleague.text
    officer.open("/review/settings").send("/review/settings", {"two_people": "y"})
    colleague.open(batch)
    assert "由您本人审核通过，须由其他经办人报送" in colleague.text
    assert f"“{cases[0].name}”“{cases[1].name}”由您本人审核通过" in colleague.text
    assert "请由本单位的其他经办人（周经办）报送" in colleague.text
    answer = colleague.client.post(f"{batch}/send", data={"csrf_token": colleague.token(), "seen": ""})
    assert answer.status_code == 409 and [case.status() for case in cases[:2]] == ["approved", "approved"]
    officer.open(f"{batch}/send").send("/send")
    assert [case.status() for case in cases[:2]] == ["reported", "reported"]


def test_the_ministry_filters_batches_by_year_and_province(people: People, officer: Visitor, cases: list[Case]) -> None:
    sent(officer, cases[:1], "苏一〔2026〕1号")
    sent(officer, cases[1:2], "苏二〔2026〕2号")
    with people.app.app_context():
        second = db.session.query(ReportingBatch).filter_by(number="2026-320000-02").one()
        second.province_code, second.year = ZHEJIANG, 2025  # as if it had come from there
        db.session.commit()
    ministry = people.signed_in(Role.MINISTRY_OFFICER).open("/review/batches")
    assert "苏一〔2026〕1号" in ministry.text and "苏二〔2026〕2号" in ministry.text
    ministry.send("/review/batches", {"province": "330000"})
    assert "苏一" not in ministry.text and "苏二" in ministry.text and "浙江省" in ministry.text
    assert "苏二" not in ministry.open("/review/batches?year=2026").text


def test_the_letter_s_draft_has_counts_names_brackets_and_no_invented_people(officer: Visitor, cases: list[Case]) -> None:
    batch = ready(officer, cases)
    document = Document(BytesIO(officer.client.get(f"{batch}/letter.docx").data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert lines[0] == "苏教演示〔2026〕1号"
    assert "江苏省教育厅关于报送2026年度行业产教融合共同体申报材料的函" in lines
    assert "教育部职业教育与成人教育司：" in lines
    text = "\n".join(lines)
    assert "".join(f"“{case.name}”" for case in cases) + " 3 个行业产教融合共同体的申报材料报送贵司" in text
    assert "附件：1. 2026年度行业产教融合共同体申报汇总表" in text
    assert lines[lines.index("江苏省教育厅") + 1] == "2026年6月1日"
    assert "联系人：　" in text
    for person in ("周经办", "吴经办"):
        assert person not in text
    page = document.sections[0]
    assert [round(m.mm) for m in (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)] == [37, 35, 28, 26]


def test_lists_and_drafts_cost_the_same_queries_however_long(people: People, officer: Visitor, all_cases: list[Case]) -> None:
    found: dict[str, list[int]] = {}
    batch = begun(officer, all_cases[:1])
    for step in range(2):
        for address in ("/review/batches", batch, f"{batch}/choose", f"{batch}/details"):
            with counted(people.app) as statements:
                assert officer.open(address).status == 200
            found.setdefault(address, []).append(len(statements))
        if step == 0:
            officer.open(f"{batch}/choose").send("/add", {"chosen": [str(case.id) for case in all_cases[1:3]]}, button="do=chosen")
            officer.open("/review/batches").send("/review/batches")  # one more draft
    assert all(before == after <= 20 for before, after in found.values()), found


def test_sent_batches_cost_the_same_queries_however_long(people: People, officer: Visitor, all_cases: list[Case]) -> None:
    counts = []
    for number, cases in enumerate((all_cases[:1], all_cases[1:])):
        batch = sent(officer, cases, f"甲〔2026〕{number}号")
        for address in (batch, "/review/batches"):
            with counted(people.app) as statements:
                assert officer.open(address).status == 200
            counts.append(len(statements))
    assert counts[:2] == counts[2:] and max(counts) <= 20, counts


def test_what_the_applicant_took_back_while_it_was_chosen_is_not_added(officer: Visitor, cases: list[Case]) -> None:
    officer.open("/review/batches").send("/review/batches")
    cases[1].people.sign_in(cases[1].email).open(f"/applications/{cases[1].id}").send("/withdraw")
    officer.send("/add", {"chosen": [str(case.id) for case in cases]}, button="do=chosen")
    assert "勾选的申报中有 1 份已不能列入（可能刚被撤回、退回，或已列入本批次），没有加入。请核对后重新勾选。" in officer.text
    batch = officer.address.rpartition("/")[0]
    assert order(officer.open(batch)) == [], "all or none"


def test_a_batch_that_a_colleague_gave_up_takes_nothing_more(officer: Visitor, colleague: Visitor, cases: list[Case]) -> None:
    batch = begun(officer, cases[:1])
    colleague.open(f"{batch}/details")
    officer.open(f"{batch}/discard").send("/discard")
    colleague.send("/details", {"letter_number": "苏教演示〔2026〕9号", "letter_date": "2026-06-01"})
    assert "批次 2026-320000-01 已作废，不能再修改。如需报送，请新建批次。" in colleague.soup.get_text()
    assert "9号" not in officer.open(batch).text


def test_another_province_changes_nothing_of_a_batch(people: People, officer: Visitor, cases: list[Case]) -> None:
    begun(officer, cases[:1])
    stranger = people.account(Role.PROVINCE_OFFICER, province=ZHEJIANG)
    with people.app.app_context():
        batch = db.session.get_one(ReportingBatch, 1)
        with pytest.raises(Forbidden):
            service.discard(batch, batch.revision, people.person(stranger))
        assert batch.draft and len(batch.items) == 1


def test_in_a_province_s_own_installation_a_batch_goes_out_and_no_inbox_of_the_ministry_is_asked(
    people: People, officer: Visitor, cases: list[Case]
) -> None:
    ministry = people.account(Role.MINISTRY_OFFICER)
    with provincial(people.app):
        sent(officer, cases[:1])
        assert cases[0].status() == "reported"
    assert "2026-320000-01" not in people.sign_in(ministry).open("/notices").text


def test_a_batch_begun_again_is_empty_where_all_of_it_stands_elsewhere(officer: Visitor, cases: list[Case]) -> None:
    batch = begun(officer, cases[:2])
    officer.open(f"{batch}/discard").send("/discard")
    begun(officer, cases)
    officer.open(batch).send("/again")
    assert "2026-320000-03" in officer.text and order(officer) == []

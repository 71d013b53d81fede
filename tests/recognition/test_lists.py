"""A list's way: drafted, under notice, published; and what may come between."""

from __future__ import annotations

import csv
import hashlib
from datetime import datetime
from io import BytesIO, StringIO
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from cte_portal import clock
from cte_portal.community.models import Application
from cte_portal.community.service import recognising
from cte_portal.community.workflow import Forbidden
from cte_portal.exchange.queries import all_entries
from cte_portal.extensions import db
from cte_portal.recognition import queries
from cte_portal.recognition.models import ListItem, RecognitionList
from cte_portal.recognition.rules import State
from cte_portal.recognition.service import lists
from cte_portal.recognition.service import publishing as final
from cte_portal.recognition.service.lists import ListRefused
from cte_portal.review import service as review
from cte_portal.roles import Role
from cte_portal.transactions import transaction
from tests.support import publishing
from tests.support.files import pdf, program
from tests.support.people import JIANGSU, People, Visitor
from tests.support.recognition import DOCUMENT, Reported, after_the_notice, drafted, published, under_notice
from tests.web.test_pages import counted


@pytest.fixture
def ministry(people: People) -> Visitor:
    return people.signed_in(Role.MINISTRY_OFFICER)


def again(people: People, role: Role = Role.MINISTRY_OFFICER) -> Visitor:
    """Somebody signed in at the time it is now: sessions end."""
    return people.signed_in(role)


def test_from_a_draft_by_way_of_the_notice_to_the_public_list(reported: Reported, ministry: Visitor) -> None:
    people, (first, second, _) = reported.people, reported.names
    address = drafted(ministry, reported.ids[:2])
    number = address.rpartition("/")[2]
    visitor = people.visitor()
    assert visitor.open(f"/lists/{number}").status == 404
    ministry.open(address)
    items = [str(box["value"]) for box in ministry.soup.select("input[name=item]")]
    ministry.send("/items", {f"position-{items[1]}": "1", f"outcome-{items[0]}": "not_recognised", f"remark-{items[0]}": "跨区域不足"})
    assert ministry.text.index(second) < ministry.text.index(first)
    ministry.open(f"{address}/notice")
    assert "到 2026年6月8日 24 时 结束" in ministry.text and "6月6日（星期六）、6月7日（星期日）" in ministry.text
    ministry.send("/notice")
    visitor.open(f"/lists/{number}")
    for said in ("公示中", second, "2026-32-00002", "岑屿理工大学", "公示期为 5 个工作日", "6月2日（星期二）", "提出异议"):
        assert said in visitor.text, said
    assert first not in visitor.text and "跨区域不足" not in visitor.text
    assert "集团有限公司；岑屿理工大学；岑屿职业技术学院" in visitor.text, "the leads stand in their order"
    assert reported.status(1) == "reported"
    assert "正在公示" in visitor.open("/").text
    assert f"拟认定公示：{second}" in people.sign_in(reported.emails[1]).open("/notices").text
    assert "拟认定公示" not in people.sign_in(reported.emails[0]).open("/notices").text
    assert "教育部拟认定公示：本省 1 个" in people.sign_in(reported.province).open("/notices").text
    assert "公示到 2026-06-08 结束" in ministry.open(address).text
    assert "公示到 2026-06-08 结束，结束后才能公布" in published(ministry, address).text
    assert second not in visitor.open("/communities").text
    with after_the_notice():
        ministry = again(people)
        assert "公示已结束，待公布" in ministry.open("/review/recognition").text
        published(ministry, address)
        assert (reported.status(0), reported.status(1)) == ("not_recognised", "recognised")
        visitor.open("/communities")
        assert second in visitor.text and "国家级" in visitor.text and "2026-06-09" in visitor.text and first not in visitor.text
        assert second in visitor.open("/communities?text=00002&level=national&year=2026&industry=C").text
        assert second not in visitor.open("/communities?text=没有这个名字").text
        assert second not in visitor.open("/communities?level=provincial").text
        assert DOCUMENT in visitor.open(f"/lists/{number}").text
        assert visitor.client.get(f"/lists/{number}/document.pdf").data == pdf("公告").getvalue()
        assert f"已认定：{second}" in people.sign_in(reported.emails[1]).open("/notices").text
        refused = people.sign_in(reported.emails[0]).open(f"/applications/{reported.ids[0]}").text
        assert "不予认定" in refused and "跨区域不足" in refused
        assert "教育部已公布认定名单" in people.sign_in(reported.province).open("/notices").text


def test_a_published_list_is_taken_away_as_a_workbook_and_as_csv(reported: Reported, ministry: Visitor) -> None:
    with reported.app.app_context():
        community = db.session.get_one(Application, reported.ids[0]).community
        community.name = "=1+1共同体"
        db.session.commit()
    address, public = under_notice(ministry, reported.ids[:2])
    with after_the_notice():
        published(again(reported.people), address)
    visitor = reported.people.visitor()
    sheet = load_workbook(BytesIO(visitor.client.get(f"{public}/list.xlsx").data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[:3] for row in rows[3:]] == [[1, "2026-32-00001", "=1+1共同体"], [2, "2026-32-00002", reported.names[1]]]
    assert sheet["C4"].data_type == "s"
    lines = list(csv.reader(StringIO(visitor.client.get(f"{public}/list.csv").data.decode("utf-8-sig"))))
    assert lines[0][2] == "共同体名称" and lines[1][2] == "'=1+1共同体" and lines[2][2] == reported.names[1]


def test_what_was_returned_while_on_a_draft_must_be_taken_off_first(reported: Reported, ministry: Visitor) -> None:
    address = drafted(ministry, reported.ids[:2])
    _return(reported, 0)
    assert f"“{reported.names[0]}”现在是“退回修改”" in ministry.open(address).text
    ministry.open(f"{address}/notice").send("/notice")
    assert "请先移出名单" in ministry.text
    button = ministry.open(address).soup.select_one("button[formaction$=take-off]")  # the first item's
    revision = ministry.soup.select_one("input[name=revision]")
    assert button is not None and revision is not None
    ministry.client.post(str(button["formaction"]), data={"csrf_token": ministry.token(), "revision": revision["value"]})
    ministry.open(f"{address}/notice").send("/notice")
    assert "已开始公示" in ministry.soup.get_text()


def test_what_was_returned_under_notice_is_taken_out_with_a_reason_that_everybody_reads(reported: Reported, ministry: Visitor) -> None:
    address, public = under_notice(ministry, reported.ids[:2])
    _return(reported, 0)
    with after_the_notice():
        ministry = again(reported.people)
        assert "请先移出名单" in published(ministry, address).text
        assert reported.status(1) == "reported", "all or nothing"
        link = ministry.open(address).soup.select_one("a[href$=take-out]")
        assert link is not None
        ministry.open(str(link["href"])).send("/take-out", {"reason": ""})
        assert "请写明原因" in ministry.text
        ministry.send("/take-out", {"reason": "已退回修改，另行公示"})
        published(ministry, address)
        assert (reported.status(0), reported.status(1)) == ("returned", "recognised")
        assert "已退回修改，另行公示" in reported.people.visitor().open(public).text
        assert reported.names[0] not in reported.people.visitor().open("/communities").text


def _return(reported: Reported, number: int) -> None:
    with reported.app.app_context():
        by = reported.people.person(reported.people.account(Role.MINISTRY_OFFICER))
        review.send_back(db.session.get_one(Application, reported.ids[number]), by, "请修改", {"basics": "补充"}, None)


def test_an_application_is_on_one_list_at_a_time(reported: Reported, ministry: Visitor) -> None:
    first = drafted(ministry, reported.ids[:1])
    ministry.open("/review/recognition/new").send("/new")
    second = ministry.address.partition("/candidates")[0]
    assert reported.names[0] not in ministry.text and reported.names[1] in ministry.text
    token = ministry.token()
    answer = ministry.client.post(f"{second}/add", data={"chosen": str(reported.ids[0]), "csrf_token": token})
    assert "已在其他名单上" in answer.text
    ministry.open(f"{first}/withdraw").send("/withdraw", {"reason": "重新拟定"})
    ministry.open(f"{second}/candidates").send("/add", button="all=yes")
    assert "已加入 3 份" in ministry.soup.get_text()


def test_of_two_officers_the_second_is_told_and_what_was_typed_stays(reported: Reported, ministry: Visitor) -> None:
    address = drafted(ministry, reported.ids[:2])
    other = again(reported.people).open(address)
    item = str(ministry.open(address).soup.select("input[name=item]")[0]["value"])
    ministry.send("/items", {f"remark-{item}": "第一位写的"})
    other.send("/items", {f"remark-{item}": "第二位写的"})
    assert "名单刚被其他经办人修改过" in other.text
    assert other.soup.select_one(f"input[name=remark-{item}]")["value"] == "第二位写的"  # type: ignore[index]
    assert ministry.open(address).soup.select_one(f"input[name=remark-{item}]")["value"] == "第一位写的"  # type: ignore[index]
    other.open(f"{address}/notice")
    ministry.open(f"{address}/notice").send("/notice")
    other.send("/notice")
    assert "现在是“公示中”，不能这样办理" in other.text


def test_two_officers_publish_at_once_and_it_happens_once(reported: Reported, ministry: Visitor) -> None:
    address, _ = under_notice(ministry, reported.ids[:1])
    with after_the_notice():
        one, other = again(reported.people).open(f"{address}/publish"), again(reported.people).open(f"{address}/publish")
        for officer in (one, other):
            officer.send("/publish", {"document": DOCUMENT, "file": (pdf("公告"), "公告.pdf")})
        assert "现在是“已公布”" in other.text
        timeline = reported.people.sign_in(reported.emails[0]).open(f"/applications/{reported.ids[0]}").soup.select(".timeline li strong")
        assert [step.get_text() for step in timeline].count("认定") == 1


def test_publishing_needs_the_document_itself(reported: Reported, ministry: Visitor) -> None:
    address, _ = under_notice(ministry, reported.ids[:1])
    with after_the_notice():
        ministry = again(reported.people)
        ministry.open(f"{address}/publish").send("/publish", {"document": DOCUMENT})
        assert "请上传公布文件（PDF）" in ministry.text
        assert ministry.soup.select_one("input[name=document]")["value"] == DOCUMENT  # type: ignore[index]
        ministry.send("/publish", {"document": DOCUMENT, "file": (program(), "公告.pdf")})
        assert "不是可以上传的文件类型" in ministry.text
    assert reported.status(0) == "reported"


def test_a_withdrawn_notice_says_so_in_public_and_to_the_applicant(reported: Reported, ministry: Visitor) -> None:
    address, public = under_notice(ministry, reported.ids[:1])
    ministry.open(f"{address}/withdraw").send("/withdraw", {"reason": "文件<b>有误</b>"})
    visitor = reported.people.visitor().open(public)
    assert "已撤回" in visitor.text and "文件<b>有误</b>" in visitor.text and not visitor.soup.select("main b")
    assert reported.names[0] not in visitor.text
    assert "公示名单已撤回" in reported.people.sign_in(reported.emails[0]).open("/notices").text


def test_a_published_list_is_changed_by_a_visible_amendment_only(reported: Reported, ministry: Visitor) -> None:
    address, public = under_notice(ministry, reported.ids[:2])
    with after_the_notice():
        ministry = again(reported.people)
        published(ministry, address)
        ministry.open(address)
        assert not ministry.soup.select("a[href$=take-out], a[href$=withdraw]")
        ministry.open(f"{address}/amend").send("/amend", {"document": "", "text": "牵头单位更名"})
        assert "请填写依据文件" in ministry.text and "牵头单位更名" in str(ministry.soup.find("textarea"))
        ministry.send("/amend", {"document": "更正函 1 号", "text": "牵头单位更名"})
        item = next(str(o["value"]) for o in ministry.open(f"{address}/amend").soup.select("option") if reported.names[0] in o.get_text())
        ministry.send("/amend", {"item": item, "document": "更正函 2 号", "text": "材料不实，撤销认定"})
        visitor = reported.people.visitor().open(public)
        for said in ("牵头单位更名", "更正函 1 号", f"撤销“{reported.names[0]}”的认定", "更正函 2 号"):
            assert said in visitor.text
        visitor.open("/communities")
        assert reported.names[0] not in visitor.text and reported.names[1] in visitor.text
        assert reported.status(0) == "not_recognised"
        applicant = reported.people.sign_in(reported.emails[0])
        assert f"撤销认定：{reported.names[0]}" in applicant.open("/notices").text


def test_what_a_revoked_community_published_says_so_and_is_found_no_more(reported: Reported, ministry: Visitor) -> None:
    people = reported.people
    address, _ = under_notice(ministry, reported.ids[:1])
    with after_the_notice():
        published(again(people), address)
        with people.app.app_context():
            application = db.session.get_one(Application, reported.ids[0])
            found = publishing.published(application.community_id, people.person(reported.emails[0]))
            edition, entry = found.id, all_entries(found)[0].id
        visitor = people.visitor()
        of_it = str(visitor.open("/communities").soup.find("a", string=reported.names[0])["href"])
        assert "人才需求清单第 1 版" in visitor.open(of_it).text and "撤销" not in visitor.text and "名单 2026-06-09" in visitor.text
        assert "数控设备维修技师" in visitor.open("/exchange").text and "数控设备维修技师" in visitor.open("/").text
    with clock.at(datetime(2026, 9, 1, 9, tzinfo=clock.SHANGHAI)):
        ministry = again(people).open(f"{address}/amend")
        item = next(str(o["value"]) for o in ministry.soup.select("option") if reported.names[0] in o.get_text())
        ministry.send("/amend", {"item": item, "document": "更正函 2 号", "text": "材料不实，撤销认定"})
        for page in (f"/exchange/entries/{entry}", f"/exchange/editions/{edition}"):
            assert "共同体的认定已于2026年9月1日撤销" in visitor.open(page).text
            assert "数控设备维修技师" in visitor.text and "引用" in visitor.text
        book = visitor.client.get(f"/exchange/editions/{edition}/list.xlsx")
        assert "（认定已撤销）" in unquote(book.headers["Content-Disposition"])
        assert "共同体的认定已于2026年9月1日撤销" in [cell.value for cell in load_workbook(BytesIO(book.data)).active[2]]
        kept = visitor.client.get(f"/exchange/editions/{edition}/content.json")
        assert "（认定已撤销）" in unquote(kept.headers["Content-Disposition"]), "and the bytes are those that were published"
        assert hashlib.sha256(kept.data).hexdigest() in visitor.open(f"/exchange/editions/{edition}").text
        assert "认定已撤销" in visitor.open(of_it).text and "现在没有公开的供需清单" in visitor.text and "已不在这个名单上" in visitor.text
        for page in ("/exchange", "/exchange?text=数控", "/"):
            assert "数控设备维修技师" not in visitor.open(page).text
        with people.app.app_context(), transaction():
            application = db.session.get_one(Application, reported.ids[0])
            recognising.establish(application, clock.today(), "演示公告〔2026〕20 号", JIANGSU)
        assert "撤销" not in visitor.open(f"/exchange/entries/{entry}").text
        assert "数控设备维修技师" in visitor.open("/exchange?text=数控").text


def test_services_refuse_who_does_not_make_lists(reported: Reported) -> None:
    with reported.app.app_context():
        for email in (reported.province, reported.emails[0]):
            with pytest.raises(Forbidden):
                lists.create("名单", 2026, 5, reported.people.person(email))
        assert db.session.query(RecognitionList).count() == 0


def test_lists_cost_the_same_queries_however_long(reported: Reported) -> None:
    people = reported.people
    ministry, visitor = people.signed_in(Role.MINISTRY_OFFICER), people.visitor()
    with reported.app.app_context():
        by = people.person(people.account(Role.MINISTRY_OFFICER))
        made = []
        for ids in (reported.ids[:1], reported.ids[1:]):
            found = lists.create("名单", 2026, 5, by)
            lists.put_on(found, queries.chosen(ids), by)
            lists.start_notice(found, by, found.revision)
            made.append(found.id)
    counts = []
    for one in made:
        for who, address in ((ministry, f"/review/recognition/{one}"), (visitor, f"/lists/{one}"), (visitor, f"/lists/{one}/list.xlsx")):
            with counted(reported.app) as said:
                assert who.client.get(address).status_code == 200
            counts.append(len(said))
    assert counts[:3] == counts[3:] and max(counts) <= 16, counts
    with clock.at(clock.now()), counted(reported.app) as said:
        ministry.open("/review/recognition")
    assert len(said) <= 12


def test_a_draft_gets_another_title_and_length_and_of_two_officers_the_second_is_told(reported: Reported, ministry: Visitor) -> None:
    address = drafted(ministry, reported.ids[:1])
    ministry.open(f"{address}/change")
    other = again(reported.people).open(f"{address}/change")
    ministry.send("/change", {"title": " 2026 年度补充名单 ", "notice_days": "7"})
    assert "2026 年度补充名单" in ministry.open(address).text and "到 2026年6月10日 24 时 结束" in ministry.open(f"{address}/notice").text
    other.send("/change", {"title": "另一个标题", "notice_days": "9"})
    assert "名单刚被其他经办人修改过" in other.text and other.soup.select_one("input[name=title]")["value"] == "另一个标题"  # type: ignore[index]
    assert "2026 年度补充名单" in ministry.open(address).text
    other.open(f"{address}/change")
    ministry.open(f"{address}/notice").send("/notice")
    other.send("/change", {"title": "公示中改标题"})
    assert "现在是“公示中”，不能这样办理" in other.text and "公示中改标题" not in ministry.open(address).text


def test_what_is_out_already_is_not_taken_out_again_and_nothing_without_a_reason(reported: Reported, ministry: Visitor) -> None:
    address, public = under_notice(ministry, reported.ids[:2])
    link = ministry.open(address).soup.select_one("a[href$=take-out]")
    assert link is not None
    ministry.open(str(link["href"])).send("/take-out", {"reason": "  "})
    assert "请写明移出的原因。" in ministry.text and reported.names[0] in reported.people.visitor().open(public).text
    ministry.send("/take-out", {"reason": "材料不实"})
    ministry.open(str(link["href"])).send("/take-out", {"reason": "另一个原因"})
    assert "这一项已经移出名单。" in ministry.text
    page = reported.people.visitor().open(public).text
    assert "材料不实" in page and "另一个原因" not in page


def test_a_list_on_which_nobody_would_be_recognised_goes_no_further(reported: Reported, ministry: Visitor) -> None:
    address = drafted(ministry, reported.ids[:1])
    item = str(ministry.open(address).soup.select("input[name=item]")[0]["value"])
    ministry.send("/items", {f"outcome-{item}": "not_recognised"})
    ministry.open(f"{address}/notice").send("/notice")
    assert "名单上没有拟认定的共同体。" in ministry.text
    assert reported.people.visitor().open(f"/lists/{address.rpartition('/')[2]}").status == 404


@pytest.mark.parametrize(
    ("step", "typed", "says"),
    [
        ("withdraw", {"reason": "  "}, "请写明撤回的原因。"),
        ("publish", {"document": "  "}, "请填写公布文件的名称或文号。"),
    ],
)
def test_blanks_are_no_reason_and_no_document_under_notice(
    reported: Reported, ministry: Visitor, step: str, typed: dict[str, str], says: str
) -> None:
    address, public = under_notice(ministry, reported.ids[:1])
    with after_the_notice():
        officer = again(reported.people).open(f"{address}/{step}").send(f"/{step}", typed)
        assert says in officer.text
        assert reported.names[0] in reported.people.visitor().open(public).text and reported.status(0) == "reported"


@pytest.mark.parametrize("typed", [{"document": "  ", "text": "撤销认定"}, {"document": "更正函 1 号", "text": "  "}])
def test_an_amendment_of_blanks_revokes_nothing(reported: Reported, ministry: Visitor, typed: dict[str, str]) -> None:
    address, public = under_notice(ministry, reported.ids[:1])
    with after_the_notice():
        ministry = again(reported.people)
        published(ministry, address)
        item = str(ministry.open(f"{address}/amend").soup.select("select[name=item] option")[1]["value"])
        ministry.send("/amend", {"item": item, **typed})
        assert "请写明更正的内容和依据文件。" in ministry.text
        assert reported.status(0) == "recognised" and "撤销" not in reported.people.visitor().open(public).text


def test_a_recognition_is_revoked_once(reported: Reported, ministry: Visitor) -> None:
    address, public = under_notice(ministry, reported.ids[:2])
    with after_the_notice():
        ministry = again(reported.people)
        published(ministry, address)
        item = str(ministry.open(f"{address}/amend").soup.select("select[name=item] option")[1]["value"])
        ministry.send("/amend", {"item": item, "document": "更正函 1 号", "text": "材料不实"})
        colleague = reported.people.account(Role.MINISTRY_OFFICER)
        with reported.app.app_context():
            by = reported.people.person(colleague)
            found, revoked = db.session.get_one(RecognitionList, 1), db.session.get_one(ListItem, int(item))
            with pytest.raises(ListRefused, match="只能撤销这份名单上仍然有效的认定。"):
                final.amend(found, "再次撤销", "更正函 2 号", revoked, by, found.revision)
        assert "再次撤销" not in reported.people.visitor().open(public).text


def test_another_authority_s_list_is_nobody_s_to_change(reported: Reported, ministry: Visitor) -> None:
    drafted(ministry, reported.ids[:1])
    with reported.app.app_context():
        found = db.session.get_one(RecognitionList, 1)
        with pytest.raises(Forbidden):
            lists.withdraw(found, "理由", reported.people.person(reported.province), found.revision)
        assert found.state is State.DRAFT

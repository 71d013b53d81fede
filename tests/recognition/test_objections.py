"""Objections: anybody files one during the notice, the authority handles it, nobody else learns who it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cte_portal import audit, clock
from cte_portal.audit import AuditEntry
from cte_portal.extensions import db
from cte_portal.recognition.models import ListItem, Objection
from cte_portal.recognition.service import lists as list_service
from cte_portal.recognition.service import objections
from cte_portal.roles import Role
from tests.support.braked import braked_visitor
from tests.support.files import pdf, png, program
from tests.support.people import People, Visitor
from tests.support.recognition import ENDED, Reported, after_the_notice, published, under_notice

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} ' OR 1=1 --"


@pytest.fixture
def ministry(people: People) -> Visitor:
    return people.signed_in(Role.MINISTRY_OFFICER)


@pytest.fixture
def lists(reported: Reported, ministry: Visitor) -> tuple[str, str]:
    return under_notice(ministry, reported.ids[:2])


def filed(visitor: Visitor, public: str, to: str = "", **typed: object) -> Visitor:
    """Sends the form for the item of this name, or the first."""
    visitor.open(f"{public}/objections")
    options = [option for option in visitor.soup.select("select[name=item] option") if option["value"]]
    item = next(str(option["value"]) for option in options if to in option.get_text())
    said = {"item": item, "reason": "不符合跨区域要求", "name": "王㭎", "contact": "13800000000", "unit": "", "real": "y"}
    return visitor.send("/objections", {**said, **typed})


def receipt(visitor: Visitor) -> str:
    return visitor.address.rpartition("/")[2]


def test_from_filing_to_upholding(reported: Reported, ministry: Visitor, lists: tuple[str, str]) -> None:
    address, public = lists
    people, name = reported.people, reported.names[0]
    visitor = filed(people.visitor(), public, name, proof=(png(), "证据.png"))
    assert "异议已收到" in visitor.soup.get_text() and "已收到，待受理" in visitor.text
    code = receipt(visitor)
    anybody = people.visitor().open(f"/lists/objections?code={code.lower().replace('-', ' ')}")
    assert "已收到，待受理" in anybody.text and "王㭎" not in anybody.text and "13800000000" not in anybody.text
    assert f"收到异议：{name}" in ministry.open("/notices").text and "王㭎" not in ministry.text
    assert "1 条异议待处理" in ministry.open("/review/recognition").text
    link = ministry.open(f"{address}/objections").soup.select_one("main td a")
    assert link is not None
    one = str(link["href"])
    assert "不符合跨区域要求" in ministry.open(one).text and "王㭎" not in ministry.text
    assert "请先点“查看提出人信息”" in ministry.open(f"{one}/file").soup.get_text()
    ministry.open(one).send("/contact")
    assert "王㭎" in ministry.text and "13800000000" in ministry.text
    assert ministry.client.get(f"{one}/file").data == png().getvalue()
    with reported.app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="objection.contact_read").count() == 1
        assert audit.first_broken() is None
    assert "王㭎" not in people.signed_in(Role.MINISTRY_OFFICER).open(one).text, "each officer asks for themselves"
    ministry.open(one).send(one, {}, button="state=accepted")
    assert "已受理，核实中" in anybody.open(f"/lists/objections/{code}").text
    ministry.send(one, {"answer": ""}, button="state=upheld")
    assert "请写明处理意见" in ministry.text
    ministry.send(one, {"answer": "经核实属实", "public_reason": "跨区域要求不符"}, button="state=upheld")
    anybody.open(f"/lists/objections/{code}")
    assert "异议成立" in anybody.text and "经核实属实" in anybody.text
    anybody.open(public)
    assert "已移出公示" in anybody.text and "跨区域要求不符" in anybody.text and "王㭎" not in anybody.text
    assert "移出公示名单" in people.sign_in(reported.emails[0]).open("/notices").text
    with after_the_notice():
        published(people.signed_in(Role.MINISTRY_OFFICER), address)
    assert [reported.status(number) for number in (0, 1)] == ["reported", "recognised"], "nothing was recorded of what was taken out"


def test_a_list_is_not_final_while_an_objection_is_open(reported: Reported, lists: tuple[str, str]) -> None:
    address, public = lists
    filed(reported.people.visitor(), public)
    with after_the_notice():
        ministry = reported.people.signed_in(Role.MINISTRY_OFFICER)
        assert "还有 1 条异议没有处理完" in published(ministry, address).text
        assert reported.status(0) == "reported"
        link = ministry.open(f"{address}/objections").soup.select_one("main td a")
        assert link is not None
        one = str(link["href"])
        ministry.open(one).send(one, {"answer": "查无实据"}, button="state=rejected")
        published(ministry, address)
    assert reported.status(0) == "recognised"


def test_one_second_late_is_late_and_what_was_typed_stays(reported: Reported, lists: tuple[str, str]) -> None:
    _, public = lists
    with clock.at(ENDED - timedelta(seconds=1)):
        early = filed(reported.people.visitor(), public)
        late = reported.people.visitor().open(f"{public}/objections")
    assert "异议已收到" in early.soup.get_text()
    with clock.at(ENDED):
        item = next(str(option["value"]) for option in late.soup.select("option") if option["value"])
        late.send("/objections", {"item": item, "reason": "写了很久", "name": "王㭎", "contact": "13800000000", "real": "y"})
        assert "公示已于 2026-06-08 24 时结束" in late.text and "写了很久" in str(late.soup.find("textarea"))
        assert "提出异议" not in [a.get_text() for a in late.open(public).soup.select("main a")]
    with reported.app.app_context():
        assert db.session.query(Objection).count() == 1


def test_an_item_of_another_list_or_none_is_refused(reported: Reported, ministry: Visitor, lists: tuple[str, str]) -> None:
    _, public = lists
    _, other = under_notice(ministry, reported.ids[2:])
    theirs = reported.people.visitor().open(f"{other}/objections").soup.select("select[name=item] option")[1]["value"]
    for wrong in (theirs, "999", "x", ""):
        visitor = filed(reported.people.visitor(), public, item=wrong)
        assert visitor.status == 422 and "不符合跨区域要求" in str(visitor.soup.find("textarea"))
    with reported.app.app_context():
        assert db.session.query(Objection).count() == 0


def test_bad_names_contacts_files_and_programs_are_told_what_would_be_right(reported: Reported, lists: tuple[str, str]) -> None:
    _, public = lists
    visitor = reported.people.visitor()
    for typed, says in (
        ({"name": "匿名"}, "请填写真实姓名"),
        ({"contact": "不告诉你"}, "请填写能联系到您的"),
        ({"real": []}, "须以真实姓名提出"),
        ({"reason": "长" * 3001}, "最多 3000 字"),
        ({"website": "http://spam.example"}, "请清空后再提交"),
        ({"proof": (program(), "证据.pdf")}, "不是可以上传的文件类型"),
        ({"proof": (pdf("x", password="1"), "证据.pdf")}, "设有打开密码"),
    ):
        assert says in filed(visitor, public, **typed).text, typed
        assert visitor.status == 422
    with reported.app.app_context():
        assert db.session.query(Objection).count() == 0


def test_hostile_text_is_shown_as_it_was_typed(reported: Reported, ministry: Visitor, lists: tuple[str, str]) -> None:
    address, public = lists
    visitor = filed(reported.people.visitor(), public, reason=HOSTILE, unit=HOSTILE[:100], proof=(png(), "../../<img src=x>.png"))
    assert not visitor.soup.select("main script, main img")
    link = ministry.open(f"{address}/objections").soup.select_one("main td a")
    assert link is not None
    ministry.open(str(link["href"])).send("/contact")
    assert HOSTILE in ministry.text and "<img src=x>.png" in ministry.text and not ministry.soup.select("main script, main img")


def test_of_two_officers_the_second_learns_what_the_first_decided(reported: Reported, ministry: Visitor, lists: tuple[str, str]) -> None:
    address, public = lists
    filed(reported.people.visitor(), public)
    link = ministry.open(f"{address}/objections").soup.select_one("main td a")
    assert link is not None
    one = str(link["href"])
    other = reported.people.signed_in(Role.MINISTRY_OFFICER).open(one)
    ministry.open(one).send(one, {"answer": "查无实据"}, button="state=rejected")
    other.send(one, {"answer": "属实"}, button="state=upheld")
    assert "处理为“异议不成立”，您这次没有保存" in other.text
    assert reported.names[0] in reported.people.visitor().open(public).text


def test_other_authorities_and_applicants_do_not_reach_objections(reported: Reported, lists: tuple[str, str]) -> None:
    address, public = lists
    filed(reported.people.visitor(), public)
    for email in (reported.province, reported.emails[0]):
        assert reported.people.sign_in(email).open(f"{address}/objections/1").status == 404


def test_who_guesses_receipts_or_files_without_end_is_slowed_down(reported: Reported, lists: tuple[str, str]) -> None:
    _, public = lists
    with braked_visitor(reported.app) as visitor:
        states = [filed(visitor, public).status for _ in range(6)]
        assert states == [200] * 5 + [429]
        answers = [visitor.open(f"/lists/objections?code=2A9KD-XM3QT-7PW4E-{n:05d}").status for n in range(31)]
        assert answers[:30] == [404] * 30 and answers[30] == 429


def objection_page(ministry: Visitor, address: str) -> str:
    link = ministry.open(f"{address}/objections").soup.select_one("main td a")
    assert link is not None
    return str(link["href"])


def test_nobody_objects_to_what_was_taken_out_or_to_a_list_that_was_withdrawn(reported: Reported, ministry: Visitor, lists: tuple[str, str]) -> None:
    address, public = lists
    late, later = (reported.people.visitor().open(f"{public}/objections") for _ in range(2))
    first, second = (str(option["value"]) for option in late.soup.select("select[name=item] option") if option["value"])
    said = {"reason": "不符合要求", "name": "王㭎", "contact": "13800000000", "real": "y"}
    officer = reported.people.account(Role.MINISTRY_OFFICER)
    with reported.app.app_context():
        item = db.session.get_one(ListItem, int(first))
        list_service.take_out(item, "材料不实", reported.people.person(officer))
        with pytest.raises(objections.ObjectionRefused, match=f"“{reported.names[0]}”已移出公示名单，不需要再提出异议。"):
            objections.file(item, objections.Filed("王㭎", "13800000000", "", "不符合要求"), None)
    assert late.send("/objections", {"item": first, **said}).status == 422
    ministry.open(f"{address}/withdraw").send("/withdraw", {"reason": "重新拟定"})
    later.send("/objections", {"item": second, **said})
    assert "这份名单现在是“已撤回”，不受理异议，没有提交。" in later.text and "不符合要求" in str(later.soup.find("textarea"))
    with reported.app.app_context():
        assert db.session.query(Objection).count() == 0


def test_an_objection_is_accepted_once(reported: Reported, ministry: Visitor, lists: tuple[str, str]) -> None:
    address, public = lists
    code = receipt(filed(reported.people.visitor(), public))
    one = objection_page(ministry, address)
    ministry.open(one).send(one, {}, button="state=accepted")
    ministry.open(one)
    ministry.response = ministry.client.post(one, data={"csrf_token": ministry.token(), "state": "accepted", "seen": "accepted"})
    assert "这条异议已经受理。" in ministry.text
    assert "已受理，核实中" in reported.people.visitor().open(f"/lists/objections/{code}").text


def test_the_second_objection_to_the_same_is_upheld_with_an_answer_of_its_own(reported: Reported, ministry: Visitor, lists: tuple[str, str]) -> None:
    address, public = lists
    codes = [receipt(filed(reported.people.visitor(), public, reported.names[0], reason=reason)) for reason in ("跨区域不足", "材料不实")]
    for answer in ("经核实属实", "同一事项，已移出"):
        waiting = next(row for row in ministry.open(f"{address}/objections").soup.select("main tbody tr") if "待受理" in row.get_text())
        one = str(waiting.a["href"])  # type: ignore[index]
        ministry.open(one).send(one, {"answer": answer, "public_reason": f"公开：{answer}"}, button="state=upheld")
    told = [reported.people.visitor().open(f"/lists/objections/{code}").text for code in codes]
    assert all("异议成立" in one for one in told)
    assert "经核实属实" in told[0] and "同一事项" not in told[0] and "同一事项" in told[1] and "经核实属实" not in told[1]
    page = reported.people.visitor().open(public).text
    assert page.count("公开：") == 1, "it was taken out once"

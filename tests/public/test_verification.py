"""Anybody with a printed page can see whether it is what stands online, and learns nothing more."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp

from cte_portal import clock
from cte_portal.annual import queries as annual
from cte_portal.annual.service.working import withdraw
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.storage import storage
from tests.support.braked import braked_visitor
from tests.support.collected import NOVEMBER, reported
from tests.support.established import established
from tests.support.people import People, Visitor
from tests.support.world import full_application, hand_in, put_scan


class Printed:
    def __init__(self, people: People):
        self.people = people
        self.email = people.account(Role.APPLICANT, organisation=people.organisation(name="保密集团有限公司"))
        with people.app.app_context():
            person = people.person(self.email)
            application = full_application(person)
            lifecycle.finalise(application, person)
            self.id = application.id
            self.code = self.application().version.check_code  # type: ignore[union-attr]

    def application(self) -> Application:
        found = db.session.get(Application, self.id)
        assert found is not None
        return found


@pytest.fixture
def printed(people: People) -> Printed:
    return Printed(people)


def test_the_qr_code_of_each_page_leads_to_what_stands_online(printed: Printed) -> None:
    clerk = printed.people.sign_in(printed.email)
    pdf = clerk.client.get(f"/applications/{printed.id}/versions/1.pdf").data
    with pypdfium2.PdfDocument(pdf) as document:
        total = len(document)
        picture = document[2].render(scale=2).to_pil().convert("L")
    address = {code.text for code in zxingcpp.read_barcodes(picture)}.pop()
    assert address == f"HTTP://PORTAL.TEST/V/{printed.code}/3/{total}"
    visitor = printed.people.visitor().open(address.removeprefix("HTTP://PORTAL.TEST"))
    assert f"您扫描的是第 3 页，共 {total} 页" in visitor.text
    assert "全国新能源汽车行业产教融合共同体" in visitor.text and "第 1 版" in visitor.text and "当前版本，尚未提交" in visitor.text


def test_a_code_may_be_typed_in_any_writing(printed: Printed) -> None:
    visitor = printed.people.visitor().open("/verify")
    visitor.send("/verify", {"code": f" {printed.code[:5].lower()}-{printed.code[5:]} "})
    assert "当前版本" in visitor.text


def test_nothing_more_is_told_than_what_the_page_itself_says(printed: Printed) -> None:
    text = printed.people.visitor().open(f"/v/{printed.code}").text
    for secret in ("保密集团", "砚澜", "张𬭎", "1990000"):
        assert secret not in text


def test_the_state_follows_the_application(printed: Printed) -> None:
    def state() -> str:
        return Visitor(printed.people.app.test_client()).open(f"/v/{printed.code}").text

    with printed.people.app.app_context():
        hand_in_again = printed.application()
        put_scan(hand_in_again, printed.people.person(printed.email))
        lifecycle.submit(hand_in_again, printed.people.person(printed.email))
    assert "当前版本，已提交" in state() and "已经作废" not in state()
    with printed.people.app.app_context():
        person = printed.people.person(printed.email)
        lifecycle.withdraw(printed.application(), person)
        lifecycle.reopen(printed.application(), person)
    assert "已撤回或解除定稿" in state() and "这份纸质材料已经作废" in state()
    with printed.people.app.app_context():
        hand_in(printed.application(), printed.people.person(printed.email))
    assert "已被新版本替换" in state() and "这份纸质材料已经作废" in state()


@pytest.mark.parametrize(
    ("code", "says"),
    [("8K3PQ-7XWM1", "10 位数字和大写字母"), ("2222222222", "没有查到这个校验码"), ("8K3PQ-7XWM9", "逐位核对"), ("", "请输入校验码")],
)
def test_a_wrong_code_says_what_to_look_at(people: People, code: str, says: str) -> None:
    assert says in people.visitor().open(f"/verify?code={code}").text


def test_guessing_codes_is_slowed_down(people: People) -> None:
    with braked_visitor(people.app) as visitor:
        answers = [visitor.open(f"/verify?code=222222222{n % 10}").status for n in range(32)]
        assert answers[:30] == [404] * 30 and answers[31] == 429
        assert "操作太频繁" in visitor.text
        assert visitor.open("/").status == 200


def test_a_yearly_form_s_pages_lead_to_what_was_handed_in(printed: Printed) -> None:
    people = printed.people
    with people.app.app_context(), clock.at(NOVEMBER):
        by = people.person(printed.email)
        community = established(by, "演示低空装备产教融合共同体")
        reported(community, 2026, by)
        found = annual.deliverable(community, 2026, "performance")
        version = annual.handed_in(found)
        assert found and version and version.sha256 and version.check_code
        code, file = version.check_code, storage().path(version.sha256).read_bytes()
        with pypdfium2.PdfDocument(file) as document:
            picture = document[1].render(scale=2).to_pil().convert("L")
        assert {one.text for one in zxingcpp.read_barcodes(picture)}.pop().startswith(f"HTTP://PORTAL.TEST/V/{code}/2/")
        said = people.visitor().open(f"/v/{code}").text
        assert "2026 年度绩效数据采集" in said and "第 1 稿" in said and "当前版本，已提交" in said and "保密集团" not in said
        withdraw(found, by)
    assert "已由提交单位撤回" in Visitor(people.app.test_client()).open(f"/v/{code}").text


def test_a_receipt_says_what_was_handed_in_and_when(printed: Printed) -> None:
    clerk = printed.people.sign_in(printed.email)
    assert clerk.open(f"/applications/{printed.id}/receipt.pdf").status == 404
    with printed.people.app.app_context():
        person = printed.people.person(printed.email)
        lifecycle.reopen(printed.application(), person)
        hand_in(printed.application(), person)
        version = printed.application().version
        assert version is not None
    assert "提交回执" in clerk.open(f"/applications/{printed.id}").text
    with pypdfium2.PdfDocument(clerk.client.get(f"/applications/{printed.id}/receipt.pdf").data) as document:
        text = "".join(document[0].get_textpage().get_text_range().split())
        picture = document[0].render(scale=2).to_pil().convert("L")
    for part in ("2026-06-0112:00:00", "江苏省教育行政部门", "第2版", version.sha256, "保密集团有限公司"):
        assert part in text
    assert {code.text for code in zxingcpp.read_barcodes(picture)} == {f"HTTP://PORTAL.TEST/V/{version.check_code}"}

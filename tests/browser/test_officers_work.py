"""The officers' whole work in a real browser: a province's from its list to reporting, the ministry's from overview to the final list."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from cte_portal import clock
from cte_portal.accounts.models import OrganisationKind
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.demo.dossier import COMMUNITIES
from cte_portal.demo.loader import fill, put_evidence
from cte_portal.demo.reporting import report
from cte_portal.extensions import db
from cte_portal.review import service as review
from cte_portal.review.authority_settings import service as authority_settings
from cte_portal.review.models import Outcome
from cte_portal.roles import Role
from cte_portal.web.editions import edition_of
from tests.conftest import NOON
from tests.support.clerk import Clerk
from tests.support.files import pdf, text_of
from tests.support.many import put_many
from tests.support.people import JIANGSU, PASSWORD
from tests.support.world import full_application, hand_in, put_scan

from .conftest import RunningPortal

pytestmark = pytest.mark.browser
BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
MET = ("leads", "lead_proofs", "province", "members", "operation", "tasks", "evidence", "seals")


def handed_in(running: RunningPortal, community: int) -> tuple[int, str, str]:
    """Number and name of an application that waits for the province, and its applicant's email."""
    applicant = running.people.account(Role.APPLICANT, organisation=running.people.organisation())
    with running.app.app_context():
        application = full_application(running.people.person(applicant), community, units=3)
        hand_in(application, running.people.person(applicant))
        return application.id, application.community.name, applicant


def asks_for_direct_reporting(running: RunningPortal) -> tuple[int, str, int, str]:
    """Number and name of a complete application that asks for it on its cover, the headquarters and its clerk's email."""
    headquarters = running.people.organisation(kind=OrganisationKind.CENTRAL_HQ)
    email = running.people.account(Role.APPLICANT, organisation=headquarters)
    community = next(one for one in COMMUNITIES if one.enterprise_kind == "central_hq")
    with running.app.app_context():
        clerk = running.people.person(email)
        assert clerk.organisation is not None
        application = lifecycle.start(clerk.organisation, community.name, 2026, clerk)
        fill(application, community, 3, clerk, direct=True)
        for category in edition_of(application).evidence.categories:
            if category.required:
                put_evidence(application, category, clerk)
        return application.id, application.community.name, headquarters, email


def says(officer: Clerk, place: str, text: str) -> None:
    """Write a comment at this place of the dossier, as a draft."""
    officer.page.locator(f'a.say[href$="/comments/{place}"]').first.click()
    box = officer.page.locator(f'form.comment-box[action$="/comments/{place}"]')
    box.locator("textarea").fill(text)
    box.locator("button").click()
    expect(officer.page.locator(".draft-comment", has_text=text)).to_be_visible()


@pytest.fixture(scope="module")
def crowded(running: RunningPortal) -> RunningPortal:
    """The same portal with more applications in the province than a page of the list holds."""
    with running.app.app_context(), clock.at(NOON):
        put_many(range(100, 160), JIANGSU)
    return running


@BOTH_WAYS
def test_the_province_s_whole_work(crowded: RunningPortal, chromium: Browser, tmp_path: Path, javascript: bool) -> None:
    running, people, first = crowded, crowded.people, 0 if javascript else 3
    reader_email = people.account(Role.PROVINCE_OFFICER, name="吴䶮" if javascript else "许㭎")
    second_email = people.account(Role.PROVINCE_OFFICER, name="郑㛃" if javascript else "冯𬭎")
    (number, name, applicant_email), (doubtful, doubtful_name, _), (plain, plain_name, _) = [handed_in(running, first + n) for n in range(3)]

    def sit_down(email: str) -> Clerk:
        return Clerk.at(chromium, running.address, javascript=javascript).sign_in(email)

    officer = sit_down(reader_email).open("/review")
    page = officer.page
    # the list: found, narrowed, shared out
    officer.send("/review", {"find": [name[:4]]})
    expect(page.locator("#queue")).to_contain_text("共 1 件")
    page.locator(".chips a").first.click()
    expect(page.locator(".chips")).to_have_count(0)
    page.locator("a[rel=next]").click()
    page.locator("a[rel=prev]").wait_for()
    assert "after=" in page.url
    officer.send("/review", {"officer": ["nobody"], "sort": ["-arrived"]})
    officer.picture(f"{javascript}-queue")
    officer.goes(page.get_by_text("保存当前筛选为视图")).send("/queue/views", {"name": ["没有人办理的"]})
    officer.goes(page.get_by_role("link", name="没有人办理的"))
    officer.send("/queue/export")
    page.get_by_text("已完成").wait_for(timeout=60_000)
    assert officer.fetch(officer.path.partition("?")[0] + "/file").startswith(b"PK")
    officer.open("/review?officer=nobody&sort=-arrived")
    for mine in (name, doubtful_name, plain_name):
        page.get_by_label(f"选择 {mine}").check()
    officer.send("/queue/assign").send("/queue/assign", {"officer": [page.locator("option", has_text="（我）").get_attribute("value") or ""]})
    expect(page.locator("#messages")).to_contain_text("3 份申报")
    officer.send("/review", {"officer": ["me"], "sort": ["name"]})
    officer.picture(f"{javascript}-queue-mine")

    # the dossier: read, a proof looked at, comments where they belong
    officer.goes(page.get_by_role("link", name=name))
    officer.picture(f"{javascript}-dossier")
    page.locator("#evidence a.look").first.click()
    picture = page.locator(".preview img, figure img").first
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    officer.picture(f"{javascript}-proof")
    if not javascript:
        page.go_back()
    row = page.locator("#participants tr a.say").first.get_attribute("href") or ""
    says(officer, "basics", "请写明秘书处人员。")
    says(officer, "foundation/cooperation", "请补充近三年数据。")
    says(officer, row.partition("/comments/")[2], "请核对这一家的名称。")
    officer.send("/notes", {"text": ["电话核实过牵头企业。"]})
    expect(page.locator("#notes")).to_contain_text("电话核实过牵头企业。")
    page.locator("#checklist [name=item-leads][value=met]").check()
    page.locator("#checklist [name=item-tasks][value=to_discuss]").check()
    if javascript:
        expect(page.locator("#check-count")).to_contain_text("已答 2/")
    else:
        officer.send("/checklist")
    officer.picture(f"{javascript}-dossier-read")

    # returned with a deadline; the message is read before it goes out
    officer.follow("/return")
    expect(page.locator("form[data-keep] textarea").nth(1)).to_have_value("请写明秘书处人员。")
    officer.picture(f"{javascript}-return")
    officer.send("/return", {"opinion": ["总体可行。"], "due": ["2026-06-20"]}, confirms=False)
    for told in ("总体可行。", "请写明秘书处人员。", "请补充近三年数据。", "请核对这一家的名称。", "2026-06-20"):
        assert told in officer.text, told
    officer.picture(f"{javascript}-message")
    officer.send("/return", button="button[name=change]", confirms=False)
    expect(page.locator("[name=opinion]")).to_have_value("总体可行。")
    officer.send("/return", confirms=False)
    officer.send("/return", button="button[name=confirmed]", confirms=False)
    officer.picture(f"{javascript}-after-return")

    # the applicant corrects what was opened, answers, and hands in again
    applicant = sit_down(applicant_email).open(f"/applications/{number}")
    assert "退回修改" in applicant.text and "2026-06-20" in applicant.text
    applicant.picture(f"{javascript}-applicant")
    applicant.open(f"/applications/{number}/sections/foundation")
    assert (
        "本次未开放修改" in applicant.text
        and "请补充近三年数据。" in applicant.text
        and applicant.page.locator("[name=foundation-background]").count() == 0
    )
    applicant.send("/sections/foundation", {"foundation-cooperation": ["近三年共同开发课程 12 门，联合攻关 5 项。"]})
    applicant.open(f"/applications/{number}/sections/basics").send("/sections/basics", {"basics-full_time_staff": ["18"]})
    applicant.open(f"/applications/{number}/sections/participants")
    applicant.page.locator(".comment summary").first.click()
    applicant.page.locator(".comment textarea").first.fill("名称与营业执照一致。")
    applicant.page.locator(".comment details button").first.click()
    expect(applicant.page.locator("main")).to_contain_text("答复：名称与营业执照一致。")
    applicant.open(f"/applications/{number}/finalise").send("/finalise")
    with running.app.app_context():
        put_scan(db.session.get_one(Application, number), people.person(applicant_email))
    applicant.open(f"/applications/{number}/submit").send("/submit")
    assert "待省级审核" in applicant.text

    # what changed is read beside what was said; approved with an opinion, the checklist answered on the way
    officer.open("/review?officer=me&status=submitted&sort=name").goes(officer.page.get_by_role("link", name=name))
    changes = page.locator("#changes")
    expect(changes).to_contain_text("18")
    expect(changes).to_contain_text("联合攻关 5 项")
    expect(page.locator("#participants")).to_contain_text("答复：名称与营业执照一致。")
    officer.picture(f"{javascript}-changes")
    officer.follow("/approve")
    officer.send("/approve", {"opinion": ["材料齐全，同意推荐。"]})
    expect(page.locator(".error-summary")).to_be_visible()
    officer.picture(f"{javascript}-approve-refused")
    officer.send("/approve", {f"item-{item}": ["met"] for item in MET}, confirms=False)
    assert "材料齐全，同意推荐。" in officer.text
    officer.send("/approve", button="button[name=confirmed]", confirms=False)
    expect(page.locator("#messages")).to_contain_text(f"“{name}”审核通过")

    # the next one by what follows in the list: declined, taken back, and approved after all
    officer.goes(page.locator("#messages a", has_text="下一份"))
    following = page.locator("h1").inner_text()
    other, other_name = {doubtful_name: (doubtful, doubtful_name), plain_name: (plain, plain_name)}[following]
    officer.follow("/decline").send("/decline", {"reason": ["牵头单位之间尚未形成稳定合作。"]}, confirms=False)
    assert "牵头单位之间尚未形成稳定合作。" in officer.text
    officer.send("/decline", button="button[name=confirmed]", confirms=False)
    expect(page.locator("#messages")).to_contain_text(f"已记录不予推荐“{other_name}”")
    officer.send("/take-back")
    expect(page.locator("#messages")).to_contain_text("恢复为“待省级审核”")
    expect(officer.follow("/decline").page.locator("[name=reason]")).to_have_value("牵头单位之间尚未形成稳定合作。")
    officer.open(f"/review/{other}")
    officer.follow("/approve").send("/approve", {"opinion": ["补充说明后同意推荐。"], **{f"item-{item}": ["met"] for item in MET}})
    expect(page.locator("#messages")).to_contain_text(f"“{other_name}”审核通过")
    officer.picture(f"{javascript}-after-approve")

    # 复核: whoever approved does not report
    officer.open("/review/settings").send("/review/settings", {"two_people": ["y"]})
    officer.open("/review/batches")
    officer.picture(f"{javascript}-batches")
    officer.send("/review/batches").send("/add", {"chosen": [str(number), str(other)]})
    assert "由您本人审核通过" in officer.text
    officer.picture(f"{javascript}-batch-own")
    colleague = sit_down(second_email)
    colleague.goes(colleague.page.locator(".who a", has_text="消息"))
    expect(colleague.page.locator("main")).to_contain_text("审核通过与报送由两人分别办理")
    colleague.picture(f"{javascript}-inbox")
    colleague.open("/review/batches").goes(colleague.page.locator("main td a").first)
    batch = colleague.path.partition("?")[0]
    colleague.send("/order", button='button[value="sort:name"]')
    names = colleague.page.locator("table.order-table tbody td:nth-child(2) a")
    expect(names).to_have_text(sorted((name, other_name), key=lambda text: text.encode("gb18030")))
    below = names.nth(1).inner_text()
    colleague.page.get_by_label(f"上移“{below}”").click()
    expect(names.first).to_have_text(below)
    colleague.follow("/details").send("/details", {"letter_number": [f"演示[2026]{first + 1}号"], "letter_date": ["2026-06-01"]})
    assert f"演示〔2026〕{first + 1}号" in colleague.text
    table = load_workbook(BytesIO(colleague.fetch(f"{batch}/summary.xlsx"))).active
    assert table is not None
    cells = [str(cell.value) for row in table.iter_rows() for cell in row]
    assert cells.index(below) < cells.index(({name, other_name} - {below}).pop())
    draft = Document(BytesIO(colleague.fetch(f"{batch}/letter.docx")))
    assert any(f"演示〔2026〕{first + 1}号" in line.text for line in draft.paragraphs)
    printed = colleague.fetch(f"{batch}/summary.pdf")
    assert below in "".join(text_of(printed).split())
    letter = tmp_path / "盖章的报送函.pdf"
    letter.write_bytes(printed)
    colleague.send("/letter", files={"letter": letter})
    colleague.picture(f"{javascript}-batch")
    colleague.follow("/send")
    assert "2 份申报" in colleague.text
    colleague.picture(f"{javascript}-batch-send")
    colleague.send("/send")
    assert "已报送教育部" in colleague.page.locator("body").inner_text()
    colleague.picture(f"{javascript}-batch-sent")

    # the applicant is told; the day's figures count it
    told = applicant.open("/notices").text
    assert "报送教育部" in told and name in told
    colleague.follow("/statistics/filing")
    expect(colleague.page.locator("svg.chart").first).to_be_visible()
    assert "已提交" in colleague.text
    colleague.picture(f"{javascript}-statistics")
    with running.app.app_context():
        authority_settings.change({"two_people": False}, people.person(second_email))  # the portal is the same for the next walk
    for person in (officer, colleague, applicant):
        assert person.complained() == []


@pytest.mark.parametrize(
    ("javascript", "over"), [(True, "2026-06-09T09:00:00"), (False, "2026-06-17T09:00:00")], ids=["with JavaScript", "without JavaScript"]
)
def test_the_ministry_s_whole_work(running: RunningPortal, chromium: Browser, tmp_path: Path, javascript: bool, over: str) -> None:
    """From the overview to the final list; `over`: when the notice is, five working days after the portal's day."""
    people, first = running.people, 6 if javascript else 10
    email = people.account(Role.MINISTRY_OFFICER)
    desk, reporter_desk = people.account(Role.PROVINCE_OFFICER), people.account(Role.PROVINCE_OFFICER)
    cases = [handed_in(running, (first + n) % len(COMMUNITIES)) for n in range(3)]
    (kept, kept_name, _), (doubted, doubted_name, _), (sent_back, sent_back_name, _) = cases
    with running.app.app_context():
        officer, applications = people.person(desk), [db.session.get_one(Application, number) for number, _, _ in cases]
        for application in applications:
            review.approve(application, officer, "同意", {item.key: (Outcome.MET, "") for item in edition_of(application).checklist.items})
        report(applications, f"演示〔2026〕{first}0号", people.person(reporter_desk))
    direct, direct_name, headquarters, headquarters_email = asks_for_direct_reporting(running)

    def sit_down(email: str = "") -> Clerk:
        person = Clerk.at(chromium, running.address, javascript=javascript)
        return person.sign_in(email) if email else person

    # the year at a glance, and from any number into the list behind it
    ministry = sit_down(email)
    page = ministry.page
    ministry.goes(page.locator(".own-pages a", has_text="总览"))
    assert "2026 年度总览" in ministry.text and "已报送" in ministry.text
    ministry.picture(f"{javascript}-overview")
    ministry.follow("/matrix")
    ministry.picture(f"{javascript}-matrix")
    page.locator("tbody td.number a").first.click()
    expect(page.locator("#queue")).to_contain_text("已选：")
    ministry.picture(f"{javascript}-ministry-queue")

    # leave to report directly, for one headquarters and this year; it does, and the province sees that it happened
    ministry.goes(page.locator(".own-pages a", has_text="直报"))
    ministry.send("/review/direct", {"organisation": [str(headquarters)], "reason": [f"集团总部，跨省域布局{first}。"]})
    assert "还没有" not in page.locator("tr", has_text=f"集团总部，跨省域布局{first}。").inner_text()
    ministry.picture(f"{javascript}-direct")
    with running.app.app_context():
        reporting, clerk = db.session.get_one(Application, direct), people.person(headquarters_email)
        lifecycle.finalise(reporting, clerk)
        put_scan(reporting, clerk)
    reporter = sit_down(headquarters_email).open(f"/applications/{direct}/submit").send("/submit")
    assert "已报送教育部" in reporter.text
    province = people.sign_in(desk).open("/review/direct")
    assert direct_name in province.text and f"集团总部，跨省域布局{first}。" in province.text

    # one goes back to its province with a reason, read before it goes
    ministry.open("/review").send("/review", {"find": [sent_back_name], "province": [JIANGSU]})
    ministry.goes(page.locator(f'#queue a[href="/review/{sent_back}"]'))
    ministry.picture(f"{javascript}-ministry-dossier")
    ministry.follow("/return-to-province").send("/return-to-province", {"reason": ["请核实参与单位名单后重新报送。"]}, confirms=False)
    assert "请核实参与单位名单后重新报送。" in ministry.text
    ministry.send("/return-to-province")
    expect(page.locator("#messages")).to_contain_text("退回省级")
    assert f"退回省级：{sent_back_name}" in province.open("/notices").text

    # experts judge what is left, blind to each other until both are in
    ministry.goes(page.locator(".own-pages a", has_text="专家评审"))
    ministry.send("/review/experts", {"name": ["年度评审"], "year": ["2026"], "deadline": ["2026-08-20"], "per_application": ["2"]})
    round_page = ministry.path
    ministry.send("/applications", {"chosen": [str(kept), str(doubted)]})
    experts = []
    for number, name in enumerate(("何评审", "吕评审")):
        address = f"expert{int(javascript)}{number}@demo.example"
        ministry.send("/experts", {"name": [name], "organisation": [f"无关研究院{number}"], "email": [address]})
        link = page.locator("#experts tr", has_text=name).locator(".code").inner_text()
        expert = sit_down().open(link.removeprefix(running.address))
        expert.send("/account", {"password": [PASSWORD], "password_again": [PASSWORD], "consent": ["y"]})
        experts.append(expert)
    ministry.send("/share-out")
    ministry.picture(f"{javascript}-round")
    for expert, score in zip(experts, (90, 70), strict=True):
        expert.open("/expert").goes(expert.page.get_by_role("link", name=kept_name))
        expert.page.locator("#evidence a.look").first.click()
        expect(expert.page.locator(".preview img, figure img").first).to_have_js_property("complete", True)
        expert.picture(f"{javascript}-sheet-{score}")
        if not javascript:
            expert.page.go_back()
        scores = {str(box.get_attribute("name")): [str(score)] for box in expert.page.locator('input[name^="score-"]').all()}
        expert.send(expert.path, {**scores, "opinion": [f"机制健全，{score}。"]}, button="button[name=submit]")
        ministry.open(round_page).goes(ministry.page.locator("#applications").get_by_role("link", name=kept_name))
        assert ("机制健全，90。" in ministry.text) == (score == 70), "nothing is shown until both are in"
    assert "加权总分 90.0 70.0 80.0 20.0" in ministry.text and "机制健全，70。" in ministry.text
    ministry.picture(f"{javascript}-results")

    # a list of three, its order and outcomes; under notice
    ministry.goes(page.locator(".own-pages a", has_text="认定与公布"))
    ministry.picture(f"{javascript}-recognition")
    ministry.follow("/new").send("/new", {"title": [f"2026 年度认定名单{first}"]})
    list_path = ministry.path.partition("/candidates")[0]
    ministry.picture(f"{javascript}-candidates")
    ministry.send("/add", {"chosen": [str(kept), str(doubted), str(direct)]})
    row = page.locator("tbody tr", has_text=direct_name)
    row.locator("select").select_option("not_recognised")
    row.locator("[name^=remark-]").fill("跨区域不足")
    ministry.send("/items", button=".actions button")
    ministry.picture(f"{javascript}-list")
    ministry.follow("/notice")
    assert "5 个工作日" in ministry.text
    ministry.send("/notice")

    # a visitor reads it and objects; the objection is looked into, upheld, answered
    visitor = sit_down().open("/")
    visitor.goes(visitor.page.get_by_role("link", name=f"2026 年度认定名单{first}").first)
    assert "公示中" in visitor.text and kept_name in visitor.text and direct_name not in visitor.text
    visitor.picture(f"{javascript}-public-notice")
    visitor.goes(visitor.page.get_by_role("link", name="提出异议"))
    doubted_item = visitor.page.locator("select[name=item] option", has_text=doubted_name).get_attribute("value") or ""
    proof = tmp_path / "证明.pdf"
    proof.write_bytes(pdf("proof").getvalue())
    said = {"item": [doubted_item], "reason": ["牵头学校没有参加成立大会。"], "name": ["王㭎"], "contact": ["13800000000"], "real": ["y"]}
    visitor.send("/objections", said, files={"proof": proof})
    receipt = visitor.path
    assert "已收到，待受理" in visitor.text
    visitor.picture(f"{javascript}-receipt")
    ministry.goes(page.locator(".who a", has_text="消息"))
    page.locator("button", has_text="收到异议").first.click()
    expect(page.locator("main")).to_contain_text("牵头学校没有参加成立大会。")
    ministry.picture(f"{javascript}-objection")
    objection = ministry.path
    ministry.send("/contact")
    expect(page.locator("main")).to_contain_text("王㭎")
    ministry.send(objection, {"answer": ["经核实，会议签到表缺该校。"], "public_reason": ["成立大会材料不符合要求"]}, button="button[value=upheld]")
    ministry.picture(f"{javascript}-objection-upheld")
    visitor.open(receipt)
    assert "经核实，会议签到表缺该校。" in visitor.text
    visitor.open(list_path.replace("/review/recognition", "/lists"))
    assert "成立大会材料不符合要求" in visitor.text and "王㭎" not in visitor.text
    ministry.open(list_path)
    assert "结束后才能公布" in ministry.text
    ministry.picture(f"{javascript}-under-notice")

    # five working days later: the final list
    running.clock_moves_to(over)
    ministry.sign_in(email).open("/review/recognition")
    ministry.picture(f"{javascript}-notice-over")
    ministry.goes(page.get_by_role("link", name=f"2026 年度认定名单{first}"))
    document = tmp_path / "公告.pdf"
    document.write_bytes(pdf("document").getvalue())
    ministry.follow("/publish").send("/publish", {"document": [f"演示公告〔2026〕{first} 号"]}, files={"file": document})
    ministry.picture(f"{javascript}-published")
    visitor.open("/communities")
    assert kept_name in visitor.text and doubted_name not in visitor.text and direct_name not in visitor.text
    visitor.goes(visitor.page.get_by_role("link", name=f"2026 年度认定名单{first}").first)
    assert f"演示公告〔2026〕{first} 号" in visitor.text
    assert visitor.fetch(f"{visitor.path}/document.pdf") == pdf("document").getvalue()
    visitor.picture(f"{javascript}-final-list")
    for person in (ministry, reporter, visitor, *experts):
        assert person.complained() == []


def test_a_province_s_own_portal(province_s_own: RunningPortal, chromium: Browser, tmp_path: Path) -> None:
    """The city looks first, the province recognises by itself and hands a bundle over, and records what the ministry decided."""
    running, people = province_s_own, province_s_own.people
    desk, bureau = people.account(Role.PROVINCE_OFFICER), people.account(Role.CITY_OFFICER)
    (first, first_name, _), (second, second_name, _) = handed_in(running, 0), handed_in(running, 1)

    def sit_down(email: str = "") -> Clerk:
        person = Clerk.at(chromium, running.address, javascript=True)
        return person.sign_in(email) if email else person

    # the province asks a city to look first
    officer = sit_down(desk)
    page = officer.page
    officer.open("/review/settings").send("/review/settings", {"city_first_look": ["y"]})
    officer.goes(page.locator(".own-pages a", has_text="市级初审"))
    assert first_name in officer.text and "未转市级（2）" in officer.text
    officer.picture("own-first-looks")
    officer.goes(page.locator("tr", has_text=first_name).get_by_role("link", name="指定市级教育局"))
    city_name = page.locator("#bureau option").nth(1).inner_text()
    officer.send("/first-look/assign", {"bureau": [page.locator("#bureau option").nth(1).get_attribute("value") or ""]})
    expect(page.locator("#messages")).to_contain_text(city_name)

    # the city reads, comments at a place, and says what it thinks; the province takes the comment over
    city = sit_down(bureau)
    assert first_name in city.text and second_name not in city.text
    city.goes(city.page.get_by_role("link", name=first_name))
    says(city, "basics", "请写明秘书处人员。")
    city.goes(city.page.get_by_role("link", name="写初审意见"))
    city.picture("own-city-opinion")
    city.send("/opinion", {"advice": ["return"], "opinion": ["个别内容需要补充。"]})
    expect(city.page.locator("#messages")).to_contain_text("已交省级教育行政部门")
    officer.open("/review/first-look?state=given").goes(officer.page.get_by_role("link", name=first_name))
    expect(page.locator("aside")).to_contain_text("建议退回修改")
    officer.goes(page.get_by_role("link", name="查看全文，收入意见草稿"))
    officer.send("/take-over")
    expect(page.locator("#basics")).to_contain_text("请写明秘书处人员。")
    officer.picture("own-dossier")
    with running.app.app_context():
        person, applications = people.person(desk), [db.session.get_one(Application, number) for number in (first, second)]
        for application in applications:
            review.approve(application, person, "同意", {item.key: (Outcome.MET, "") for item in edition_of(application).checklist.items})
        batch = report(applications, "演示〔2026〕1号", person).id

    # the bundle for the national platform
    officer.open(f"/review/batches/{batch}")
    officer.picture("own-batch")
    officer.goes(page.get_by_role("button", name="制作交接包"))
    page.get_by_text("已完成").wait_for(timeout=60_000)
    officer.picture("own-bundle-work")
    officer.open(f"/review/batches/{batch}")
    made = page.get_by_role("link", name="下载交接包").get_attribute("href") or ""
    assert any(name.endswith("manifest.json") for name in ZipFile(BytesIO(officer.fetch(made))).namelist())

    # the province's own recognition
    officer.goes(page.locator(".own-pages a", has_text="认定与公布"))
    officer.follow("/new").send("/new", {"title": ["2026 年度省级名单"]})
    list_path = officer.path.partition("/candidates")[0]
    officer.send("/add", {"chosen": [str(first)]})
    officer.follow("/notice").send("/notice")
    running.clock_moves_to("2026-06-09T09:00:00")
    officer.sign_in(desk).open(list_path)
    assert "公示已结束，待公布" in officer.text
    document = tmp_path / "公告.pdf"
    document.write_bytes(pdf("document").getvalue())
    officer.follow("/publish").send("/publish", {"document": ["演示公告〔2026〕1 号"]}, files={"file": document})
    visitor = sit_down().open("/communities")
    assert first_name in visitor.text and "省级" in visitor.text and second_name not in visitor.text

    # what the ministry decided: one by one with its document, and from a table
    officer.goes(page.locator(".own-pages a", has_text="认定与公布"))
    officer.follow("/results")
    officer.picture("own-results")
    officer.goes(page.locator("tr", has_text=first_name).get_by_role("link"))
    officer.send(f"/of/{first}", {"outcome": ["recognised"], "document": ["教职成函演示〔2026〕5 号"]}, files={"file": document})
    expect(page.locator("#messages")).to_contain_text("结果已记录")
    officer.open("/review/recognition/results")
    table = load_workbook(BytesIO(officer.fetch("/review/recognition/results/template.xlsx")))
    assert table.active is not None and table.active.max_row == 2
    table.active.cell(2, 3).value = "不予认定"
    filled = tmp_path / "结果.xlsx"
    table.save(filled)
    officer.send("/results", {"document": ["教职成函演示〔2026〕6 号"]}, files={"file": filled})
    assert "共 1 行，没有问题" in officer.text
    officer.picture("own-results-read")
    officer.send(officer.path)
    expect(page.locator("#messages")).to_contain_text("结果已记录")
    officer.picture("own-results-recorded")
    visitor.open("/communities")
    expect(visitor.page.locator("tbody tr", has_text=first_name)).to_have_count(2)
    assert "国家级" in visitor.text and second_name not in visitor.text
    for person in (officer, city, visitor):
        assert person.complained() == []

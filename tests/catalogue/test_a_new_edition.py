"""The next edition of the form: one more section, one more list, one more indicator. It takes files alone, put in by the administrator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from cte_portal import clock
from cte_portal.catalogue.carrying_over import carried_over
from cte_portal.catalogue.comparison import compare
from cte_portal.community import queries
from cte_portal.community.models import Application
from cte_portal.community.rules import labels_in
from cte_portal.extensions import db
from cte_portal.jobs import jobs
from cte_portal.roles import Role
from tests.support.collected import NOVEMBER, filled
from tests.support.editions import edition_zip
from tests.support.established import established
from tests.support.files import pdf, text_of
from tests.support.people import People, Visitor
from tests.support.scenes import NOON
from tests.support.world import full_application

SECTION = """
[[field]]
key = "goal"
label = "减排目标"
type = "long_text"
max = 200
required = true
hint = "三年内要达到的目标。"

[[field]]
key = "saved"
label = "每年节约能源费用"
type = "money"
unit = "万元"
min = 0
required = true
"""
LIST = """
rows = true
row_name = "基地"
min_rows = 1
unique = ["name"]
totals = ["places"]

[[field]]
key = "name"
label = "基地名称"
type = "text"
max = 40
required = true

[[field]]
key = "province"
label = "所在省份"
type = "province"
required = true

[[field]]
key = "places"
label = "工位数"
type = "integer"
unit = "个"
min = 1
required = true
"""
PLACES = '  { key = "outcomes", number = "10", title = "预期成效" },\n'
PLACED = f"""{PLACES}  {{ key = "green", number = "11.1", title = "绿色发展" }},
  {{ key = "bases", number = "11.2", title = "境外实习基地" }},
"""
INDICATOR = """[[indicator]]
code = "6.5"
name = "绿色课程数"
unit = "门"
definition = "当年新开的绿色发展课程。"
period = "当年 1 月 1 日至填报之日"
evidence = "课程标准"
measure = [
  { key = "green_courses", label = "绿色课程数", type = "integer", unit = "门", min = 0, required = true },
]

[[relation]]
"""


@pytest.fixture(autouse=True)
def same_editions(portal: Flask) -> Iterator[None]:
    kept = portal.extensions["editions"]
    yield
    portal.extensions["editions"] = kept


def put_to_use(people: People, from_year: int = 2026) -> Visitor:
    """The administrator, who uploaded the new edition, read how the trial went, and put it to use."""
    archive = edition_zip(
        "green",
        from_year,
        changes={"application.toml": (PLACES, PLACED), "forms/performance/support.toml": ("[[relation]]\n", INDICATOR)},
        added={"sections/green.toml": SECTION, "sections/bases.toml": LIST},
    )
    admin = people.signed_in(Role.ADMINISTRATOR).open("/admin/editions")
    admin.send("/admin/editions", {"archive": (BytesIO(archive), "green.zip")})
    with people.app.app_context():
        jobs().do_waiting()
    return admin.open("/admin/editions/green").send("/use").open("/admin/editions/green")


def begun(people: People) -> tuple[Visitor, str]:
    """A clerk with an application that lacks nothing of what the edition before asked, and its address."""
    put_to_use(people)
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        application = full_application(people.person(email))
        assert application.edition == "green"
        address = f"/applications/{application.id}"
    return people.sign_in(email), address


def test_the_administrator_reads_what_the_new_edition_asks_more(people: People) -> None:
    said = put_to_use(people).text
    assert "增加栏目：11.1 绿色发展" in said and "增加栏目：11.2 境外实习基地" in said
    assert "增加：《绩效数据表》6 支持保障 / 绿色课程数" in said and "增加佐证材料：《绩效数据表》6.5 绿色课程数" in said
    assert "删去" not in said and "改名" not in said


def test_the_section_and_the_list_are_filled_in_checked_frozen_and_printed(people: People) -> None:
    clerk, base = begun(people)
    lacking = clerk.open(f"{base}/readiness").text
    assert "请填写“减排目标”" in lacking and "境外实习基地" in lacking

    green, bases = f"{base}/sections/green", f"{base}/sections/bases"
    assert "三年内要达到的目标。" in clerk.open(green).text
    clerk.send("/sections/green", {"green-goal": "单位产值能耗下降一成", "green-saved": "一百"})
    assert "请填写“减排目标”" not in (wrong := clerk.open(f"{base}/readiness").text) and "每年节约能源费用" in wrong
    clerk.open(green).send("/sections/green", {"green-saved": "1200.5"})
    clerk.open(f"{bases}?add=bases").send("/bases/rows", {"bases-name": "万象实习基地", "bases-province": "530000", "bases-places": "40"})
    assert "40" in clerk.open(bases).soup.find("tfoot").get_text()
    assert "绿色发展" not in (ready := clerk.open(f"{base}/readiness").text) and "境外实习基地" not in ready

    clerk.open(f"{base}/finalise").send("/finalise")
    frozen = json.loads(clerk.client.get(f"{base}/versions/1.json").text)["content"]
    assert frozen["sections"]["green"] == {"goal": "单位产值能耗下降一成", "saved": "1200.50"}
    printed = "".join(text_of(clerk.client.get(f"{base}/versions/1.pdf").data).split())
    assert "11.1绿色发展" in printed and "单位产值能耗下降一成" in printed and "1,200.50" in printed
    assert "11.2境外实习基地" in printed and "万象实习基地" in printed


def test_the_list_goes_out_to_excel_and_back(people: People) -> None:
    clerk, base = begun(people)
    address = f"{base}/sections/bases"
    book = load_workbook(BytesIO(clerk.client.get(f"{address}/template.xlsx").data))
    heads = [str(cell.value) for cell in book.worksheets[0][1]]
    assert heads[:3] == ["基地名称（必填）", "所在省份（必填）", "工位数（个）（必填）"]
    book.worksheets[0].append(["万象实习基地", "云南", 40])
    book.worksheets[0].append(["河内实习基地", "广西", "很多"])
    stream = BytesIO()
    book.save(stream)
    clerk.open(f"{address}/import").send("/bases/import", {"file": (BytesIO(stream.getvalue()), "基地.xlsx")})
    assert "很多" in clerk.text and "万象实习基地" in clerk.text
    clerk.send("/apply")
    kept = load_workbook(BytesIO(clerk.client.get(f"{address}/export.xlsx").data)).worksheets[0]
    assert [[cell.value for cell in row][:3] for row in kept.iter_rows(min_row=2)] == [["万象实习基地", "云南省", 40]]


def test_the_indicator_is_filled_in_proved_and_printed(people: People) -> None:
    put_to_use(people)
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context(), clock.at(NOVEMBER):
        by = people.person(email)
        community = established(by, "演示绿色产业产教融合共同体")
        collection, duty = filled(community, 2026, by).id, f"/duties/{community.id}/2026/performance"
    with clock.at(NOVEMBER):
        clerk = people.sign_in(email).open(f"/collections/{collection}/sections/support")
        assert "当年新开的绿色发展课程。" in clerk.text
        clerk.send("/sections/support", {"support-green_courses": ""})
        assert "绿色课程数" in clerk.open(f"/collections/{collection}/check").text
        clerk.open(f"/collections/{collection}/sections/support").send("/sections/support", {"support-green_courses": "12"})
        clerk.send("/proofs/6_5", {"file": (pdf("green"), "课程标准.pdf")})
        assert "课程标准.pdf" in clerk.text
        assert "绿色课程数" not in clerk.open(f"/collections/{collection}/check").text
        clerk.open(f"/collections/{collection}").send("/hand-in")
        assert "内容已冻结" in clerk.soup.get_text()
        printed = text_of(clerk.client.get(f"{duty}/versions/1/file").data)
        assert "6.5 绿色课程数" in printed
        nation = people.signed_in(Role.MINISTRY_OFFICER).open("/performance/nation?measure=green_courses").text
        assert "绿色课程数" in nation and "12 门" in nation


def test_an_earlier_application_is_taken_over_and_compared(people: People) -> None:
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        former = full_application(people.person(email))
        earlier, community = former.id, former.community_id
    assert "已存的 1 份申报，换成这一版都放得下" in put_to_use(people, 2027).text
    with clock.at(NOON.replace(year=2027)):
        clerk = people.sign_in(email).open("/applications/new")
        clerk.send("/applications/new", {"community": f"{community}-{earlier}", "year": "2027"})
        base = "/".join(clerk.address.split("/")[:3])
        clerk.open(f"{base}/sections/green").send("/sections/green", {"green-goal": "下降一成"})
    with people.app.app_context():
        old, new = (queries.content_of(db.session.get_one(Application, number)) for number in (earlier, int(base.rpartition("/")[2])))
        assert (old.definition.edition, new.definition.edition) == ("2024", "green")
        found = compare(carried_over(old, new.definition, 2027), new, lambda content, field: labels_in(content)(field))
        assert [(one.label, one.before, one.after) for one in found] == [("减排目标", "", "下降一成")]

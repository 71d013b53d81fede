"""Lists: rows are added, changed, removed and brought back, a page at a time."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cte_portal.audit import AuditEntry
from cte_portal.community import queries
from cte_portal.community.filling import service as editing
from cte_portal.community.filling.service import NotEditable
from cte_portal.community.models import Application, MemberUnit
from cte_portal.community.service import lifecycle
from cte_portal.demo.dossier import COMMUNITIES, typed_rows
from cte_portal.extensions import db
from cte_portal.roles import Role
from cte_portal.web.editions import edition_of
from tests.conftest import NOON
from tests.support.people import People, Visitor, filled_in, uscc
from tests.support.world import full_application

UNIT = {
    "participants-name": "岑屿材料有限公司",
    "participants-uscc": uscc(501),
    "participants-category": "enterprise",
    "participants-chain_link": "upstream",
    "participants-province": "130000",
    "participants-contact_name": "李䶮",
    "participants-contact_phone": "１９９０００００５０１",
    "participants-duties": "提供实习岗位",
}


def begun(people: People, *, units: int | None = None) -> tuple[Visitor, int]:
    """A signed-in applicant and its application: empty, or complete with so many participants."""
    email = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        person = people.person(email)
        if units is None:
            assert person.organisation is not None
            application = lifecycle.start(person.organisation, COMMUNITIES[0].name, 2026, person).id
        else:
            application = full_application(person, units=units).id
    return people.sign_in(email), application


def test_the_first_row_of_a_list_is_added_and_shown(people: People) -> None:
    clerk, application = begun(people)
    clerk.open(f"/applications/{application}/sections/participants")
    assert "还没有填写" in clerk.text
    clerk.open(f"/applications/{application}/sections/participants?add=participants")
    clerk.send("/sections/participants/rows", UNIT)
    assert "岑屿材料有限公司" in clerk.text
    assert "河北省" in clerk.text
    with people.app.app_context():
        unit = db.session.query(MemberUnit).filter_by(application_id=application, name="岑屿材料有限公司").one()
        assert (unit.uscc, unit.province_code, unit.lead) == (uscc(501), "130000", False)
        rows = queries.content_of(db.session.get(Application, application)).rows("participants")
        assert rows[0].values["contact_phone"] == "19900000501"


def test_an_empty_row_is_not_saved_and_stays_open(people: People) -> None:
    clerk, application = begun(people)
    clerk.open(f"/applications/{application}/sections/participants?add=participants").send("/rows")
    assert "还没有填写任何内容，没有保存" in clerk.soup.get_text() and clerk.form("/rows").find("input", {"name": "participants-name"})
    with people.app.app_context():
        assert not queries.content_of(db.session.get(Application, application)).rows("participants")


def test_saving_and_adding_another_opens_an_empty_form(people: People) -> None:
    clerk, application = begun(people)
    clerk.open(f"/applications/{application}/sections/participants?add=participants")
    clerk.send("/sections/participants/rows", UNIT, button="go=another")
    box = clerk.form("/sections/participants/rows").find(attrs={"name": "participants-name"})
    assert box is not None and box["value"] == ""
    assert "岑屿材料有限公司" in clerk.text


def test_a_wrong_row_is_kept_as_typed_and_opened_again_with_the_reason(people: People) -> None:
    clerk, application = begun(people)
    clerk.open(f"/applications/{application}/sections/participants?add=participants")
    clerk.send("/sections/participants/rows", {**UNIT, "participants-contact_phone": "12345"})
    assert "应填 11 位手机号" in clerk.text
    box = clerk.form("/sections/participants/rows").find(attrs={"name": "participants-contact_phone"})
    assert box is not None and box["value"] == "12345"


def test_a_removed_row_comes_back_with_one_click(people: People) -> None:
    clerk, application = begun(people, units=3)
    clerk.open(f"/applications/{application}/sections/participants")
    name = typed_rows(COMMUNITIES[0], 2026, 3)["participants"][0]["name"][0]
    assert name in clerk.text
    clerk.send("/remove")
    assert name not in clerk.text
    assert "已删除一行" in clerk.soup.get_text()
    clerk.send("/restore")
    assert name in clerk.text


def test_a_long_list_comes_in_pages_and_an_edited_row_keeps_its_page(people: People) -> None:
    clerk, application = begun(people, units=120)
    clerk.open(f"/applications/{application}/sections/participants")
    assert "第 1 页，共 3 页，120 条" in clerk.text
    with people.app.app_context():
        row = queries.content_of(db.session.get(Application, application)).rows("participants")[77]
    clerk.open(f"/applications/{application}/sections/participants?edit={row.id}")
    assert "第 2 页，共 3 页" in clerk.text
    clerk.send("/sections/participants/rows", {"participants-contact_name": "李䶮"})
    assert "第 2 页，共 3 页" in clerk.text


def test_totals_are_computed_not_typed(people: People) -> None:
    clerk, application = begun(people, units=1)
    clerk.open(f"/applications/{application}/sections/funds")
    rows = typed_rows(COMMUNITIES[0], 2026, 1)["funds"]
    for year in ("year_1", "year_2", "year_3"):
        assert f"{sum(Decimal(row[year][0]) for row in rows):,.2f}" in clerk.text


def test_a_unit_without_a_valid_code_needs_a_reason_and_a_proof(people: People) -> None:
    clerk, application = begun(people, units=1)
    clerk.open(f"/applications/{application}/sections/participants?add=participants")
    clerk.send("/sections/participants/rows", {**UNIT, "participants-uscc": ""})
    assert "没有有效的统一社会信用代码，请填写原因并上传证明材料" in clerk.open(f"/applications/{application}/readiness").text
    with people.app.app_context():
        row = queries.content_of(db.session.get(Application, application)).rows("participants")[-1].id
    clerk.open(f"/applications/{application}/sections/participants?edit={row}")
    clerk.send("/sections/participants/rows", {"participants-uscc": "91000000000000000X", "participants-uscc_reason": "证照换发中"})
    text = clerk.open(f"/applications/{application}/readiness").text
    assert "请在佐证材料“无统一社会信用代码说明”中上传证明" in text
    assert "校验位不对" not in text


def test_a_row_is_copied_without_what_may_not_repeat(people: People) -> None:
    clerk, application = begun(people, units=2)
    with people.app.app_context():
        row = queries.content_of(db.session.get(Application, application)).rows("participants")[0]
    clerk.open(f"/applications/{application}/sections/participants")
    clerk.open(next(str(a["href"]) for a in clerk.soup.find_all("a", string="复制") if row.id in str(a["href"])))
    form = filled_in(clerk.form("/sections/participants/rows"))
    assert form["participants-duties"] == [row.values["duties"]]
    assert form["participants-name"] == form["participants-uscc"] == [""]
    clerk.send("/sections/participants/rows", {"participants-name": "岑屿新材料有限公司", "participants-uscc": uscc(502)})
    with people.app.app_context():
        names = [one.values["name"] for one in queries.content_of(db.session.get(Application, application)).rows("participants")]
    assert names[0] == row.values["name"] and names[2] == "岑屿新材料有限公司"


def test_a_row_is_moved_and_moved_back_with_one_click(people: People) -> None:
    clerk, application = begun(people, units=60)

    def order() -> list[str]:
        with people.app.app_context():
            return [row.id for row in queries.content_of(db.session.get(Application, application)).rows("participants")]

    before = order()
    clerk.open(f"/applications/{application}/sections/participants")
    clerk.send(f"/rows/{before[2]}/move", {"to": "55"})
    assert order() == [*before[:2], *before[3:55], before[2], *before[55:]]
    assert "第 2 页，共 2 页" in clerk.text, "one sees the row where it stands now"
    clerk.send(f"/rows/{before[2]}/move")  # the button 撤销 stands first
    assert order() == before
    clerk.open(f"/applications/{application}/sections/participants").send(f"/rows/{before[0]}/move", {"to": "9999"})
    assert order()[-1] == before[0]


def test_rows_are_found_by_any_text_in_them_and_keep_their_numbers(people: People) -> None:
    clerk, application = begun(people, units=60)
    with people.app.app_context():
        rows = queries.content_of(db.session.get(Application, application)).rows("participants")
    clerk.open(f"/applications/{application}/sections/participants")
    clerk.send("/sections/participants", {"find": str(rows[57].values["uscc"]).lower()})
    assert "找到 1 条，共 60 条" in clerk.text and str(rows[57].values["name"]) in clerk.text
    line = clerk.soup.find(id=f"participants-{rows[57].id}")
    assert line is not None and line.get_text(" ", strip=True).startswith("58 ")
    clerk.send("/sections/participants", {"find": "没有这样的单位"})
    assert "没有找到符合条件的" in clerk.text


def test_only_the_rows_with_something_to_correct_are_shown_on_request(people: People) -> None:
    clerk, application = begun(people, units=15)
    with people.app.app_context():
        row = queries.content_of(db.session.get(Application, application)).rows("participants")[12].id
    clerk.open(f"/applications/{application}/sections/participants?edit={row}")
    clerk.send("/sections/participants/rows", {"participants-contact_phone": "12345"})
    clerk.open(f"/applications/{application}/sections/participants?list=participants&wrong=1")
    assert "找到 1 条，共 15 条" in clerk.text and "应填 11 位手机号" in clerk.text


def test_a_unit_the_portal_knows_is_found_and_filled_in_without_its_contact(people: People) -> None:
    known = people.account(Role.APPLICANT, organisation=people.organisation())
    clerk, application = begun(people)
    with people.app.app_context():
        other = full_application(people.person(known), units=3)
        unit = queries.content_of(other).rows("participants")[1].values
        other.community.published_at = NOON
        other.community.recognised_on = NOON.date()
        db.session.commit()
    clerk.open(f"/applications/{application}/sections/participants?add=participants")
    clerk.send("/rows", {"participants-name": str(unit["name"])[:4], "participants-duties": "已写好的任务"}, button="go=look_up")
    assert str(unit["uscc"]) in clerk.text
    fill = clerk.form("/rows").find("button", {"name": "fill", "aria-label": f"填入{unit['name']}"})
    assert fill is not None
    clerk.send("/rows", button=f"fill={fill['value']}")
    form = filled_in(clerk.form("/rows"))
    assert (form["participants-name"], form["participants-uscc"]) == ([unit["name"]], [unit["uscc"]])
    assert (form["participants-province"], form["participants-category"]) == ([unit["province"]], [unit["category"]])
    assert form["participants-duties"] == ["已写好的任务"] and form["participants-contact_phone"] == [""]
    assert "已保存" not in clerk.text


def test_units_of_what_is_not_published_are_nobody_elses(people: People) -> None:
    other = people.account(Role.APPLICANT, organisation=people.organisation())
    clerk, application = begun(people)
    with people.app.app_context():
        row = queries.content_of(full_application(people.person(other), units=3)).rows("participants")[0]
        hidden = db.session.query(MemberUnit).filter_by(unit=row.id).one().id
    clerk.open(f"/applications/{application}/sections/participants?add=participants")
    clerk.send("/rows", {"participants-name": str(row.values["name"])}, button="go=look_up")
    assert "没有找到" in clerk.text
    clerk.send("/rows", {"participants-name": "另一家"}, button=f"fill={hidden}")
    assert str(row.values["uscc"]) not in str(clerk.form("/rows"))


def test_a_full_list_takes_no_row_more(people: People) -> None:
    _, application = begun(people, units=3)
    with people.app.app_context():
        found = db.session.get_one(Application, application)
        section = edition_of(found).by_key["participants"]
        with pytest.raises(NotEditable, match="“参与单位”最多 1000 条，现有 3 条，放不下。"):
            editing.add_rows(found, section, [{"name": [f"砚北{n}号中学"]} for n in range(998)], None)
        assert len(queries.content_of(found).rows("participants")) == 3, "all or none"


def test_a_row_that_is_gone_is_neither_removed_again_nor_moved(people: People) -> None:
    clerk, application = begun(people, units=3)
    address = f"/applications/{application}/sections/participants"
    other, third = (Visitor(clerk.client).open(address) for _ in range(2))
    with people.app.app_context():
        first, *rest = [row.id for row in queries.content_of(db.session.get(Application, application)).rows("participants")]
    for visitor in (clerk.open(address), other):
        visitor.send(f"/rows/{first}/remove")
    third.send(f"/rows/{first}/move", {"to": "3"})
    with people.app.app_context():
        assert [row.id for row in queries.content_of(db.session.get(Application, application)).rows("participants")] == rest
        assert db.session.query(AuditEntry).filter_by(action="row.removed").count() == 1
        assert db.session.query(AuditEntry).filter_by(action="row.moved").count() == 0

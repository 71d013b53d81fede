"""Who reads and edits which part of an application: every kind of co-editor × every part × reading and writing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from flask import Flask

from cte_portal.catalogue.address import EVIDENCE
from cte_portal.community import queries
from cte_portal.community.co_editing import service as co_editing
from cte_portal.community.co_editing.service import Given
from cte_portal.community.models import Application
from cte_portal.community.service import lifecycle
from cte_portal.extensions import db
from cte_portal.roles import Role
from tests.support.people import People, Visitor
from tests.support.scenes import Scene, set_scene
from tests.support.world import full_application, hand_in

READS, EDITS, NOTHING = "reads", "edits", "nothing"
PEOPLE: dict[str, tuple[list[str], bool] | None] = {  # what each was given: parts, and whether it may read the rest
    "applicant": None,
    "school": (["lead_school"], False),
    "school that reads the rest": (["lead_school"], True),
    "university with a task and proofs": (["lead_university", "task_1", EVIDENCE], False),
    "university with the units": (["lead_university", "participants"], True),
}
PARTS = ("lead_school", "lead_university", "task_1", "task_1_targets", "participants", "cover", EVIDENCE)


def wanted(who: str, part: str) -> str:
    given = PEOPLE[who]
    page = "task_1" if part == "task_1_targets" else part
    if given is None or page in given[0]:
        return EDITS
    return READS if given[1] else NOTHING


@dataclass
class Shared:
    """One application, and everybody who has a share of it."""

    id: int
    visitors: dict[str, Visitor]
    row: str
    target: str
    evidence: int


@pytest.fixture(scope="module")
def scene(app: Flask) -> Scene[tuple[Shared, dict[str, str]]]:
    return set_scene(app, share_one)


@pytest.fixture
def people(scene: Scene[tuple[Shared, dict[str, str]]], portal: Flask) -> People:
    return scene.put()


@pytest.fixture
def shared(scene: Scene[tuple[Shared, dict[str, str]]], people: People) -> Shared:
    shared, emails = scene.known
    return replace(shared, visitors={who: people.sign_in(email) for who, email in emails.items()})


def share_one(people: People) -> tuple[Shared, dict[str, str]]:
    """One application shared out among everybody; their emails."""
    emails = {who: people.account(Role.CO_EDITOR) for who, given in PEOPLE.items() if given}
    emails["applicant"] = people.account(Role.APPLICANT, organisation=people.organisation())
    with people.app.app_context():
        applicant = people.person(emails["applicant"])
        application = full_application(applicant)
        for who, given in PEOPLE.items():
            if given:
                co_editor = co_editing.invite(application, Given(who[:30], given[0][0], "", *given), applicant)
                co_editing.accept(co_editor.invitation, people.person(emails[who]))
        number, content = application.id, queries.content_of(application)
    row, target = content.rows("participants")[0].id, content.rows("task_1_targets")[0].id
    return Shared(id=number, visitors={}, row=row, target=target, evidence=int(content.evidence[0].id)), emails


def addresses(shared: Shared, part: str) -> tuple[list[str], list[str]]:
    """(those that show something of the part, those that change it)"""
    base = f"/applications/{shared.id}"
    if part == EVIDENCE:
        one = f"{base}/evidence/files/{shared.evidence}"
        return [f"{base}/evidence", one], [f"{base}/evidence/charter", f"{one}/remove", f"{one}/restore"]
    if part in ("participants", "task_1_targets"):
        row = shared.row if part == "participants" else shared.target
        here = f"{base}/sections/{part}"
        page = f"{base}/sections/{'task_1' if part == 'task_1_targets' else part}"
        changed = [f"{here}/rows/{row}/{step}" for step in ("remove", "restore", "move")]
        return [page, f"{here}/export.xlsx"], [f"{here}/rows", *changed, f"{here}/presence", f"{here}/import"]
    return [f"{base}/sections/{part}"], [f"{base}/sections/{part}", f"{base}/sections/{part}/presence"]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("part", PARTS)
def test_who_reads_and_edits_what(shared: Shared, who: str, part: str) -> None:
    visitor, may = shared.visitors[who], wanted(who, part)
    shown, changed = addresses(shared, part)
    for address in shown:
        assert visitor.client.get(address).status_code == (404 if may == NOTHING else 200), address
    token = visitor.open("/").token()
    for address in changed:
        answer = visitor.client.post(address, data={"csrf_token": token}, content_type="multipart/form-data").status_code
        if may == EDITS:
            assert answer not in (403, 404), address
        else:
            assert answer == (403 if may == READS else 404), address


@pytest.mark.parametrize("who", PEOPLE)
def test_the_task_list_leads_exactly_to_what_one_may_read(shared: Shared, who: str) -> None:
    visitor = shared.visitors[who].open(f"/applications/{shared.id}")
    links = {str(link["href"]).rpartition("/")[2] for link in visitor.soup.select(".task-list a")}
    for part in PARTS:
        if part != "task_1_targets":
            assert (part in links) == (wanted(who, part) != NOTHING), part
    for link in visitor.soup.find("main").find_all("a"):
        assert visitor.client.get(str(link["href"])).status_code == 200, link["href"]


@pytest.mark.parametrize("who", [who for who, given in PEOPLE.items() if given])
def test_a_page_one_may_only_read_has_no_form_and_leads_nowhere_forbidden(shared: Shared, who: str) -> None:
    visitor = shared.visitors[who]
    for part in PARTS:
        address = addresses(shared, part)[0][0]
        if wanted(who, part) == NOTHING:
            continue
        main = visitor.open(address).soup.find("main")
        assert bool(main.find("form")) == (wanted(who, part) == EDITS), part
        for link in main.find_all("a", href=True):
            assert link["href"].startswith("#") or visitor.client.get(str(link["href"])).status_code == 200, link["href"]


@pytest.mark.parametrize("asked", ["add=participants", "edit={row}", "add=participants&copy={row}", "list=participants&find=公司"])
def test_no_address_opens_a_row_to_one_who_may_only_read(shared: Shared, asked: str) -> None:
    address = f"/applications/{shared.id}/sections/participants?{asked.format(row=shared.row)}"
    forms = shared.visitors["school that reads the rest"].open(address).soup.find("main").find_all("form", method="post")
    assert forms == []
    assert shared.visitors["university with the units"].open(address).soup.find("main").find_all("form", method="post")


@pytest.mark.parametrize(("who", "status"), [("school", 404), ("school that reads the rest", 403), ("university with the units", 200)])
def test_an_import_is_for_those_who_edit_the_list(shared: Shared, who: str, status: int) -> None:
    applicant, visitor = shared.visitors["applicant"], shared.visitors[who]
    applicant.open(f"/applications/{shared.id}/sections/participants/import")
    form = applicant.soup.find("textarea").find_parent("form")
    sent = applicant.client.post(str(form["action"]), data={"csrf_token": applicant.token(), "pasted": "单位名称\t类别\n示例有限公司\t企业"})
    preview = sent.headers["Location"]
    for address in (f"/applications/{shared.id}/sections/participants/import", preview, f"{preview}/marked.xlsx"):
        assert visitor.client.get(address).status_code == status, address
    applied = visitor.client.post(f"{preview}/apply", data={"csrf_token": visitor.open("/").token()}).status_code
    assert (applied not in (403, 404)) if status == 200 else applied == status


def test_looking_up_a_unit_tells_a_co_editor_nothing_of_other_parts(shared: Shared) -> None:
    for who, finds in (("school", False), ("applicant", True)):
        page = shared.visitors[who].open(f"/applications/{shared.id}/sections/lead_school")
        page.send("/sections/lead_school", {"lead_school-name": "有限公司", "lead_school-uscc": ""}, button="go=look_up")
        assert ("MADE" in page.soup.find(class_="look-up").get_text()) == finds


def test_the_draft_is_for_those_who_may_see_the_rest(shared: Shared) -> None:
    address = f"/applications/{shared.id}/draft.pdf"
    assert shared.visitors["school"].client.get(address).status_code == 404
    assert shared.visitors["university with a task and proofs"].client.get(address).status_code == 404
    assert shared.visitors["school that reads the rest"].client.get(address).data.startswith(b"%PDF")


@pytest.mark.parametrize("step", ["finalise", "reopen", "submit", "withdraw", "co-editors", "confirmations", "scan"])
def test_only_the_applicant_takes_the_steps_and_invites(shared: Shared, step: str) -> None:
    for who, given in PEOPLE.items():
        if given:
            visitor = shared.visitors[who]
            token = visitor.open("/").token()
            assert visitor.client.post(f"/applications/{shared.id}/{step}", data={"csrf_token": token}).status_code == 403, who


def test_an_officers_comment_is_seen_and_ticked_off_by_whoever_edits_the_place(people: People, shared: Shared) -> None:
    province = people.account(Role.PROVINCE_OFFICER)
    with people.app.app_context():
        application = db.session.get(Application, shared.id)
        assert application is not None
        applicant = application.organisation.accounts[0]
        hand_in(application, applicant)
        places = {"lead_school/cooperation": "请补充订单培养的人数。", "cover/community_name": "请核对名称。"}
        lifecycle.return_for_correction("return", application, people.person(province), "请修改", places)
    school = shared.visitors["school"].open(f"/applications/{shared.id}/sections/lead_school")
    assert "请补充订单培养的人数" in school.text
    tick = next(str(form["action"]) for form in school.soup.find_all("form") if "/comments/" in str(form.get("action")))
    assert "（已处理）" in school.send(tick.rpartition("/applications")[2], button="done=yes").text
    reader = shared.visitors["school that reads the rest"]
    assert "请核对名称" not in reader.open(f"/applications/{shared.id}/sections/cover").text
    other = f"{tick.rpartition('/')[0]}/{3 - int(tick.rpartition('/')[2])}"
    assert reader.client.post(other, data={"csrf_token": reader.open("/").token()}).status_code == 403
    assert school.client.post(other, data={"csrf_token": school.open("/").token()}).status_code == 404


def test_two_invitations_for_one_application_add_up(people: People, shared: Shared) -> None:
    email = people.account(Role.CO_EDITOR)
    with people.app.app_context():
        application = db.session.get(Application, shared.id)
        assert application is not None
        applicant = application.organisation.accounts[0]
        for parts in (["lead_school"], ["funds"]):
            co_editor = co_editing.invite(application, Given("两次", "lead_school", "", parts, False), applicant)
            co_editing.accept(co_editor.invitation, people.person(email))
    visitor = people.sign_in(email).open("/shared")
    assert "2.3 牵头职业学校、8 经费投入" in visitor.text
    for part in ("lead_school", "funds"):
        assert visitor.client.get(f"/applications/{shared.id}/sections/{part}").status_code == 200

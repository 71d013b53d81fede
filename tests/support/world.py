"""A small world: one applicant with an application in each of four states, and everybody who might look at them."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cte_portal import clock
from cte_portal.accounts.invitations import service as invitations
from cte_portal.accounts.models import Account, Organisation, OrganisationKind
from cte_portal.admin.editions import service as edition_service
from cte_portal.admin.operation import service as operation
from cte_portal.admin.operation.models import FailedJob
from cte_portal.admin.people import service as staff
from cte_portal.annual import queries as annual
from cte_portal.annual.service import feed
from cte_portal.annual.yearly_forms import service as yearly_forms
from cte_portal.clock import SHANGHAI
from cte_portal.community import queries
from cte_portal.community.co_editing import queries as co_editing_queries
from cte_portal.community.co_editing import service as co_editing
from cte_portal.community.co_editing.service import Given
from cte_portal.community.exchange import service as exchange
from cte_portal.community.filling import service as editing
from cte_portal.community.models import Application, Community
from cte_portal.community.service import direct, lifecycle, pre_review
from cte_portal.community.unit_confirmation import queries as confirmations
from cte_portal.community.unit_confirmation import service as unit_confirmation
from cte_portal.community.unit_confirmation.rules import Answer
from cte_portal.community.unit_confirmation.service import Said
from cte_portal.community.workflow import Status
from cte_portal.demo.dossier import COMMUNITIES
from cte_portal.demo.reporting import report
from cte_portal.document.models import PrintedVersion
from cte_portal.document.scan_reader import PageReading
from cte_portal.document.scan_service import keep_reading
from cte_portal.exchange import queries as published_lists
from cte_portal.exchange.following import queries as followed
from cte_portal.exchange.following import service as following
from cte_portal.exchange.living import service as living
from cte_portal.exchange.meeting import service as meeting
from cte_portal.exchange.rules import Table, Way
from cte_portal.extensions import db
from cte_portal.handover import keys
from cte_portal.handover.service import importing, receiving, trusting
from cte_portal.jobs import jobs
from cte_portal.long_work import service as long_work
from cte_portal.mistakes import service as mistakes
from cte_portal.notices import queries as notices
from cte_portal.performance.evidence import service as proofs
from cte_portal.performance.parts import service as parts
from cte_portal.performance.parts.models import FigureAdoption
from cte_portal.performance.scoring import service as scoring
from cte_portal.performance.scoring.rules import Bands, Weight
from cte_portal.performance.scoring.rules import Way as Scored
from cte_portal.recognition import queries as recognition
from cte_portal.recognition.service import lists, objections
from cte_portal.registration.people import service as own_people
from cte_portal.review import service as review
from cte_portal.review.batches import service as batches
from cte_portal.review.checklist import service as checklists
from cte_portal.review.experts import queries as expert_queries
from cte_portal.review.experts.rules import Body
from cte_portal.review.experts.service import rounds as expert_rounds
from cte_portal.review.first_look import service as first_look
from cte_portal.review.models import Outcome
from cte_portal.review.private_notes import service as private_notes
from cte_portal.review.queue import service as queue
from cte_portal.roles import Role
from cte_portal.storage import storage
from cte_portal.transactions import transaction
from cte_portal.uploads import service as uploads
from cte_portal.uploads.rules import Verdict
from cte_portal.web.editions import edition_of
from tests.support.editions import edition_zip

from . import followed as lists_of
from . import publishing
from .collected import reported
from .established import established, handed_in_report, passed, published, with_units
from .files import pdf
from .filled import fill_in
from .people import JIANGSU, NANJING, SUZHOU, ZHEJIANG, People, Visitor, uscc
from .posted import posted


@dataclass
class World:
    visitors: dict[str, Visitor] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    applications: dict[str, int] = field(default_factory=dict)  # state → id
    inside: dict[str, dict[str, Any]] = field(default_factory=dict)  # state → names of what is in it
    organisation: int = 0
    batches: dict[str, int] = field(default_factory=dict)  # state → id
    round: int = 0  # 专家评审 of the ministry
    subject: int = 0
    sheet: int = 0  # of the expert
    expert: str = ""  # the code of an invitation that waits
    entries: dict[str, int] = field(default_factory=dict)  # published by the applicant's community; one by the other applicant's
    interest: int = 0  # of the other applicant's community in one of them
    grant: int = 0  # of direct reporting, to a headquarters in the province
    notice: int = 0  # of the applicant
    view: int = 0  # saved by the province's officer
    checklist_item: int = 0  # the province's own
    recognition_list: int = 0  # the ministry's, under notice
    receipt: str = ""  # of an objection to it
    work: int = 0  # of the province's officer
    edition: int = 0  # of a list that the applicant's other community published
    entry: int = 0
    living: int = 0  # the living lists of the community that published it
    community: int = 0  # recognised, with a report that waits for the province
    report: int = 0  # published, of another community
    part: str = ""  # code of a unit's part of the figures
    colleague: int = 0  # an account that nobody here is signed in with
    registered: dict[str, int] = field(default_factory=dict)  # of the applicant's organisation: takeover, colleague, colleague_invitation
    staff: str = ""  # the code of an invitation by the administrator
    failed_job: str = ""
    form_edition: str = ""  # the key of one that waits to be put to use
    article: int = 0  # published, with an attachment
    figures_community: int = 0  # its figures of 2026 wait for the province
    yearly_forms: dict[str, int] = field(default_factory=dict)  # kind → id of the one that is being filled in
    calendar: str = ""  # the code of the applicant's deadlines
    code: str = ""  # of a version
    invitation: str = ""  # the code of one that waits
    confirmation: str = ""  # the code of a unit that has answered

    def parts(self, state: str, endpoint: str) -> dict[str, Any]:
        """What else the route's address names, of that application."""
        return {name: self.inside[state][name] for name in PARTS.get(endpoint, ())} | SECTION_OF.get(endpoint, {})


PARTS = {
    "community.remove_row": ("row",),
    "community.restore_row": ("row",),
    "community.move_row": ("row",),
    "community.comment": ("comment_id",),
    "community.answer_comment": ("comment_id",),
    "community.import_preview": ("draft_id",),
    "community.import_apply": ("draft_id",),
    "community.import_undo": ("draft_id",),
    "community.import_discard": ("draft_id",),
    "community.import_marked": ("draft_id",),
    "uploads.remove": ("evidence_id",),
    "uploads.restore": ("evidence_id",),
    "uploads.download": ("evidence_id",),
    "uploads.add": ("category",),
    "uploads.scan": ("version_id",),
    "document.scan_check": ("version_id",),
    "document.scan_page": ("version_id", "number"),
    "document.print_page": ("version_id", "number"),
    "document.scan_beside_print": ("version_id", "number"),
    "private_notes.remove": ("note_id",),
    "preview.evidence_page": ("evidence_id", "number"),
    "preview.evidence_picture": ("evidence_id", "number"),
    "document.read_by_hand": ("version_id",),
    "document.judge_scan": ("version_id",),
    "document.version": ("number",),
    "co_editing.withdraw": ("co_editor_id",),
    "co_editing.invite_again": ("co_editor_id",),
    "unit_confirmation.give_out": ("row",),
    "unit_confirmation.withdraw": ("row",),
    "document.version_data": ("number",),
    **{f"recognition.{name}": ("item_id",) for name in ("take_off", "take_out", "taken_out")},
    **{f"recognition.{name}": ("objection_id",) for name in ("objection", "handled", "open_contact", "objection_file")},
}
NOVEMBER = datetime(2026, 11, 5, 9, tzinfo=SHANGHAI)  # figures are collected
YEARLY = {"work_plan": "goals", "annual_summary": "problems"}  # kind → a section; both have the list "funds"
ROW, DRAFT = ("remove_row", "restore_row", "move_row"), ("import_preview", "import_apply", "import_undo", "import_discard", "import_marked")
PARTS |= {f"unit_figures.{name}": ("unit",) for name in ("give_out", "withdraw", "reopen", "take_in")} | {"unit_figures.undo": ("adoption_id",)}
PARTS |= {f"figure_proofs.{name}": ("proof_id",) for name in ("take_out", "bring_back")}
for _kind in YEARLY:
    PARTS |= {f"yearly_forms.{_kind}_{name}": ("row",) for name in ROW} | {f"yearly_forms.{_kind}_{name}": ("draft_id",) for name in DRAFT}
SECTION_OF = {
    **{f"figure_proofs.{name}": {"key": "3_2"} for name in ("add", "take_out", "bring_back")},
    **{f"performance.performance_{name}": {"key": "resources"} for name in ("section", "save", "presence")},
    **{f"yearly_forms.{kind}_{name}": {"key": key} for kind, key in YEARLY.items() for name in ("section", "save", "presence")},
    **{
        f"yearly_forms.{kind}_{name}": {"key": "funds"}
        for kind in YEARLY
        for name in ("save_row", *ROW, "import_list", "take_in", "template", "export")
    },
    "draft_comments.comment": {"place": "foundation/cooperation"},
    "draft_comments.put": {"place": "foundation/cooperation"},
    "community.section": {"key": "basics"},
    "community.save": {"key": "basics"},
    "community.save_row": {"key": "participants"},
    "community.remove_row": {"key": "participants"},
    "community.restore_row": {"key": "participants"},
    "community.move_row": {"key": "participants"},
    "community.presence": {"key": "mechanism"},
    "community.looked_at": {"key": "participants"},
    "community.import_list": {"key": "participants"},
    "community.take_in": {"key": "participants"},
    "community.template": {"key": "participants"},
    "community.export": {"key": "participants"},
}


def build_world(people: People) -> World:
    world = World()
    world.organisation = people.organisation()
    emails = {
        "applicant": people.account(Role.APPLICANT, organisation=world.organisation),
        "other applicant": people.account(Role.APPLICANT, organisation=people.organisation()),
        "co-editor": people.account(Role.CO_EDITOR),
        "other co-editor": people.account(Role.CO_EDITOR),
        "province": people.account(Role.PROVINCE_OFFICER, province=JIANGSU),
        "city": people.account(Role.CITY_OFFICER, city=SUZHOU),
        "other city": people.account(Role.CITY_OFFICER, city=NANJING),
        "other province": people.account(Role.PROVINCE_OFFICER, province=ZHEJIANG),
        "ministry": people.account(Role.MINISTRY_OFFICER),
        "expert": people.account(Role.EXPERT),
        "other expert": people.account(Role.EXPERT),
        "editor": people.account(Role.EDITOR),
        "administrator": people.account(Role.ADMINISTRATOR),
        "auditor": people.account(Role.AUDITOR),
    }
    colleague, beside = people.account(Role.EDITOR), people.account(Role.APPLICANT, organisation=world.organisation)
    headquarters = people.organisation(kind=OrganisationKind.CENTRAL_HQ)
    community, lead = publishing.established(people, organisation=world.organisation)
    with people.app.app_context():
        applicant, province = people.person(emails["applicant"]), people.person(emails["province"])
        for number, state in enumerate(("draft", "asked", "submitted", "reported")):
            application = full_application(applicant, number)
            world.invitation, world.confirmation = share_out(application, applicant, people.person(emails["co-editor"]))
            draft = exchange.take_pasted(application, edition_of(application).by_key["participants"], "单位名称\t类别\n示例有限公司\t企业", applicant)
            if state == "asked":
                pre_review.ask(application, applicant)
            elif state != "draft":
                hand_in(application, applicant)
            if state == "submitted":
                first_look.assign(application, people.person(emails["city"]).authority, province)
            if state == "reported":
                items = edition_of(application).checklist.items
                review.approve(application, province, "同意", {item.key: (Outcome.MET, "") for item in items})
                world.batches["sent"] = report([application], "演示〔2026〕1号", province).id
                world.notice = notices.inbox(applicant, 1).items[0].id
            world.applications[state] = application.id
            world.code = application.version.check_code if application.version else world.code
            world.inside[state] = {**_inside(application), "draft_id": draft.id}
            world.inside[state]["note_id"] = private_notes.add(application, "核对章程", province).id
        edition = publishing.published(community, people.person(lead))
        world.edition, world.entry = edition.id, published_lists.all_entries(edition)[0].id
        _start_lists(world, db.session.get_one(Community, community), people.person(lead))
        world.view = queue.save_view("待审", {"status": "submitted"}, False, False, province).id
        _put_under_notice(world, people.person(emails["ministry"]))
        world.work = long_work.begin("none", "导出", province, "/review").id
        world.batches["draft"] = batches.start(2026, province).id
        world.checklist_item = checklists.add_item(checklists.Asked("已征求行业主管部门意见", "", ""), province).id
        invite_experts(world, people, emails)
        world.grant = direct.grant(db.session.get_one(Organisation, headquarters), 2026, "集团总部", people.person(emails["ministry"])).id
        _do_yearly_work(world, applicant, province)
        administrator = people.person(emails["administrator"])
        world.staff = invitations.code_of(staff.invite("钱编辑", "invited@demo.example", Role.EDITOR, administrator))
        world.colleague = people.person(colleague).id
        asked = own_people.Asked(db.session.get_one(Organisation, world.organisation).uscc, "韩经办", "13900000000", "han@demo.example", False)
        world.registered = {
            "takeover": own_people.ask(asked, pdf("letter"), "函.pdf").id,
            "colleague": people.person(beside).id,
            "colleague_invitation": own_people.invite(applicant.organisation, "孙同事", "colleague@demo.example", applicant).id,
        }
        operation.job_failed("remind", [], ValueError("演示"))
        world.failed_job = db.session.scalars(select(FailedJob.key)).one()
        archive = BytesIO(edition_zip("2027-demo", from_year=2027))
        world.form_edition = edition_service.propose(archive, people.person(emails["administrator"]), "/admin/editions").key
        mistakes.tell("/guide", "日期有误", "")
        world.article = posted(people.person(emails["editor"]), "演示通知", tags=("申报",), attachment=pdf("notice")).id
        jobs().do_waiting()
        handed_over(people, people.person(emails["ministry"]))
    exchange_lists(world, people, emails)
    world.emails = emails
    for who, email in emails.items():
        world.visitors[who] = people.sign_in(email)
        world.tokens[who] = world.visitors[who].token()
    return world


def exchange_lists(world: World, people: People, emails: dict[str, str]) -> None:
    """A technology demand that is undertaken and completed, a post with people agreed upon, interest that waits for an answer."""
    _, own = lists_of.established(people, "演示共同体", email=emails["applicant"])
    _, theirs = lists_of.established(people, "演示另一共同体", ZHEJIANG, emails["other applicant"])
    [world.entries["technology"]] = lists_of.published(people, own, Table.TECHNOLOGY_DEMAND, {})
    [world.entries["talent"]] = lists_of.published(people, own, Table.TALENT_DEMAND, {})
    [world.entries["theirs"]] = lists_of.published(people, theirs, Table.TECHNOLOGY_SUPPLY, {})
    with people.app.app_context():
        applicant, other = people.person(emails["applicant"]), people.person(emails["other applicant"])
        technology, talent, supply = (followed.entry(world.entries[name]) for name in ("technology", "talent", "theirs"))
        assert technology and talent and supply
        world.interest = meeting.express(technology, supply, "希望合作。", meeting.Contact("钱联系", "13900000000"), other).id
        paper = following.receive(pdf("contract"), "合同.pdf")
        unit = following.Unit("示例大学", uscc(9001))
        done = following.undertake(technology, [unit], date(2026, 5, 20), paper, applicant)
        world.inside["entry"] = {"undertaking_id": done.undertakings[0].id}
        following.complete(technology, date(2026, 5, 30), "达到指标", paper, applicant)
        agreed = following.agree(talent, unit, Way.ORDER, 5, date(2026, 5, 20), applicant)
        world.inside["entry"]["agreement_id"] = agreed.id


def _start_lists(world: World, community: Community, lead: Account) -> None:
    """Living lists with one row, an import that was read, and a link by which a unit fills in."""
    found = living.start(community, lead)
    section = found.definition.by_key["talent_demand"]
    row, _ = editing.add_row(found, section, {"unit": ["r1"], "position": ["铣工"]}, lead)
    link = living.give_out(found, "r1", lead)
    living.name_person(link, "王㭎", "厂长")
    draft = exchange.take_pasted(found, section, "企业\t岗位\n示例精密机械厂\t钳工", lead)
    world.living = found.id
    world.inside["living"] = {"key": section.key, "row": row.row, "draft_id": draft.id, "unit": "r1", "code": living.code_of(link)}


def invite_experts(world: World, people: People, emails: dict[str, str]) -> None:
    """A round about what was reported: one expert at work, one invitation that waits."""
    ministry = people.person(emails["ministry"])
    found = expert_rounds.open_round("专家评审", 2026, date(2026, 12, 20), 1, ministry)
    expert_rounds.choose(found, [world.applications["reported"]], ministry)
    expert = expert_rounds.add_expert(found, "何评审", Body("示例评审大学"), emails["expert"], ministry)
    expert_rounds.accept(expert, people.person(emails["expert"]))
    expert_rounds.share_out(found, ministry)
    waiting = expert_rounds.add_expert(found, "吕评审", Body("示例评审学院"), "waits@demo.example", ministry)
    sheet = expert_queries.sheets(found)[0]
    world.round, world.subject, world.sheet, world.expert = found.id, sheet.subject_id, sheet.id, expert_rounds.code_of(waiting)


def _do_yearly_work(world: World, applicant: Account, province: Account) -> None:
    """Two communities that stand: one whose report waits, one whose report is published."""
    world.community = established(applicant, "演示常年共同体").id
    handed_in_report(world.community, 2026, applicant)
    other = handed_in_report(established(applicant, "演示发布共同体", date(2024, 6, 1)).id, 2026, applicant)
    passed(other, province)
    world.report = published(other, applicant)
    world.calendar = feed.code_of(feed.renew(applicant))
    for kind in YEARLY:
        form = yearly_forms.begin(db.session.get_one(Community, world.community), 2026, annual.catalogue(2026).by_key[kind], applicant)
        funds = form.definition.by_key["funds"]
        row, _ = editing.add_row(form, funds, {"source": ["演示集团"]}, applicant)
        draft = exchange.take_pasted(form, funds, "演示集团\t订单班\t30", applicant)
        world.yearly_forms[kind], world.inside[kind] = form.id, {"row": row.row, "draft_id": draft.id}
    with clock.at(NOVEMBER):
        collection = yearly_forms.begin(db.session.get_one(Community, world.community), 2026, annual.catalogue(2026).by_key["performance"], applicant)
        reported(db.session.get_one(Community, other.community_id), 2025, applicant)
        reported(db.session.get_one(Community, other.community_id), 2026, applicant, proof="3.2", note_2_1="纸质报告先行发布。")
        proofs.add(collection, "3.2", pdf("roster of another"), "名册.pdf", applicant)
        weights, bands = [Weight("order_enrolled", Decimal(20), Scored.TARGET, Decimal(100))], Bands(Decimal(90), Decimal(75), Decimal(60))
        for officer in db.session.scalars(select(Account).where(Account.role.in_((Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)))):
            if officer.authority:
                scoring.save(officer.authority, 2026, "演示方案", weights, bands, officer)
    world.figures_community = other.community_id
    world.yearly_forms["performance"], world.inside["performance"] = collection.id, {"proof_id": 2, "unit": "p1", "adoption_id": 1}
    with_units(db.session.get_one(Community, world.community), p1="演示职业学院")
    part = parts.give_out(collection, "p1", applicant)
    parts.name_person(part, "周同学", "科长")
    world.part = parts.code_of(part)
    with transaction():
        db.session.add(FigureAdoption(collection_id=collection.id, before={}, after={}, at=clock.now(), by_id=applicant.id))


def _put_under_notice(world: World, ministry: Account) -> None:
    """The reported application, with an objection to it."""
    found = lists.create("演示名单", 2026, 5, ministry)
    lists.put_on(found, recognition.chosen([world.applications["reported"]]), ministry)
    lists.start_notice(found, ministry, found.revision)
    item = recognition.items(found)[0]
    objection = objections.file(item, objections.Filed("王㭎", "13800000000", "", "理由"), None)
    world.recognition_list, world.receipt = found.id, objections.receipt_of(objection)
    world.inside["list"] = {"item_id": item.id, "objection_id": objection.id}


def handed_over(people: People, ministry: Account) -> None:
    """A key that is trusted, an import that was refused and an upload that is under way, each the first of its kind."""
    with tempfile.TemporaryDirectory() as folder:
        trusting.trust(keys.as_text(keys.own(Path(folder)).public_key()), "浙江省教育厅", ZHEJIANG, None)
        file = Path(folder) / "空.zip"
        file.touch()
        importing.take_in_at_once(file, lambda part, whole, doing: None)
    receiving.begin("江苏.zip", 10, b"PK00000000", ministry)


def share_out(application: Application, applicant: Account, co_editor: Account) -> tuple[str, str]:
    """One co-editor at work, one invitation that waits, one unit that has confirmed; the codes of the last two."""
    parts = ["lead_school", "basics", "mechanism", "participants", "evidence"]
    co_editing.accept(co_editing.invite(application, Given("李䶮", "lead_school", "", parts, True), applicant).invitation, co_editor)
    waiting = co_editing.invite(application, Given("周㛃", "lead_university", "", ["lead_university"], False), applicant)
    unit_confirmation.give_out_all(application, applicant)
    link = confirmations.standings(application, queries.content_of(application))[0].link
    assert link is not None
    unit_confirmation.answer(link, Said(Answer.TAKES_PART, "王㭎", "处长"))
    return co_editing.code_of(waiting.invitation), unit_confirmation.code_of(link)


def full_application(applicant: Account, community: int = 0, units: int = 3) -> Application:
    """An application of the account's organisation with everything filled in and every proof there."""
    assert applicant.organisation is not None
    application = lifecycle.start(applicant.organisation, COMMUNITIES[community].name, 2026, applicant)
    fill_in(application, community, units, applicant)
    return application


def put_scan(application: Application, applicant: Account) -> None:
    """A stamped scan of the current version that matches it: blank paper in place of the print, sent back, and what a machine would read.

    Printing and reading take long; tests/document/test_scan_check.py and the demonstration's do both for real.
    """
    version = application.version
    assert version is not None
    paper = pdf(version.check_code, pages=3)
    with transaction():
        db.session.merge(PrintedVersion(version_id=version.id, sha256=storage().put(paper.getvalue()), printed_at=clock.now()))
    scan = uploads.add_scan(application, paper, f"申报书-{application.community.number}-盖章扫描件.pdf", applicant)
    keep_reading(scan, [PageReading([f"HTTP://PORTAL.TEST/V/{version.check_code}/{number}/3"]) for number in (1, 2, 3)])
    assert scan.verdict is Verdict.MATCHES


def hand_in(application: Application, applicant: Account) -> None:
    lifecycle.finalise(application, applicant)
    put_scan(application, applicant)
    assert lifecycle.submit(application, applicant) is Status.SUBMITTED


def _inside(application: Application) -> dict[str, Any]:
    content = queries.content_of(application)
    version = application.version
    return {
        "row": content.rows("participants")[0].id,
        "evidence_id": int(content.evidence[0].id),
        "category": edition_of(application).evidence.categories[0].key,
        "comment_id": 1,
        "co_editor_id": co_editing_queries.standings(application, content)[0].co_editor.id,
        "number": version.number if version else 1,
        "version_id": version.id if version else 1,
    }

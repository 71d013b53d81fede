"""Writes the demonstration into an empty portal: an account for each role, an application in each state.

Everything goes through the services, so the demonstration obeys the same rules as everybody, and its trail is whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from flask import current_app
from PIL import Image, ImageDraw
from sqlalchemy import select

from .. import clock
from ..accounts import service as accounts
from ..accounts.models import Account, AuthorityLevel, Organisation, OrganisationKind
from ..catalogue.fields import FieldType
from ..catalogue.merging import Base
from ..catalogue.schema import EvidenceCategory, Section
from ..community import queries
from ..community.filling import service as editing
from ..community.models import Application
from ..community.opening import service as opening
from ..community.service import direct, lifecycle
from ..document import service as documents
from ..document.scan_service import check_scan
from ..extensions import db
from ..registration import service as registration
from ..review import service as review
from ..review.authority_settings import service as authority_settings
from ..review.first_look import service as first_look
from ..review.first_look.rules import Advice
from ..review.models import Outcome
from ..review.queue import service as queue
from ..roles import Role
from ..transactions import transaction
from ..uploads import service as uploads
from ..web.editions import edition_of
from ..windows import Purpose
from . import articles, collecting, dossier, judging, meeting, partners, planning, publishing, reading, recognising, yearly
from .dossier import COMMUNITIES, DemoCommunity
from .reporting import report
from .trades import TRADES

PASSWORD = "Portal-demo-2026"  # noqa: S105  printed on the screen of every demonstration
MAIN_UNITS, OTHER_UNITS = 120, 24
DAYS = 40  # how long ago the story begins, where the year allows
EARLIER = 2  # years ago the first communities were recognised
Say = Callable[[str], None]


def database_is_empty() -> bool:
    return db.session.scalar(select(Account.id).limit(1)) is None


def demonstration_accounts() -> list[Account]:
    """The accounts to try the portal with; none in an installation that runs for real."""
    return list(db.session.scalars(select(Account).where(Account.email.like("%@demo.example")).order_by(Account.id)))


@dataclass(frozen=True)
class Authorities:
    city: Account
    province: Account
    ministry: Account
    administrator: Account
    editor: Account


def load(say: Say) -> None:
    """The whole story, from registering to recognition, spread over the days before now."""
    now = clock.now()
    begin = max(now - timedelta(days=DAYS), datetime(now.year, 1, 1, tzinfo=clock.SHANGHAI))
    year = now.year

    def day(number: int) -> datetime:
        return begin + (now - begin) * number / DAYS

    say("演示数据：建立账号……")
    with clock.at(datetime(year - EARLIER, 4, 20, 9, tzinfo=clock.SHANGHAI)):
        authorities = _authorities()
        early = [_register(community, number) for number, community in enumerate(COMMUNITIES[: len(yearly.COMMUNITIES)])]
        for applicant in early:
            registration.approve(_organisation(applicant), "信息完整，同意注册。", authorities.province)
    say("演示数据：往年认定的共同体和年度任务……")
    established = yearly.recognise_earlier(early, year - EARLIER, authorities.province, authorities.ministry, _fill_whole)
    collecting.report_earlier_years(established, early, range(year - EARLIER + 1, year), authorities.province)
    yearly.work(established, early, begin, authorities.province)
    publishers = [(owner, TRADES[told.trade], lead) for owner, told, lead in zip(established, yearly.COMMUNITIES, early, strict=True)]
    with clock.at(day(0)):
        for one in publishers:
            publishing.publish_first(*one)
        lifecycle.open_extension(
            Purpose.FILING, year, (now + timedelta(days=60)).date(), "演示用：任何一天都可以走完申报全程。", authorities.administrator
        )
        applicants = early + [_register(community, number) for number, community in enumerate(COMMUNITIES) if number >= len(early)]
    with clock.at(day(1)):
        for applicant in applicants[len(early) : -1]:  # the last one waits for the province
            registration.approve(_organisation(applicant), "信息完整，同意注册。", authorities.province)
        direct.grant(_organisation(applicants[DIRECT]), year, "演示用：同意该集团总部直报。", authorities.ministry)
    applications: list[Application] = []
    for number, (community, applicant) in enumerate(zip(COMMUNITIES[:-1], applicants, strict=False)):
        say(f"演示数据：填写“{community.name}”……")
        with clock.at(day(2 + number)):
            applications.append(_begin(community, applicant, year, number))
    with clock.at(day(16)):
        partners.invite_partners(applications[MAIN], applicants[MAIN], PASSWORD)
    with clock.at(day(18)):
        partners.let_units_answer(applications[MAIN], applicants[MAIN])
    _decide(applications, applicants, authorities, day)
    with clock.at(day(39)):
        partners.invite_one_more(applications[MAIN], applicants[MAIN])
        queue.assign({applications[SUBMITTED].id: None}, authorities.province, authorities.province)
        for one in publishers:
            publishing.publish_all(*one)
        meeting.bring_together(established[0], early[0], established[1], early[1])
        planning.summarise(established[0], early[0])
        collecting.report_this_year(established[1], early[1], collecting.SIZES[1] * collecting.GROWTH**EARLIER)
        articles.post(authorities.editor)
        queue.save_view("退回后还没有再次提交的", {"status": "returned"}, True, False, authorities.province)


# which of COMMUNITIES tells which part of the story
MAIN, FINALISED, SUBMITTED, RETURNED, DECLINED, APPROVED, REPORTED, RECOGNISED, NOT_RECOGNISED, DIRECT, BEGUN = range(11)


def _authorities() -> Authorities:
    with transaction():
        province = accounts.authority(AuthorityLevel.PROVINCE, dossier.PROVINCE)
        ministry = accounts.authority(AuthorityLevel.MINISTRY)
        bureau = accounts.city_bureau(f"{dossier.PROVINCE[:2]}9900", "演示市教育局")  # a code that no city has
        made = Authorities(
            accounts.create_account("city@demo.example", "市局经办", Role.CITY_OFFICER, PASSWORD, authority=bureau),
            accounts.create_account("province@demo.example", "省厅经办", Role.PROVINCE_OFFICER, PASSWORD, authority=province),
            accounts.create_account("ministry@demo.example", "职成司经办", Role.MINISTRY_OFFICER, PASSWORD, authority=ministry),
            accounts.create_account("admin@demo.example", "管理员", Role.ADMINISTRATOR, PASSWORD),
            accounts.create_account("editor@demo.example", "编辑", Role.EDITOR, PASSWORD),
        )
        accounts.create_account("auditor@demo.example", "审计员", Role.AUDITOR, PASSWORD)
    return made


def _register(community: DemoCommunity, number: int) -> Account:
    """The lead enterprise, registered as its clerk would have done it."""
    lead = dossier.typed_sections(community, clock.today().year)["lead_enterprise"]
    details = registration.OrganisationDetails(
        name=lead["name"][0],
        uscc=lead["uscc"][0],
        kind=OrganisationKind.CENTRAL_HQ if number == DIRECT else OrganisationKind(lead["kind"][0]),
        province_code=dossier.PROVINCE,
        address=lead["address"][0],
    )
    email = "enterprise@demo.example" if number == MAIN else f"enterprise{number + 1}@demo.example"
    organisation = registration.register(details, lead["contact_name"][0], lead["contact_phone"][0], email, PASSWORD)
    return organisation.accounts[0]


def _organisation(account: Account) -> Organisation:
    assert account.organisation is not None
    return account.organisation


def _begin(community: DemoCommunity, applicant: Account, year: int, number: int) -> Application:
    application = lifecycle.start(_organisation(applicant), community.name, year, applicant)
    if number == BEGUN:
        return application
    fill(application, community, MAIN_UNITS if number == MAIN else OTHER_UNITS, applicant, direct=number == DIRECT)
    categories = [c for c in edition_of(application).evidence.categories if c.required]
    for category in categories[:-1] if number == MAIN else categories:  # the main one lacks a proof, and so waits to be finished
        put_evidence(application, category, applicant)
    return application


def _fill_whole(application: Application, community: DemoCommunity, applicant: Account) -> None:
    fill(application, community, OTHER_UNITS, applicant)
    for category in edition_of(application).evidence.categories:
        if category.required:
            put_evidence(application, category, applicant)


def fill(application: Application, community: DemoCommunity, units: int, by: Account, *, direct: bool = False) -> None:
    """Type the whole form, section by section."""
    edition = edition_of(application)
    sections = dossier.typed_sections(community, application.year)
    if direct:
        sections["cover"] |= {"route": ["direct"], "recommending_province": []}
    rows = dossier.typed_rows(community, application.year, units)
    order = ["lead_enterprise", "lead_university", "lead_school", "participants"]
    order += [section.key for section in edition.sections if section.key not in order]
    for key in order:
        section = edition.by_key[key]
        if section.rows:
            _type_rows(application, section, rows.get(key, []), by)
        else:
            record = queries.section_record(application, section)
            (typed,) = _with_ids(application, section, [sections.get(key, {})])
            editing.save_section(application, section, typed, Base(record.revision if record else 0), by)


def _type_rows(application: Application, section: Section, rows: Sequence[Mapping[str, Sequence[str]]], by: Account) -> None:
    editing.add_rows(application, section, _with_ids(application, section, rows), by)


def _with_ids(application: Application, section: Section, typed: Sequence[Mapping[str, Sequence[str]]]) -> list[Mapping[str, Sequence[str]]]:
    """Member units are named in the content, and chosen by id in the form."""
    naming = [field.key for field in section.fields if field.type in (FieldType.MEMBER, FieldType.MEMBERS)]
    if not naming:
        return list(typed)
    ids = {name: unit for unit, name in queries.content_of(application).members.items()}
    return [{**one, **{key: [ids[name] for name in one[key]] for key in naming if one.get(key)}} for one in typed]


def put_evidence(application: Application, category: EvidenceCategory, by: Account) -> None:
    """A small picture as the proof of one category; each differs from the others."""
    picture = Image.new("RGB", (420, 594), "white")
    ImageDraw.Draw(picture).text((40, 40), f"{application.community.number} {category.key}", fill="black")
    stream = BytesIO()
    kind = "pdf" if "pdf" in category.kinds else "png"
    picture.save(stream, kind.upper())
    stream.seek(0)
    uploads.add_evidence(application, edition_of(application).evidence, category, stream, f"{category.title}.{kind}", by)


def send_back(application: Application, by: Account) -> int:
    """The print of the current version, sent back in place of a stamped scan; the id of the scan."""
    assert application.version is not None
    pdf = documents.version_pdf(application.version)
    return uploads.add_scan(application, BytesIO(pdf), f"申报书-{application.community.number}-盖章扫描件.pdf", by).id


def _check_all(scans: Sequence[int]) -> None:
    """Reading is most of the demonstration's work and runs in processes of its own: as many at once as there are cores."""
    app, moment = current_app._get_current_object(), clock.now()  # type: ignore[attr-defined]

    def check(scan: int) -> None:
        with app.app_context(), clock.at(moment):
            check_scan(scan)

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as readers:
        list(readers.map(check, scans))


def _city_looks(applications: list[Application], authorities: Authorities) -> None:
    """The city's bureau is asked about two: one it recommends, one that waits for it still."""
    authority_settings.change({"city_first_look": True}, authorities.province, city_days=DAYS // 2)
    for number in (SUBMITTED, APPROVED):
        first_look.assign(applications[number], authorities.city.authority, authorities.province)
    opinion = "三方合作基础较好，建设任务具体，建议推荐。"
    first_look.give(applications[APPROVED], authorities.city, Advice.RECOMMEND, opinion, {"foundation": "合作数据与学校年报一致，已核对。"})


def _decide(applications: list[Application], applicants: list[Account], authorities: Authorities, day: Callable[[int], datetime]) -> None:
    """From finalising on: who hands in what, and what becomes of it."""
    handed_in = (SUBMITTED, RETURNED, DECLINED, APPROVED, REPORTED, RECOGNISED, NOT_RECOGNISED, DIRECT)
    with clock.at(day(20)):
        for number in (FINALISED, *handed_in):
            lifecycle.finalise(applications[number], applicants[number])
    with clock.at(day(24)):
        _check_all([send_back(applications[number], applicants[number]) for number in handed_in])
        for number in handed_in:
            lifecycle.submit(applications[number], applicants[number])
    province, ministry = authorities.province, authorities.ministry
    with clock.at(day(25)):
        _city_looks(applications, authorities)
    with clock.at(day(28)):
        review.send_back(
            applications[RETURNED],
            province,
            "总体可行，请按所附意见修改后重新提交。",
            {"foundation": "请补充近三年校企合作的具体数据。", "mechanism": "请写明重大事项的议事规则。"},
            (day(DAYS) + timedelta(days=10)).date(),
        )
        review.decline(applications[DECLINED], province, "牵头单位之间尚未形成稳定合作，本年度不予推荐。")
        for number in (APPROVED, REPORTED, RECOGNISED, NOT_RECOGNISED):
            items = edition_of(applications[number]).checklist.items
            review.approve(applications[number], province, "材料齐全，同意推荐。", {item.key: (Outcome.MET, "") for item in items})
    with clock.at(day(30)):
        opening.ask(applications[RETURNED], ["lead_school"], "牵头职业学校的联系人已更换，需要更新联系方式。", applicants[RETURNED])
        reading.read_halfway(applications[SUBMITTED], province)
        reported = [applications[number] for number in (REPORTED, RECOGNISED, NOT_RECOGNISED)]
        report(reported, f"演示〔{clock.today().year}〕1号", province)
        judging.let_experts_judge([applications[REPORTED], applications[DIRECT]], ministry, PASSWORD)
    recognising.recognise(applications[RECOGNISED], applications[NOT_RECOGNISED], day(30), day(39), ministry, province)
    with clock.at(day(39)):
        recognising.put_under_notice(applications[REPORTED], ministry)

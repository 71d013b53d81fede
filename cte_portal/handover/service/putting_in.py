"""Writing a checked bundle into the database and the storage, inside one transaction of the caller's."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from ... import clock
from ...accounts import service as accounts
from ...accounts.models import Account, Organisation, RegistrationState
from ...community.filling.models import ListRow, SectionRecord
from ...community.finding import service as finding
from ...community.models import Application, ApplicationVersion, Community, MemberUnit, PlaceComment, Transition
from ...community.service import following
from ...community.workflow import Status
from ...document.models import PrintedVersion, ScanCheck
from ...extensions import Model, db
from ...review.batches.models import BatchItem, BatchState, ReportingBatch, StampedLetter
from ...review.models import ChecklistAnswer
from ...storage import Incoming, storage
from ...uploads.models import Evidence, SealedScan, StoredFile
from .. import papers, paths, queries
from ..archive import Problem
from ..reading import Bundle

GIVEN_BACK = (Status.RETURNED, Status.APPROVED)  # by the ministry: to the applicant, or to the province


def conflicts(bundle: Bundle) -> list[Problem]:
    """Why the bundle cannot be put beside what is here already, by file."""
    found = [Problem(paths.application(one.position), text) for one in bundle.applications if (text := _conflict(one))]
    return batch_conflict(bundle.batch.number) + found


def batch_conflict(number: str) -> list[Problem]:
    """Whether a batch of this number is here already, be it from a bundle that says something else."""
    batch = queries.batch_by_number(number)
    if batch is None:
        return []
    before = queries.import_of_batch(batch.id)
    if before is None or before.ended_at is None:
        return [Problem(paths.BATCH, f"本平台已有批次 {number}，不是导入的")]
    when = f"{before.ended_at:%Y-%m-%d %H:%M:%S}"
    told = f"批次 {number} 已由{before.by_name}于 {when} 从“{before.origin_name}”导入，内容与这个交接包不同。请与对方核实以哪一个为准"
    return [Problem(paths.BATCH, told)]


def _conflict(one: papers.Application) -> str | None:
    community = db.session.scalar(select(Community).filter_by(number=one.community.number))
    codes = [version.check_code for version in one.versions]
    taken = db.session.scalars(select(ApplicationVersion).where(ApplicationVersion.check_code.in_(codes)))
    if community is None:
        return "校验码与本平台的另一份申报相同" if list(taken) else None
    if community.organisation.uscc != one.organisation.uscc:
        return f"共同体编号 {community.number} 在本平台属于“{community.organisation.name}”的“{community.name}”"
    here = db.session.scalar(select(Application).filter_by(community_id=community.id, year=one.year))
    if here is None:
        return None
    named = f"“{community.name}”{one.year} 年度的申报在本平台已有"
    if queries.import_of_application(here) is None:
        return f"{named}，是在本平台填报的"
    if here.status not in GIVEN_BACK:
        return f"{named}，状态是“{here.status.label}”；只有退回申报单位或省里、再次报送的才能更新"
    own = {version.number: version.sha256 for version in _versions(here)}
    if any(own.get(version.number, version.sha256) != version.sha256 for version in one.versions):
        return f"{named}，其中以前的定稿版本与交接包不同"
    if max(own) > one.version:
        return f"{named}，版本比交接包中的新"
    assert here.reported_at is not None  # it came with a batch
    return None if here.reported_at < one.reported_at else f"{named}，报送时间不比交接包中的早，请与对方核对哪一次报送是最新的"


def _versions(application: Application) -> list[ApplicationVersion]:
    return list(db.session.scalars(select(ApplicationVersion).where(ApplicationVersion.application_id == application.id)))


def put_in(bundle: Bundle) -> ReportingBatch:
    """The batch and everything in it; files move from the staging folder to the storage last of all."""
    people = _People(bundle.manifest.origin.fingerprint)
    paper = bundle.batch
    batch = ReportingBatch(
        number=paper.number,
        province_code=paper.province,
        year=paper.year,
        state=BatchState.SENT,
        addressee=paper.addressee,
        letter_number=paper.letter_number,
        letter_date=paper.letter_date,
        created_at=paper.created_at,
        created_by_id=people.id_of(paper.created_by),
        changed_at=paper.reported_at,
        changed_by_id=people.id_of(paper.reported_by),
        reported_at=paper.reported_at,
        reported_by_id=people.id_of(paper.reported_by),
        frozen=bundle.text(paths.CONTENTS),
        sha256=bundle.entry(paths.CONTENTS).sha256,
    )
    db.session.add(batch)
    db.session.flush()
    if letter := paper.letter:
        _note_file(letter.sha256, letter.kind, letter.size, letter.pages)
        kept = StampedLetter(batch_id=batch.id, name=letter.name, sha256=letter.sha256, uploaded_at=letter.uploaded_at)
        kept.uploaded_by_id = people.id_of(letter.uploaded_by)
        db.session.add(kept)
    for one in bundle.applications:
        application, version = _Filing(bundle, one, people).put_in()
        db.session.add(BatchItem(batch_id=batch.id, application_id=application.id, version_id=version.id, position=one.position))
        db.session.flush()
    _keep_files(bundle)
    return batch


def _keep_files(bundle: Bundle) -> None:
    for entry in bundle.manifest.files:
        if not entry.path.endswith(".json") and not storage().path(entry.sha256).exists() and bundle.staging.has(entry.sha256, entry.size):
            storage().keep(Incoming(bundle.staging.path(entry.sha256), entry.sha256, entry.size))


def _note_file(sha256: str, kind: str, size: int, pages: int | None) -> None:
    if db.session.get(StoredFile, sha256) is None:
        db.session.add(StoredFile(sha256=sha256, kind=kind, size=size, pages=pages, received_at=clock.now()))
        db.session.flush()


@dataclass
class _People:
    """Stands in for the people of the other installation: a name and a role in the timeline, nobody who could sign in.

    They belong to no organisation and no authority, so that nothing is ever sent to them.
    """

    fingerprint: str
    known: dict[papers.Person, int] = field(default_factory=dict)
    password_hash: str = ""

    def id_of(self, person: papers.Person) -> int:
        if person not in self.known:
            self.known[person] = self._account(person).id
        return self.known[person]

    def _account(self, person: papers.Person) -> Account:
        named = hashlib.sha256(f"{self.fingerprint}/{person.role.value}/{person.name}".encode()).hexdigest()[:24]
        email = f"{named}@handover.invalid"
        account = db.session.scalar(select(Account).where(Account.email == email))
        if account is None:
            self.password_hash = self.password_hash or accounts.hash_password(secrets.token_urlsafe(32))
            account = Account(email=email, name=person.name, role=person.role, password_hash=self.password_hash, created_at=clock.now())
            db.session.add(account)
            db.session.flush()
        return account


@dataclass
class _Filing:
    """One application on its way in."""

    bundle: Bundle
    paper: papers.Application
    people: _People

    def put_in(self) -> tuple[Application, ApplicationVersion]:
        application, known_until = self._application()
        versions = {version.number: version for version in _versions(application)}
        known = set(versions)
        for paper in self.paper.versions:
            if paper.number not in known:
                versions[paper.number] = self._version(application, paper)
        version = versions[self.paper.version]
        content = json.loads(version.content)["content"]
        application.version_id = version.id
        self._sections(application, content)
        self._evidence(application, content["evidence"])
        if version.number not in known:
            self._papers_of(application, version)
        finding.note(application)
        self._steps(application, {number: one.id for number, one in versions.items()}, known_until)
        return application, version

    def _application(self) -> tuple[Application, datetime | None]:
        """Made, or found where it was returned; and until when its timeline is here already."""
        paper = self.paper
        organisation, community = self._organisation(), self._community()
        application = db.session.scalar(select(Application).filter_by(community_id=community.id, year=paper.year))
        known_until = application.reported_at if application else None
        if application is None:
            application = Application(community_id=community.id, organisation_id=organisation.id, year=paper.year, started_at=paper.started_at)
            db.session.add(application)
        application.edition, application.status, application.direct = paper.edition, Status.REPORTED, False
        application.open_places = None
        application.province_code, application.industry_code = paper.province, paper.industry
        application.taken_over_year, application.correction_due = paper.taken_over_year, paper.correction_due
        application.manual_check, application.scan_reason = paper.manual_check, paper.scan_reason
        application.submitted_at, application.submitted_to = paper.submitted_at, paper.province
        application.decided_at = application.reported_at = paper.reported_at
        db.session.flush()
        return application, known_until

    def _organisation(self) -> Organisation:
        paper = self.paper.organisation
        organisation = db.session.scalar(select(Organisation).filter_by(uscc=paper.uscc))
        if organisation is None:
            organisation = Organisation(
                name=paper.name,
                uscc=paper.uscc,
                kind=paper.kind,
                province_code=paper.province,
                address=paper.address,
                state=RegistrationState.APPROVED,
                registered_at=paper.registered_at,
            )
            db.session.add(organisation)
            db.session.flush()
        return organisation

    def _community(self) -> Community:
        paper = self.paper.community
        community = db.session.scalar(select(Community).filter_by(number=paper.number))
        if community is None:
            community = Community(number=paper.number, name=paper.name, organisation_id=self._organisation().id)
            db.session.add(community)
        community.name = paper.name
        db.session.flush()
        return community

    def _version(self, application: Application, paper: papers.Version) -> ApplicationVersion:
        version = ApplicationVersion(
            application_id=application.id,
            number=paper.number,
            content=self.bundle.version_text(self.paper, paper.number),
            sha256=paper.sha256,
            check_code=paper.check_code,
            finalised_at=paper.finalised_at,
            finalised_by_id=self.people.id_of(paper.finalised_by),
        )
        db.session.add(version)
        db.session.flush()
        return version

    def _sections(self, application: Application, content: dict[str, Any]) -> None:
        """What the application holds is what its version says."""
        reported = self.paper.versions[-1]
        for table in (SectionRecord, ListRow):
            db.session.execute(delete(table).where(table.form_id == application.id))
        db.session.execute(delete(MemberUnit).where(MemberUnit.application_id == application.id))
        by = self.people.id_of(reported.finalised_by)
        records: list[dict[str, Any]] = []
        rows: list[dict[str, Any]] = []
        for section, stored in content["sections"].items():
            if isinstance(stored, dict):
                saved = {"saved_at": reported.finalised_at, "saved_by_id": by}
                records.append({"section": section, "values": stored, "written": {}, **saved})
                continue
            for position, row in enumerate(stored, start=1):
                values = {key: value for key, value in row.items() if key != "id"}
                rows.append({"section": section, "row": row["id"], "position": position, "values": values, "written": {}})
        units: list[dict[str, Any]] = [
            {"unit": u.unit, "lead": u.lead, "name": u.name, "uscc": u.uscc, "category": u.category, "province_code": u.province}
            for u in self.paper.units
        ]
        put_in: list[tuple[type[Model], str, list[dict[str, Any]]]]
        put_in = [(SectionRecord, "form_id", records), (ListRow, "form_id", rows), (MemberUnit, "application_id", units)]
        for made, belongs, ones in put_in:
            if ones:
                db.session.execute(insert(made), [{belongs: application.id, **one} for one in ones])

    def _evidence(self, application: Application, items: Iterable[dict[str, Any]]) -> None:
        proofs = {proof.id: proof for proof in self.paper.evidence}
        of_application = select(Evidence).where(Evidence.application_id == application.id, Evidence.foreign_id.is_not(None))
        here = {row.foreign_id: row for row in db.session.scalars(of_application)}
        for identity, row in here.items():
            row.removed_at = None if identity in proofs else row.removed_at or clock.now()
        for item in items:
            proof = proofs[item["id"]]
            if proof.id in here:
                continue
            _note_file(item["sha256"], item["kind"], item["size"], item["pages"])
            by = self.people.id_of(proof.uploaded_by)
            row = Evidence(application_id=application.id, category=item["category"], name=item["name"], sha256=item["sha256"])
            row.uploaded_at, row.uploaded_by_id, row.foreign_id = proof.uploaded_at, by, proof.id
            db.session.add(row)
        db.session.flush()

    def _papers_of(self, application: Application, version: ApplicationVersion) -> None:
        """The print of the reported version, and its stamped scan with what was found on it."""
        printed = self.bundle.entry(paths.printed(self.paper.position))
        db.session.add(PrintedVersion(version_id=version.id, sha256=printed.sha256, printed_at=version.finalised_at))
        scan = self.paper.scan
        if scan is None:
            return
        file = scan.file
        _note_file(file.sha256, file.kind, file.size, file.pages)
        kept = SealedScan(application_id=application.id, version_id=version.id, name=file.name, sha256=file.sha256)
        kept.uploaded_by_id, kept.uploaded_at = self.people.id_of(file.uploaded_by), file.uploaded_at
        kept.verdict, kept.verdict_text = scan.verdict, scan.verdict_text
        db.session.add(kept)
        db.session.flush()
        if scan.check:
            check = scan.check
            pages = [list(page) for page in check.pages]
            found = ScanCheck(scan_id=kept.id, codes=check.codes, typed=check.typed, pages=pages, missing=check.missing)
            found.seals, found.checked_at = check.seals, check.checked_at
            db.session.add(found)

    def _steps(self, application: Application, versions: dict[int, int], known_until: datetime | None) -> None:
        """The timeline; of an application that is here already only what happened since it came last."""
        ids: dict[int, int] = {}
        for place, paper in enumerate(self.paper.steps):
            if known_until and paper.at <= known_until:
                continue
            step = Transition(application_id=application.id, action=paper.action, source=paper.source, target=paper.target, at=paper.at)
            step.version_id = versions[paper.version] if paper.version else None
            step.account_id, step.comment, step.province_code = self.people.id_of(paper.by), paper.comment, paper.province
            step.takes_back_id = ids.get(paper.takes_back) if paper.takes_back is not None else None
            step.places = [
                PlaceComment(
                    place=said.place,
                    words=said.words,
                    text=said.text,
                    held=said.held,
                    answer=said.answer,
                    answered_at=said.answered_at,
                    done_at=said.done_at,
                )
                for said in paper.comments
            ]
            db.session.add(step)
            db.session.flush()
            ids[place] = step.id
            following.tell_followers(application, step, step.account)
            for answer in paper.checklist:
                kept = ChecklistAnswer(transition_id=step.id, item=answer.item, text=answer.asked, outcome=answer.outcome, note=answer.note)
                db.session.add(kept)
        db.session.flush()

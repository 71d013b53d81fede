"""A sent batch as the papers and files of a bundle: everything as it was when it was reported, whatever happened since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..accounts.models import Account
from ..community import queries as community
from ..community.models import Application, ApplicationVersion, PlaceComment, Transition
from ..document import service as documents
from ..document.models import ScanCheck
from ..extensions import db
from ..review.batches import queries as batches
from ..review.batches.models import BatchItem, ReportingBatch
from ..review.models import ChecklistAnswer
from ..storage import storage
from ..uploads import queries as uploads
from ..uploads.models import Evidence, SealedScan, StoredFile
from . import papers, paths
from .papers import EditionEntry, FileEntry, Person
from .reading import units_of


class NotComplete(Exception):
    """A bundle cannot be made of the batch; the message says why, in words."""


@dataclass
class Gathered:
    """The files of a bundle by their path; the bytes of all of them lie in the storage under their hash."""

    files: dict[str, FileEntry] = field(default_factory=dict)
    editions: set[tuple[str, str]] = field(default_factory=set)

    def add(self, path: str, sha256: str, size: int) -> None:
        if not storage().path(sha256).exists():
            raise NotComplete(f"服务器上缺少文件 {path}，请联系系统管理员从备份中恢复")
        self.files[path] = FileEntry(path=path, size=size, sha256=sha256)

    def put(self, path: str, content: bytes) -> None:
        self.add(path, storage().put(content), len(content))

    @property
    def sorted_files(self) -> list[FileEntry]:
        return [self.files[path] for path in sorted(self.files)]

    @property
    def sorted_editions(self) -> list[EditionEntry]:
        return [EditionEntry(key=key, sha256=sha256) for key, sha256 in sorted(self.editions)]


def gather(batch: ReportingBatch, say: Callable[[int, int], None]) -> Gathered:
    """Everything that the bundle of a sent batch holds; prints what was not printed yet. `say`: applications done, of how many.

    Raises:
        NotComplete: a file is not there any more.
    """
    gathered = Gathered()
    items = list(batch.items)
    for done, item in enumerate(items):
        say(done, len(items))
        gathered.put(paths.application(item.position), papers.canonical(_application(item, gathered)))
    gathered.put(paths.CONTENTS, batch.frozen.encode() or batches.contents_of(batch).canonical())
    if batch.letter:
        file = batch.letter.file
        gathered.add(paths.blob(file.sha256, file.kind), file.sha256, file.size)
    gathered.put(paths.BATCH, papers.canonical(_batch(batch, len(items))))
    say(len(items), len(items))
    return gathered


def _batch(batch: ReportingBatch, applications: int) -> papers.Batch:
    letter = batch.letter
    assert batch.reported_at is not None and batch.reported_by is not None  # it was sent
    return papers.Batch(
        number=batch.number,
        province=batch.province_code,
        year=batch.year,
        addressee=batch.addressee,
        letter_number=batch.letter_number,
        letter_date=batch.letter_date,
        letter=_stored(letter.file, letter.name, letter.uploaded_at, letter.uploaded_by) if letter else None,
        created_at=batch.created_at,
        created_by=_person(batch.created_by),
        reported_at=batch.reported_at,
        reported_by=_person(batch.reported_by),
        applications=applications,
    )


def _person(account: Account) -> Person:
    return Person(name=account.name, role=account.role)


def _application(item: BatchItem, gathered: Gathered) -> papers.Application:
    application = item.application
    version = db.session.get_one(ApplicationVersion, item.version_id)
    content = community.frozen_content(version)
    steps = _steps(application, item)
    answers, places = _answers(steps), {step.id: place for place, step in enumerate(steps)}
    versions = sorted((one for one in community.versions_of(application) if one.number <= version.number), key=lambda one: one.number)
    for one in versions:
        gathered.put(paths.version(item.position, one.number), one.content.encode())
    gathered.editions.add((application.edition, json.loads(version.content)["edition"]["sha256"]))
    printed = documents.version_pdf(version)
    gathered.add(paths.printed(item.position), documents.printed_sha256(version) or hashlib.sha256(printed).hexdigest(), len(printed))
    for proof in content.evidence:
        gathered.add(paths.blob(proof.sha256, proof.kind), proof.sha256, proof.size)
    scan = uploads.scan_of(version.id)
    if scan:
        gathered.add(paths.blob(scan.file.sha256, scan.file.kind), scan.file.sha256, scan.file.size)
    owner, community_ = application.organisation, application.community
    submitted = [step.at for step in steps if step.action == "submit"]
    return papers.Application(
        position=item.position,
        year=application.year,
        edition=application.edition,
        province=application.province_code or "",
        industry=application.industry_code,
        taken_over_year=application.taken_over_year,
        manual_check=application.manual_check,
        scan_reason=application.scan_reason,
        started_at=application.started_at,
        submitted_at=submitted[-1],
        reported_at=steps[-1].at,
        correction_due=application.correction_due,
        organisation=papers.Organisation(
            name=owner.name,
            uscc=owner.uscc,
            kind=owner.kind,
            province=owner.province_code,
            address=owner.address,
            registered_at=owner.registered_at,
        ),
        community=papers.Community(number=community_.number, name=community_.name),
        units=units_of(content),
        version=version.number,
        versions=[_version(one) for one in versions],
        evidence=_proofs(application, [proof.id for proof in content.evidence]),
        scan=_scan(scan) if scan else None,
        steps=[_step(step, answers, places) for step in steps],
    )


def _version(version: ApplicationVersion) -> papers.Version:
    by = db.session.get_one(Account, version.finalised_by_id)
    return papers.Version(
        number=version.number,
        sha256=version.sha256,
        check_code=version.check_code,
        finalised_at=version.finalised_at,
        finalised_by=_person(by),
    )


def _proofs(application: Application, ids: Iterable[str]) -> list[papers.Proof]:
    rows = {row.known_as: row for row in db.session.scalars(select(Evidence).where(Evidence.application_id == application.id).order_by(Evidence.id))}
    found = []
    for identity in ids:
        by = db.session.get_one(Account, rows[identity].uploaded_by_id)
        found.append(papers.Proof(id=identity, uploaded_at=rows[identity].uploaded_at, uploaded_by=_person(by)))
    return found


def _stored(file: StoredFile, name: str, at: datetime, by: Account) -> papers.Stored:
    return papers.Stored(name=name, kind=file.kind, size=file.size, pages=file.pages, sha256=file.sha256, uploaded_at=at, uploaded_by=_person(by))


def _scan(scan: SealedScan) -> papers.Scan:
    check = db.session.get(ScanCheck, scan.id)
    return papers.Scan(
        file=_stored(scan.file, scan.name, scan.uploaded_at, db.session.get_one(Account, scan.uploaded_by_id)),
        verdict=scan.verdict,
        verdict_text=scan.verdict_text,
        check=papers.ScanCheck(
            codes=check.codes,
            typed=check.typed,
            pages=[(number, state, printed) for number, state, printed in check.pages],
            missing=check.missing,
            seals=check.seals,
            checked_at=check.checked_at,
        )
        if check
        else None,
    )


def _steps(application: Application, item: BatchItem) -> list[Transition]:
    """The timeline from the beginning to the reporting in this batch."""
    query = select(Transition).where(Transition.application_id == application.id).order_by(Transition.id)
    steps = list(db.session.scalars(query.options(joinedload(Transition.version))))
    reported = [at for at, step in enumerate(steps) if step.action == "report" and step.version_id == item.version_id]
    reported = [at for at in reported if steps[at].comment == f"报送批次 {item.batch.number}"] or reported
    return steps[: reported[-1] + 1]


def _answers(steps: Iterable[Transition]) -> dict[int, list[ChecklistAnswer]]:
    query = select(ChecklistAnswer).where(ChecklistAnswer.transition_id.in_([step.id for step in steps])).order_by(ChecklistAnswer.id)
    found: dict[int, list[ChecklistAnswer]] = {}
    for answer in db.session.scalars(query):
        found.setdefault(answer.transition_id, []).append(answer)
    return found


def _step(step: Transition, answers: dict[int, list[ChecklistAnswer]], places: dict[int, int]) -> papers.Step:
    return papers.Step(
        action=step.action,
        source=step.source,
        target=step.target,
        at=step.at,
        by=_person(step.account),
        version=step.version.number if step.version else None,
        province=step.province_code,
        takes_back=places.get(step.takes_back_id) if step.takes_back_id else None,
        comment=step.comment,
        comments=[_comment(place) for place in step.places],
        checklist=[papers.Answer(item=one.item, asked=one.text, outcome=one.outcome, note=one.note) for one in answers.get(step.id, [])],
    )


def _comment(place: PlaceComment) -> papers.Comment:
    return papers.Comment(
        place=place.place,
        words=place.words,
        text=place.text,
        held=place.held,
        answer=place.answer,
        answered_at=place.answered_at,
        done_at=place.done_at,
    )


def source_of(entry: FileEntry) -> Path:
    """Where the bytes of one of its files lie."""
    return storage().path(entry.sha256)

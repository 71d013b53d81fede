"""Two installations side by side: one that reports, one that takes in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import msgspec
import rfc8785
from flask import Flask

from cte_portal import create_app
from cte_portal.community.check_code import check_code
from cte_portal.community.models import Application
from cte_portal.demo.reporting import report
from cte_portal.extensions import db
from cte_portal.handover import keys, queries
from cte_portal.handover.models import HandoverImport
from cte_portal.handover.service import exporting, importing, trusting
from cte_portal.review import service as review
from cte_portal.review.batches.models import ReportingBatch
from cte_portal.review.models import Outcome
from cte_portal.roles import Role
from cte_portal.uploads import service as uploads
from cte_portal.web.editions import edition_of
from tests.support.database import own_database
from tests.support.people import JIANGSU, People
from tests.support.world import full_application, hand_in

Files = dict[str, bytes]  # of a bundle: path → content


def nothing(part: int, whole: int, doing: str) -> None:
    pass


@dataclass
class Portal:
    """One installation, and what its people do with bundles."""

    app: Flask
    people: People
    folder: Path

    @contextmanager
    def inside(self) -> Iterator[None]:
        with self.app.app_context():
            yield
            db.session.remove()

    @property
    def public_key(self) -> str:
        return keys.as_text(keys.own(self.app.config["SETTINGS"].data_dir).public_key())

    def trusts(self, other: Portal, name: str = "江苏省教育厅", province: str | None = JIANGSU) -> None:
        with self.inside():
            trusting.trust(other.public_key, name, province, None)

    def reports(self, applications: int = 2, picture: bytes = b"") -> str:
        """The number of a batch that was sent, with an application returned once and handed in again among it.

        `picture`: a PNG that each application has as one proof more.
        """
        organisation = self.people.organisation()
        email, officer_email = self.people.account(Role.APPLICANT, organisation=organisation), self.people.account(Role.PROVINCE_OFFICER)
        with self.inside():
            applicant, officer = self.people.person(email), self.people.person(officer_email)
            chosen: list[Application] = []
            for number in range(applications):
                application = full_application(applicant, number)
                if picture:
                    rules = edition_of(application).evidence
                    category = next(one for one in rules.categories if "png" in one.kinds)
                    uploads.add_evidence(application, rules, category, BytesIO(picture), "现场.png", applicant)
                hand_in(application, applicant)
                if number == 0:
                    review.send_back(application, officer, "请补充。", {"mechanism": "请写明议事规则。"}, None)
                    hand_in(application, applicant)
                review.approve(application, officer, "同意推荐", {i.key: (Outcome.MET, "已核") for i in edition_of(application).checklist.items})
                chosen.append(application)
            return report(chosen, "演示〔2026〕1号", officer).number

    def exports(self, number: str) -> bytes:
        """The bundle of the batch."""
        file = self.folder / "bundle.zip"
        with self.inside():
            batch = queries.batch_by_number(number)
            assert batch is not None
            exporting.write(exporting.fixed(batch, None, nothing), file, nothing)
        return file.read_bytes()

    def takes_in(self, bundle: bytes) -> Verdict:
        file = self.folder / "taken.zip"
        file.write_bytes(bundle)
        with self.inside():
            record = importing.take_in_at_once(file, nothing)
            return Verdict.of(record)

    def batches(self) -> list[str]:
        with self.inside():
            return list(db.session.scalars(db.select(ReportingBatch.number)))


@dataclass
class Verdict:
    state: str
    problems: dict[str, str]  # path → all that is wrong with it
    text: str

    @classmethod
    def of(cls, record: HandoverImport) -> Verdict:
        problems: dict[str, str] = {}
        for path, text in record.problems:
            problems[path] = f"{problems[path]}；{text}" if path in problems else text
        return cls(record.state.value, problems, importing.outcome(record))


def second_portal(first: Flask, folder: Path) -> Portal:
    """Another installation with an empty database, like the first in everything else."""
    settings = msgspec.structs.replace(first.config["SETTINGS"], data_dir=folder, base_url="http://other.test", secret_key="t" * 40)
    settings = own_database(first, settings, first.config["SETTINGS"].data_dir / "pattern.sqlite3")
    app = create_app(settings, testing=True)
    return Portal(app, People(app), folder)


def files_of(bundle: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bundle_of(files: dict[str, bytes] | list[tuple[str | ZipInfo, bytes]], compression: int = ZIP_STORED) -> bytes:
    """An archive of these files, right or wrong."""
    stream = BytesIO()
    with ZipFile(stream, "w", compression) as archive:
        for name, content in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, content)
    return stream.getvalue()


def a_proof(files: Files) -> str:
    """A file that an application names, not the batch's letter."""
    batch = files["batch.json"].decode()
    return next(path for path in files if path.startswith("files/") and path.removeprefix("files/").partition(".")[0] not in batch)


def without(files: Files, name: str) -> Files:
    return {path: content for path, content in files.items() if path != name}


def signed_again(province: Portal, files: Files) -> Files:
    """The same files under a manifest that lists them, with the right signature: what a careless or hostile sender could make."""
    manifest = json.loads(files["manifest.json"])
    own = {path: content for path, content in files.items() if not path.startswith("manifest.")}
    manifest["files"] = [{"path": p, "size": len(own[p]), "sha256": hashlib.sha256(own[p]).hexdigest()} for p in sorted(own)]
    return signed(province, manifest, own)


def signed(province: Portal, manifest: dict[str, object], own: Files) -> Files:
    raw = rfc8785.dumps(manifest)  # type: ignore[arg-type]
    return {"manifest.json": raw, "manifest.sig": keys.own(province.app.config["SETTINGS"].data_dir).sign(raw), **own}


def changed_paper(path: str, change: Callable[[dict[str, Any]], object]) -> Callable[[Files], Files]:
    return lambda files: {**files, path: other_json(change)(files[path])}


def refrozen(number: int, change: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    """Another content for a version of the first application, under a hash and a check code that are right for it."""

    def change_it(files: Files) -> Files:
        path = f"applications/0001/version-{number}.json"
        content = change(files[path])
        sha256 = hashlib.sha256(content).hexdigest()

        def name_it(paper: dict[str, Any]) -> None:
            next(one for one in paper["versions"] if one["number"] == number).update(sha256=sha256, check_code=check_code(sha256))

        return {**changed_paper("applications/0001/application.json", name_it)(files), path: content}

    return change_it


def other_json(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    """Canonical JSON of which something is changed."""

    def change_it(content: bytes) -> bytes:
        said = json.loads(content)
        change(said)
        return rfc8785.dumps(said)

    return change_it

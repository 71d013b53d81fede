"""What the papers of a bundle say, checked against one another and against the form. Knows no database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from ..catalogue.content import Content, EvidenceItem
from ..catalogue.places import provinces
from ..catalogue.schema import Edition
from ..community.check_code import check_code
from ..community.rules import LEADS, unit_columns
from ..community.workflow import TABLES, Status
from ..review.batches import contents
from ..settings import Profile
from ..uploads.reading import kind_of
from . import papers, paths
from .archive import Problem
from .checking import LARGEST_PAPER, BundleRefused, Staging
from .papers import Application, Batch, FileEntry, Manifest, P, PaperProblem, Unit


@dataclass(frozen=True)
class Bundle:
    """A bundle of which everything was checked; its files lie in `staging`."""

    manifest: Manifest
    batch: Batch
    applications: list[Application]
    staging: Staging

    def entry(self, path: str) -> FileEntry:
        return next(entry for entry in self.manifest.files if entry.path == path)

    def text(self, path: str) -> str:
        """What a small file says."""
        return self.staging.path(self.entry(path).sha256).read_text("utf-8")

    def version_text(self, application: Application, number: int) -> str:
        """The canonical JSON of one of its versions."""
        sha256 = next(version.sha256 for version in application.versions if version.number == number)
        return self.staging.path(sha256).read_text("utf-8")


def read_papers(manifest: Manifest, editions: Mapping[str, Edition], staging: Staging) -> Bundle:
    """The bundle, when every paper is understood, fits the others, and every file belongs to something.

    Raises:
        BundleRefused: with all that is wrong, by file.
    """
    reader = _Reader(manifest, editions, staging)
    batch = reader.paper(Batch, paths.BATCH)
    if batch is None:
        raise BundleRefused(reader.problems)
    if (batch.number, batch.province) != (manifest.batch, manifest.province):
        reader.wrong(paths.BATCH, "批次编号或省份与清单不符")
    if batch.province not in provinces():
        reader.wrong(paths.BATCH, "没有这个省份代码")
    reader.letter(batch)
    applications = [one for position in range(1, batch.applications + 1) if (one := reader.application(position))]
    reader.contents(batch, applications)
    for entry in manifest.files:
        if entry.path not in reader.used and not reader.problems:
            reader.wrong(entry.path, "交接包中没有任何申报用到这个文件")
    if reader.problems:
        raise BundleRefused(reader.problems)
    return Bundle(manifest, batch, applications, staging)


class _Reader:
    """Reads the papers one after the other and remembers what was wrong and which files were used."""

    def __init__(self, manifest: Manifest, editions: Mapping[str, Edition], staging: Staging):
        self.files = {entry.path: entry for entry in manifest.files}
        self.known = {(entry.key, entry.sha256) for entry in manifest.editions}
        self.editions, self.staging = editions, staging
        self.problems: list[Problem] = []
        self.used: set[str] = set()

    def wrong(self, path: str, text: str) -> None:
        self.problems.append(Problem(path, text))

    def file(self, path: str, user: str) -> FileEntry | None:
        """A file that `user` needs."""
        self.used.add(path)
        if path not in self.files:
            self.wrong(user, f"缺少它用到的文件 {path}")
        return self.files.get(path)

    def paper(self, kind: type[P], path: str) -> P | None:
        entry = self.file(path, path)
        if entry is None:
            return None
        if entry.size > LARGEST_PAPER:
            self.wrong(path, "文件过大")
            return None
        try:
            return papers.read(kind, self.staging.path(entry.sha256).read_bytes())
        except PaperProblem as problem:
            self.wrong(path, str(problem))
            return None

    def letter(self, batch: Batch) -> None:
        """The stamped letter of the batch."""
        if batch.letter and batch.letter.kind != "pdf":
            self.wrong(paths.BATCH, "盖章的报送函不是 PDF")
        elif batch.letter:
            self.blob(paths.blob(batch.letter.sha256, "pdf"), "pdf", paths.BATCH, batch.letter.size)

    def contents(self, batch: Batch, applications: list[Application]) -> None:
        """What was frozen when the batch was sent names these applications, versions and letter."""
        entry = self.file(paths.CONTENTS, paths.CONTENTS)
        if entry is None:
            return
        raw = self.staging.path(entry.sha256).read_bytes()
        try:
            said = contents.read(raw.decode())
        except (msgspec.MsgspecError, UnicodeDecodeError):
            self.wrong(paths.CONTENTS, "内容不完整，无法读取")
            return
        lines = [(line.number, line.version, line.version_sha256) for line in said.lines]
        filed = [(one.community.number, one.version, one.versions[-1].sha256 if one.versions else "") for one in applications]
        heading = (said.number, said.province, said.year, said.addressee, said.letter_number, said.letter_date)
        if said.canonical() != raw or said.format != contents.FORMAT:
            self.wrong(paths.CONTENTS, "内容的写法不是规范格式，可能被改动过")
        if lines != filed or heading != (batch.number, batch.province, batch.year, batch.addressee, batch.letter_number, batch.letter_date):
            self.wrong(paths.CONTENTS, "与批次或申报的记录不符")
        if said.letter_sha256 != (batch.letter.sha256 if batch.letter else ""):
            self.wrong(paths.CONTENTS, "所列的报送函不是交接包中的这一份")

    def application(self, position: int) -> Application | None:
        path = paths.application(position)
        one = self.paper(Application, path)
        if one is None:
            return None
        for text in _inconsistent(one, position):
            self.wrong(path, text)
        known = {version.number: self.version(one, version.number) for version in one.versions}
        content = known.get(one.version)
        if content is not None:
            self.reported(one, content)
        return one

    def version(self, one: Application, number: int) -> Content | None:
        """The content of a version, when it is the one its hash and check code say, and fits its form."""
        path = paths.version(one.position, number)
        entry = self.file(path, paths.application(one.position))
        version = next(version for version in one.versions if version.number == number)
        if entry is None:
            return None
        if entry.sha256 != version.sha256 or version.check_code != check_code(version.sha256):
            self.wrong(path, "校验值或校验码与申报的记录不符")
            return None
        if entry.size > LARGEST_PAPER:
            self.wrong(path, "文件过大")
            return None
        try:
            frozen = json.loads(self.staging.path(entry.sha256).read_bytes())
            content = _content(self.editions[one.edition], frozen)
            fits = _heading(frozen) == (one.edition, one.community.number, one.organisation.uscc, number)
        except Exception:  # whatever a hostile file makes of it
            self.wrong(path, f"内容与申报书表单“{paths.shown(one.edition)}”不符")
            return None
        if not fits:
            self.wrong(path, "是另一份申报或另一个版本的内容")
        if number == one.version and (one.edition, frozen["edition"]["sha256"]) not in self.known:
            self.wrong(path, "所用的申报书表单不在清单中")
        return content

    def reported(self, one: Application, content: Content) -> None:
        """What belongs to the version that was reported: print, scan, proofs, units."""
        path = paths.application(one.position)
        self.blob(paths.printed(one.position), "pdf", path)
        if one.scan:
            self.blob(paths.blob(one.scan.file.sha256, "pdf"), "pdf", path, one.scan.file.size)
            if one.scan.file.kind != "pdf":
                self.wrong(path, "盖章扫描件不是 PDF")
        for item in content.evidence:
            self.proof(item, path)
        if [proof.id for proof in one.evidence] != [item.id for item in content.evidence]:
            self.wrong(path, "佐证材料与定稿版本所列的不符")
        if one.units != units_of(content):
            self.wrong(path, "建设单位与定稿版本所列的不符")
        if content.year != one.year:
            self.wrong(path, "年度与定稿版本不符")

    def proof(self, item: EvidenceItem, user: str) -> None:
        if item.kind not in paths.ENDINGS or not item.id.isdecimal():
            self.wrong(user, f"佐证材料“{paths.shown(item.name)}”的类型或编号不对")
            return
        self.blob(paths.blob(item.sha256, item.kind), item.kind, user, item.size)

    def blob(self, path: str, kind: str, user: str, size: int | None = None) -> None:
        """A file of bytes: there, as large as said, and really of its kind."""
        if path in self.used:
            return
        entry = self.file(path, user)
        if entry is None:
            return
        if size not in (None, entry.size):
            self.wrong(path, "大小与申报的记录不符")
        elif path.startswith("files/") and not path.startswith(f"files/{entry.sha256}."):
            self.wrong(path, "文件名与内容的校验值不符")
        elif kind_of(self.staging.path(entry.sha256)) != kind:
            self.wrong(path, "内容不是文件名所说的类型")


def _content(edition: Edition, frozen: Mapping[str, Any]) -> Content:
    """
    Raises:
        ValueError: it is not what this form would have frozen.
    """
    content = Content.from_json(edition, frozen["content"])
    if content.to_json() != frozen["content"] or frozen["format"] != 1:
        raise ValueError
    return content


def _heading(frozen: Mapping[str, Any]) -> tuple[Any, ...]:
    return frozen["edition"]["key"], frozen["community"], frozen["organisation"]["uscc"], frozen["version"]


def units_of(content: Content) -> list[Unit]:
    """The member units, as the portal searches and counts them."""
    found = []
    for section in content.definition.sections:
        if section.member_name:
            for unit, values in content.holders(section):
                columns = unit_columns(section, values)
                province = columns.pop("province_code")
                found.append(Unit(unit=unit, lead=section.key in LEADS, province=province, **columns))  # type: ignore[arg-type]
    return found


def _inconsistent(one: Application, position: int) -> Iterator[str]:
    """Why what the paper says cannot be, in words."""
    numbers = [version.number for version in one.versions]
    if one.position != position:
        yield "序号与所在文件夹不符"
    if numbers != sorted(set(numbers)) or one.version not in numbers or numbers[-1:] != [one.version]:
        yield "版本的编号不对"
    if any(step.version is not None and step.version not in numbers for step in one.steps):
        yield "办理经过提到了不存在的版本"
    if any(step.takes_back is not None and step.takes_back >= place for place, step in enumerate(one.steps)):
        yield "办理经过收回了不存在的意见"
    if any(step.action != "start" and step.action not in TABLES[Profile.NATIONAL] for step in one.steps):
        yield "办理经过中有不认识的操作"
    if not any(step.action == "submit" and step.version == one.version for step in one.steps):
        yield "办理经过中没有提交这个版本的记录"
    last = one.steps[-1] if one.steps else None
    if last is None or (last.action, last.target, last.version, last.at) != ("report", Status.REPORTED, one.version, one.reported_at):
        yield "办理经过没有以报送结束"
    if one.province not in provinces() or one.organisation.province not in provinces():
        yield "没有这个省份代码"

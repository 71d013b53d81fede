"""What the JSON files of a bundle say: canonical (RFC 8785), every field known, every value of its kind. Pure.

Times are ISO 8601 with the offset of Asia/Shanghai. People are named by name and role; accounts, mail addresses and
passwords never leave the installation.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, TypeVar

import msgspec
import rfc8785
from msgspec import Meta

from ..accounts.models import OrganisationKind
from ..community.workflow import Status
from ..document.scan_rules import PageState
from ..review.models import Outcome
from ..roles import Role
from ..uploads.rules import Verdict

KIND = "cte-handover"
FORMAT = 1

Moment = Annotated[datetime, Meta(tz=True)]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Short = Annotated[str, Meta(max_length=40)]
Name = Annotated[str, Meta(max_length=200)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Number = Annotated[int, Meta(ge=1, le=100_000)]


class Paper(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a bundle's JSON."""


class FileEntry(Paper, frozen=True, kw_only=True):
    """One file of the bundle."""

    path: str
    size: Count  # bytes
    sha256: Sha256


class EditionEntry(Paper, frozen=True, kw_only=True):
    """The form that applications of the bundle were filled in on."""

    key: Short
    sha256: Sha256


class Origin(Paper, frozen=True, kw_only=True):
    """The installation that made the bundle."""

    name: Name
    address: Name
    province: Short  # code; empty: a national one
    fingerprint: Sha256  # of its public key


class Manifest(Paper, frozen=True, kw_only=True):
    """What is in the bundle: every file but the manifest itself and its signature, in the order of their paths."""

    kind: str
    format: int
    origin: Origin
    batch: Short  # its number
    province: Short  # the code of the province that reports
    created: Moment
    editions: list[EditionEntry]
    files: list[FileEntry]


class Person(Paper, frozen=True, kw_only=True):
    name: Annotated[str, Meta(max_length=100)]
    role: Role


class Organisation(Paper, frozen=True, kw_only=True):
    """注册单位."""

    name: Annotated[str, Meta(max_length=100)]
    uscc: Annotated[str, Meta(min_length=18, max_length=18)]
    kind: OrganisationKind
    province: Annotated[str, Meta(pattern=r"^\d{6}\Z")]
    address: Name
    registered_at: Moment


class Community(Paper, frozen=True, kw_only=True):
    number: Annotated[str, Meta(min_length=1, max_length=20)]
    name: Annotated[str, Meta(max_length=100)]


class Unit(Paper, frozen=True, kw_only=True):
    """建设单位. `unit`: the lead's section key, or the row's id."""

    unit: Short
    lead: bool
    name: Annotated[str, Meta(max_length=100)]
    uscc: Annotated[str, Meta(max_length=18)] | None
    category: Short | None
    province: Annotated[str, Meta(max_length=6)] | None


class Version(Paper, frozen=True, kw_only=True):
    """定稿版本: its content is a file of its own."""

    number: Number
    sha256: Sha256
    check_code: Annotated[str, Meta(max_length=12)]
    finalised_at: Moment
    finalised_by: Person


class Proof(Paper, frozen=True, kw_only=True):
    """佐证材料: what the frozen version does not say of it already. `id`: as the version names it."""

    id: Annotated[str, Meta(pattern=r"^[0-9]{1,18}\Z")]
    uploaded_at: Moment
    uploaded_by: Person


class Stored(Paper, frozen=True, kw_only=True):
    """An uploaded file; its bytes lie under its hash."""

    name: Name
    kind: str
    size: Count
    pages: Count | None
    sha256: Sha256
    uploaded_at: Moment
    uploaded_by: Person


class ScanCheck(Paper, frozen=True, kw_only=True):
    """What the check of a stamped scan found, page by page."""

    codes: list[list[str]]
    typed: dict[str, dict[str, str | int]]
    pages: list[tuple[int, PageState, int | None]]
    missing: list[int]
    seals: int | None
    checked_at: Moment


class Scan(Paper, frozen=True, kw_only=True):
    """盖章扫描件 of the version that was reported."""

    file: Stored
    verdict: Verdict | None
    verdict_text: str
    check: ScanCheck | None


class Comment(Paper, frozen=True, kw_only=True):
    """An officer's comment on one place, and what the applicant did about it."""

    place: Annotated[str, Meta(max_length=120)]
    words: str
    text: str
    held: Annotated[str, Meta(max_length=64)]
    answer: str
    answered_at: Moment | None
    done_at: Moment | None


class Answer(Paper, frozen=True, kw_only=True):
    """To one item of the officer's checklist."""

    item: Short
    asked: Name  # in the words of then
    outcome: Outcome
    note: str


class Step(Paper, frozen=True, kw_only=True):
    """One step in the life of the application."""

    action: Short
    source: Status | None
    target: Status
    at: Moment
    by: Person
    version: Number | None
    province: Annotated[str, Meta(max_length=6)] | None  # whose figures it counts in
    takes_back: Count | None  # the decision that this step took back, by its place among the steps, counted from 0
    comment: str
    comments: list[Comment]
    checklist: list[Answer]


class Application(Paper, frozen=True, kw_only=True):
    """One application of the batch, as it was reported."""

    position: Number
    year: Annotated[int, Meta(ge=2000, le=2999)]
    edition: Annotated[str, Meta(max_length=20)]
    province: Annotated[str, Meta(pattern=r"^\d{6}\Z")]
    industry: Annotated[str, Meta(max_length=2)] | None
    taken_over_year: int | None
    manual_check: bool
    scan_reason: str
    started_at: Moment
    submitted_at: Moment
    reported_at: Moment
    correction_due: date | None
    organisation: Organisation
    community: Community
    units: list[Unit]
    version: Number  # the one that was reported
    versions: list[Version]
    evidence: list[Proof]
    scan: Scan | None
    steps: list[Step]


class Batch(Paper, frozen=True, kw_only=True):
    """报送批次."""

    number: Annotated[str, Meta(min_length=1, max_length=30)]
    province: Annotated[str, Meta(pattern=r"^\d{6}\Z")]
    year: int
    addressee: Annotated[str, Meta(max_length=60)]
    letter_number: Annotated[str, Meta(max_length=60)]
    letter_date: date | None
    letter: Stored | None  # stamped
    created_at: Moment
    created_by: Person
    reported_at: Moment
    reported_by: Person
    applications: Number  # how many


class PaperProblem(Exception):
    """The file does not say what it should; the message says what is wrong, in words."""


P = TypeVar("P", bound=Paper)
NOT_UNDERSTOOD = re.compile(r" - at `\$?(.*)`$")


def canonical(paper: Paper) -> bytes:
    """Its JSON, the same bytes for the same content."""
    return rfc8785.dumps(msgspec.to_builtins(paper))


def read(kind: type[P], raw: bytes) -> P:
    """The paper these bytes say.

    Raises:
        PaperProblem: they are no JSON, not canonical, or a field is missing, unknown or of the wrong kind.
    """
    try:
        paper = msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        place = NOT_UNDERSTOOD.search(str(error))
        raise PaperProblem(f"内容不符合交接包的格式（位置：{place[1] if place and place[1] else '整个文件'}）") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise PaperProblem("内容不完整，无法读取") from None
    if canonical(paper) != raw:
        raise PaperProblem("内容的写法不是规范格式，可能被改动过")
    return paper


class _Format(msgspec.Struct):
    kind: str = ""
    format: int = 0


def format_problem(raw: bytes) -> str | None:
    """Whether a manifest is of a format this portal reads."""
    try:
        said = msgspec.json.decode(raw, type=_Format)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return "内容不完整，无法读取"
    if said.kind != KIND:
        return "不是交接包的清单"
    if said.format != FORMAT:
        return f"交接包的格式是第 {said.format} 版，本平台只认识第 {FORMAT} 版，请先升级平台"
    return None

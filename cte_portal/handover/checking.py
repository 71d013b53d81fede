"""Everything that is asked of a bundle before anything of it is believed. Knows no database.

From the outside in: the archive's list of files, the signature, the manifest against that list, then every byte, then
what the papers say. Whatever fails is told by file; what comes later is not looked at where it could not be trusted.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ..catalogue.schema import Edition
from . import keys, papers, paths
from .archive import Archive, Damaged, NotAnArchive, Problem, Say, in_megabytes
from .papers import FileEntry, Manifest, PaperProblem

LARGEST_MANIFEST = 32 << 20  # bytes
SIGNATURE_LENGTH = 64
LARGEST_PAPER = 16 << 20


@dataclass(frozen=True)
class Trusted:
    """A key whose bundles are taken. `province`: only that province's; None: any."""

    key: Ed25519PublicKey
    name: str
    province: str | None


FindKey = Callable[[str], Trusted | None]  # by fingerprint


@dataclass
class Known:
    """What is known of a bundle so far; kept for the record when it is refused."""

    sha256: str = ""  # of the manifest
    fingerprint: str = ""  # that it names, believed or not
    trusted: Trusted | None = None
    manifest: Manifest | None = None


class BundleRefused(Exception):
    """Nothing of the bundle is taken; `problems` says what is wrong, by file."""

    def __init__(self, problems: list[Problem]):
        super().__init__("；".join(f"{one.path}：{one.text}" if one.path else one.text for one in problems[:3]))
        self.problems = problems


@dataclass
class Staging:
    """A folder where verified files wait under their hash, until all are there.

    Which files of the archive were verified is noted in it, so that an attempt after one that died reads none twice.
    """

    folder: Path
    read: int = field(default=0)  # files that were read this time
    verified: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._notes.exists():
            self.verified = set(self._notes.read_text("utf-8").splitlines())

    @property
    def _notes(self) -> Path:
        return self.folder / "verified"

    def path(self, sha256: str) -> Path:
        return self.folder / sha256

    def has(self, sha256: str, size: int) -> bool:
        path = self.path(sha256)
        return path.exists() and path.stat().st_size == size

    def take(self, archive: Archive, entry: FileEntry) -> bool:
        """Read a file of the archive, unless that was done before; whether its content is what the entry says. Only then it is kept."""
        if entry.path in self.verified and self.has(entry.sha256, entry.size):
            return True
        part, digest = self.path(f"{entry.sha256}.part"), hashlib.sha256()
        self.read += 1
        try:
            with part.open("wb") as file:
                for block in archive.blocks(entry.path):
                    digest.update(block)
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            if digest.hexdigest() != entry.sha256:
                return False
            os.replace(part, self.path(entry.sha256))
        except Damaged:
            return False
        finally:
            part.unlink(missing_ok=True)
        with self._notes.open("a", encoding="utf-8") as notes:
            notes.write(f"{entry.path}\n")
        return True


@contextmanager
def staged(folder: Path) -> Iterator[Staging]:
    """A staging folder inside `folder` for a check alone, gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="verify-") as name:
        yield Staging(Path(name))


def opened(path: Path) -> Archive:
    """
    Raises:
        BundleRefused: the file is no archive.
    """
    try:
        return Archive(path)
    except NotAnArchive as problem:
        raise BundleRefused([Problem("", str(problem))]) from None


def check_seal(archive: Archive, find_key: FindKey, known: Known) -> Manifest:
    """List of files, signature and format: the manifest, once it can be believed.

    Raises:
        BundleRefused: it cannot.
    """
    _refuse(archive.problems())
    try:
        raw, signature = archive.read(paths.MANIFEST, LARGEST_MANIFEST), archive.read(paths.SIGNATURE, SIGNATURE_LENGTH)
    except Damaged as damaged:
        missing = str(damaged) not in archive.sizes()
        raise BundleRefused([Problem(str(damaged), "交接包中没有这个文件" if missing else "已损坏")]) from None
    known.sha256, known.fingerprint = hashlib.sha256(raw).hexdigest(), _named_fingerprint(raw)
    if not known.fingerprint:
        raise BundleRefused([Problem(paths.MANIFEST, papers.format_problem(raw) or "没有写明用哪个密钥签名")])
    trusted = known.trusted = find_key(known.fingerprint)
    if trusted is None:
        told = f"由不认识的密钥签名，指纹 {keys.grouped(known.fingerprint)}。请与对方核对指纹，一致时由系统管理员在“信任的平台”中添加对方的公钥"
        raise BundleRefused([Problem(paths.SIGNATURE, told)])
    if not keys.has_signed(trusted.key, signature, raw):
        raise BundleRefused([Problem(paths.SIGNATURE, f"签名不对：清单在签名之后被改动过，或不是由“{trusted.name}”签名")])
    if text := papers.format_problem(raw):
        raise BundleRefused([Problem(paths.MANIFEST, text)])
    try:
        manifest = known.manifest = papers.read(Manifest, raw)
    except PaperProblem as problem:
        raise BundleRefused([Problem(paths.MANIFEST, str(problem))]) from None
    if trusted.province and trusted.province != manifest.province:
        raise BundleRefused([Problem(paths.MANIFEST, f"是其他省份的批次：“{trusted.name}”的密钥只能用于本省的批次")])
    return manifest


class _Signed(msgspec.Struct):
    origin: dict[str, object] = {}


def _named_fingerprint(raw: bytes) -> str:
    try:
        named = msgspec.json.decode(raw, type=_Signed).origin.get("fingerprint")
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
    return named if isinstance(named, str) and re.fullmatch("[0-9a-f]{64}", named) else ""


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise BundleRefused(problems)


def check_contents(archive: Archive, manifest: Manifest, editions: Mapping[str, Edition], staging: Staging, say: Say) -> None:
    """Every file of the manifest is there, nothing else is, and every byte is right; then all lie in `staging`.

    Raises:
        BundleRefused: with all that is wrong, by file.
    """
    problems = _unknown_editions(manifest, editions) + _against_list(archive, manifest)
    wrong = {problem.path for problem in problems}
    whole, done = in_megabytes(sum(entry.size for entry in manifest.files)), 0
    for entry in manifest.files:
        if entry.path not in wrong and not staging.take(archive, entry):
            problems.append(Problem(entry.path, "内容被改动过或已损坏（校验值与清单不符）"))
        done += entry.size
        say(in_megabytes(done), whole, "正在核对文件，单位 MB")
    _refuse(problems)


def _unknown_editions(manifest: Manifest, editions: Mapping[str, Edition]) -> list[Problem]:
    found = []
    for entry in manifest.editions:
        known = editions.get(entry.key)
        if known is None:
            found.append(Problem(paths.MANIFEST, f"申报书表单“{paths.shown(entry.key)}”本平台没有，请先安装这一版表单"))
        elif known.sha256 != entry.sha256:
            found.append(Problem(paths.MANIFEST, f"申报书表单“{entry.key}”与本平台的同名表单不同，请先使两边的表单一致"))
    return found


def _against_list(archive: Archive, manifest: Manifest) -> list[Problem]:
    """What is missing, too much, doubled or of another size."""
    found = []
    sizes = archive.sizes()
    named = [entry.path for entry in manifest.files]
    if named != sorted(set(named)):
        found.append(Problem(paths.MANIFEST, "清单中的文件有重复，或没有按顺序排列"))
    for entry in manifest.files:
        if text := paths.problem(entry.path):
            found.append(Problem(paths.shown(entry.path), text))
        elif entry.path not in sizes:
            found.append(Problem(entry.path, "清单中有，交接包中没有这个文件"))
        elif sizes[entry.path] != entry.size:
            found.append(Problem(entry.path, f"大小不对：应为 {entry.size} 字节，现在是 {sizes[entry.path]} 字节"))
    extra = sizes.keys() - set(named) - {paths.MANIFEST, paths.SIGNATURE}
    return found + [Problem(paths.shown(name), "清单中没有这个文件，是后来放进去的") for name in sorted(extra)]

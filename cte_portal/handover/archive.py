"""The ZIP of a bundle: written so that the same files give the same bytes, read with nothing believed.

Files are stored, never compressed: a bundle cannot swell when it is opened, and one that does not is not ours. Nothing
of the portal's database or settings is touched here.
"""

from __future__ import annotations

import hashlib
import stat
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import paths

BLOCK = 1 << 20
LARGEST_DIRECTORY = 32 << 20  # bytes of the ZIP's own list of files
MOST_FILES = 100_000
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
END, END64, END64_PLACE = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
ZIP64_FROM = 1 << 31

Say = Callable[[int, int, str], None]  # so much of the whole (in the unit that the words name), what is being done


@dataclass(frozen=True)
class Problem:
    """What is wrong with one file of a bundle, or (`path` empty) with the bundle itself."""

    path: str
    text: str


@dataclass(frozen=True)
class Member:
    """A file to be put in. `source`: where its bytes lie, or the bytes."""

    path: str
    source: Path | bytes
    size: int
    sha256: str


class Damaged(Exception):
    """A file's bytes are not what they were; the message is its path."""


class NotAnArchive(Exception):
    """The file is no ZIP that could be a bundle; the message says why, in words."""


def in_megabytes(size: int) -> int:
    """How progress is told: bytes as MiB, begun ones counted."""
    return -(-size // (1 << 20))


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write(target: IO[bytes], members: Iterable[Member], say: Callable[[int], None]) -> None:
    """Write the archive, file by file. `say`: bytes written so far.

    Raises:
        Damaged: what lies at a member's source is not what the member says.
    """
    written = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for member in members:
            info = zipfile.ZipInfo(member.path, FIXED_TIME)
            info.create_system, info.external_attr, info.file_size = 3, (stat.S_IFREG | 0o644) << 16, member.size
            digest = hashlib.sha256()
            with archive.open(info, "w", force_zip64=member.size >= ZIP64_FROM) as entry:
                for block in _blocks(member.source):
                    digest.update(block)
                    entry.write(block)
                    written += len(block)
                    say(written)
            if digest.hexdigest() != member.sha256:
                raise Damaged(member.path)


def _blocks(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


class Archive:
    """A bundle opened for reading; to be used in a `with` block."""

    def __init__(self, path: Path):
        """
        Raises:
            NotAnArchive: it is no ZIP, torn, or its list of files is too long to be one of ours.
        """
        self._file = path.open("rb")
        try:
            _check_directory(self._file, path.stat().st_size)
            self._zip = zipfile.ZipFile(self._file)
        except NotAnArchive:
            self._file.close()
            raise
        except Exception:  # a damaged archive fails in many ways
            self._file.close()
            raise NotAnArchive("不是完整的交接包（ZIP 文件损坏或没有传完）") from None
        self._entries = self._zip.infolist()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()

    def sizes(self) -> dict[str, int]:
        """Name → bytes, of everything in it."""
        return {entry.filename: entry.file_size for entry in self._entries}

    def problems(self) -> list[Problem]:
        """What the list of files alone shows: names that reach elsewhere, doubled ones, links, compressed and overlapping ones."""
        found: list[Problem] = []
        seen: dict[str, str] = {}
        end = 0
        for entry in sorted(self._entries, key=lambda one: one.header_offset):
            name = entry.orig_filename
            text = paths.problem(name) or _entry_problem(entry)
            if not text and name.casefold() in seen:
                text = "出现了两次" if seen[name.casefold()] == name else f"与“{paths.shown(seen[name.casefold()])}”只有大小写不同"
            if not text and entry.header_offset < end:
                text = "与另一个文件占用同一段内容"
            if text:
                found.append(Problem(paths.shown(name), text))
            seen.setdefault(name.casefold(), name)
            end = entry.header_offset + 30 + len(name) + entry.compress_size
        return found

    def read(self, name: str, most: int) -> bytes:
        """A small file, whole.

        Raises:
            Damaged: it is not there, torn, or larger than `most` bytes.
        """
        content = b"".join(self.blocks(name)) if self.sizes().get(name, most + 1) <= most else None
        if content is None:
            raise Damaged(name)
        return content

    def blocks(self, name: str) -> Iterator[bytes]:
        """A file, block by block.

        Raises:
            Damaged: it is torn.
        """
        try:
            with self._zip.open(name) as entry:
                while block := entry.read(BLOCK):
                    yield block
        except Exception:  # the checksum, the header, the end of the file
            raise Damaged(name) from None


def _entry_problem(entry: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "是指向别处的链接，不是文件"
    if kind not in (0, stat.S_IFREG):
        return "不是普通文件"
    if entry.flag_bits & 0x1:
        return "加了密码"
    if entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size:
        return "被压缩过，交接包中的文件都不压缩；请使用原来的交接包，不要解开后重新打包"
    return None


def _check_directory(file: IO[bytes], size: int) -> None:
    """The archive's list of files is read into memory at once: not when it is too long."""
    file.seek(max(0, size - 65_600))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + 22:
        raise NotAnArchive("不是交接包，或没有传完（找不到 ZIP 文件的结尾）")
    count, length = struct.unpack("<HI", tail[at + 10 : at + 16])
    if (count == 0xFFFF or length == 0xFFFFFFFF) and tail[max(0, at - 20) : at].startswith(END64_PLACE):
        file.seek(struct.unpack("<Q", tail[at - 12 : at - 4])[0])
        end = file.read(56)
        if len(end) < 56 or not end.startswith(END64):
            raise NotAnArchive("不是完整的交接包（ZIP 文件损坏或没有传完）")
        count, length = struct.unpack("<QQ", end[32:48])
    if count > MOST_FILES or length > LARGEST_DIRECTORY:
        raise NotAnArchive(f"文件太多：一个交接包最多 {MOST_FILES} 个文件")
    file.seek(0)

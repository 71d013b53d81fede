"""What a backup says of itself. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

FORMAT = 1
NAME = "manifest.json"
SET = re.compile(r"\d{8}-\d{6}")  # the folder of one backup: the day and time in Shanghai
BLOCK = 1 << 20


class BackupBroken(Exception):
    """A backup that cannot be used; the message says why."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the set. `size` in bytes."""

    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`revision`: of the database's tables. `files`: uploaded ones, which lie in the pool that all sets share."""

    format: int = FORMAT
    made_at: datetime
    revision: str
    parts: tuple[Part, ...]
    files: tuple[Part, ...]

    @property
    def size(self) -> int:
        """Bytes of all that it takes to restore it."""
        return sum(part.size for part in (*self.parts, *self.files))


def written(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def read(folder: Path) -> Manifest:
    """
    Raises:
        BackupBroken: there is none, or it is not one that this version reads.
    """
    try:
        found = msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise BackupBroken(f"{folder} 里没有备份清单 {NAME}，不是一份完整的备份。") from None
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        raise BackupBroken(f"备份清单读不出来：{error}") from None
    if found.format != FORMAT:
        raise BackupBroken(f"备份是第 {found.format} 种格式，本平台只认第 {FORMAT} 种，请用对应版本的平台恢复。")
    if wrong := [part.path for part in (*found.parts, *found.files) if not _inside(part.path)]:
        raise BackupBroken(f"备份清单里有不该有的路径：{wrong[0][:80]}")
    return found


def _inside(path: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+){0,2}", path)) and ".." not in path.split("/")


def pooled(sha256: str) -> str:
    """Where an uploaded file lies in the pool."""
    return f"{sha256[:2]}/{sha256}"


def sha256_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while block := source.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def to_keep(names: Iterable[str], most: int) -> Sequence[str]:
    """The newest sets."""
    return sorted((name for name in names if SET.fullmatch(name)), reverse=True)[:most]

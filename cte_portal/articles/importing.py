"""Markdown files taken in as drafts or as published articles: a folder, or a .zip of one.

A file may begin with a head between lines of `---`: title, subtitle, source, author, date, tags, column. Without a title the
first heading is taken, or the file's name. Pictures and links to files of the folder become the article's own files.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

import frontmatter
from yaml import YAMLError

from ..accounts.models import Account
from ..clock import SHANGHAI
from ..hostile import TORN
from ..uploads.service import FileRefused
from . import service
from .models import Article
from .rules import Column, Written, tags_in
from .service import ArticleRefused

LINK = re.compile(r"(!?)\[([^\]]*)\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"#\s+(.+)\s*\n?")
MOST_FILES, MOST_MB = 2000, 200


class NotAFolder(service.ArticleRefused):
    """The .zip cannot be taken; the message says why."""


class Folder(Protocol):
    """Files by path, `/` between the parts."""

    def paths(self) -> list[str]: ...

    def read(self, path: str) -> bytes | None: ...


@dataclass(frozen=True)
class OnDisk:
    root: Path

    def paths(self) -> list[str]:
        return sorted(one.relative_to(self.root).as_posix() for one in self.root.rglob("*") if one.is_file())

    def read(self, path: str) -> bytes | None:
        place = (self.root / path).resolve()
        return place.read_bytes() if place.is_file() and place.is_relative_to(self.root.resolve()) else None


class Zipped:
    """Read in place: nothing of it is ever written under the names that it holds.

    Raises:
        NotAFolder: it is no .zip, or holds too much.
    """

    def __init__(self, source: IO[bytes]):
        try:
            self._zip = zipfile.ZipFile(source)
        except zipfile.BadZipFile:
            raise NotAFolder("这不是 .zip 文件，或文件已损坏。") from None
        infos = self._zip.infolist()
        if len(infos) > MOST_FILES or sum(one.file_size for one in infos) > MOST_MB << 20:
            raise NotAFolder(f"压缩包最多 {MOST_FILES} 个文件、解压后 {MOST_MB} MB，请分几次导入。")
        self._names = {one.filename for one in infos if not one.is_dir()}

    def paths(self) -> list[str]:
        return sorted(self._names)

    def read(self, path: str) -> bytes | None:
        if path not in self._names:
            return None
        try:
            with self._zip.open(path) as member:
                return member.read((MOST_MB << 20) + 1)
        except TORN:
            return None


@dataclass(frozen=True)
class Taken:
    """One file: the article it became, or why it became none; and what of it could not be taken."""

    path: str
    article: Article | None
    problems: list[str]


def take_in(folder: Folder, column: Column, by: Account, *, publish: bool = False) -> Iterator[Taken]:
    """Each Markdown file by itself; `column`: of files that name none; `publish`: as of the date that the file names."""
    for path in folder.paths():
        if path.lower().endswith((".md", ".markdown")) and not PurePosixPath(path).name.startswith((".", "_")):
            yield _take(folder, path, column, by, publish)


def _take(folder: Folder, path: str, column: Column, by: Account, publish: bool) -> Taken:
    try:
        held = frontmatter.loads((folder.read(path) or b"").decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Taken(path, None, ["不是 UTF-8 编码的文本。"])
    except YAMLError:
        return Taken(path, None, ["文件头（两行 --- 之间）格式不对。"])
    head, body = held.metadata, held.content.strip()
    title = str(head.get("title") or "")
    if not title and (first := HEADING.match(body)):
        title, body = first[1], body[first.end() :].lstrip()
    words = head.get("tags") or ""
    line = "、".join(map(str, words)) if isinstance(words, list) else str(words)
    texts = {name: str(head.get(name) or "") for name in ("subtitle", "source", "author")}
    named = next((one for one in Column if head.get("column") in (one.value, one.label)), column)
    made = service.begin(named, Written(title or PurePosixPath(path).stem, **texts, tags=tags_in(line)), by)
    problems: list[str] = []
    body = LINK.sub(lambda found: _own_file(folder, path, made, found, by, problems), body)
    written = Written(title or PurePosixPath(path).stem, **texts, body=body, tags=tags_in(line))
    service.save(made, written, made.revision, by)
    if publish and not problems:
        try:
            service.publish(made, _moment(head.get("date")), "", by)
        except ArticleRefused as refused:
            problems.append(str(refused))
    return Taken(path, made, problems)


def _own_file(folder: Folder, path: str, made: Article, found: re.Match[str], by: Account, problems: list[str]) -> str:
    """The link as it is, or to the file that was taken in from the folder."""
    mark, words, address = found.groups()
    if "://" in address or address.startswith(("#", "/", "mailto:", "tel:", "data:")):
        return found[0]
    place = _joined(path, address)
    data = folder.read(place) if place else None
    if data is None:
        problems.append(f"没有找到文件 {address}。")
        return found[0]
    name = PurePosixPath(address).name
    try:
        kept = service.add_file(made, BytesIO(data), name, words or PurePosixPath(address).stem, bool(mark), by)
    except (FileRefused, ArticleRefused) as refused:
        problems.append(str(refused))
        return found[0]
    return f"{mark}[{words or PurePosixPath(address).stem}](files/{kept.id})"


def _joined(path: str, address: str) -> str | None:
    """The address, relative to the file that names it; None when it leads out of the folder."""
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / address).parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _moment(written: Any) -> datetime | None:
    if isinstance(written, datetime):
        return written if written.tzinfo else written.replace(tzinfo=SHANGHAI)
    return datetime.combine(written, time(9), SHANGHAI) if isinstance(written, date) else None

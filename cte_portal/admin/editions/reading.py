"""A .zip of an edition, read without trusting it: into a folder of its own, checked whole, and away again."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from ...catalogue import loader
from ...catalogue.checking import CatalogueError
from ...catalogue.schema import Edition
from ...community.rules import RULE_NAMES
from ...hostile import TORN
from ...performance import known
from ...web.errors import Refused

MOST_FILES, MOST_MB = 300, 5
NAME = re.compile(r"[A-Za-z0-9_]+(/[A-Za-z0-9_]+){0,3}\.(toml|tsv)")
FORM = "application.toml"


class EditionRefused(Refused):
    """The edition cannot be taken; the message says why."""


def files_of(source: IO[bytes]) -> dict[str, bytes]:
    """Its files by path, without the folder that may stand around them.

    Raises:
        EditionRefused: it is no .zip of an edition.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            infos = [one for one in archive.infolist() if not one.is_dir() and not _of_a_system(one.filename)]
            if len(infos) > MOST_FILES or sum(one.file_size for one in infos) > MOST_MB << 20:
                raise EditionRefused(f"压缩包最多 {MOST_FILES} 个文件、解压后 {MOST_MB} MB。")
            found = {one.filename: archive.read(one) for one in infos}
    except TORN:
        raise EditionRefused("这不是 .zip 文件，或文件已损坏、加了密码。") from None
    around = next((name.removesuffix(FORM) for name in found if PurePosixPath(name).name == FORM), None)
    if around is None:
        raise EditionRefused(f"压缩包里没有 {FORM}。请先下载一个版次，在它的文件上修改后再压缩。")
    held = {name.removeprefix(around): content for name, content in found.items()}
    if unfit := sorted(name for name in held if not NAME.fullmatch(name)):
        raise EditionRefused(f"压缩包里有不属于表单版次的文件：{'、'.join(name[:60] for name in unfit[:5])}")
    return held


def _of_a_system(name: str) -> bool:
    """What desktops leave in archives."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in (".DS_Store", "Thumbs.db", "desktop.ini")


def packed(files: dict[str, bytes]) -> bytes:
    """The same .zip for the same files."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return target.getvalue()


def checked(files: dict[str, bytes]) -> Edition:
    """The edition, whole and checked.

    Raises:
        EditionRefused: anything in it is not right; the message names file, place and reason.
    """
    with _folder(files) as folder:
        try:
            edition = loader.load(folder, RULE_NAMES)
            known.check({edition.key: edition})
        except CatalogueError as error:
            raise EditionRefused(f"文件 {_relative(error.file, folder)}，位置 {error.key or '整个文件'}：{error.reason}") from None
    if not loader.KEY_OF_EDITION.fullmatch(edition.key):
        raise EditionRefused(f"版次的 key“{edition.key[:60]}”只能用小写字母、数字、下划线和连字符，最多 40 个字符。")
    return edition


def stored(archive: bytes) -> Edition:
    """An edition that was checked when it was taken."""
    return checked(files_of(BytesIO(archive)))


@contextmanager
def _folder(files: dict[str, bytes]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="edition-") as name:
        root = Path(name)
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield root


def _relative(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.name

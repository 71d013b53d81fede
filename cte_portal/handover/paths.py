"""Names inside a bundle: which there are, and why any other is refused. Pure."""

from __future__ import annotations

import re
import unicodedata

MANIFEST, SIGNATURE, BATCH = "manifest.json", "manifest.sig", "batch.json"
CONTENTS = "contents.json"  # of the batch, exactly as they were frozen when it was sent
LONGEST = 120
ALLOWED = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*){0,3}")
ENDINGS = {"pdf": "pdf", "jpeg": "jpg", "png": "png", "docx": "docx", "xlsx": "xlsx"}


def folder(position: int) -> str:
    """Of one application, by its place in the batch, counted from 1."""
    return f"applications/{position:04d}"


def application(position: int) -> str:
    return f"{folder(position)}/application.json"


def version(position: int, number: int) -> str:
    """The canonical JSON of one finalised version, exactly as it was frozen."""
    return f"{folder(position)}/version-{number}.json"


def printed(position: int) -> str:
    """The 申报书 of the version that was reported."""
    return f"{folder(position)}/print.pdf"


def blob(sha256: str, kind: str) -> str:
    """Evidence, scans and letters: each content once, whatever uses it."""
    return f"files/{sha256}.{ENDINGS[kind]}"


def shown(name: str) -> str:
    """The name with nothing in it that could mislead whoever reads it."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name)[:LONGEST]


def problem(name: str) -> str | None:
    """Why a bundle with a file of this name is refused, in words; None when the name is one of the format's."""
    if "\x00" in name:
        return "文件名中有空字符"
    if "\\" in name:
        return "文件名中有反斜杠"
    if re.match(r"[A-Za-z]:", name):
        return "文件名以盘符开头"
    if name.startswith("/"):
        return "文件名是绝对路径"
    if ".." in name.split("/"):
        return "文件名指向上级目录"
    if any(unicodedata.category(character) in ("Cc", "Cf") for character in name):
        return "文件名中有不可见的字符"
    if name.endswith("/"):
        return "是文件夹，交接包中只有文件"
    if len(name) > LONGEST or not ALLOWED.fullmatch(name):
        return "文件名不符合交接包的格式"
    return None

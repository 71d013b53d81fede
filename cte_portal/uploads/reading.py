"""What a file really is, told by its content."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO

import filetype
import pypdfium2
from PIL import Image

OOXML = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
LONGEST_SIDE = 5000  # points: an A0 sheet has 3,370
MOST_LOOKED_AT = 500  # pages
WHITE = b"\0\t\n\f\r "  # between the parts of a PDF
MOST_SPACE = 64  # bytes that are looked at before a name
MOST_PIXELS = 150_000_000  # an A3 page at 600 dpi has 70 million


class Unreadable(Exception):
    """The file is damaged, encrypted or not what it says; the message says so in words."""


def is_picture(stream: IO[bytes]) -> bool:
    """Whether the file that begins here looks like a JPEG or PNG."""
    beginning = stream.read(262)
    stream.seek(0)
    return filetype.guess_extension(beginning) in ("jpg", "png")


def kind_of(path: Path) -> str | None:
    """pdf, jpeg, png, docx or xlsx; None for everything else."""
    guess = filetype.guess(str(path))
    extension = guess.extension if guess else ""
    if extension in ("pdf", "png"):
        return extension
    if extension == "jpg":
        return "jpeg"
    with path.open("rb") as file:
        begins_as_archive = file.read(4) == b"PK\x03\x04"  # otherwise perhaps a program with an archive behind it
    return _office_kind(path) if begins_as_archive else None


def _office_kind(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except Exception:  # a damaged archive fails in many ways
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for member, kind in OOXML.items() if member in names), None)


def pages_of(path: Path, kind: str, name: str) -> int | None:
    """The number of pages of a PDF, None for the other kinds; opens the file to see that it is whole.

    Raises:
        Unreadable: encrypted, torn or empty.
    """
    if kind == "pdf":
        return _pdf_pages(path, name)
    if kind in ("jpeg", "png"):
        _check_picture(path, kind, name)
    return None


def _pdf_pages(path: Path, name: str) -> int:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable(f"“{name}”设有打开密码，平台无法读取。请去掉密码后重新上传") from None
        raise Unreadable(f"“{name}”已损坏或不完整，无法打开。请重新扫描或导出后再上传") from None
    with document:
        count = len(document)  # what has no page was not opened
        try:
            document[count - 1].close()
        except pypdfium2.PdfiumError:
            raise Unreadable(f"“{name}”的第 {count} 页已损坏，请重新扫描或导出后再上传") from None
        if pypdfium2.raw.FPDFDoc_GetJavaScriptActionCount(document) or _mentions_scripts(path):
            raise Unreadable(f"“{name}”中带有脚本程序，不能上传。请重新打印或扫描成普通 PDF 后再上传")
        large = next((n for n in range(min(count, MOST_LOOKED_AT)) if max(document.get_page_size(n)) > LONGEST_SIDE), None)
        if large is not None:
            raise Unreadable(f"“{name}”的第 {large + 1} 页幅面过大，请按 A4 或 A3 重新扫描后上传")
    return count


def _mentions_scripts(path: Path) -> bool:
    """Whether an action in the open part of the file runs a script or a program."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return any(_is_action(content, at) for mark in (b"/JavaScript", b"/Launch") for at in _places(content, mark))


def _places(content: mmap, mark: bytes) -> Iterator[int]:
    at = content.find(mark)
    while at >= 0:
        yield at
        at = content.find(mark, at + 1)


def _is_action(content: mmap, at: int) -> bool:
    """Whether the name that begins there is the kind of an action (/S, ISO 32000-2, 12.6.2)."""
    return content[max(0, at - MOST_SPACE) : at].rstrip(WHITE).endswith(b"/S")


def _check_picture(path: Path, kind: str, name: str) -> None:
    try:
        with Image.open(path) as picture:
            too_large = picture.width * picture.height > MOST_PIXELS
            if not too_large and kind == "jpeg":
                picture.draft(picture.mode, (1, 1))  # read to the end, at an eighth of the size
                picture.load()
            elif not too_large:
                picture.verify()
    except Image.DecompressionBombError:
        too_large = True
    except Exception:
        raise Unreadable(f"“{name}”不是完好的图片，请重新保存后上传") from None
    if too_large:
        raise Unreadable(f"“{name}”的尺寸过大（超过 {MOST_PIXELS // 10_000} 万像素），请缩小后上传")

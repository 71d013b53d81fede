"""Reads a workbook or a CSV file, in a process of its own: whatever the file does, it ends this process and no other.

Run as `python -I -S workbook_reader.py FILE ENDING`. Needs the standard library only, so that it starts in no time and
its whole memory can be limited. Prints a JSON array with an object for each visible sheet: `title`, and `rows`, each a
number and its cells. A cell is its text as it would be typed, or, where it holds nothing that can be read, what is seen
there and why.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import signal
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, NoReturn

if __package__:
    from .sheet_parser import DAMAGED, ParsingRefused, Sheet, TooLarge, date_styles, shared_strings, sheet_rows, sheets_of
else:  # a script: beside it, and nothing of the portal
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent))
    from sheet_parser import DAMAGED, ParsingRefused, Sheet, TooLarge, date_styles, shared_strings, sheet_rows, sheets_of  # type: ignore[import-not-found,no-redef]

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 6000, 100, 20
MOST_TEXT = 6_000_000  # characters of all cells
MOST_PART, MOST_PARTS = 24 * 1024 * 1024, 5000  # bytes of one unpacked part; parts of the archive
MOST_MEMORY = 150 * 1024 * 1024  # bytes of address space
MOST_SECONDS = 1.5  # of computing
TOO_LARGE = "工作簿太大。请只保留要导入的工作表，删去空行、空列和多余的格式，另存后再上传"
WEB_PAGE = "内容其实是网页，不是工作簿。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传"
NEITHER = "内容不是 Excel 工作簿，也不是 CSV 文本（改文件名后缀没有用）。请上传用 Excel 或 WPS 保存的 .xlsx 文件"


def refuse(reason: str) -> NoReturn:
    """End this process, with a reason for people (see `cte_portal.hostile`)."""
    sys.stderr.buffer.write(reason.encode())
    sys.stderr.flush()
    raise SystemExit(2)


def main(path: str, ending: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (3, 3))
    signal.signal(signal.SIGPROF, lambda *_: refuse(TOO_LARGE))
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        said = json.dumps(read(path, ending))
    except (MemoryError, TooLarge):
        refuse(TOO_LARGE)
    except ParsingRefused as refused:
        refuse(str(refused))
    sys.stdout.write(said)


def read(path: str, ending: str) -> list[Sheet]:
    """Everything the file holds.

    Raises:
        ParsingRefused: it is not what its name says, damaged, or holds what no list needs; the message says so in words.
        TooLarge: as for `ParsingRefused`.
    """
    with open(path, "rb") as file:
        begins = file.read(512)
    if begins.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise ParsingRefused(_old_or_encrypted(path))
    if begins.startswith(b"PK"):
        if ending != ".xlsx":
            raise ParsingRefused(f"后缀是 {ending}，内容却是工作簿。请把后缀改成 .xlsx 后再上传")
        try:
            return _limited(_workbook(path))
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
            raise ParsingRefused(DAMAGED) from None
    if begins.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")):
        raise ParsingRefused(WEB_PAGE)
    if ending != ".csv":
        raise ParsingRefused(NEITHER)
    return _limited(iter([{"title": "", "rows": _csv(path)}]))


def _old_or_encrypted(path: str) -> str:
    with open(path, "rb") as file:
        if "EncryptedPackage".encode("utf-16-le") in file.read():
            return "工作簿加了密码，平台打不开。请在 Excel 中取消“用密码进行加密”，保存后再上传"
    return "这是旧格式的文件（如 .xls）。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传"


def _csv(path: str) -> Iterator[tuple[int, list[Any]]]:
    with open(path, "rb") as file:
        data = file.read(MOST_PART + 1)
    if len(data) > MOST_PART:
        raise TooLarge
    if b"\x00" in data:
        raise ParsingRefused(NEITHER)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise ParsingRefused("看不出文字的编码。请另存为“CSV UTF-8”或 .xlsx 后再上传") from None
    first = text.partition("\n")[0]
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=first.count), strict=True), start=1)
    except csv.Error:
        raise ParsingRefused("CSV 文件的引号不成对，或某一格太长。请另存为 .xlsx 后再上传") from None


def _workbook(path: str) -> Iterator[Sheet]:
    """The visible sheets; their rows are read as they are asked for."""
    with zipfile.ZipFile(path) as archive:
        _check_parts(archive.infolist())
        wanted, since_1904 = sheets_of(_part(archive, "xl/workbook.xml"), _part(archive, "xl/_rels/workbook.xml.rels"))
        strings = shared_strings(_part(archive, "xl/sharedStrings.xml"))
        dated = date_styles(_part(archive, "xl/styles.xml"))
        for title, name in wanted[:MOST_SHEETS]:
            yield {"title": title, "rows": sheet_rows(_part(archive, name), strings, dated, since_1904, MOST_COLUMNS)}


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """What no list of units needs, and what unpacks without end, is refused before it is unpacked."""
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise ParsingRefused("工作簿里有宏，平台不接受。请另存为不带宏的“Excel 工作簿（.xlsx）”后再上传")
    if "xl/workbook.xml" not in names:
        raise ParsingRefused(NEITHER)
    if any(name.startswith("xl/externallinks/") for name in names):
        raise ParsingRefused("工作簿里有指向其他文件的链接，平台不接受。请在“数据—编辑链接”中断开链接，保存后再上传")
    if any(part.flag_bits & 1 for part in parts):
        raise ParsingRefused("工作簿加了密码，平台打不开。请取消密码，保存后再上传")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts if part.filename.lower().endswith(".xml")) > 2 * MOST_PART:
        raise TooLarge


def _part(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """One part, unpacked bit by bit; nothing where there is none."""
    found = next((part for part in archive.infolist() if part.filename.lower() == name.lower()), None)
    if found is None:
        return
    if found.file_size > MOST_PART:
        raise TooLarge
    with archive.open(found) as stream:
        while block := stream.read(1 << 16):
            yield block


def _limited(sheets: Iterator[Sheet]) -> list[Sheet]:
    """The rows that hold anything."""
    found: list[Sheet] = []
    count = characters = 0
    for sheet in sheets:
        kept = []
        for number, cells in sheet["rows"]:
            if not any(cells):
                continue
            count += 1
            characters += sum(len(cell if isinstance(cell, str) else cell[0]) for cell in cells)
            if count > MOST_ROWS:
                raise ParsingRefused(f"内容超过 {MOST_ROWS} 行。请只保留要导入的工作表，或分几次导入")
            if characters > MOST_TEXT:
                raise TooLarge
            if len(cells) > MOST_COLUMNS:
                raise ParsingRefused(f"内容超过 {MOST_COLUMNS} 列。请只保留要导入的列")
            kept.append((number, cells))
        found.append({"title": sheet["title"], "rows": kept})
    return found


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

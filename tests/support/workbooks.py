"""Workbooks as people send them, and as nobody should."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from cte_portal.community.exchange.opening import ALONE

WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
OPEN, CLOSE = "<worksheet><sheetData>", "</sheetData></worksheet>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def workbook(*rows: Iterable[Any], formats: dict[str, str] | None = None) -> bytes:
    """A workbook with these rows; `formats`: cell → number format. A text that begins with = is a formula."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def from_parts(sheet: str | Iterable[bytes] = OPEN + CLOSE, **parts: str | bytes) -> bytes:
    """A workbook put together by hand; `parts`: more of its parts, or other ones (name with __ for /, without .xml)."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        given = {"xl__workbook": WORKBOOK, "xl___rels__workbook.xml.rels": RELATIONS, **parts}
        for name, content in given.items():
            path = name.replace("__", "/")
            archive.writestr(path if "." in path else f"{path}.xml", content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for block in [sheet.encode()] if isinstance(sheet, str) else sheet:
                part.write(block)
    return stream.getvalue()


def rows(count: int, row: Callable[[int], str]) -> Iterable[bytes]:
    """The sheet with so many rows."""
    yield OPEN.encode()
    for first in range(1, count + 1, 5000):
        yield "".join(row(number) for number in range(first, min(first + 5000, count + 1))).encode()
    yield CLOSE.encode()


def _nested() -> bytes:
    return from_parts(OPEN + "<row>" * 1_000_000)


def _lying() -> bytes:
    """The archive says that a part of 600 MB has 100 bytes."""
    data = bytearray(from_parts(iter([b" " * (6 << 20)] * 100)))
    true_size = (600 << 20).to_bytes(4, "little")
    return bytes(data.replace(true_size, (100).to_bytes(4, "little")))


# name of the file, what it holds, what is said of it; where a slow machine reaches the limit of computing first: this "|" that
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a bomb": ("a.xlsx", lambda: from_parts(iter([b" " * (16 << 20)] * 64)), "工作簿太大"),
    "a bomb that lies about its size": ("a.xlsx", _lying, "已损坏"),
    "a bomb of shared texts": ("a.xlsx", lambda: from_parts(xl__sharedStrings="<sst>" + "<si><t>甲</t></si>" * 1_000_000 + "</sst>"), "工作簿太大"),
    "as many rows as a sheet can have": (
        "a.xlsx",
        lambda: from_parts(rows(1_048_576, lambda n: f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>')),
        "工作簿太大",
    ),
    "as many rows as fit": (
        "a.xlsx",
        lambda: from_parts(rows(500_000, lambda n: f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>')),
        "内容超过 6000 行",
    ),
    "as many empty rows as fit": ("a.xlsx", lambda: from_parts(rows(900_000, lambda n: f'<row r="{n}"/>')), "没有找到|工作簿太大"),
    "as many columns as a sheet can have": (
        "a.xlsx",
        lambda: from_parts(OPEN + "<row>" + '<c r="XFD1"><v>1</v></c>' + "</row>" + CLOSE),
        "内容超过 100 列",
    ),
    "elements inside each other without end": ("a.xlsx", _nested, "已损坏|工作簿太大"),
    "a cell with all the text there is": (
        "a.xlsx",
        lambda: from_parts(OPEN + '<row><c t="inlineStr"><is><t>' + "甲" * 7_000_000 + "</t></is></c></row>" + CLOSE),
        "工作簿太大",
    ),
    "texts that grow when they are read": (
        "a.xlsx",
        lambda: from_parts('<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet>&c;</worksheet>'),
        "平台不接受的内容",
    ),
    "macros": ("a.xlsx", lambda: from_parts(**{"xl__vbaProject.bin": b"macro"}), "有宏"),
    "links to other files": ("a.xlsx", lambda: from_parts(xl__externalLinks__externalLink1="<externalLink/>"), "指向其他文件的链接"),
    "a password": ("a.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 4000, "加了密码"),
    "the format of 1997": ("a.xlsx", lambda: OLE + b"\x00" * 4000, "旧格式"),
    "the format of 1997 by its name": ("a.xls", lambda: OLE, "另存为“Excel 工作簿（.xlsx）”"),
    "a workbook with another ending": ("a.csv", lambda: workbook(["单位名称"]), "请把后缀改成 .xlsx"),
    "a text with the ending of a workbook": ("a.xlsx", lambda: "单位名称,类别\n".encode(), "不是 Excel 工作簿"),
    "a picture": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n\x00\x00", "不是 Excel 工作簿"),
    "a picture as CSV": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n\x00\x00", "不是 Excel 工作簿"),
    "a web page": ("a.xlsx", lambda: b"<html><table><tr><td>1</td></tr></table></html>", "其实是网页"),
    "a program": ("a.exe", lambda: b"MZ\x00", "不是可以导入的文件"),
    "a Word file": ("a.xlsx", lambda: from_parts(xl__workbook="").replace(b"xl/workbook.xml", b"xl/wordbook.xml"), "不是 Excel 工作簿"),
    "an archive torn off": ("a.xlsx", lambda: workbook(["单位名称"])[:-600], "已损坏"),
    "XML torn off": ("a.xlsx", lambda: from_parts(OPEN + "<row><c><v>1"), "已损坏"),
    "text of no known encoding": ("a.csv", lambda: b"\xff\xfe\xff,\xff\n", "看不出文字的编码"),
    "quotes that do not close": ("a.csv", lambda: '单位名称,类别\n"甲,企业\n'.encode(), "引号不成对"),
    "nothing": ("a.xlsx", lambda: b"", "空文件"),
}


@dataclass(frozen=True)
class Used:
    """What one reading took."""

    seconds: float  # by the wall clock, the start of the process included
    computing: float  # seconds
    memory: float  # MiB


def reading(data: bytes, name: str, folder: Path) -> Used:
    """Have the file read, by a process whose parent is small: a process is counted with the memory of its parent."""
    path = folder / "file"
    path.write_bytes(data)
    command = [sys.executable, *ALONE, str(path), Path(name).suffix]
    code = (
        "import subprocess, sys, resource, json, time\n"
        "begun = time.perf_counter()\n"
        "subprocess.run(sys.argv[1:], capture_output=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code, *command], capture_output=True, check=True)
    return Used(*json.loads(done.stdout))

"""Reads a workbook or a CSV file, in a process of its own. Needs nothing of the portal, so that it starts quickly.

Run as `python workbook_reader.py FILE`; prints one JSON array, for each sheet its title and rows: number, texts.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any, NoReturn

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS, MOST_TEXT = 6000, 60, 5, 20_000
MOST_LINES = 20_000  # of a sheet, empty ones too
MOST_UNPACKED = 60 * 1024 * 1024  # bytes of the whole archive
MOST_STRINGS = 15 * 1024 * 1024  # bytes of the part that must be read at once
MOST_MEMORY, MOST_SECONDS = 700 * 1024 * 1024, 20
NO_RESULT = "（公式没有结果）"


def refuse(reason: str) -> NoReturn:
    print(reason, file=sys.stderr)
    raise SystemExit(2)


def main(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    with open(path, "rb") as file:
        begins = file.read(8)
    if begins.startswith(b"PK"):
        sheets = _workbook(path)
    elif begins.startswith(b"\xd0\xcf\x11\xe0"):
        refuse("这是旧格式（.xls）或加了密码的工作簿，请取消密码，另存为 .xlsx 后再上传")
    else:
        sheets = [{"title": "", "rows": list(_limited(enumerate(_csv(path), start=1)))}]
    json.dump(sheets, sys.stdout, ensure_ascii=False)


def _csv(path: str) -> list[list[str]]:
    with open(path, "rb") as file:
        data = file.read()
    if b"\x00" in data:
        refuse("不是 Excel 工作簿（.xlsx），也不是 CSV 文件")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            refuse("看不出文字编码，请另存为 UTF-8 编码的 CSV 或 .xlsx 后再上传")
    first = text.partition("\n")[0]
    csv.field_size_limit(MOST_TEXT * 4)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=max(",\t;", key=first.count)))
    except csv.Error:
        refuse("CSV 文件的引号或分隔符不完整，请另存为 .xlsx 后再上传")


def _workbook(path: str) -> list[dict[str, Any]]:
    _check_archive(path)
    import openpyxl

    def opened(**how: bool) -> Any:
        return openpyxl.load_workbook(open(path, "rb"), read_only=True, keep_links=False, **how)

    try:
        book = opened()
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
        found = [{"title": sheet.title, "rows": list(_limited(_lines(sheet)))} for sheet in sheets]
        if any(text == NO_RESULT for sheet in found for _, texts in sheet["rows"] for text in texts):
            results = opened(data_only=True)
            for sheet in found:
                _put_results(sheet["rows"], dict(_limited(_lines(results[sheet["title"]]))))
    except SystemExit:
        raise
    except MemoryError:
        refuse("工作簿太大")
    except Exception:
        refuse("工作簿已损坏，请用 Excel 或 WPS 打开后另存一份再上传")
    return found


def _check_archive(path: str) -> None:
    """What no list of units needs, and what unpacks without end, is refused before it is opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except Exception:
        refuse("文件已损坏，请重新保存后再上传")
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        refuse("不是 Excel 工作簿（.xlsx）")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        refuse("工作簿里有宏，请另存为不带宏的 .xlsx 后再上传")
    if any(name.startswith("xl/externalLinks/") for name in names):
        refuse("工作簿里有指向其他文件的链接，请“复制—粘贴为值”，断开链接后再上传")
    strings = sum(part.file_size for part in parts if part.filename == "xl/sharedStrings.xml")
    if sum(part.file_size for part in parts) > MOST_UNPACKED or strings > MOST_STRINGS or len(parts) > 2000:
        refuse("工作簿太大。请只保留要导入的工作表，删去空行、图片后再上传")


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        yield number, [NO_RESULT if cell.data_type == "f" else _text(cell.value) for cell in cells]


def _put_results(rows: list[tuple[int, list[str]]], results: dict[int, list[str]]) -> None:
    """Cells with a formula take the result that the workbook keeps."""
    for number, texts in rows:
        kept = results.get(number, [])
        texts[:] = [(kept[at] if at < len(kept) and kept[at] else text) if text == NO_RESULT else text for at, text in enumerate(texts)]


def _limited(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold anything."""
    count = 0
    for number, texts in lines:
        if number > MOST_LINES:
            refuse(f"工作表超过 {MOST_LINES} 行，请删去空行和不用导入的内容后再上传")
        if not any(texts):
            continue
        count += 1
        if count > MOST_ROWS:
            refuse(f"内容超过 {MOST_ROWS} 行，请分几次导入")
        yield number, [text[:MOST_TEXT] for text in texts[:MOST_COLUMNS]]


def _text(value: Any) -> str:
    """The cell as it would be typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


if __name__ == "__main__":
    main(sys.argv[1])

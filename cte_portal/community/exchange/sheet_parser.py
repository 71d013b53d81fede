"""The parts of an .xlsx file (ECMA-376), read as a stream: nothing is held but the shared texts and the row at hand.

Standard library only: `workbook_reader` runs it in a process with little memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypedDict
from xml.parsers import expat

DATE_FORMATS = frozenset({14, 15, 16, 17, 18, 19, 20, 21, 22, *range(27, 37), 45, 46, 47, *range(50, 59)})
ESCAPED = re.compile(r"_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")  # a half of a surrogate pair is no character
NO_RESULT = "这一格是公式，没有保存计算结果，请改成实际内容（复制后“选择性粘贴”为值）"
FAILED = "这一格的公式出错，显示为“{}”，请改成实际内容"
DAMAGED = "工作簿已损坏，打不开。请用 Excel 或 WPS 打开后另存一份，再上传"
MOST_STRINGS = 400_000

Cell = str | list[str]  # the text, or [text, why it cannot be read]
Row = tuple[int, list[Cell]]


class Sheet(TypedDict):
    title: str
    rows: Iterable[Row]


class ParsingRefused(Exception):
    """The file cannot be taken; the message says why, in words."""


class TooLarge(Exception):
    """It would take too much time or memory."""


def _parse(
    part: Iterable[bytes], start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: Callable[[str], None]
) -> Iterator[None]:
    """Feed a part to the three; a step for each block. Names come without their namespace."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def no_doctype(*_: object) -> None:
        raise ParsingRefused("工作簿里有平台不接受的内容。请用 Excel 或 WPS 打开后另存一份，再上传")

    parser.StartDoctypeDeclHandler = no_doctype
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    try:
        empty = True
        for block in part:
            parser.Parse(block, False)
            empty = False
            yield
        if not empty:
            parser.Parse(b"", True)
            yield
    except (expat.ExpatError, ValueError, IndexError, OverflowError):
        raise ParsingRefused(DAMAGED) from None


def sheets_of(workbook: Iterable[bytes], relations: Iterable[bytes]) -> tuple[list[tuple[str, str]], bool]:
    """(title, part) of each visible sheet, and whether days are counted from 1904."""
    named: list[tuple[str, str]] = []
    targets: dict[str, str] = {}
    since_1904 = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "sheet" and local.get("state", "visible") == "visible":
            named.append((local.get("name", ""), next((value for key, value in attributes.items() if key.endswith(":id")), "")))
        elif name == "workbookPr":
            since_1904 = local.get("date1904") in ("1", "true")
        elif name == "Relationship":
            target = local.get("Target", "")
            targets[local.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    for part in (workbook, relations):
        for _ in _parse(part, start, _nothing, _nothing):
            pass
    return [(title, targets[id_]) for title, id_ in named if id_ in targets], since_1904


def _nothing(*_: object) -> None:
    pass


def shared_strings(part: Iterable[bytes]) -> list[str]:
    """The texts that cells refer to by number; what tells how to pronounce them is left out."""
    found: list[str] = []
    pieces: list[str] = []
    state = {"t": False, "rPh": False}

    def start(name: str, _: dict[str, str]) -> None:
        if name in state:
            state[name] = True

    def end(name: str) -> None:
        if name in state:
            state[name] = False
        elif name == "si":
            found.append(unescaped("".join(pieces)))
            pieces.clear()
            if len(found) > MOST_STRINGS:
                raise TooLarge

    def text(data: str) -> None:
        if state["t"] and not state["rPh"]:
            pieces.append(data)

    for _ in _parse(part, start, end, text):
        pass
    return found


def unescaped(text: str) -> str:
    """Characters that XML cannot hold are written `_x000B_`."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def date_styles(part: Iterable[bytes]) -> frozenset[int]:
    """The numbers of the cell styles that show a number as a date."""
    own: dict[int, bool] = {}
    styles: list[int] = []
    inside: list[bool] = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            own[int(attributes.get("numFmtId", 0))] = _shows_date(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            styles.append(int(attributes.get("numFmtId", 0)))

    def end(name: str) -> None:
        if name == "cellXfs":
            inside[0] = False

    for _ in _parse(part, start, end, _nothing):
        pass
    return frozenset(number for number, wanted in enumerate(styles) if own.get(wanted, wanted in DATE_FORMATS))


def _shows_date(code: str) -> bool:
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", code.partition(";")[0]).lower()
    return plain != "general" and bool(set(plain) & set("ymd"))


class _RowReader:
    """Hears one sheet and gathers its rows."""

    def __init__(self, strings: list[str], dated: frozenset[int], since_1904: bool, most_columns: int):
        self.strings, self.dated, self.since_1904, self.most_columns = strings, dated, since_1904, most_columns
        self.rows: list[Row] = []
        self.number = self.column = 0
        self.cells: list[Cell] = []
        self.kind = self.style = ""
        self.formula = self.listening = self.phonetic = False
        self.pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            reference = attributes.get("r", "").rstrip("0123456789")
            self.column = _column(reference) if reference else self.column + 1
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.formula = False
            self.pieces = []
        elif name in ("v", "t"):
            self.listening = not self.phonetic
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.phonetic = True
        elif name == "row":
            self.number = int(attributes.get("r") or self.number + 1)
            self.cells, self.column = [], -1

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.listening = False
        elif name == "c":
            cell = self._cell()
            if cell:
                if self.column >= self.most_columns:
                    raise ParsingRefused(f"内容超过 {self.most_columns} 列。请只保留要导入的列")
                self.cells.extend([""] * (self.column + 1 - len(self.cells)))
                self.cells[self.column] = cell
        elif name == "rPh":
            self.phonetic = False
        elif name == "row" and self.cells:
            self.rows.append((self.number, self.cells))

    def text(self, data: str) -> None:
        if self.listening:
            self.pieces.append(data)

    def _cell(self) -> Cell:
        raw = "".join(self.pieces)
        if self.formula and not raw and self.kind != "str":
            return ["公式", NO_RESULT]
        match self.kind:
            case "s":
                return self.strings[int(raw)] if raw else ""
            case "inlineStr" | "str":
                return unescaped(raw)
            case "b":
                return "是" if raw in ("1", "true") else "否"
            case "e":
                return [raw, FAILED.format(raw)]
            case "d":
                return raw.replace("T", " ").removesuffix(" 00:00:00")
        if not raw:
            return ""
        if self.style and int(self.style) in self.dated and (day := _day(float(raw), self.since_1904)):
            return day
        return _number(raw)


def sheet_rows(part: Iterable[bytes], strings: list[str], dated: frozenset[int], since_1904: bool, most_columns: int) -> Iterator[Row]:
    """The rows with anything in them: number, and cells from column A on."""
    reader = _RowReader(strings, dated, since_1904, most_columns)
    for _ in _parse(part, reader.start, reader.end, reader.text):
        yield from reader.rows
        reader.rows.clear()


def _column(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    if not (letters.isascii() and letters.isalpha() and letters.isupper()) or len(letters) > 3:
        raise ValueError(letters)
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _number(raw: str) -> str:
    number = float(raw)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else format(number, ".15g")


def _day(number: float, since_1904: bool) -> str | None:
    """The day that a number stands for; None where it is a time of day, or out of all range."""
    if not 1 <= number < 2_958_466:
        return None
    begin = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if number < 60 else 30)
    moment = begin + timedelta(days=int(number), seconds=round(number % 1 * 86400))
    return moment.date().isoformat() if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment.isoformat(" ")

"""Whether a stamped scan is the print of one version, whole. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..community.check_code import well_formed
from ..named import Named
from ..uploads.rules import Verdict

PRINTED = re.compile(r".*/V/([2-9A-Z]{10})/(\d{1,4})/(\d{1,4})", re.IGNORECASE)
MOST_NAMED = 12


@dataclass(frozen=True)
class PageCode:
    """What a printed page says of itself."""

    code: str
    page: int
    of: int


class PageState(Named):
    FOUND = "found", "一致", "green"
    UNREADABLE = "unreadable", "未识别到二维码", "amber"
    OTHER_VERSION = "other_version", "来自其他版本", "red"
    OTHER_APPLICATION = "other_application", "来自其他申报", "red"
    TWICE = "twice", "重复", "amber"
    OUT_OF_ORDER = "out_of_order", "顺序不对", "amber"


@dataclass(frozen=True)
class PageResult:
    """One page of the scan; `printed` is the page number printed on it."""

    number: int
    state: PageState
    printed: int | None


@dataclass(frozen=True)
class ScanResult:
    verdict: Verdict
    text: str
    pages: tuple[PageResult, ...]
    missing: tuple[int, ...]


def page_code(text: str) -> PageCode | None:
    """What the text of a QR code says; None for a code that is not ours."""
    found = PRINTED.fullmatch(text.strip())
    if found is None or not well_formed(found[1].upper()):
        return None
    return PageCode(found[1].upper(), int(found[2]), int(found[3]))


def compare(
    codes: Sequence[Sequence[str]], code: str, total: int, is_own: Callable[[str], bool], typed: Mapping[int, PageCode] | None = None
) -> ScanResult:
    """The page table and the verdict.

    `codes`: texts of the codes found on each page of the scan. `code`, `total`: of the version that is to be stamped.
    `is_own`: whether another code belongs to another version of the same application.
    `typed`: page of the scan → what a person read from it.
    """
    pages: list[PageResult] = []
    seen: set[int] = set()
    last = 0
    for number, texts in enumerate(codes, start=1):
        read = [found for text in texts if (found := page_code(text))]
        if not read and typed and number in typed:
            read = [typed[number]]
        state, printed = _state(read, code, total, is_own, seen, last)
        pages.append(PageResult(number, state, printed))
        if printed is not None and state in (PageState.FOUND, PageState.OUT_OF_ORDER):
            seen.add(printed)
            last = printed
    missing = tuple(page for page in range(1, total + 1) if page not in seen)
    verdict, text = _verdict(pages, missing)
    return ScanResult(verdict, text, tuple(pages), missing)


def _state(read: Sequence[PageCode], code: str, total: int, is_own: Callable[[str], bool], seen: set[int], last: int) -> tuple[PageState, int | None]:
    if not read:
        return PageState.UNREADABLE, None
    foreign = next((one for one in read if one.code != code or one.of != total), None)
    if foreign:
        own = foreign.code == code or is_own(foreign.code)
        return (PageState.OTHER_VERSION if own else PageState.OTHER_APPLICATION), foreign.page
    printed = read[0].page
    if printed in seen:
        return PageState.TWICE, printed
    return (PageState.FOUND if printed > last else PageState.OUT_OF_ORDER), printed


def _verdict(pages: Sequence[PageResult], missing: Sequence[int]) -> tuple[Verdict, str]:
    def numbers(*states: PageState) -> list[int]:
        return [page.number for page in pages if page.state in states]

    foreign = numbers(PageState.OTHER_VERSION, PageState.OTHER_APPLICATION)
    unreadable = numbers(PageState.UNREADABLE)
    if pages and len(unreadable) == len(pages):
        return _of_nothing(len(pages), len(missing))  # all of the print is missing
    if foreign:
        return Verdict.DIFFERS, f"扫描件{_named(foreign)}不是本次定稿版本，请用本版本重新打印、盖章、扫描。"
    if len(missing) > len(unreadable):
        return Verdict.DIFFERS, f"缺少申报书{_named(missing)}，请补齐后重新扫描全部页面。"
    if missing:
        return Verdict.MANUAL, f"扫描件{_named(unreadable)}未识别到二维码。可重新扫描，或按页面上的文字填写校验码和页码，或说明原因后提交。"
    notes = []
    if twice := numbers(PageState.TWICE):
        notes.append(f"扫描件{_named(twice)}重复")
    if moved := numbers(PageState.OUT_OF_ORDER):
        notes.append(f"扫描件{_named(moved)}顺序不对")
    if unreadable:
        notes.append(f"扫描件{_named(unreadable)}不是申报书页面")
    tail = f"（{'；'.join(notes)}，不影响提交）" if notes else ""
    return Verdict.MATCHES, f"扫描件与定稿版本一致，共 {len(pages)} 页{tail}。"


def _of_nothing(pages: int, total: int) -> tuple[Verdict, str]:
    """None of the pages shows a code."""
    text = f"上传的 {pages} 页都没有识别到二维码，可能不是本申报书，或扫描不清。"
    if pages < total:
        return Verdict.DIFFERS, f"{text}申报书共 {total} 页，请核对文件，重新扫描全部页面后上传。"
    return Verdict.MANUAL, f"{text}请核对文件；确是本申报书的，可重新扫描，或按页面上的文字填写校验码和页码，或说明原因后提交。"


def _named(numbers: Sequence[int]) -> str:
    shown = "、".join(str(number) for number in numbers[:MOST_NAMED])
    return f"第 {shown} 页" + (f"等 {len(numbers)} 页" if len(numbers) > MOST_NAMED else "")

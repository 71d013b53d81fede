"""Published entries as a workbook: an edition with the columns of its list, a view of several lists with what they share."""

from __future__ import annotations

from typing import Any

from .. import clock
from ..catalogue.content import decode_values
from ..catalogue.fields import FieldType
from ..catalogue.kinds import AsTyped
from ..catalogue.schema import Section
from ..community.queries import REVOKED, revocation
from ..links import address as full_address
from ..long_work.service import Progress, Result
from ..web import workbooks
from ..web.downloads import XLSX
from ..web.workbooks import Cell, Columns
from . import entries, queries, search
from .models import ListEdition, PublishedEntry
from .queries import section_of
from .search import Sought

KIND = "exchange_export"
MOST_AT_ONCE = 1000  # entries in a file that is made while somebody waits
MOST_IN_A_VIEW = 20_000
SHARED = (
    ("清单", 10),
    ("名称", 36),
    ("单位", 32),
    ("领域或专业", 24),
    ("专业代码", 10),
    ("省份", 14),
    ("人数（人）", 10),
    ("月薪下限（元）", 12),
    ("月薪上限（元）", 12),
    ("拟投入（万元）", 12),
    ("时间", 14),
    ("共同体", 40),
    ("发布日期", 12),
    ("网址", 44),
)


def part_of_edition(edition: ListEdition, part: int) -> bytes:
    """So many of its entries as are made at once, from the part'th thousand on."""
    found = queries.entries_page(edition, part, MOST_AT_ONCE).items
    section, revoked = section_of(edition), revocation(edition.community)
    return workbooks.whole(_title(edition), _columns(section), (_of_its_list(section, one, edition, revoked) for one in found))


def part_of_view(sought: Sought) -> bytes:
    """The best of what is found, so many as are made at once."""
    found = queries.by_ids(search.find(sought, 1, MOST_AT_ONCE).ids)
    return workbooks.whole("供需信息", SHARED, (_shared(one) for one in found))


def write(progress: Progress) -> Result:
    """Long work: a whole edition, or what a view finds, up to 20,000 entries."""
    number = progress.arguments.get("edition")
    edition = queries.edition(int(number)) if number else None
    return _write_edition(progress, edition) if edition else _write_view(progress)


def _write_edition(progress: Progress, edition: ListEdition) -> Result:
    section, revoked = section_of(edition), revocation(edition.community)
    book, sheet = workbooks.table(_title(edition), _columns(section))
    written, pages = 0, -(-edition.entries // MOST_AT_ONCE)
    for page in range(1, pages + 1):
        for one in queries.entries_page(edition, page, MOST_AT_ONCE).items:
            workbooks.append(sheet, _of_its_list(section, one, edition, revoked))
            written += 1
        progress.say(written, edition.entries, f"已写 {written} 条，共 {edition.entries} 条")
    book.save(progress.file)
    return Result(f"共导出 {written} 条。", f"{name_of(edition)}.xlsx", XLSX)


def _write_view(progress: Progress) -> Result:
    sought = search.read(progress.arguments)
    book, sheet = workbooks.table("供需信息", SHARED)
    written, page, whole = 0, 1, 0
    while written < MOST_IN_A_VIEW:
        found = search.find(sought, page, MOST_AT_ONCE)
        whole = min(found.total, MOST_IN_A_VIEW)
        for one in queries.by_ids(found.ids):
            workbooks.append(sheet, _shared(one))
        written += len(found.ids)
        progress.say(written, max(whole, 1), f"已写 {written} 条，共 {whole} 条")
        if len(found.ids) < MOST_AT_ONCE or written >= found.total:
            break
        page += 1
    book.save(progress.file)
    cut = "符合条件的条目很多，没有全部导出；可以增加条件后再导出。" if written < found.total or found.capped else ""
    return Result(f"共导出 {written} 条。{cut}", f"供需信息-{clock.now():%Y%m%d-%H%M}.xlsx", XLSX)


def name_of(edition: ListEdition) -> str:
    """What a file of it is called."""
    revoked = "" if edition.community.recognised_on else REVOKED
    return f"{edition.community.name}{edition.table.label}清单第{edition.number}版{revoked}"


def _title(edition: ListEdition) -> str:
    return f"{edition.table.label}清单第{edition.number}版"


def _columns(section: Section) -> Columns:
    fields = entries.public_fields(section)
    heads = [(field.label + (f"（{field.unit}）" if field.unit else ""), min(40, max(10, field.share * 3))) for field in fields]
    return [("序号", 6), *heads, ("备注", 30), ("网址", 44)]


def _of_its_list(section: Section, entry: PublishedEntry, edition: ListEdition, revoked: str) -> list[Cell]:
    values = decode_values(section, entry.values)
    cells = [
        _cell(field.type, values.get(field.key), entries.shown_value(field, values, entry.unit_name)) for field in entries.public_fields(section)
    ]
    withdrawn = entry.withdrawn_reason if entry.withdrawn_at else edition.withdrawn_reason if edition.withdrawn_at else None
    return [entry.position, *cells, revoked if withdrawn is None else f"已撤回：{withdrawn}", address_of(entry)]


def _cell(kind: FieldType, value: Any, said: str) -> Cell:
    if kind is FieldType.INTEGER and isinstance(value, int):
        return value
    return float(value) if kind is FieldType.MONEY and value is not None and not isinstance(value, AsTyped) else said


def _shared(entry: PublishedEntry) -> list[Cell]:
    subject = entry.field or entry.profession or ""
    amount = None if entry.amount is None else float(entry.amount)
    numbers = [entry.people, entry.wage_from, entry.wage_to, amount]
    published = entry.edition.published_at.strftime("%Y-%m-%d")
    heads = [entry.table.label, entry.title, entry.unit_name, subject, entry.profession_code or "", entry.province_name]
    return [*heads, *numbers, due_of(entry), entry.community.name, published, address_of(entry)]


def due_of(entry: PublishedEntry) -> str:
    """When people are wanted or free, or the work is to be done, as it was given: a day, a month, a year."""
    section = section_of(entry.edition)
    field = next((one for meaning, one in section.by_meaning.items() if meaning.value == "due"), None)
    return entries.shown_value(field, decode_values(section, entry.values), "") if field else ""


def address_of(entry: PublishedEntry) -> str:
    return full_address(
        f"/exchange/entries/{entry.id}",
    )

"""Reads an edition's folder and refuses it whole, with file, key and reason, when anything in it is not right."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from .address import EVIDENCE
from .checking import DAYS_OF_EVERY_YEAR, KEY, CatalogueError, RuleNames, check_indicators, check_shape, once
from .duties import Deliverables, DutyKind
from .fields import FieldType, Meaning
from .reviewing import Checklist, ExpertCriteria
from .schema import (
    APPLICATION,
    NO_EVIDENCE,
    ApplicationForm,
    Edition,
    EvidenceCategory,
    EvidenceRules,
    FormDefinition,
    FormShape,
    Group,
    Placement,
    Samples,
    Section,
    SectionShape,
)
from .table import Table

EDITIONS = Path(__file__).parent / "editions"
FORM = "application.toml"
KEY_OF_EDITION = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
FURTHER = "forms"  # the folder of an edition's further forms
SHAPE = re.compile(rf"({KEY.pattern}/)?[A-Za-z0-9_]+")
SAMPLES = "samples.toml"
YEARLY = ("deliverables.toml", "lists", FURTHER)
ASPECTS = ("timeliness", "objectivity", "completeness")
LISTS_GROUP = "供需清单"
MEANING_TYPES = {  # which kinds of value can stand for what
    Meaning.UNIT: {FieldType.MEMBER},
    Meaning.TITLE: {FieldType.TEXT},
    Meaning.FIELD: {FieldType.TEXT},
    Meaning.PROFESSION: {FieldType.TEXT},
    Meaning.PROFESSION_CODE: {FieldType.TEXT},
    Meaning.DEGREE: {FieldType.CHOICE},
    Meaning.PEOPLE: {FieldType.INTEGER},
    Meaning.WAGE_FROM: {FieldType.INTEGER},
    Meaning.WAGE_TO: {FieldType.INTEGER},
    Meaning.PROVINCE: {FieldType.PROVINCE},
    Meaning.DUE: {FieldType.DATE, FieldType.MONTH, FieldType.YEAR},
    Meaning.AMOUNT: {FieldType.MONEY},
    Meaning.MATURITY: {FieldType.CHOICE},
}

T = TypeVar("T", bound=Table)


def load(folder: Path, rules: RuleNames) -> Edition:
    """Read and check one edition.

    Raises:
        CatalogueError: anything is missing, unknown, doubled or refers to what is not there.
    """
    form_file = folder / FORM
    form = _table(form_file, ApplicationForm)
    sections = _with_samples(folder / SAMPLES, _sections(form_file, folder, "sections", form, rules))
    keys = [section.key for section in sections]
    evidence = _table(folder / "evidence.toml", EvidenceRules)
    once(folder / "evidence.toml", "category", [category.key for category in evidence.categories], "类别")
    checklist = _table(folder / "checklist.toml", Checklist)
    once(folder / "checklist.toml", "item", [item.key for item in (*checklist.items, *checklist.ministry)], "审核要点")
    for item in (*checklist.items, *checklist.ministry):
        if item.section and item.section not in (*keys, EVIDENCE):
            raise CatalogueError(folder / "checklist.toml", item.key, f"栏目“{item.section}”不存在")
    experts = _table(folder / "experts.toml", ExpertCriteria) if (folder / "experts.toml").exists() else ExpertCriteria()
    once(folder / "experts.toml", "criterion", [one.key for one in experts.criteria], "评审标准")
    lists = _lists(folder, keys, rules)
    return Edition(
        kind=APPLICATION,
        edition=form.key,
        form=form,
        sections=sections,
        evidence=evidence,
        checklist=checklist,
        experts=experts,
        further={file.stem: _further(file, folder, form.key, rules) for file in sorted((folder / FURTHER).glob("*.toml"))},
        deliverables=_deliverables(folder / "deliverables.toml", [one.key for one in lists]),
        lists=lists,
        sha256=_digest(folder),
    )


def _further(file: Path, folder: Path, edition: str, rules: RuleNames) -> FormDefinition:
    """A further form of the year; its kind is the name of its file."""
    if not KEY.fullmatch(file.stem) or file.stem == APPLICATION:
        raise CatalogueError(file, "", f"文件名只能用小写字母、数字和下划线，且不能是 {APPLICATION}")
    form = _table(file, FormShape)
    sections = _sections(file, folder, f"{FURTHER}/{file.stem}", form, rules)
    return FormDefinition(kind=file.stem, edition=edition, form=form, sections=sections, evidence=_proofs(sections))


def _proofs(sections: Sequence[Section]) -> EvidenceRules:
    """Of a form with indicators each is proved by itself."""
    indicators = [one for section in sections for one in section.indicators]
    categories = tuple(EvidenceCategory(key=one.key, title=f"{one.code} {one.name}", hint=one.evidence) for one in indicators)
    return EvidenceRules(number="", title="证明材料", shared=True, categories=categories) if categories else NO_EVIDENCE


def _sections(file: Path, folder: Path, home: str, form: FormShape, rules: RuleNames) -> tuple[Section, ...]:
    """The shapes in their places, as the form's file says. `home`: the folder of its own shapes."""
    sections = tuple(_place(file, folder, home, group, placement, rules) for group in form.groups for placement in group.placements)
    once(file, "section", [section.key for section in sections], "栏目")
    for section in sections:
        host = next((s for s in sections if s.key == section.attached_to), None)
        if section.attached_to and (host is None or host.attached_to):
            raise CatalogueError(file, section.key, f"attached_to 指向的栏目“{section.attached_to}”不存在或不是独立页面")
        if section.attached_to and not section.rows:
            raise CatalogueError(file, section.key, "只有列表（rows = true）可以附在别的栏目之下")
    check_indicators(file, sections)
    return sections


def _with_samples(file: Path, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The long texts with passages that show how they may be written; none where the edition has no such file."""
    if not file.exists():
        return sections
    given = _table(file, Samples).samples
    once(file, "sample", [f"{one.section}.{one.field}" for one in given], "示例")
    samples = {(one.section, one.field): one.text.strip() for one in given}
    for key, field in samples:
        asked = next((section.by_key.get(field) for section in sections if section.key == key), None)
        if asked is None or asked.type is not FieldType.LONG_TEXT or len(samples[key, field]) > (asked.max or 0):
            raise CatalogueError(file, f"sample.{key}.{field}", "示例要属于申报书中的一段长文，且不超过它的字数上限")
    return tuple(_with(section, samples) for section in sections)


def _with(section: Section, samples: Mapping[tuple[str, str], str]) -> Section:
    fields = tuple(msgspec.structs.replace(field, sample=samples.get((section.key, field.key), "")) for field in section.fields)
    return msgspec.structs.replace(section, fields=fields)


def _deliverables(file: Path, lists: Collection[str]) -> Deliverables:
    """The yearly duties; none where the edition has no such file."""
    if not file.exists():
        return Deliverables()
    found = _table(file, Deliverables)
    once(file, "deliverable", [one.key for one in found.kinds], "年度任务")
    once(file, "rating", [one.key for one in found.ratings], "评价等次")
    once(file, "aspect", [one.key for one in found.aspects], "评价方面")
    if found.kinds and (len(found.aspects) != len(ASPECTS) or len(found.ratings) < 2):
        raise CatalogueError(file, "aspect", "要写明及时性、客观性、全面性三个评价方面，评价等次至少两个")
    for one in found.kinds:
        where = f"deliverable.{one.key}"
        if not KEY.fullmatch(one.key):
            raise CatalogueError(file, where, "年度任务的 key 只能用小写字母、数字和下划线")
        if any(day not in DAYS_OF_EVERY_YEAR for day in (one.opens, one.due)) or one.opens > one.due:
            raise CatalogueError(file, where, f"起止月日不对：{one.opens} 至 {one.due}（应为每年都有的日期，且起不晚于止）")
        if (one.kind is DutyKind.LISTS) != bool(one.tables):
            raise CatalogueError(file, where, "清单类任务要用 tables 写明由哪些清单完成，其他任务不写")
        if unknown := sorted(set(one.tables) - set(lists)):
            raise CatalogueError(file, where, f"没有这些清单：{'、'.join(unknown)}")
        if one.uploaded and not one.headings:
            raise CatalogueError(file, where, "报告、计划和总结要写明提纲 headings")
    return found


def load_all(folder: Path, rules: RuleNames) -> dict[str, Edition]:
    """Every edition under the folder, by key, oldest first.

    Raises:
        CatalogueError: one of them is not right, or there is none.
    """
    editions = [load(path.parent, rules) for path in folder.glob(f"*/{FORM}")]
    if not editions:
        raise CatalogueError(folder, "", "没有任何版次")
    once(folder, "key", [edition.key for edition in editions], "版次")
    return ordered(editions)


def ordered(editions: Iterable[Edition]) -> dict[str, Edition]:
    """By key, oldest first; of the same first year in the order given, so that the last of them is used."""
    return {edition.key: edition for edition in sorted(editions, key=lambda one: one.form.from_year)}


def folder_of(folder: Path, key: str) -> Path | None:
    """Where the files of one edition under the folder lie."""
    return next((path.parent for path in sorted(folder.glob(f"*/{FORM}")) if _table(path, ApplicationForm).key == key), None)


def edition_for(editions: dict[str, Edition], year: int) -> Edition:
    """The edition a filing of that year begins under: the newest whose first year is not later."""
    fitting = [edition for edition in editions.values() if edition.form.from_year <= year]
    return fitting[-1] if fitting else next(iter(editions.values()))


def _table(file: Path, kind: type[T]) -> T:
    try:
        return msgspec.toml.decode(file.read_bytes(), type=kind)
    except FileNotFoundError:
        raise CatalogueError(file, "", "文件不存在") from None
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at ")
        raise CatalogueError(file, path.strip("`"), _in_chinese(reason)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(file, "", f"不是正确的 TOML：{error}") from None


SAID = (  # what the reader says, and the same in Chinese
    (r"Object contains unknown field `(.+)`", r"不认识“\1”"),
    (r"Object missing required field `(.+)`", r"缺少“\1”"),
    (r"Invalid enum value (.+)", r"没有 \1 这个值"),
    (r"Expected `(.+)`, got `(.+)`", r"应为 \1，现在是 \2"),
    (r"Expected `(.+)` matching regex (.+)", r"写法不对，应符合 \2"),
)


def _in_chinese(reason: str) -> str:
    return next((re.sub(pattern, words, reason) for pattern, words in SAID if re.fullmatch(pattern, reason)), reason)


def _place(form_file: Path, folder: Path, home: str, group: Group, placement: Placement, rules: RuleNames) -> Section:
    if not SHAPE.fullmatch(named := placement.shape or placement.key):
        raise CatalogueError(form_file, placement.key, f"shape“{named}”不是本版次里的文件")
    file = folder / f"{named if '/' in named else f'{home}/{named}'}.toml"
    shape = _with_figures(_table(file, SectionShape))
    check_shape(file, shape, rules)
    if not KEY.fullmatch(placement.key) or placement.key == EVIDENCE:
        raise CatalogueError(form_file, placement.key, f"栏目的 key 只能用小写字母、数字和下划线，且不能是 {EVIDENCE}")
    own = {name: getattr(shape, name) for name in SectionShape.__struct_fields__}
    own |= {name: value for name in ("title", "hint") if (value := getattr(placement, name))}
    if not own["title"]:
        raise CatalogueError(file, "title", "栏目没有标题")
    return Section(**own, key=placement.key, number=placement.number, group=group.title, attached_to=placement.attached_to)


def _with_figures(shape: SectionShape) -> SectionShape:
    """The figures of its indicators, and a note for each, are what a section asks."""
    if not shape.indicators:
        return shape
    fields = [field for one in shape.indicators for field in (*one.measures, one.note)]
    return msgspec.structs.replace(shape, fields=(*shape.fields, *fields))


def _lists(folder: Path, taken: Collection[str], rules: RuleNames) -> tuple[Section, ...]:
    """The files under lists/, by name; an edition without the folder has none."""
    return tuple(_list(file, taken, rules) for file in sorted((folder / "lists").glob("*.toml")))


def _list(file: Path, taken: Collection[str], rules: RuleNames) -> Section:
    shape = _table(file, SectionShape)
    check_shape(file, shape, rules)
    if not KEY.fullmatch(file.stem) or file.stem in taken:
        raise CatalogueError(file, file.stem, "清单的文件名只能用小写字母、数字和下划线，且不能与栏目重名")
    if not shape.rows or not shape.title:
        raise CatalogueError(file, "rows", "清单要写明 rows = true 和标题 title")
    meant = [meaning for field in shape.fields for meaning in field.means]
    once(file, "means", meant, "列的含义 means")
    for field in shape.fields:
        if unfit := [meaning for meaning in field.means if field.type not in MEANING_TYPES[meaning]]:
            raise CatalogueError(file, f"field.{field.key}", f"类型为 {field.type} 的列不能作为 {'、'.join(unfit)}")
        if field.means and field.personal:
            raise CatalogueError(file, f"field.{field.key}", "个人信息（personal）不公开，不能用于检索（means）")
    if missing := {Meaning.UNIT, Meaning.TITLE} - set(meant):
        raise CatalogueError(file, "means", f"没有列作为 {'、'.join(sorted(missing))}")
    own = {name: getattr(shape, name) for name in SectionShape.__struct_fields__}
    return Section(**own, key=file.stem, number="", group=LISTS_GROUP)


def _digest(folder: Path) -> str:
    """Of what an application is made of; bundles between installations are told by it, so samples and the yearly duties stay out."""
    digest = hashlib.sha256()
    files = (path for path in folder.rglob("*") if path.is_file())
    for file in sorted(path for path in files if path.relative_to(folder).parts[0] not in (SAMPLES, *YEARLY)):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()

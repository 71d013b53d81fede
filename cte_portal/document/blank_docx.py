"""空表 as a Word file: the edition's sections and lists with room to write; every word comes from the catalogue."""

from __future__ import annotations

from docx.document import Document as DocumentObject
from docx.shared import Mm

from ..catalogue.fields import Field, FieldType
from ..catalogue.schema import Edition, Section
from .word import new_document, saved, table_of, width

BLANK_ROWS = 6


def blank_docx(edition: Edition) -> bytes:
    """The .docx file."""
    document = new_document(edition.form.title)
    document.add_heading(f"{edition.form.title}（{edition.key} 年版）", 0)
    document.add_heading("填报说明", 1)
    for number, note in enumerate(edition.form.notes, start=1):
        document.add_paragraph(f"{number}．{note}")
    group = ""
    for section in edition.pages:
        if section.group != group:
            group = section.group
            document.add_heading(group, 1)
        _section(document, edition, section)
    _evidence(document, edition)
    document.add_heading("12 真实性承诺与盖章页", 1)
    for paragraph in edition.form.pledge:
        document.add_paragraph(paragraph)
    return saved(document)


def _section(document: DocumentObject, edition: Edition, section: Section) -> None:
    document.add_heading(section.heading, 2)
    for one in (section, *edition.attached(section)):
        if one is not section:
            document.add_heading(one.title, 3)
        if one.hint:
            document.add_paragraph(one.hint)
        if one.rows:
            table_of(document, [_label(field) for field in one.fields], BLANK_ROWS)
        else:
            _fields(document, one)


def _fields(document: DocumentObject, section: Section) -> None:
    short = [field for field in section.fields if field.type is not FieldType.LONG_TEXT]
    if short:
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for field in short:
            label, value = table.add_row().cells
            label.text, value.text = _label(field), "　".join(f"□{option.label}" for option in field.options)
            width(label, 50)
            width(value, 106)
    for field in section.fields:
        if field.type is FieldType.LONG_TEXT:
            document.add_heading(f"{_label(field)}（{field.max} 字以内）", 3)
            document.add_table(rows=1, cols=1, style="Table Grid").rows[0].height = Mm(60)


def _label(field: Field) -> str:
    return field.label + (f"（{field.unit}）" if field.unit else "") + ("*" if field.required else "")


def _evidence(document: DocumentObject, edition: Edition) -> None:
    rules = edition.evidence
    document.add_heading(f"{rules.number} {rules.title}", 1)
    table = table_of(document, ["类别", "要求", "份数"], 0)
    for category in rules.categories:
        cells = table.add_row().cells
        cells[0].text = category.title + ("*" if category.required else "")
        cells[1].text = category.hint

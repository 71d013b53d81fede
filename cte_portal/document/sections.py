"""The catalogue's sections as blocks of the printed form: the same engine for every section and every list."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from ..catalogue.content import Content, Row, Values
from ..catalogue.fields import Field, FieldType
from ..catalogue.kinds import Labels, show
from ..catalogue.reading import asked
from ..catalogue.schema import Derived, Section
from .blocks import Align, Heading, NewPage, Paragraphs, Space, Style, Styles, fits_on_one_line
from .flow import Block
from .page import TEXT_WIDTH
from .tables import PAD_X, Cell, Table, shared_widths
from .tables import Row as TableRow

NONE = "—"
NUMBER_WIDTH = 30.0  # of the column of running numbers
LABEL_WIDTH = 0.19  # of the text's width
BLANK_ROWS = 8
BLANK_HEIGHT = 24.0
BLANK_TEXT = 120.0
NARROW_FROM = 6  # columns, from which a table is set in smaller type


@dataclass(frozen=True)
class Printing:
    """What the sections are printed from. `blank`: an empty form to write on."""

    content: Content
    labels: Callable[[Field], Labels]
    figures: Mapping[str, Mapping[str, str]]
    styles: Styles
    blank: bool = False
    derived: Mapping[str, Callable[[Values], str]] = dataclasses.field(default_factory=dict)  # rule → what follows from a row


def grouped_blocks(printing: Printing, sections: Sequence[Section], new_pages: bool = True) -> list[Block]:
    """The sections under the headings of their groups; `new_pages`: each group begins a page."""
    blocks: list[Block] = []
    for at, (title, found) in enumerate(groupby(sections, key=lambda section: section.group)):
        if at and new_pages:
            blocks.append(NewPage())
        blocks.append(Heading(title, printing.styles.part, key=f"part{at}", level=0, above=18 if at and not new_pages else 0, below=8))
        for section in found:
            blocks += section_blocks(printing, section)
    return blocks


def section_blocks(printing: Printing, section: Section, level: int = 1) -> list[Block]:
    """Heading, figures, fields or rows, and the lists attached to the section."""
    styles = printing.styles
    attached = printing.content.definition.attached(section)
    heading = Heading(section.heading, styles.section, key=section.key, level=level, above=16, below=6)
    blocks: list[Block] = [heading, *_body(printing, section)]
    for one in attached:
        blocks += [Heading(one.title, styles.item, above=8, below=4), *_body(printing, one)]
    return blocks


def _body(printing: Printing, section: Section) -> Iterator[Block]:
    yield from _figures(printing, section)
    if section.rows:
        yield _list(printing, section)
        return
    values = printing.content.values(section.key)
    if section.indicators:
        yield _indicators(printing, section, values)
        return
    wanted = [field for field in section.fields if printing.blank or asked(field, values)]
    short = [field for field in wanted if field.type is not FieldType.LONG_TEXT]
    if short:
        yield _pairs(printing, values, short)
    for field in wanted:
        if field.type is FieldType.LONG_TEXT:
            yield from _narrative(printing, section, field, values)


def _text(printing: Printing, field: Field, values: Values) -> str:
    shown = show(field, values.get(field.key), printing.labels(field))
    if not shown:
        return "" if printing.blank else NONE
    return shown if not field.unit or field.type is FieldType.TEXT else f"{shown} {field.unit}"


def _label(printing: Printing, field: Field) -> str:
    if printing.blank and field.unit:
        return f"{field.label}（{field.unit}）"
    return field.label


def _pairs(printing: Printing, values: Values, fields: Sequence[Field]) -> Table:
    """Label and value, two fields a line where both are short."""
    styles = printing.styles
    label = TEXT_WIDTH * LABEL_WIDTH
    widths = [label, TEXT_WIDTH / 2 - label, label, TEXT_WIDTH / 2 - label]
    value_width = widths[1] - 2 * PAD_X
    least = BLANK_HEIGHT if printing.blank else 0.0
    rows: list[TableRow] = []
    waiting: tuple[Field, str] | None = None

    def full(field: Field, text: str) -> TableRow:
        return TableRow([Cell(_label(printing, field), styles.label, 0), Cell(text, styles.cell, 1, 3)], least=least)

    for field in fields:
        text = _text(printing, field, values)
        narrow = fits_on_one_line(text, styles.cell, value_width) and not (printing.blank and (field.max or 0) > 40)
        if not narrow:
            if waiting:
                rows.append(full(*waiting))
            rows.append(full(field, text))
            waiting = None
        elif waiting is None:
            waiting = (field, text)
        else:
            first, first_text = waiting
            rows.append(
                TableRow(
                    [
                        Cell(_label(printing, first), styles.label, 0),
                        Cell(first_text, styles.cell, 1),
                        Cell(_label(printing, field), styles.label, 2),
                        Cell(text, styles.cell, 3),
                    ],
                    least=least,
                )
            )
            waiting = None
    if waiting:
        rows.append(full(*waiting))
    return Table(widths, rows)


def _indicators(printing: Printing, section: Section, values: Values) -> Table:
    """Each indicator with its figures under it, and the note where there is one."""
    styles = printing.styles
    heads = ["指标和分项", "单位", "数值"]
    rows: list[TableRow] = []
    for one in section.indicators:
        rows.append(TableRow([Cell(f"{one.code} {one.name}", styles.label, 0, 3)], gray=True))
        for measure in one.measures:
            text = show(measure, values.get(measure.key), printing.labels(measure)) or ("" if printing.blank else NONE)
            cells = [
                Cell(f"{measure.label}（合计）" if measure.sum_of else measure.label, styles.cell, 0),
                Cell(measure.unit, styles.cell.aligned(Align.CENTRE), 1),
            ]
            rows.append(TableRow([*cells, Cell(text, styles.cell.aligned(Align.RIGHT), 2)], stays_with_previous=True))
        if (note := show(one.note, values.get(one.note.key), {})) or printing.blank:
            rows.append(TableRow([Cell(f"说明：{note}", styles.cell, 0, 3)], stays_with_previous=True))
        if proofs := [item.name for item in printing.content.evidence if item.category == one.key]:
            rows.append(TableRow([Cell(f"证明材料：{'；'.join(proofs)}", styles.cell, 0, 3)], stays_with_previous=True))
    head = TableRow([Cell(text, styles.label.aligned(Align.CENTRE), at) for at, text in enumerate(heads)], gray=True)
    return Table([TEXT_WIDTH * share for share in (0.64, 0.14, 0.22)], rows, head=[head])


def _narrative(printing: Printing, section: Section, field: Field, values: Values) -> Iterator[Block]:
    styles = printing.styles
    limit = f"（{field.max} 字以内）" if printing.blank and field.max else ""
    if field.label != section.title or limit:
        yield Heading(f"{field.label}{limit}", styles.item, above=8, below=2)
    if printing.blank:
        yield Table([TEXT_WIDTH], [TableRow([Cell("", styles.cell, 0)], least=BLANK_TEXT)])
    else:
        yield Paragraphs(_text(printing, field, values), styles.body, below=4)


def _figures(printing: Printing, section: Section) -> Iterator[Block]:
    known = printing.figures.get(section.key, {})
    if printing.blank or not section.figures:
        return
    styles = printing.styles
    rows = [
        TableRow([Cell(figure.label, styles.label, 0), Cell(f"{known.get(figure.key, NONE)} {figure.unit}".rstrip(), styles.cell, 1)])
        for figure in section.figures
    ]
    yield Table([TEXT_WIDTH * 0.32, TEXT_WIDTH * 0.68], rows)
    yield Space(8)


def _list(printing: Printing, section: Section) -> Table:
    """The columns as a table; fields that are no columns stand in a line under their row."""
    styles = printing.styles
    columns = section.shown_columns
    cell, label = (styles.narrow, styles.narrow_label) if len(columns) >= NARROW_FROM else (styles.cell, styles.label)
    widths = [NUMBER_WIDTH, *shared_widths([column.share for column in columns], TEXT_WIDTH - NUMBER_WIDTH)]
    heads = [Cell("序号", label.aligned(Align.CENTRE), 0)]
    heads += [Cell(_head(column), label.aligned(Align.CENTRE), n) for n, column in enumerate(columns, start=1)]
    if printing.blank:
        rows = [TableRow([Cell("", cell, n) for n in range(len(widths))], least=BLANK_HEIGHT) for _ in range(min(BLANK_ROWS, section.max_rows))]
    else:
        rows = [
            line for number, row in enumerate(printing.content.rows(section.key), start=1) for line in _lines(printing, section, number, row, cell)
        ]
        rows = rows or [TableRow([Cell("没有填写", cell.aligned(Align.CENTRE), 0, len(widths))])]
    rows += _totals(printing, section, cell, label)
    return Table(widths, rows, head=[TableRow(heads, gray=True)])


def _head(column: Field | Derived) -> str:
    return f"{column.label}（{column.unit}）" if column.unit else column.label


def _lines(printing: Printing, section: Section, number: int, row: Row, style: Style) -> Iterator[TableRow]:
    columns = section.shown_columns
    cells = [Cell(str(number), style.aligned(Align.CENTRE), 0)]
    for at, column in enumerate(columns, start=1):
        text = _cell(printing, column, row)
        aligned = style.aligned(Align.RIGHT) if column.type in (FieldType.MONEY, FieldType.INTEGER) else style
        cells.append(Cell(text or NONE, aligned, at))
    yield TableRow(cells)
    further = [
        f"{field.label}：{text}"
        for field in section.fields
        if not field.in_table and (text := show(field, row.values.get(field.key), printing.labels(field)))
    ]
    if further:
        yield TableRow([Cell("；".join(further), style, 0, len(columns) + 1)], stays_with_previous=True)


def _cell(printing: Printing, column: Field | Derived, row: Row) -> str:
    if isinstance(column, Derived):
        return printing.derived[column.rule](row.values)
    return show(column, row.values.get(column.key), printing.labels(column)) if asked(column, row.values) else ""


def _totals(printing: Printing, section: Section, cell: Style, label: Style) -> list[TableRow]:
    if not section.totals:
        return []
    columns = section.shown_columns
    first = min(at for at, column in enumerate(columns, start=1) if column.key in section.totals)
    cells = [Cell("合计", label.aligned(Align.CENTRE), 0, first)]
    for at, column in enumerate(columns[first - 1 :], start=first):
        summed = not printing.blank and isinstance(column, Field) and column.key in section.totals
        text = _sum(printing, section, section.by_key[column.key]) if summed else ""
        cells.append(Cell(text, cell.aligned(Align.RIGHT), at))
    return [TableRow(cells, gray=True)]


def _sum(printing: Printing, section: Section, column: Field) -> str:
    numbers = [row.values.get(column.key) for row in printing.content.rows(section.key)]
    total = sum((number for number in numbers if isinstance(number, int | Decimal)), Decimal(0))
    return show(column, total if column.type is FieldType.MONEY else int(total), {})

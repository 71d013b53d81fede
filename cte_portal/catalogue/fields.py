"""One box of a form: what kind of value it holds, and what is asked of it."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

from .table import Option, Table


class FieldType(StrEnum):
    """The kinds of value a field can hold; each has its reader and printer in `kinds`."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    MONEY = "money"  # 万元, two decimals
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    PHONE = "phone"
    EMAIL = "email"
    USCC = "uscc"
    PROVINCE = "province"
    INDUSTRY = "industry"
    MEMBER = "member"  # one unit of this application, by its row id
    MEMBERS = "members"


class Meaning(StrEnum):
    """What a column of a published list stands for when entries are searched, counted and brought together."""

    UNIT = "unit"  # whose entry it is
    TITLE = "title"
    FIELD = "field"  # of technology
    PROFESSION = "profession"
    PROFESSION_CODE = "profession_code"
    DEGREE = "degree"
    PEOPLE = "people"
    WAGE_FROM = "wage_from"
    WAGE_TO = "wage_to"
    PROVINCE = "province"  # where it is, when not where the unit is
    DUE = "due"
    AMOUNT = "amount"
    MATURITY = "maturity"


class Level(StrEnum):
    BLOCKING = "blocking"
    WARNING = "warning"
    EXPLAIN = "explain"  # of figures: blocking until the indicator's note says why


class Condition(Table, frozen=True, kw_only=True):
    """True when the other field of the same section or row holds (or, for several choices, contains) one of the values."""

    field: str
    any_of: tuple[str, ...]


class Field(Table, frozen=True, kw_only=True):
    """One box of the form: a field of a section, or a column of a list."""

    key: str
    label: str
    type: FieldType
    required: bool = False
    min: int | None = None  # smallest number allowed
    max: int | None = None  # code points for text, largest value for numbers
    unit: str = ""  # printed beside the box: 万元, 人
    hint: str = ""
    example: str = ""
    sample: str = ""  # of a long text: a passage that shows how it may be written; it stands in samples.toml
    source: str = ""  # where the demand comes from, e.g. 建设指南 一（一）
    options: tuple[Option, ...] = ()
    options_from: str | None = None  # a registered rule that offers the options
    pattern: str | None = None  # regular expression for the whole text
    pattern_message: str = ""  # what would be right, in words
    only_if: Condition | None = None  # asked only when this holds
    excused_by: str | None = None  # a field that explains a wrong value here; with it, the value stands as typed
    past: bool = False  # of a date: it has come when the form is filled in; whoever fills it in is asked about a later one
    typical_max: int | None = None  # above it a warning: perhaps typed in the wrong unit
    share: int = 2  # width in a table, relative to its neighbours
    whole: bool = False  # in a table on screen never broken over lines: figures that are kept as text
    in_table: bool = True  # a column of the table on screen and paper; otherwise shown in the row's own page only
    personal: bool = False  # personal data: masked outside the dossier, never published
    means: tuple[Meaning, ...] = ()  # in lists/ only

    @cached_property
    def option_labels(self) -> dict[str, str]:
        return {option.key: option.label for option in self.options}

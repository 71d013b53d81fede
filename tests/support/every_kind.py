"""An edition with a field of every kind, in a section and in a list, and values for it."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from cte_portal.catalogue.checking import RuleNames
from cte_portal.catalogue.content import Content, EvidenceItem, Row
from cte_portal.catalogue.fields import FieldType
from cte_portal.catalogue.kinds import AsTyped, Value
from cte_portal.catalogue.loader import load
from cte_portal.catalogue.schema import Edition, Section
from tests.support.small_edition import write_edition

OPTIONS = 'options = [{ key = "a", label = "甲" }, { key = "b", label = "乙" }, { key = "c", label = "丙" }]\n'
NEEDS = {FieldType.TEXT: "max = 40\n", FieldType.LONG_TEXT: "max = 200\n", FieldType.CHOICE: OPTIONS, FieldType.CHOICES: OPTIONS}
FIELDS = "".join(f'\n[[field]]\nkey = "{kind}"\nlabel = "{kind}栏"\ntype = "{kind}"\n{NEEDS.get(kind, "")}' for kind in FieldType)

WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
VALUES: dict[FieldType, st.SearchStrategy[Value]] = {
    FieldType.TEXT: WORDS,
    FieldType.LONG_TEXT: st.lists(WORDS, min_size=1, max_size=3).map("\n".join),
    FieldType.INTEGER: st.integers(-(10**15) + 1, 10**15 - 1),
    FieldType.MONEY: st.decimals(-(10**9), 10**9, places=2).map(lambda amount: amount + 0),
    FieldType.DATE: st.dates(date(1949, 10, 1), date(2099, 12, 31)),
    FieldType.MONTH: st.builds("{}-{:02}".format, st.integers(1949, 2099), st.integers(1, 12)),
    FieldType.YEAR: st.integers(1900, 2099),
    FieldType.CHOICE: st.sampled_from("abc"),
    FieldType.CHOICES: st.sets(st.sampled_from("abc"), min_size=1).map(lambda keys: tuple(sorted(keys))),
    FieldType.YES_NO: st.booleans(),
    FieldType.PHONE: st.sampled_from(["13800000000", "010-66090000", "+85221234567"]),
    FieldType.EMAIL: st.sampled_from(["name@demo.example", "张三@例子.example"]),
    FieldType.USCC: st.sampled_from(["91000000MADE00001E"]),
    FieldType.PROVINCE: st.sampled_from(["110000", "320000", "710000"]),
    FieldType.INDUSTRY: st.sampled_from(["36", "01"]),
    FieldType.MEMBER: st.sampled_from(["m1", "m2"]),
    FieldType.MEMBERS: st.sampled_from([("m1",), ("m1", "m2")]),
}
PROOFS = st.builds(
    EvidenceItem,
    id=st.integers(1, 10**6).map(str),
    category=st.just("proof"),
    name=WORDS,
    kind=st.sampled_from(["pdf", "png"]),
    size=st.integers(1, 50 << 20),
    pages=st.none() | st.integers(1, 300),
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
)


@cache
def edition() -> Edition:
    """Sections `cover` and (a list) `goods`, each with one field of every kind, named after it; evidence category `proof`."""
    rows = 'rows = true\nrow_name = "物品"\nmember_name = "text"\n'
    with TemporaryDirectory() as folder:
        written = write_edition(Path(folder) / "e", sections_cover='member_name = "text"\n' + FIELDS, sections_goods=rows + FIELDS)
        return load(written, RuleNames((), (), ()))


def values_of(section: Section) -> st.SearchStrategy[dict[str, Value]]:
    """Any of its fields filled in, well or with what could not be understood."""
    kept: dict[str, st.SearchStrategy[Any]] = {field.key: VALUES[field.type] | st.text(max_size=8).map(AsTyped) for field in section.fields}
    return st.fixed_dictionaries({}, optional=kept)


def contents() -> st.SearchStrategy[Content]:
    cover, goods = edition().by_key["cover"], edition().by_key["goods"]
    rows = st.lists(st.tuples(st.text("0123456789abcdef", min_size=4, max_size=4), values_of(goods)), max_size=4, unique_by=lambda row: row[0])
    return st.builds(
        lambda year, values, rows, proofs, direct: Content(
            edition(), year, {"cover": values}, {"goods": tuple(Row(*row) for row in rows)}, tuple(proofs), direct
        ),
        st.integers(2023, 2090),
        values_of(cover),
        rows,
        st.lists(PROOFS, max_size=3, unique_by=lambda proof: proof.id),
        st.booleans(),
    )

"""Provinces and industries: the closed lists of GB/T 2260 and GB/T 4754-2017."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
NOT_RECOMMENDING = frozenset({"710000", "810000", "820000"})  # may join a community, recommend none


@dataclass(frozen=True)
class Province:
    code: str
    name: str
    short_name: str
    education_authority: str  # "-" where there is none that recommends


@dataclass(frozen=True)
class Industry:
    code: str  # a letter (门类) or two digits (大类)
    name: str
    parent: str  # the 门类's letter, empty for a 门类

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@cache
def provinces() -> dict[str, Province]:
    """All 34 province-level divisions and 兵团, by code."""
    return {row["code"]: Province(**row) for row in _rows("provinces.tsv")}


@dataclass(frozen=True)
class PlanCity:
    """计划单列市: a city with plans of its own; it files through its province."""

    code: str
    name: str
    province_code: str
    education_authority: str


@cache
def plan_cities() -> dict[str, PlanCity]:
    """The five of them, by code."""
    return {row["code"]: PlanCity(**row) for row in _rows("plan_cities.tsv")}


@cache
def recommending_provinces() -> dict[str, Province]:
    """The 32 whose education authority recommends communities."""
    return {code: province for code, province in provinces().items() if code not in NOT_RECOMMENDING}


@cache
def industries() -> dict[str, Industry]:
    """The 20 门类 and 97 大类, by code."""
    return {row["code"]: Industry(row["code"], row["name"], row["parent"] or "") for row in _rows("industries.tsv")}


@cache
def industry_groups() -> tuple[tuple[Industry, tuple[Industry, ...]], ...]:
    """Each 门类 with its 大类."""
    every = industries().values()
    return tuple((one, tuple(division for division in every if division.parent == one.code)) for one in every if not one.parent)


def province_name(code: str | None) -> str:
    """The province's name, or an empty string for none."""
    return provinces()[code].name if code in provinces() else ""


def industry_name(code: str | None) -> str:
    """门类 and 大类 in words: 制造业 / 36 汽车制造业."""
    found = industries().get(code or "")
    if found is None:
        return ""
    parent = industries().get(found.parent)
    return f"{parent.name} / {found.label}" if parent else found.label


def industry_group(code: str | None) -> str | None:
    """The letter of the 门类 that a 大类 belongs to; None for what is none."""
    found = industries().get(code or "")
    return (found.parent or found.code) if found else None

"""An application's content as plain values, without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from cte_portal.catalogue.content import Content, EvidenceItem, Row
from cte_portal.catalogue.fields import FieldType
from cte_portal.catalogue.loader import EDITIONS, load_all
from cte_portal.catalogue.reading import read_typed
from cte_portal.catalogue.schema import Edition
from cte_portal.community.rules import RULE_NAMES, labels_in
from cte_portal.demo.dossier import COMMUNITIES, DemoCommunity, typed_rows, typed_sections

FIRST = ("lead_enterprise", "lead_university", "lead_school", "participants")


@cache
def edition() -> Edition:
    return load_all(EDITIONS, RULE_NAMES)["2024"]


@cache
def complete(units: int = 12, community: DemoCommunity = COMMUNITIES[0]) -> Content:
    """Everything filled in, every required proof there; nothing blocks."""
    form, sections, rows = edition(), typed_sections(community, 2026), typed_rows(community, 2026, units)
    evidence = tuple(
        EvidenceItem(str(n), category.key, f"{category.title}.pdf", "pdf", 1000 + n, 2, f"{n:064x}")
        for n, category in enumerate(form.evidence.categories, start=1)
        if category.required
    )
    content = Content(form, 2026, evidence=evidence)
    for keys in (FIRST, [section.key for section in form.sections]):
        ids = {name: unit for unit, name in content.members.items()}
        read: dict[str, Any] = {"sections": dict(content.sections), "lists": dict(content.lists)}
        for key in keys:
            section, labels = form.by_key[key], labels_in(content)

            def chosen(typed: Mapping[str, list[str]], section: Any = section, ids: dict[str, str] = ids) -> dict[str, list[str]]:
                members = {f.key for f in section.fields if f.type in (FieldType.MEMBER, FieldType.MEMBERS)}
                return {k: [ids.get(text, text) for text in texts] if k in members else texts for k, texts in typed.items()}

            if section.rows:
                read["lists"][key] = tuple(
                    Row(f"{key}{n}", read_typed(section, chosen(row), labels).values) for n, row in enumerate(rows[key], start=1)
                )
            else:
                read["sections"][key] = read_typed(section, chosen(sections[key]), labels).values
        content = replace(content, **read)
    return content


def changed(content: Content, section: str, **values: Any) -> Content:
    """The same with other values in one section."""
    return replace(content, sections={**content.sections, section: {**content.values(section), **values}})


def with_rows(content: Content, section: str, *rows: Mapping[str, Any]) -> Content:
    """The same with other rows in one list; each row changes the values of the list's first one."""
    first = content.rows(section)[0].values
    return replace(content, lists={**content.lists, section: tuple(Row(f"r{n}", {**first, **row}) for n, row in enumerate(rows, start=1))})

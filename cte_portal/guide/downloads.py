"""附件1–5 and what else may be taken away, made from the catalogue when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..catalogue.content import Content
from ..catalogue.schema import Edition
from ..community.rules import DERIVED, OPTIONS, labels_in
from ..document.form_print import TitlePage, print_form
from ..document.service import fonts


@dataclass(frozen=True)
class Download:
    """`key` and `kind` make its address; `kind` is the file's ending."""

    key: str
    kind: str
    title: str
    attachment: str = ""
    note: str = ""


def downloads(edition: Edition) -> list[Download]:
    """In the order of the guide's attachments; the 申报书 itself has pages of its own."""
    found = [Download(one.key, "docx", f"{one.title}（提纲）", one.attachment) for one in edition.deliverables.kinds if one.uploaded]
    found += [Download(one.key, "xlsx", f"{one.title}（模板）", "附件3", "用 Excel 或 WPS 填写，登录后在“供需清单”中导入") for one in edition.lists]
    found += [
        Download(one.key, "pdf", f"{edition.further[one.key].form.title}（空表）", one.attachment)
        for one in edition.deliverables.kinds
        if one.key in edition.further
    ]
    return sorted(found, key=lambda one: (one.attachment or "附件9", one.kind))


def made(edition: Edition, key: str, kind: str) -> tuple[bytes, str] | None:
    """The file and what it is called; None where there is no such download."""
    wanted = next((one for one in downloads(edition) if (one.key, one.kind) == (key, kind)), None)
    if wanted is None:
        return None
    if kind == "docx":
        from ..annual.outline import blank_outline

        return blank_outline(edition.deliverables.by_key[key]), wanted.title
    if kind == "xlsx":
        from ..community.exchange import workbooks

        section = edition.list_by_key[key]
        return workbooks.export(section, (), labels_in(Content(edition.of_kind("supply_demand"), date.today().year))), wanted.title
    return _blank(edition, key), wanted.title


def _blank(edition: Edition, key: str) -> bytes:
    definition = edition.of_kind(key)
    title_page = TitlePage(definition.form.title, [("共同体名称", ""), ("填报单位", ""), ("填报日期", "")], "", over="（空表）")
    return print_form(Content(definition, 0), title_page, OPTIONS, {}, fonts(), derived=DERIVED, blank=True)

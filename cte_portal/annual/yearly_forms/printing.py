"""Yearly forms on paper: drafts on the spot; what was handed in from its frozen content alone, the same bytes each time."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import rfc8785

from ... import clock, links
from ...accounts.models import Organisation
from ...catalogue.content import Content
from ...catalogue.words import chinese_date
from ...community.check_code import check_code, grouped
from ...community.filling.queries import content_of
from ...community.rules import DERIVED, OPTIONS
from ...document.form_print import TitlePage, print_form
from ...document.furniture import PrintFacts
from ...document.service import fonts
from . import queries
from .models import YearlyForm

FORMAT = 1
LEADS = {"lead_enterprise": "牵头企业", "lead_university": "牵头高水平高等学校", "lead_school": "牵头职业学校"}


def frozen(form: YearlyForm, content: Content, number: int) -> str:
    """Everything that is printed, as canonical JSON (RFC 8785). `number`: of the version."""
    organisation: Organisation = form.community.organisation
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "edition": form.edition,
            "form": form.form_kind,
            "year": form.year,
            "community": {"number": form.community.number, "name": form.community.name},
            "organisation": {"name": organisation.name, "uscc": organisation.uscc},
            "version": number,
            "handed_in_on": clock.today().isoformat(),
            "content": content.to_json(),
        }
    ).decode()


def draft_pdf(form: YearlyForm) -> bytes:
    """What the form holds now, with the 草稿 watermark."""
    return printed(frozen(form, content_of(form), 0), draft=True)


def printed(content: str, *, draft: bool = False) -> bytes:
    """The print of a frozen form; nothing else is asked."""
    held, sha256 = json.loads(content), hashlib.sha256(content.encode()).hexdigest()
    read = queries.content_in(content)
    community, organisation = held["community"], held["organisation"]
    facts = PrintFacts(
        number=community["number"],
        version=None if draft else held["version"],
        check_code="" if draft else grouped(check_code(sha256)),
        sha256="" if draft else sha256,
        verify_url="" if draft else links.to_verify(check_code(sha256)),
        printed_for=organisation["name"],
        finalised_at=None,
        counted_in="稿",
        of_a_draft="草稿，未提交",
    )
    lines = [("共同体编号", community["number"]), *((LEADS[key], name) for key, name in queries.leads(read))]
    lines = lines if len(lines) > 1 else [*lines, (LEADS["lead_enterprise"], organisation["name"])]
    if not draft:
        lines.append(("提交日期", chinese_date(date.fromisoformat(held["handed_in_on"]))))
    title = read.definition.form.title.removeprefix("年度")
    title_page = TitlePage(f"{held['year']} 年度{title}", lines, organisation["name"], over=community["name"])
    return print_form(read, title_page, OPTIONS, {}, fonts(), derived=DERIVED, facts=facts)

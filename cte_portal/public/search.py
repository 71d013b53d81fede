"""全站查找: articles, questions and answers, communities, reports, supply and demand, with the hits marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, request, url_for
from markupsafe import Markup, escape

from ..annual import publications
from ..articles import queries as articles
from ..exchange import queries as exchange
from ..exchange.search import Sought
from ..finding import rules as finding
from ..guide.views import sought
from ..recognition import queries as recognition
from ..web.access import public
from ..web.fragments import page
from ..web.paging import Page, asked_page, page_of
from .views import bp

FEW, AROUND = 5, 40
KINDS = {"articles": "文章", "questions": "常见问题", "communities": "已认定共同体", "reports": "行业报告", "entries": "供需信息"}


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    about: str = ""  # beside the title: date, unit
    text: str = ""  # where the words stand


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more`: where all of it is."""

    key: str
    label: str
    found: Page[Any]
    more: str
    hits: list[Hit] = field(default_factory=list)


def marked(text: str, words: Sequence[str]) -> Markup:
    """The text with every hit between <mark> and </mark>; all else escaped."""
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE) if words else None
    if pattern is None:
        return escape(text)
    found, at = Markup(""), 0
    for hit in pattern.finditer(text):
        found += escape(text[at : hit.start()]) + Markup("<mark>") + escape(hit[0]) + Markup("</mark>")
        at = hit.end()
    return found + escape(text[at:])


def around(text: str, words: Sequence[str]) -> str:
    """The piece of the text where the first word stands."""
    places = [at for at in (text.casefold().find(word) for word in words) if at >= 0]
    at = max(0, min(places, default=0) - AROUND)
    piece = text[at : at + 3 * AROUND].replace("\n", " ")
    return f"{'……' if at else ''}{piece}{'……' if at + 3 * AROUND < len(text) else ''}"


@bp.get("/search")
@public
def search() -> Response:
    text = " ".join(request.args.get("text", "").replace("\0", " ").split())[: finding.LONGEST_SEARCH]
    words, kind = finding.words(text), request.args.get("kind", "")
    chosen = kind if kind in ("articles", "questions") else ""
    groups = [_group(one, text, words, bool(chosen)) for one in KINDS if not chosen or one == chosen] if words else []
    return page(
        "public/search.html",
        text=text,
        words=words,
        chosen=chosen,
        groups=[one for one in groups if one.found.total],
        total=sum(one.found.total for one in groups),
        single=words if len(words) > 1 else [],
        marked=marked,
        crumbs=[("首页", url_for("public.home")), ("查找", None)],
    )


def _group(kind: str, text: str, words: Sequence[str], whole: bool) -> Group:
    more = url_for("public.search", text=text, kind=kind)
    match kind:
        case "articles":
            found = articles.find(text, asked_page() if whole else 1, articles.PAGE if whole else FEW)
            bodies = articles.words_of([one.id for one in found.items])
            hits = [
                Hit(one.title, url_for("articles.show", article_id=one.id), f"{one.publish_at:%Y-%m-%d}", around(bodies.get(one.id, ""), words))
                for one in found.items
            ]
        case "questions":
            told = sought(text)
            asked = page_of(told, asked_page() if whole else 1, articles.PAGE if whole else FEW)
            hits = [
                Hit(
                    one.question.question,
                    url_for("guide.faq", text=text, _anchor=one.question.key),
                    one.topic.title,
                    around(one.question.answer, words),
                )
                for one in asked.items
            ]
            return Group(kind, KINDS[kind], asked, more, hits)
        case "communities":
            listed = recognition.recognised(recognition.SoughtRecognised(text=text), 1)
            more = url_for("public.communities", text=text)
            hits = [
                Hit(one.shown_name, url_for("public.community", community_id=one.application.community_id), one.application.community.number)
                for one in listed.items[:FEW]
            ]
            return Group(kind, KINDS[kind], listed, more, hits)
        case "reports":
            reports = publications.reports(publications.SoughtReport(text=text), 1)
            more = url_for("reports.index", text=text)
            hits = [
                Hit(
                    one.published_version.title,
                    url_for("reports.show", report_id=one.id),
                    one.community.name,
                    around(one.published_version.summary, words),
                )
                for one in reports.items[:FEW]
                if one.published_version
            ]
            return Group(kind, KINDS[kind], reports, more, hits)
        case _:
            entries, _ = exchange.search(Sought(text=text), 1, FEW)
            more = url_for("exchange.index", text=text)
            hits = [Hit(one.title, url_for("exchange.entry", entry_id=one.id), f"{one.table.label}，{one.unit_name}") for one in entries.items]
            return Group(kind, KINDS[kind], entries, more, hits)
    return Group(kind, KINDS[kind], found, more, hits)

"""Markdown of editors as HTML of the public site, and pasted HTML as Markdown. Pure.

What stands in the HTML is a short list of elements; whatever else came in is left out (nh3). Pictures and links that begin
with `files/` mean the article's own files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

FILE = re.compile(r"files/(\d{1,12})")
BLOCKS = {"h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "thead", "tbody", "tr", "th", "td"}
INLINE = {"a", "em", "strong", "s", "code", "br", "img"}
PASTED = (BLOCKS | INLINE | {"h1", "b", "i", "div", "del"}) - {"img"}
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}, "th": {"scope"}}
SCHEMES = {"http", "https", "mailto", "tel"}
OFFICE = re.compile(r"<!--.*?-->|</?(?:o|w|m|v|st1):[^>]*>|<(style|script|xml|head|title)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
WRAPPED = re.compile(r"(?<=[^\x00-\x7f])((?:<[^>]*>)*)[ \t]*\r?\n[ \t]*((?:<[^>]*>)*)(?=[^\x00-\x7f])")  # a line of the source that goes on
LINES = re.compile(r"\n{3,}")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


def to_html(body: str, url_of: Callable[[int], str]) -> str:
    """Safe HTML; whatever heading is the highest becomes an h2, since the page's title is its h1. `url_of`: the address of an own file."""
    tokens = _parser().parse(body)
    highest = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=2)
    for token in _all(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1]) - highest + 2}" if int(token.tag[1]) - highest <= 4 else "h6"
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
        for name in ("src", "href"):
            if (place := FILE.fullmatch(str(token.attrs.get(name, "")))) and token.type in ("image", "link_open"):
                token.attrs[name] = url_of(int(place[1]))
    return nh3.clean(
        _parser().renderer.render(tokens, _parser().options, {}),
        tags=BLOCKS | INLINE,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )


def pictures(body: str) -> list[tuple[str, str]]:
    """Address and alternative text of each picture."""
    return [(str(token.attrs.get("src", "")), token.content) for token in _all(_parser().parse(body)) if token.type == "image"]


def files_named(body: str) -> list[int]:
    """Ids of the own files that the text shows or links to."""
    addresses = [str(token.attrs.get("src") or token.attrs.get("href") or "") for token in _all(_parser().parse(body))]
    return [int(place[1]) for one in addresses if (place := FILE.fullmatch(one))]


def plain(body: str) -> str:
    """The words alone, one block a line: for finding, summaries and feeds."""
    lines = (token for token in _parser().parse(body) if token.type == "inline" or token.type in ("code_block", "fence"))
    return "\n".join("".join(_words(token)) for token in lines)


def _words(token: Token) -> Iterator[str]:
    for part in token.children or [token]:
        yield "\n" if part.type in ("softbreak", "hardbreak") else part.content


def _all(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or []


def from_html(pasted: str) -> str:
    """What was copied from Word or from a web page, as Markdown: headings, lists, tables, links and emphasis stay, all else goes.

    Pictures go too: they lie on another computer.
    """
    from markdownify import markdownify

    clean = nh3.clean(OFFICE.sub("", pasted), tags=PASTED, attributes={"a": {"href"}}, url_schemes=SCHEMES)
    clean = WRAPPED.sub(r"\1\2", clean)
    clean = f"<div>{clean}</div>"  # a bare address would be taken for the name of a file
    written = markdownify(clean, heading_style="ATX", bullets="-", autolinks=False, newline_style="backslash").replace("\xa0", " ")
    return LINES.sub("\n\n", "\n".join(line.rstrip() for line in written.splitlines())).strip()

"""Stylesheets, scripts and pages ask nothing of a browser that Chrome 109, the last one for Windows 7, cannot do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import js_lib_htmx
import pytest

ROOT = Path(__file__).parent.parent.parent
HTMX = Path(js_lib_htmx.__file__).parent / "static" / "htmx" / "htmx.min.js"
OLDEST = 109


class Newer(NamedTuple):
    """A feature, how it is written (a regular expression), the Chrome that brought it, and where it is specified."""

    feature: str
    written: str
    chrome: int
    spec: str


SELECTORS = (  # and rules, by what stands before a brace
    Newer("nesting", r"", 112, "CSS Nesting 1"),  # a rule inside a rule: found by its place
    Newer("@scope", r"@scope\b", 118, "CSS Cascade 6"),
    Newer("@starting-style", r"@starting-style\b", 117, "CSS Transitions 2"),
    Newer("@view-transition", r"@view-transition\b", 126, "CSS View Transitions 2"),
    Newer("@position-try", r"@position-try\b", 125, "CSS Anchor Positioning 1"),
    Newer("@function", r"@function\b", 139, "CSS Functions and Mixins"),
    Newer("style queries", r"@container[^{]*\bstyle\(", 111, "CSS Conditional Rules 5"),
    Newer("scroll-state queries", r"@container[^{]*scroll-state\(", 133, "CSS Conditional Rules 5"),
    Newer(":nth-child(… of …)", r":nth-(last-)?child\([^)]*\bof\b", 111, "Selectors 4"),
    Newer(":dir()", r":dir\(", 120, "Selectors 4"),
    Newer(":user-valid, :user-invalid", r":user-(in)?valid\b", 119, "Selectors 4"),
    Newer(":open", r":open\b", 133, "Selectors 4"),
    Newer(":popover-open", r":popover-open\b", 114, "HTML"),
    Newer(":state()", r":state\(", 125, "HTML"),
    Newer("::details-content", r"::details-content\b", 131, "CSS Pseudo-Elements 4"),
    Newer("::scroll-button, ::scroll-marker", r"::scroll-(button|marker)", 135, "CSS Overflow 5"),
    Newer("::view-transition", r"::view-transition", 111, "CSS View Transitions 1"),
    Newer("update, overflow-block, overflow-inline", r"@media[^{]*\((update|overflow-(block|inline))\b", 113, "Media Queries 4"),
    Newer("scripting", r"@media[^{]*\(scripting\b", 120, "Media Queries 5"),
    Newer("prefers-reduced-transparency", r"prefers-reduced-transparency", 118, "Media Queries 5"),
)
PROPERTIES = (
    Newer("text-wrap", r"text-wrap(-mode|-style)?", 114, "CSS Text 4"),
    Newer("white-space-collapse", r"white-space-collapse", 114, "CSS Text 4"),
    Newer("text-autospace, text-spacing-trim", r"text-(autospace|spacing-trim)", 123, "CSS Text 4"),
    Newer("text-box", r"text-box(-trim|-edge)?", 133, "CSS Inline Layout 3"),
    Newer("initial-letter", r"initial-letter", 110, "CSS Inline Layout 3"),
    Newer("ruby-align", r"ruby-align", 128, "CSS Ruby 1"),
    Newer("scrollbar-color, scrollbar-width", r"scrollbar-(color|width)", 121, "CSS Scrollbars 1"),
    Newer("field-sizing", r"field-sizing", 123, "CSS Basic User Interface 4"),
    Newer("interpolate-size", r"interpolate-size", 129, "CSS Values 5"),
    Newer("transition-behavior", r"transition-behavior", 117, "CSS Transitions 2"),
    Newer("overlay", r"overlay", 117, "CSS Positioned Layout 4"),
    Newer("animation-composition", r"animation-composition", 112, "CSS Animations 2"),
    Newer("scroll-driven animations", r"(animation|scroll|view)-(timeline|range)(-\w+)?", 115, "Scroll-driven Animations 1"),
    Newer("view-transition-name", r"view-transition-\w+", 111, "CSS View Transitions 1"),
    Newer("anchor positioning", r"(anchor-(name|scope)|position-(anchor|area|try\S*|visibility)|inset-area)", 125, "CSS Anchor Positioning 1"),
    Newer("mask without prefix", r"mask(-(image|mode|repeat|position|clip|origin|size|composite))?", 120, "CSS Masking 1"),
    Newer("offset-position", r"offset-(position|anchor)", 116, "CSS Motion Path 1"),
    Newer("corner-shape", r"corner-\S*shape", 139, "CSS Borders 4"),
)
VALUES = (
    Newer("subgrid", r"\bsubgrid\b", 117, "CSS Grid Layout 2"),
    Newer("color-mix()", r"color-mix\(", 111, "CSS Color 5"),
    Newer("light-dark()", r"light-dark\(", 123, "CSS Color 5"),
    Newer("relative colours", r"\b(rgb|hsl|hwb)a?\(\s*from\b", 119, "CSS Color 5"),
    Newer("lab(), lch(), oklab(), oklch(), color()", r"\b(ok)?(lab|lch)\(|\bcolor\(", 111, "CSS Color 4"),
    Newer("linear() easing", r"\blinear\(", 113, "CSS Easing 2"),
    Newer("image-set() without prefix", r"(?<!-)\bimage-set\(", 113, "CSS Images 4"),
    Newer("trigonometry", r"\b(a?(sin|cos|tan)|atan2)\(", 111, "CSS Values 4"),
    Newer("pow(), sqrt(), hypot(), log(), exp()", r"\b(pow|sqrt|hypot|log|exp)\(", 120, "CSS Values 4"),
    Newer("round(), mod(), rem()", r"\b(round|mod|rem)\(", 125, "CSS Values 4"),
    Newer("abs(), sign()", r"\b(abs|sign)\(", 138, "CSS Values 4"),
    Newer("rlh, rch, rex, ric, rcap, cap", r"\d(rlh|rch|rex|ric|rcap|cap)\b", 111, "CSS Values 4"),
    Newer("calc-size()", r"calc-size\(", 129, "CSS Values 5"),
    Newer("if()", r"\bif\(", 137, "CSS Values 5"),
    Newer("attr() with a type", r"attr\([^)]*\b(type|raw-string)\b", 133, "CSS Values 5"),
    Newer("anchor(), anchor-size()", r"\banchor(-size)?\(", 125, "CSS Anchor Positioning 1"),
    Newer("xywh(), rect(), shape()", r"\b(xywh|rect|shape)\(", 119, "CSS Shapes 1"),
    Newer("word-break: auto-phrase", r"\bauto-phrase\b", 119, "CSS Text 4"),
)
SCRIPTS = (
    Newer("arrays changed by copy", r"\.(toSorted|toReversed|toSpliced)\b", 110, "ECMAScript 2023"),
    Newer("isWellFormed(), toWellFormed()", r"\.(is|to)WellFormed\b", 111, "ECMAScript 2024"),
    Newer("regular expressions with v", r"(?<=[^\w\s])/[dgimsuy]*v[dgimsuy]*(?=[\s;,).])", 112, "ECMAScript 2024"),
    Newer("ArrayBuffer.transfer()", r"\.transferToFixedLength\b|\.transfer\(", 114, "ECMAScript 2024"),
    Newer("Object.groupBy(), Map.groupBy()", r"\.groupBy\b", 117, "ECMAScript 2024"),
    Newer("Promise.withResolvers()", r"\.withResolvers\b", 119, "ECMAScript 2024"),
    Newer("Array.fromAsync()", r"\.fromAsync\b", 121, "ECMAScript 2026"),
    Newer("sets compared", r"\.(union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(", 122, "ECMAScript 2025"),
    Newer(
        "iterator helpers",
        r"\bIterator\.|\.(values|keys|entries)\(\)\.(map|filter|take|toArray|forEach)\(",
        122,
        "ECMAScript 2025",
    ),
    Newer("import attributes", r"\bimport\b[^;\n]*\bwith\s*\{", 123, "ECMAScript 2025"),
    Newer("Promise.try()", r"\bPromise\.try\b", 128, "ECMAScript 2025"),
    Newer("RegExp.escape()", r"\bRegExp\.escape\b", 136, "ECMAScript 2025"),
    Newer("Uint8Array to and from text", r"\.(fromBase64|toBase64|fromHex|toHex)\b", 140, "ECMAScript 2026"),
    Newer("using", r"\b(await )?using \w+ =", 134, "ECMAScript 2026"),
    Newer("Temporal", r"\bTemporal\.", 144, "ECMAScript 2026"),
    Newer("startViewTransition()", r"\.startViewTransition\(", 111, "CSS View Transitions 1"),
    Newer("scrollend", r"""["']scrollend["']|\bonscrollend\b""", 114, "CSSOM View"),
    Newer("popover", r"\.(show|hide|toggle)Popover\b|\.popover\b", 114, "HTML"),
    Newer("AbortSignal.any()", r"\bAbortSignal\.any\b", 116, "DOM"),
    Newer("URL.canParse()", r"\bURL\.canParse\b", 120, "URL"),
    Newer("setHTMLUnsafe(), parseHTMLUnsafe(), getHTML()", r"\.(setHTMLUnsafe|parseHTMLUnsafe|getHTML)\b", 124, "HTML"),
    Newer("CloseWatcher", r"\bCloseWatcher\b", 126, "HTML"),
    Newer("caretPositionFromPoint()", r"\.caretPositionFromPoint\b", 128, "CSSOM View"),
    Newer("scheduler.yield()", r"\bscheduler\.yield\b", 129, "Prioritized Task Scheduling"),
    Newer("bytes()", r"\.bytes\(", 132, "Fetch, File API"),
    Newer("moveBefore()", r"\.moveBefore\(", 133, "DOM"),
)
MARKUP = (
    Newer("popover, popovertarget", r"\spopover(target\w*)?[\s=>]", 114, "HTML"),
    Newer("<search>", r"<search\b", 118, "HTML"),
    Newer("<hr> among options", r"</option>\s*<hr", 119, "HTML"),
    Newer("<details name>", r"<details\b[^>]*\sname=", 120, "HTML"),
    Newer("shadowrootmode", r"\sshadowrootmode=", 111, "HTML"),
    Newer("<dialog closedby>", r"\sclosedby=", 134, "HTML"),
    Newer("command, commandfor", r"\scommand(for)?=", 135, "HTML"),
    Newer("interestfor", r"\sinterestfor=", 142, "HTML"),
)
ASKS_FIRST = {HTMX.name: "moveBefore()"}  # used where the browser has it
GROUPS = frozenset({"@media", "@supports", "@layer", "@container", "@keyframes"})  # rules that other rules stand in


def newer_css(sheet: str) -> list[str]:
    """What the stylesheet asks for too early. A declaration that follows one of the same property has that as its fallback,
    and what stands inside `@supports` is asked for only where it is known."""
    found: list[str] = []
    outer: list[str] = []
    text = re.sub(r"/\*.*?\*/", "", re.sub(r'"[^"]*"', '""', sheet), flags=re.DOTALL)
    own: dict[str, bool] = {}  # property → declared already in this rule
    for piece, end in re.findall(r"([^{};]*)([{};])", text):
        supported = any(one.startswith("@supports") for one in outer)
        said = " ".join(piece.split())
        if end == "{":
            if outer and outer[-1].split("(")[0].split()[0] not in GROUPS:
                found.append(f"nesting: {said}")
            if not supported:
                found += [f"{one.feature}: {said}" for one in SELECTORS if one.written and re.search(one.written, said)]
            outer.append(said or "?")
            own = {}
            continue
        name, colon, value = said.partition(":")
        name = name.strip()
        if colon and not supported:
            early = [f"{one.feature}: {said}" for one in PROPERTIES if re.fullmatch(one.written, name)]
            early += [f"{one.feature}: {said}" for one in VALUES if re.search(one.written, value)] if name not in own else []
            found += early
        own[name] = True
        if end == "}" and outer:
            outer.pop()
    return found


def code_only(script: str) -> str:
    """Without comments."""
    return re.sub(r"(?<![:\"'])//[^\n]*|/\*.*?\*/", "", script, flags=re.DOTALL)


def newer_in(text: str, table: tuple[Newer, ...]) -> list[str]:
    return [f"{one.feature} ({one.spec}, Chrome {one.chrome}): {hit.group(0)}" for one in table for hit in re.finditer(one.written, text)]


@pytest.mark.parametrize("file", sorted((ROOT / "static").glob("*.css")), ids=lambda file: file.name)
def test_stylesheets(file: Path) -> None:
    assert newer_css(file.read_text()) == []


@pytest.mark.parametrize("file", [*sorted((ROOT / "static").glob("*.js")), HTMX], ids=lambda file: file.name)
def test_scripts(file: Path) -> None:
    found = newer_in(code_only(file.read_text()), SCRIPTS)
    assert [one for one in found if not one.startswith(ASKS_FIRST.get(file.name, "-"))] == []


def test_pages() -> None:
    found = {file.name: newer_in(file.read_text(), MARKUP) for file in (ROOT / "templates").rglob("*.html")}
    assert {name: early for name, early in found.items() if early} == {}


def test_what_is_too_new_would_be_found() -> None:
    assert newer_css("a { b { color: red; } }") == ["nesting: b"]
    assert newer_css("a { color: color-mix(in srgb, red, blue); }") and not newer_css("a { color: red; color: color-mix(in srgb, red, blue); }")
    assert newer_css("a { text-wrap: balance; }") and not newer_css("@supports (text-wrap: balance) { a { text-wrap: balance; } }")
    assert newer_css("@media print { a { grid-template-rows: subgrid; } } @scope (a) { b { color: red; } }")[0].startswith("subgrid")
    assert len(newer_in("a.toSorted(); x.match(/[a]/gv); new Set().union(b);", SCRIPTS)) == 3
    assert len(newer_in("<div popover><search></search></div>", MARKUP)) == 2


def test_each_feature_is_newer_than_the_oldest_browser_and_says_where_it_is_specified() -> None:
    for table in (SELECTORS, PROPERTIES, VALUES, SCRIPTS, MARKUP):
        assert all(one.chrome > OLDEST and one.spec and re.compile(one.written) for one in table)

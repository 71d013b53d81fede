"""The stylesheets: every class has its use and every use its class, colours are tokens, and text stands out from its ground."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from cte_portal.styleguide import tokens

ROOT = Path(__file__).parent.parent.parent
STATIC = ROOT / "static"
STYLESHEETS = sorted(STATIC.glob("*.css"))
CLASS = re.compile(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{])*)"')
COMPARED = re.compile(r'"[^"]*"\s*:|[=!]=\s*"[^"]*"|\bin \([^)]*\)|\.get\("[^"]*"\)|\["[^"]*"\]')
HOOKS = {  # classes that nothing is styled by
    "list-editor": "portal.js finds the list that an open row belongs to",
    "look": "portal.js puts the focus back to the link whose preview was closed",
    "sending-words": "sending.js says there how far it is",
    "kept-here": "portal.js marks its own notice",
    "message": "tests find what is going out",
    "attachments": "tests find an article's files",
    "question": "tests find one question among the answers",
}
BY_OTHERS = {"htmx-request": "htmx gives it to what is waiting for an answer"}
TEXTS = ("ink", "quiet", "link", "accent", "good", "wait", "info")
GROUNDS = ("paper", "ground", "good-ground", "wait-ground", "bad-ground", "info-ground")


def rules(file: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)


@cache
def defined() -> frozenset[str]:
    return frozenset(name for file in STYLESHEETS for name in re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", rules(file))))


def in_template(text: str) -> set[str]:
    """The classes that a template's elements may have."""
    found: set[str] = set()
    for classes in CLASS.findall(text):
        found |= set(re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", classes).split())
        for choice in re.findall(r"\{\{(.*?)\}\}", classes):
            found |= {word for text in re.findall(r'"([^"]*)"', COMPARED.sub("", choice)) for word in text.split()}
    return found


@cache
def in_templates() -> frozenset[str]:
    return frozenset().union(*(in_template(file.read_text()) for file in (ROOT / "templates").rglob("*.html")))


def in_scripts() -> set[str]:
    texts = (text for file in STATIC.glob("*.js") for text in re.findall(r'"([^"\n]*)"', file.read_text()))
    return {word for text in texts for word in re.split(r"[^\w-]+", text)}


def in_python() -> set[str]:
    """Words of the strings that drawings are made of, tones of states, and classes given to libraries; `series-{n}` as its beginning."""
    found: set[str] = set()
    for file in (ROOT / "cte_portal").rglob("*.py"):
        tree = ast.parse(file.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = {word for word in re.split(r"[^\w-]+", node.value) if word}
                found |= words if "charts" in file.parts else words & {"neutral", "blue", "green", "amber", "red", "qr"}
    return found


def test_every_class_of_the_stylesheets_is_used_somewhere() -> None:
    drawn = in_templates() | in_scripts() | in_python() | set(BY_OTHERS)
    numbered = {name for name in defined() if re.sub(r"\d+$", "", name) in drawn}  # series-1, class-2: drawn with their number
    assert sorted(defined() - drawn - numbered) == []


def test_a_stylesheet_is_read_rule_by_rule() -> None:
    """No line holds two rules, or more than fits on a screen."""
    lines = [(file.name, line) for file in STYLESHEETS for line in file.read_text().splitlines()]
    assert [one for one in lines if len(one[1]) > 160 or one[1].count("{") > 1] == []


def test_every_class_of_the_templates_is_styled_or_a_known_hook() -> None:
    assert sorted(in_templates() - defined() - set(HOOKS)) == []
    assert sorted(set(HOOKS) - in_templates() - in_scripts()) == [], "no longer there"
    assert sorted(set(HOOKS) & defined()) == [], "styled now"


def test_every_token_is_used() -> None:
    sheet = "".join(rules(file) for file in STYLESHEETS)
    for group in tokens.groups((STATIC / "portal.css").read_text()).values():
        assert [token.name for token in group if f"var(--{token.name})" not in sheet] == []


def test_colours_are_tokens() -> None:
    after = rules(STATIC / "portal.css").partition("}")[2].partition("@media print")[0]  # paper has its own black
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", after) == []


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, 1.4.3."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def colour(name: str) -> str:
    held = {token.name: token.value for group in tokens.groups((STATIC / "portal.css").read_text()).values() for token in group}
    return held[name]


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_stands_out_from_every_ground(text: str, ground: str) -> None:
    assert contrast(colour(text), colour(ground)) >= 7


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("on-deep", "deep", 7),
        ("on-deep", "deeper", 7),
        ("quiet-on-deep", "deep", 7),
        ("ink", "target-ground", 7),
        ("ink", "marked", 7),
        ("deep", "paper", 3),  # the ring around what has the focus, and edges of what one acts on (1.4.11)
        ("deep", "ground", 3),
        ("focus-on-deep", "deep", 3),
        ("focus-on-deep", "deeper", 3),
        ("box-edge", "paper", 3),
        ("box-edge", "ground", 3),
        ("wait-edge", "paper", 3),
    ],
)
def test_edges_and_deep_grounds_stand_out(one: str, other: str, least: int) -> None:
    assert contrast(colour(one), colour(other)) >= least

"""The design tokens as the stylesheet declares them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

DECLARED = re.compile(r"/\*\s*(?P<group>[^*]+?)\s*\*/|--(?P<name>[\w-]+):\s*(?P<value>[^;]+);")


@dataclass(frozen=True)
class Token:
    name: str  # without the hyphens before it
    value: str


def groups(stylesheet: str) -> dict[str, list[Token]]:
    """The tokens of the first `:root`, under the comments that stand before them."""
    block = stylesheet.partition(":root {")[2].partition("}")[0]
    found: dict[str, list[Token]] = {}
    tokens: list[Token] = []
    for declared in DECLARED.finditer(block):
        if declared["group"]:
            tokens = found.setdefault(declared["group"], [])
        else:
            tokens.append(Token(declared["name"], declared["value"]))
    return found

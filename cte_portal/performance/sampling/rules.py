"""How indicators are drawn, and what of a draw is left to do. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence

from ...catalogue.kinds import Value
from ...catalogue.schema import FormDefinition
from ...named import Named

USUAL = 10  # indicators in a draw


class Verdict(Named):
    TRUE = "true", "属实", "green"
    WRONG = "wrong", "需要更正", "red"
    UNPROVEN = "unproven", "无法核实", "amber"


def draw(seed: str, sha256: str, codes: Sequence[str], size: int) -> list[str]:
    """`size` of the codes, in their order: those whose SHA-256 of “seed|sha256|code” is smallest.

    Whoever knows the seed and the version's SHA-256 gets the same; before the seed was drawn nobody could know.
    """
    ranked = sorted(codes, key=lambda code: hashlib.sha256(f"{seed}|{sha256}|{code}".encode()).hexdigest())
    chosen = set(ranked[:size])
    return [code for code in codes if code in chosen]


def changed(definition: FormDefinition, codes: Collection[str], old: Mapping[str, Value], new: Mapping[str, Value]) -> list[str]:
    """The drawn indicators of which a figure is another than when they were drawn."""
    return [
        code
        for code, (_, one) in definition.indicators.items()
        if code in codes and any(old.get(measure.key) != new.get(measure.key) for measure in one.measures)
    ]


def outcome(codes: Collection[str], verdicts: Mapping[str, Verdict]) -> str:
    """In words: how far the check is, and what it found."""
    left = len(set(codes) - verdicts.keys())
    found = "，".join(f"{one.label} {count} 项" for one in Verdict if (count := sum(verdict is one for verdict in verdicts.values())))
    return f"抽查 {len(codes)} 项" + (f"：{found}" if found else "") + (f"；还有 {left} 项没有核对" if left else "")

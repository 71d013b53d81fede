"""统一社会信用代码 (USCC), GB 32100-2015."""

from __future__ import annotations

import re

from stdnum.cn import uscc as standard

_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def problem(code: str) -> str | None:
    """What is wrong with an 18-character code, in words; None when it is right.

    The library of numbers is asked for the check digit only: its own check takes lower case, spaces and all zeros, and
    refuses the letters with which some authorities' codes begin (A, N, Y).
    """
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，现在是 {len(code)} 位"
    if not _SHAPE.fullmatch(code) or set(code) == {"0"}:
        return "统一社会信用代码只含数字和大写字母（不用 I、O、S、V、Z），第 3～8 位是数字"
    if standard.calc_check_digit(code[:17]) != code[17]:
        return "统一社会信用代码的校验位不对，请对照证照逐位核对（常见：数字 0 与字母 O、数字 1 与字母 I 混淆）"
    return None


def with_check_digit(first_seventeen: str) -> str:
    """The full code for its first 17 characters."""
    return first_seventeen + standard.calc_check_digit(first_seventeen)
